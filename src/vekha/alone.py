"""One at a time: what must not run twice at once, on however many machines the same database is served."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def alone(task: str) -> Iterator[bool]:
    """Whether nobody else is at this task now; nobody else will be until the end of the block.

    Whoever dies lets go of it: the lock is one of the session on PostgreSQL, that of an empty file beside the embedded
    database otherwise.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [task])
            (is_alone,) = cursor.fetchone()
            try:
                yield is_alone
            finally:
                if is_alone and connection.is_usable():  # a lost connection has let go already
                    cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [task])
        return
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(settings.DATA / f"{task}.lock", timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True
