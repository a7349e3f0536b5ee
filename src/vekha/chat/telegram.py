"""The bot in Telegram: it asks for messages and answers them.

What was heard is stored in the transaction of the check-in (`actions.messages`), and the offset follows from it: a
process that is killed at any moment hears the rest afterwards and nothing twice. An answer that was not confirmed goes
out again: rather twice than never.
"""

import logging
import time
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection

from vekha.alone import alone
from vekha.chat.actions import messages
from vekha.chat.actions.messages import Message
from vekha.chat.calls import NoReply, Reply, Stopped, call
from vekha.chat.models import Heard, Service
from vekha.people.middleware import wished

LONGEST_WAIT = 25  # seconds that Telegram may take until it says that there is nothing new
LONGEST_CALL = 10.0  # seconds for anything else
LEAST_PAUSE = 5.0  # seconds after an answer that could not be sent
LONGEST_PAUSE = 60.0  # seconds between two attempts while something is wrong
NEXT_TURN = 15.0  # seconds while another process has the turn
LONGEST_TEXT = 4096

log = logging.getLogger(__name__)


@dataclass
class Bot:
    """The company's bot at a server that speaks Telegram's protocol."""

    url: str
    token: str = field(repr=False)
    silent_until: float = 0  # by the monotonic clock: Telegram wants no message before

    @property
    def number(self) -> str:
        """Who it is. Telegram counts the updates of each bot by themselves."""
        return self.token.partition(":")[0]

    def call(self, method: str, body: dict[str, Any], within: float = LONGEST_CALL, stop: Event | None = None) -> Any:
        """The result of a method. Raises NoReply, Refused for what will never be done, Stopped."""
        reply = call(f"{self.url}/bot{self.token}/{method}", body, within=within, stop=stop)
        if reply.body.get("ok") is True and "result" in reply.body:
            return reply.body["result"]
        if reply.status in {400, 403}:
            raise Refused
        if reply.status in {401, 404}:
            raise NoReply("the token is refused: check VEKHA_TELEGRAM_TOKEN", wait=LONGEST_PAUSE)
        if reply.status == 409:
            raise NoReply("another process or a webhook takes the messages of this bot", wait=LONGEST_PAUSE / 2)
        raise NoReply(f"status {reply.status}", wait=_retry_after(reply))


class Refused(Exception):
    """Telegram will not do it, however often it is asked: the person has blocked the bot, or the chat is gone."""


def configured() -> Bot | None:
    """The bot of the settings; None while there is none."""
    return Bot(settings.TELEGRAM_URL, settings.TELEGRAM_TOKEN) if settings.TELEGRAM_TOKEN else None


def poll_forever(stop: Event) -> None:
    """Hear and answer until `stop` is set; returns at once if there is no bot. Whatever goes wrong, it goes on.

    Of several processes on one database one at a time does it.
    """
    bot = configured()
    if bot is None:
        return
    pause = 0.0
    while not stop.is_set():
        try:
            with alone("telegram") as is_alone:
                if is_alone:
                    poll(bot, wait=LONGEST_WAIT, stop=stop)
            pause = 0.0 if is_alone else NEXT_TURN
        except Stopped:
            break
        except Exception as problem:  # whatever is wrong now, later messages are heard
            # Of others only the kind: their words may be those of a message.
            why = problem if isinstance(problem, NoReply) else type(problem).__name__
            log.warning("No messages from Telegram: %s", why)
            asked = problem.wait if isinstance(problem, NoReply) else 0
            pause = min(asked or max(1.0, pause * 2), LONGEST_PAUSE)
        close_old_connections()
        stop.wait(pause)
    connection.close()  # that of this thread


def poll(bot: Bot, *, wait: int = 0, stop: Event | None = None) -> int:
    """Ask for messages once, hear and answer them; how many updates there were. `wait`: seconds until there is one.

    Raises NoReply when Telegram cannot be asked.
    """
    send_waiting(bot)
    body: dict[str, Any] = {"timeout": wait, "allowed_updates": ["message"]}
    if (after := last_heard(bot)) is not None:
        body["offset"] = after + 1
    updates = bot.call("getUpdates", body, within=wait + LONGEST_CALL, stop=stop)
    heard = sum(_hear(bot, update) for update in (updates if isinstance(updates, list) else [None]))
    if updates and not heard:
        raise NoReply("updates that are none")
    send_waiting(bot)
    return heard


def last_heard(bot: Bot) -> int | None:
    """The update that the bot heard last. Forgotten after days without a message: Telegram then counts anew."""
    heard = Heard.objects.remembered().filter(service=Service.TELEGRAM, number__startswith=f"{bot.number}/")
    last = heard.order_by("-pk").first()
    return int(last.number.rpartition("/")[2]) if last else None


def say(bot: Bot, chat: str, text: str) -> None:
    """Write to a chat. Raises NoReply or Refused."""
    plain = {"link_preview_options": {"is_disabled": True}}
    bot.call("sendMessage", {"chat_id": chat, "text": text[:LONGEST_TEXT], **plain})


def send_waiting(bot: Bot) -> None:
    """Send the answers that are not out yet. What fails now goes out with the next round."""
    if time.monotonic() < bot.silent_until:
        return
    for heard in Heard.objects.waiting(Service.TELEGRAM):
        try:
            say(bot, heard.reply_to, heard.answer)
        except Refused:
            log.warning("Telegram refuses an answer: the person has blocked the bot, or the chat is gone")
        except NoReply as problem:
            log.warning("An answer could not be sent to Telegram: %s", problem)
            bot.silent_until = time.monotonic() + max(problem.wait, LEAST_PAUSE)
            return
        heard.mark_as_answered()


def _hear(bot: Bot, update: Any) -> bool:
    """Hear an update. Whether it was one: those have a number."""
    count = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(count, int):
        return False
    number = f"{bot.number}/{count}"
    message = _message(number, update.get("message"))
    if message is None:
        messages.pass_over(Service.TELEGRAM, number)
    else:
        messages.hear(message)
    return True


def _message(number: str, said: Any) -> Message | None:
    """What a person wrote; None for anything else."""
    try:
        sender, chat = said["from"], said["chat"]
        if sender.get("is_bot"):
            return None
        return Message(
            service=Service.TELEGRAM,
            number=number,
            sender=str(int(sender["id"])),
            sender_name=str(sender.get("username") or sender.get("first_name") or ""),
            text=str(said.get("text") or said.get("caption") or ""),
            reply_to=str(int(chat["id"])),
            is_private=chat.get("type") == "private",
            language=wished(str(sender.get("language_code") or "")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _retry_after(reply: Reply) -> float:
    """The seconds that Telegram asks to wait."""
    parameters = reply.body.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, int) and seconds > 0 else 1.0
