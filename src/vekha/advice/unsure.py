"""Statements that the reader is not sure of: what a person is asked about them, and what the answers make of it."""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from vekha.coach.document import UNSURE, Document, Initiative, KeyResult, Objective

PREFIX = "read-as-"  # of the names under which a form keeps the answers
MOST_QUESTIONS = 60


class ReadAs(StrEnum):
    """What a statement may be said to be."""

    OBJECTIVE = "objective"
    KEY_RESULT = "key_result"
    INITIATIVE = "initiative"
    NOTHING = "nothing"  # leave it out


# What a statement read as this may be instead.
CHOICES = {
    ReadAs.OBJECTIVE: (ReadAs.OBJECTIVE, ReadAs.NOTHING),
    ReadAs.KEY_RESULT: (ReadAs.KEY_RESULT, ReadAs.INITIATIVE, ReadAs.NOTHING),
    ReadAs.INITIATIVE: (ReadAs.INITIATIVE, ReadAs.KEY_RESULT, ReadAs.NOTHING),
}

Answers = Mapping[str, str]  # the name of a question → a ReadAs


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a statement was read rightly. `answer` is empty as long as nobody has said."""

    name: str
    text: str
    read_as: ReadAs
    answer: str

    @property
    def choices(self) -> tuple[ReadAs, ...]:
        return CHOICES[self.read_as]


def answers_in(posted: Mapping[str, str]) -> dict[str, str]:
    """The answers among the fields of a form."""
    return {name: posted[name] for name in posted if name.startswith(PREFIX) and posted[name] in set(ReadAs)}


def questions(read: Document, answers: Answers) -> list[Question]:
    """What is to be asked about a text as it was read, in its order. The same words are asked about once."""
    asked: dict[str, Question] = {}
    for item, text, read_as in _items(read):
        if item.certainty < UNSURE:
            name = _name(text)
            asked.setdefault(name, Question(name, text, read_as, answers.get(name, "")))
    return list(asked.values())[:MOST_QUESTIONS]


def answered(read: Document, answers: Answers) -> Document:
    """The document as the answers make it. The members of what is no objective belong to the objective before it."""
    if not answers:
        return read
    objectives: list[Objective] = []
    for objective in read.objectives:
        if _is_left_out(objective, answers):
            if objectives:
                before = objectives.pop()
                objectives.append(
                    replace(
                        before,
                        key_results=before.key_results + objective.key_results,
                        initiatives=before.initiatives + objective.initiatives,
                    )
                )
        else:
            objectives.append(objective)
    return replace(read, objectives=tuple(_with_members(objective, answers) for objective in objectives))


def _with_members(objective: Objective, answers: Answers) -> Objective:
    members: list[KeyResult | Initiative] = [*objective.key_results, *objective.initiatives]
    key_results: list[KeyResult] = []
    initiatives: list[Initiative] = []
    for item in sorted(members, key=lambda item: item.span or (0, 0)):
        answer = answers.get(_name(item.text)) if item.certainty < UNSURE else None
        certainty = 1.0 if answer else item.certainty
        read_as = answer or (ReadAs.KEY_RESULT if isinstance(item, KeyResult) else ReadAs.INITIATIVE)
        if read_as == ReadAs.KEY_RESULT:
            key_results.append(KeyResult(item.text, item.span, item.fields, certainty))
        elif read_as == ReadAs.INITIATIVE:
            initiatives.append(Initiative(item.text, item.span, item.fields, certainty))
    return replace(objective, key_results=tuple(key_results), initiatives=tuple(initiatives))


def _items(read: Document) -> Iterator[tuple[Objective | KeyResult | Initiative, str, ReadAs]]:
    for objective in read.objectives:
        yield objective, objective.title, ReadAs.OBJECTIVE
        for key_result in objective.key_results:
            yield key_result, key_result.text, ReadAs.KEY_RESULT
        for initiative in objective.initiatives:
            yield initiative, initiative.text, ReadAs.INITIATIVE


def _is_left_out(objective: Objective, answers: Answers) -> bool:
    return objective.certainty < UNSURE and answers.get(_name(objective.title)) == ReadAs.NOTHING


def _name(text: str) -> str:
    """The name of a question in a form: other words are another question."""
    return f"{PREFIX}{zlib.crc32(text.encode()):x}"
