"""What a company decides for itself: where coaches disagree, what is switched off, which words are its own.

The defaults and what they mean: `defaults.toml`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files


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


@dataclass(frozen=True, slots=True)
class Settings:
    """How the coach judges for one company. `severities` overrule a rule's own, by code."""

    limits: Limits
    off: frozenset[str] = frozenset()  # codes that never speak
    severities: Mapping[str, Severity] = field(default_factory=dict)
    stage: int | None = None  # the company's milestone, 1–4; None: every rule speaks at its own severity


@cache
def default_settings() -> Settings:
    """The settings as shipped."""
    with files("vekha.coach").joinpath("defaults.toml").open("rb") as file:
        return Settings(Limits(**tomllib.load(file)["limits"]))
