"""Where readings may come from by themselves: kinds of sources, ours and those of other packages.

A package adds a kind by an entry point of the group `vekha.kpi_sources` that names an object like those below:
`key`, `name`, `fields`, `for_administrators` and `read(settings)`, which yields what it found or raises NoReading.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol

from django.utils.functional import Promise

from vekha.kpis.values import Found

GROUP = "vekha.kpi_sources"


@dataclass(frozen=True, slots=True)
class Field:
    """What whoever connects a source says about it. A secret is kept encrypted and never shown again."""

    name: str
    label: Promise
    hint: Promise | str = ""
    is_required: bool = True
    is_secret: bool = False
    is_long: bool = False


class Kind(Protocol):
    """A kind of source."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> Promise: ...

    @property
    def fields(self) -> tuple[Field, ...]: ...

    @property
    def for_administrators(self) -> bool:
        """Whether nobody else may connect it."""

    def read(self, settings: Mapping[str, str]) -> list[Found]:
        """What the source says now. Raises NoReading."""


@cache
def kinds() -> dict[str, Kind]:
    """All kinds that are installed, ours first."""
    from vekha.kpis.sources.json_over_http import JsonOverHttp
    from vekha.kpis.sources.metrics_page import MetricsPage
    from vekha.kpis.sources.prometheus import Prometheus
    from vekha.kpis.sources.sql import Sql, is_installed
    from vekha.kpis.sources.table import Table

    ours: list[Kind] = [Table(), JsonOverHttp(), Prometheus(), MetricsPage()]
    if is_installed():
        ours.append(Sql())
    return {kind.key: kind for kind in (*ours, *_of_others())}


def _of_others() -> Iterator[Kind]:
    for entry in entry_points(group=GROUP):
        yield entry.load()
