"""What suffers when one number alone is pursued, and which number beside it would show that: `_counters.toml`.

A rule names the family in its flag (`values={"counter": counter.family}`); the sentences of any rule may then use the
holes {harm} and {counter_key_result}, which are filled in the language of whoever reads them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from vekha.coach.document import Language
from vekha.coach.statement import Measure, Trait

FAMILY = "counter"  # the value of a flag that names the family


@dataclass(frozen=True, slots=True)
class Counter:
    """One side that suffers. `kept_by` are the metrics, `traits` the kinds of metrics that keep it in view."""

    family: str
    metrics: frozenset[str]
    kept_by: frozenset[str]
    traits: frozenset[Trait]
    words: Mapping[Language, Mapping[str, str]]

    def is_kept_by(self, other: Measure) -> bool:
        """Whether that metric, standing beside one of the family, would show the harm."""
        if other.concept in self.metrics:
            return False
        return other.concept in self.kept_by or bool(other.traits & self.traits)


@cache
def counters() -> Mapping[str, Counter]:
    """All families by name."""
    table = tomllib.loads(files(__package__).joinpath("_counters.toml").read_text(encoding="utf-8"))
    return {name: _counter(name, data) for name, data in table.items()}


def counter_of(concept: str | None) -> Counter | None:
    """The family a metric belongs to; None for a metric that is not known or harms nobody."""
    return _by_metric().get(concept) if concept else None


def words_of(family: str, language: Language) -> dict[str, str]:
    """What fills the holes {harm} and {counter_key_result} in that language."""
    words = counters()[family].words[language]
    return {"harm": words["harm"], "counter_key_result": words["key_result"]}


@cache
def _by_metric() -> Mapping[str, Counter]:
    return {metric: counter for counter in counters().values() for metric in counter.metrics}


def _counter(name: str, data: Mapping[str, Any]) -> Counter:
    beside: list[str] = data["kept_by"]
    return Counter(
        family=name,
        metrics=frozenset(data["metrics"]),
        kept_by=frozenset(each for each in beside if not each.isupper()),
        traits=frozenset(Trait[each] for each in beside if each.isupper()),
        words={language: data[language] for language in Language},
    )
