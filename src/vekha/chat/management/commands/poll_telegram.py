import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vekha.chat import telegram
from vekha.chat.calls import NoReply


class Command(BaseCommand):
    help = "Hear and answer what people write to the bot in Telegram, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="ask for messages once and return")

    def handle(self, *, once: bool, **options: Any) -> None:
        bot = telegram.configured()
        if bot is None:
            raise CommandError("There is no bot: set VEKHA_TELEGRAM_TOKEN.")
        if once:
            try:
                count = telegram.poll(bot)
            except (NoReply, telegram.Refused) as problem:
                raise CommandError(f"No messages from Telegram: {problem or type(problem).__name__}") from None
            self.stdout.write(f"{count} updates heard")
            return
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_signal: stop.set())
        telegram.poll_forever(stop)
