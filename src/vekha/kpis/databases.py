"""The number that a query yields. It runs in the limited process, on a connection that may only read.

What may be connected to is decided before, where the settings are: see `sources/sql.py`.
"""

import sqlite3
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found, number, pairs

MOST_ROWS = 5_000
GIVEN_UP = "57014"  # what PostgreSQL calls a query that has had its time
READS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, getattr(sqlite3, "SQLITE_RECURSIVE", 33)}
)


def found_in(*, url: str, address: str, query: str, seconds: int) -> list[Found]:
    """One value, or rows of day and value.

    `address` is where the host of the URL was found to be; after `seconds` a database that can be told so gives up.
    """
    parsed = make_url(url)
    try:
        engine = _engine(parsed, address, seconds)
        with engine.connect() as connection:
            result = connection.execute(text(query.replace(":", r"\:")))
            rows = result.fetchmany(MOST_ROWS + 1)
            connection.rollback()
    except (NoSuchModuleError, ImportError):
        raise NoReading(Trouble.DRIVER, parsed.drivername) from None
    except (SQLAlchemyError, ArgumentError, OSError, ValueError, TypeError) as problem:
        if getattr(getattr(problem, "orig", None), "sqlstate", "") == GIVEN_UP:
            raise NoReading(Trouble.TOO_SLOW) from None
        raise NoReading(Trouble.DATABASE, _said(problem, parsed)) from None
    if len(rows) > MOST_ROWS:
        raise NoReading(Trouble.TOO_LARGE)
    return _found([tuple(row) for row in rows])


def _found(rows: list[tuple[Any, ...]]) -> list[Found]:
    if not rows:
        return []
    width = len(rows[0])
    if width == 1 and len(rows) == 1:
        return [] if rows[0][0] is None else [Found(number(rows[0][0]))]
    if width == 2:
        return pairs((row[0], row[1]) for row in rows)
    raise NoReading(Trouble.SEVERAL, str(len(rows) * width))


def _engine(url: URL, address: str, seconds: int) -> Engine:
    if url.drivername in {"postgres", "postgresql"}:
        url = url.set(drivername="postgresql+psycopg")  # the driver that Vekha itself uses
    match url.get_backend_name():
        case "sqlite":
            # As a URI of its own, so that the file is opened for reading and is never made.
            path = quote(url.database or "")
            engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", poolclass=NullPool)
            event.listen(engine, "connect", _only_reads)
            return engine
        case "postgresql":
            options = f"-c default_transaction_read_only=on -c statement_timeout={seconds * 1000}"
            arguments = {"hostaddr": address, "options": options, "connect_timeout": seconds}
            return create_engine(url, connect_args=arguments, poolclass=NullPool)
        case "mysql" | "mariadb":
            engine = create_engine(url.set(host=address), poolclass=NullPool)
            event.listen(engine, "connect", _begin_reading)
            return engine
    return create_engine(url.set(host=address), poolclass=NullPool)


def _only_reads(connection: sqlite3.Connection, _record: object) -> None:
    """Nothing but reading of this one file: no other is attached, no extension loaded."""
    connection.set_authorizer(lambda action, *_about: sqlite3.SQLITE_OK if action in READS else sqlite3.SQLITE_DENY)


def _begin_reading(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")


def _said(problem: Exception, url: URL) -> str:
    """What the database says, in a line, without the password."""
    said = str(getattr(problem, "orig", None) or problem).strip().partition("\n")[0]
    return said.replace(str(url.password), "…") if url.password else said
