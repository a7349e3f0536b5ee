import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings as vekha
from django.utils.translation import gettext_lazy as _

from vekha import outgoing
from vekha.kpis import limited
from vekha.kpis.sources import Field
from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found

PORTS = {"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "mssql": 1433, "oracle": 1521}
# All that an address may say behind its question mark: drivers know many words that lead elsewhere.
PARAMETERS = frozenset({"sslmode", "charset"})
_READS = re.compile(r"(?:--[^\n]*\n|/\*.*?\*/|\s|\()*(?:select|with|values)\b", re.IGNORECASE | re.DOTALL)


def is_installed() -> bool:
    return find_spec("sqlalchemy") is not None


class Sql:
    """A query in a database. Only administrators connect one: it may say whatever the database's user may read."""

    key = "sql"
    name = _("A query in a database")
    for_administrators = True
    fields = (
        Field(
            "url",
            _("Address of the database"),
            _("Such as postgresql://reader:password@host/name. Give it a user who may only read."),
            is_secret=True,
        ),
        Field(
            "query",
            _("Query"),
            _("One SELECT that yields one value, or rows of a day and a value."),
            is_long=True,
        ),
    )

    def read(self, settings: Mapping[str, str]) -> list[Found]:
        query = settings["query"].strip().rstrip(";")
        if ";" in query or not _READS.match(query):
            raise NoReading(Trouble.ONE_SELECT)
        address = checked(settings["url"].strip())
        options = {"url": settings["url"].strip(), "address": address, "query": query}
        return limited.found_by("sql", {**options, "seconds": limited.SECONDS // 2})


def checked(url: str) -> str:
    """The address that the host of the database has now; empty for a file. Raises NoReading for what is not allowed."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        raise NoReading(Trouble.ADDRESS) from None
    if others := sorted(set(parsed.query) - PARAMETERS):
        raise NoReading(Trouble.PARAMETERS, ", ".join(others))
    if backend == "sqlite":
        _check_file(parsed.database or "")
        return ""
    if not parsed.host or "," in parsed.host or "/" in parsed.host:
        raise NoReading(Trouble.ADDRESS)
    try:
        return outgoing.reachable(parsed.host, parsed.port or PORTS.get(backend, 0))[0]
    except outgoing.Refused as refused:
        raise NoReading(Trouble(refused.trouble.value)) from None


def _check_file(name: str) -> None:
    """Refuse a file that lies outside the folders that the administrator has opened."""
    file = Path(name).resolve()
    if not any(file.is_relative_to(Path(folder).resolve()) for folder in vekha.SOURCE_FOLDERS) or not file.is_file():
        raise NoReading(Trouble.FILE)
