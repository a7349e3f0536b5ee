"""A draft as it is being typed, for the coach to read before anything of it is saved."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.ui import numbers


class AsTyped:
    """An objective as somebody is typing it, in memory only: what is new there has numbers below zero."""

    def __init__(self, objective: Objective, data: QueryDict) -> None:
        self._names: dict[tuple[str, int], str] = {}
        self.section_of: dict[str, str] = {}
        objective.title = " ".join(data.get("title", objective.title).split())
        objective.why, objective.reality = data.get("why", objective.why), data.get("reality", objective.reality)
        stored = {key_result.pk: key_result for key_result in objective.key_results.all()}
        by_key = {}
        for number, key in enumerate(dict.fromkeys(data.getlist("kr")), 1):
            if text := " ".join(data.get(f"kr-{key}-text", "").split()):
                thing = stored.get(_pk(data.get(f"kr-{key}-id"))) or KeyResult(pk=-number, objective=objective)
                by_key[key] = _typed_key_result(thing, text, f"kr-{key}-", data)
                self._names["kr", thing.pk] = f"kr-{key}"
        started = {initiative.pk: initiative for initiative in objective.initiatives.all()}
        typed_initiatives = []
        for number, key in enumerate(dict.fromkeys(data.getlist("in")), 1):
            if text := " ".join(data.get(f"in-{key}-text", "").split()):
                initiative = started.get(_pk(data.get(f"in-{key}-id"))) or Initiative(pk=-number, objective=objective)
                initiative.text = text
                served = [each for each in data.getlist(f"in-{key}-key_results") if each in by_key]
                _at_hand(initiative, key_results=[by_key[each] for each in served])
                typed_initiatives.append(initiative)
                self._names["in", initiative.pk] = f"in-{key}"
                self.section_of[f"in-{key}"] = next((f"kr-{each}" for each in by_key if each in served), "loose")
        _at_hand(objective, key_results=list(by_key.values()), initiatives=typed_initiatives)
        self.objective = objective

    def part_of(self, name: str, pk: int) -> str:
        return self._names[name, pk]


def _typed_key_result(key_result: KeyResult, text: str, prefix: str, data: QueryDict) -> KeyResult:
    key_result.text = text
    key_result.kind = data.get(f"{prefix}kind", key_result.kind)
    key_result.unit = data.get(f"{prefix}unit", key_result.unit)
    for name in ("start", "target", "low", "high", "weight"):
        typed = data.get(prefix + name)
        if typed is not None:
            setattr(key_result, name, _number(typed, key_result.unit))
    steps = data.get(f"{prefix}steps", "").splitlines()
    _at_hand(key_result, steps=[step for step in steps if step.strip()])
    return key_result


def _at_hand(thing: Any, **related: Sequence[Any]) -> None:
    """As if these had been prefetched: nobody asks the database for them."""
    known = vars(thing).setdefault("_prefetched_objects_cache", {})
    known.update(related)


def _pk(typed: str | None) -> int:
    """The number of what is stored; 0 for what is new."""
    return int(typed) if typed and typed.isdecimal() and len(typed) < 16 else 0


def _number(typed: str, unit: str) -> float | None:
    try:
        return numbers.read(typed, unit=unit).value if typed else None
    except (numbers.NotANumber, numbers.AmbiguousNumber):
        return None
