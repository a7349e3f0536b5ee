"""All rules. A rule is a pair of files named after its code: `k_task.py` points, `k_task.toml` speaks.

A module whose name begins with an underscore is not a rule.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from importlib.resources import files
from pkgutil import iter_modules
from typing import Any

from vekha.coach.document import Language
from vekha.coach.rule import Book, Example, On, Rule, Wording, Words
from vekha.coach.settings import Severity


def find(code: str) -> Rule | None:
    """The rule of that code, however it is capitalised."""
    return BY_CODE.get(code.upper())


def _discovered() -> tuple[Rule, ...]:
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    rules = [_joined(name) for name in names]
    order = list(On)
    return tuple(sorted(rules, key=lambda rule: (order.index(rule.on[0]), rule.code)))


def _joined(name: str) -> Rule:
    module = import_module(f"{__name__}.{name}")
    return Rule(name.upper().replace("_", "-"), module.ON, module.check, partial(_book, name))


class _InLanguages(dict[Language, Words]):
    """What a rule says in each language, read when that language is first asked for: a page speaks one."""

    def __init__(self, written: Mapping[Language, str]) -> None:
        self._written = written

    def __missing__(self, language: Language) -> Words:
        self[language] = words = _words(tomllib.loads(self._written[language])[language], language)
        return words


def _book(name: str) -> Book:
    text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    head, *written = _LANGUAGE.split(text)
    data = tomllib.loads(head)
    return Book(
        source=data["source"],
        status=data["status"],
        severity=Severity(data["severity"]),
        stage=data["stage"],
        silent_beside=frozenset(data.get("silent_beside", ())),
        words=_InLanguages({Language(part[1:3]): part for part in written}),
    )


def _words(data: Mapping[str, Any], language: Language) -> Words:
    variants = {"": _wording(data)} | {name: _wording(wording) for name, wording in data.get("variants", {}).items()}
    unwrapped = ("" if language is Language.ZH else " ").join(data["why"].strip().split("\n"))
    return Words(
        title=data["title"],
        why=unwrapped,
        variants=variants,
        bad=tuple(_example(example) for example in data["bad"]),
        good=tuple(_example(example) for example in data["good"]),
    )


def _wording(data: Mapping[str, str]) -> Wording:
    return Wording(message=data["message"], question=data["question"], rewrite=data.get("rewrite", ""))


def _example(data: str | Mapping[str, Any]) -> Example:
    if isinstance(data, str):
        return Example(text=data)
    said: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    if peers := data.get("peers"):
        said["peers"] = tuple(map(_example, peers))
    return Example(**said)


_LANGUAGE = re.compile(rf"^(?=\[(?:{'|'.join(Language)})\]$)", re.MULTILINE)
ALL = _discovered()
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in ALL}
