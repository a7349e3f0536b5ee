"""Values planned by day, as the log and versions keep them: "2026-10-31 10.0; 2026-11-30 40.0". Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

Planned = Sequence[tuple[date, float]]  # what a key result should be by certain days, in their order


def written(planned: Iterable[tuple[date, float]]) -> str:
    return "; ".join(f"{day.isoformat()} {value!r}" for day, value in planned)


def read(text: str) -> list[tuple[date, float]]:
    pairs = (pair.split() for pair in text.split(";") if pair.strip())
    return [(date.fromisoformat(day), float(value)) for day, value in pairs]
