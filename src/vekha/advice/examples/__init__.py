"""Texts to try the coach with, in each language."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vekha.advice.coaching import language_of


@dataclass(frozen=True, slots=True)
class Example:
    """A text as somebody might paste it."""

    title: str
    text: str


@cache
def in_language(code: str) -> tuple[Example, ...]:
    """The examples in one of the product's languages."""
    file = files("vekha.advice.examples").joinpath(f"{language_of(code)}.toml")
    return tuple(Example(**row) for row in tomllib.loads(file.read_text(encoding="utf-8"))["examples"])


def numbered(number: str | None, code: str) -> Example | None:
    """The example with that number, counted from 1; None where there is none."""
    examples = in_language(code)
    if number and number.isdecimal() and 1 <= int(number) <= len(examples):
        return examples[int(number) - 1]
    return None
