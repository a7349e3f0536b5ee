"""The OKRs that all formats are built from, and what their parts are called in each language."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from vekha.coach.document import Document, Language


@dataclass(frozen=True)
class Result:
    text: str
    owner: str
    start: str
    target: str


@dataclass(frozen=True)
class Goal:
    title: str
    key_results: tuple[Result, ...]
    initiatives: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    name: str
    language: Language
    heading: str
    goals: tuple[Goal, ...]

    @property
    def words(self) -> "Words":
        return WORDS[self.language]


@dataclass(frozen=True)
class Words:
    objective: str
    key_result: str
    key_results: str
    initiatives: str
    owner: str
    start: str
    target: str
    colon: str


WORDS = {
    Language.RU: Words("Цель", "КР", "Ключевые результаты", "Инициативы", "Ответственный", "Было", "Станет", ": "),
    Language.EN: Words("Objective", "KR", "Key results", "Initiatives", "Owner", "Start", "Target", ": "),
    Language.ZH: Words("目标", "KR", "关键结果", "关键任务", "负责人", "初始值", "目标值", "："),
}


def _content(told: dict) -> Content:  # type: ignore[type-arg]
    goals = tuple(
        Goal(goal["title"], tuple(Result(*each) for each in goal["key_results"]), tuple(goal["initiatives"]))
        for goal in told["objectives"]
    )
    return Content(told["name"], Language(told["language"]), told["heading"], goals)


CONTENTS = [
    _content(told)
    for told in tomllib.loads((Path(__file__).parent / "contents.toml").read_text(encoding="utf-8"))["content"]
]

Outline = list[tuple[str, list[str], list[str]]]


def expected(content: Content) -> Outline:
    return [(goal.title, [each.text for each in goal.key_results], list(goal.initiatives)) for goal in content.goals]


def read_out(document: Document) -> Outline:
    return [
        (
            _plain(objective.title),
            [_plain(each.text) for each in objective.key_results],
            [_plain(each.text) for each in objective.initiatives],
        )
        for objective in document.objectives
    ]


def _plain(text: str) -> str:
    """Formats may keep a space as one that does not break, or the other way round."""
    return " ".join(text.split())
