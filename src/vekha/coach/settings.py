"""What a company decides for itself: where coaches disagree, what is switched off, which words are its own.

The defaults and what they mean: `defaults.toml`. A folder of OKR files keeps its own in `vekha.toml`:

    stage = 2                 # the company's milestone
    off = ["K-VANITY"]        # rules that never speak

    [limits]
    key_results = 4           # those of defaults.toml

    [severities]
    O-METRIC = "hint"         # error, warning or hint

    [words]                   # the company's own, by class of languages/concepts.toml, in any language
    systems = ["Polaris", "Атлас", "北极星"]
    metrics = ["trust score"]
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

OwnWords = tuple[tuple[str, tuple[str, ...]], ...]  # phrases by class of words; "metrics" are names of metrics

STAGES = (1, 2, 3, 4)
METRICS = "metrics"
NO_WORDS: OwnWords = ()
FILE = "vekha.toml"


class Severity(StrEnum):
    """How much an expert would object."""

    ERROR = "error"  # not an OKR statement as written
    WARNING = "warning"  # an expert would object
    HINT = "hint"  # a question worth asking


@dataclass(frozen=True, slots=True)
class Limits:
    """How many are too many, how much is too much."""

    objectives: int
    key_results_at_least: int
    key_results: int
    key_results_at_most: int
    initiatives: int
    initiatives_at_most: int
    objective_words: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How the coach judges for one company. `severities` overrule a rule's own, by code."""

    limits: Limits
    off: frozenset[str] = frozenset()  # codes that never speak
    severities: Mapping[str, Severity] = field(default_factory=dict)
    stage: int | None = None  # the company's milestone, 1–4; None: every rule speaks at its own severity
    own_words: OwnWords = NO_WORDS


@cache
def default_settings() -> Settings:
    """The settings as shipped."""
    with files("vekha.coach").joinpath("defaults.toml").open("rb") as file:
        return Settings(Limits(**tomllib.load(file)["limits"]))


class Unusable(Exception):
    """A setting that means nothing; `key` names it, `allowed` says what it may be."""

    def __init__(self, key: str, allowed: str) -> None:
        super().__init__(key)
        self.key, self.allowed = key, allowed


def settings_for(path: Path, codes: Collection[str]) -> Settings:
    """The settings of the `vekha.toml` nearest above a file or folder, those shipped where there is none.

    `codes` are those of all rules. Raises Unusable, and OSError for a file that is not to be read.
    """
    folder = path.resolve()
    for nearest in (folder, *folder.parents):
        if (found := nearest / FILE).is_file():
            return _loaded(found, frozenset(codes))
    return default_settings()


@cache
def _loaded(path: Path, codes: frozenset[str]) -> Settings:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Unusable(str(path), str(problem)) from problem
    return of_table(table, codes)


def of_table(table: Mapping[str, Any], codes: Collection[str]) -> Settings:
    """The settings that a table of `vekha.toml` asks for, the rest as shipped."""
    shipped = default_settings()
    known = ("stage", "off", "limits", "severities", "words")
    if unknown := next((key for key in table if key not in known), None):
        raise Unusable(unknown, ", ".join(known))
    stage, off = table.get("stage"), table.get("off", [])
    if stage is not None and stage not in STAGES:
        raise Unusable("stage", "1, 2, 3, 4")
    if not isinstance(off, list) or not set(map(str, off)) <= set(codes):
        raise Unusable("off", ", ".join(sorted(codes)))
    limits, severities = table.get("limits", {}), table.get("severities", {})
    return replace(
        shipped,
        stage=stage,
        off=frozenset(off),
        limits=_limits(shipped.limits, limits),
        severities=_severities(severities, codes),
        own_words=own_words(table.get("words", {})),
    )


def own_words(table: Any) -> OwnWords:
    """A company's own words, as a table of lists by class. Raises Unusable."""
    if not table:
        return NO_WORDS
    classes = _word_classes()
    if not isinstance(table, dict) or not table.keys() <= set(classes):
        raise Unusable("words", ", ".join(classes))
    for name, phrases in table.items():
        if not isinstance(phrases, list) or not all(isinstance(each, str) and each.strip() for each in phrases):
            raise Unusable(f"words.{name}", '["…", "…"]')
    return tuple((name, tuple(sorted({each.strip() for each in table[name]}))) for name in sorted(table) if table[name])


@cache
def _word_classes() -> tuple[str, ...]:
    with files("vekha.coach").joinpath("languages", "concepts.toml").open("rb") as file:
        return (METRICS, *sorted(tomllib.load(file)["hits"]))


def _limits(shipped: Limits, table: Any) -> Limits:
    names = asdict(shipped)
    if not isinstance(table, dict) or not table.keys() <= names.keys():
        raise Unusable("limits", ", ".join(names))
    for name, value in table.items():
        if type(value) is not int or value < 0:
            raise Unusable(f"limits.{name}", "0, 1, 2 …")
    return replace(shipped, **table)


def _severities(table: Any, codes: Collection[str]) -> dict[str, Severity]:
    if not isinstance(table, dict) or not table.keys() <= set(codes):
        raise Unusable("severities", ", ".join(sorted(codes)))
    for code, value in table.items():
        if value not in tuple(Severity):
            raise Unusable(f"severities.{code}", ", ".join(Severity))
    return {code: Severity(value) for code, value in table.items()}
