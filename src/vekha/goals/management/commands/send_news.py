import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from vekha.goals import mail


class Command(BaseCommand):
    help = "Mail people what waits for them and what is new, by their own rhythm. Run it every few minutes."

    def handle(self, **options: Any) -> None:
        with alone() as is_alone:
            if not is_alone:
                self.stdout.write("Another run is still at it.")
                return
            sent = mail.send_news()
        self.stdout.write(f"{sent.letters} letters sent, {sent.failed} failed")


@contextmanager
def alone() -> Iterator[bool]:
    """Whether no other run is at work on this machine: two at once would send every letter twice.

    The lock is that of an empty SQLite file: it works on every system, and whoever dies lets go of it.
    """
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(settings.DATA / "send_news.lock", timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True
