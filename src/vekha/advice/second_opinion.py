"""A second opinion on one objective from a language model: questions and wordings beside the coach's, never instead.

What goes out is a JSON text of the statements, the findings and the rules; what comes back is read by a schema that
knows only remarks. There is nothing in it that could change, weaken or hide what a rule has found, and a wording that
trips an error rule is dropped. The author's text is data: whatever it asks the model for, the answer can hold nothing
but remarks, and they are shown as plain text.
"""

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from vekha.advice import coaching
from vekha.advice.coaching import Statement
from vekha.advice.second_opinion_endpoint import Endpoint, NoAnswer, Trouble
from vekha.coach import document, rules
from vekha.coach.document import Language
from vekha.coach.review import THE_SET, Finding, ReviewedObjective, judge
from vekha.coach.settings import Severity
from vekha.coach.statement import Role
from vekha.coach.understand import understand

MOST_REMARKS = 5
LONGEST_SENTENCE = 500  # characters of a question or a reason
LONGEST_REWRITE = 300  # as long as a statement may be
MOST_SENT = 30  # key results, and as many initiatives
LONGEST_SENT = 2_000  # characters of a statement, a why or a reality

_KINDS = {"objective": "objective", "key_results": "key_result", "initiatives": "initiative"}
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)  # what some models say to themselves first
_FENCED = re.compile(r"```\w*+(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark of the model. `rewrite` is empty where it offers none that may be shown."""

    statement: str  # the words it is about; of the whole set, those of the objective
    question: str
    reason: str
    rewrite: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a model says about an objective, in the author's language."""

    model: str
    language: Language
    remarks: tuple[Remark, ...]


def ask(reviewed: ReviewedObjective, endpoint: Endpoint, default: Language) -> Opinion:
    """What the model of the endpoint adds to a review. `default`: the language where the objective shows none.

    Raises NoAnswer.
    """
    title = reviewed.objective.title[:LONGEST_SENT]
    language = understand(title, Role.OBJECTIVE, default).language
    messages = [
        {"role": "system", "content": _prompts()[language]},
        {"role": "user", "content": json.dumps(_sent(reviewed, language), ensure_ascii=False, indent=1)},
    ]
    answer = _read(endpoint.ask(messages, _Answer.model_json_schema()))
    remarks = (remark for said in answer.remarks if (remark := _remark(said, reviewed.objective, language)))
    return Opinion(endpoint.model, language, tuple(islice(remarks, MOST_REMARKS)))


def _all_required(schema: dict[str, Any]) -> None:
    """What servers that hold a model to a schema expect of it."""
    schema["required"] = list(schema["properties"])
    for described in schema["properties"].values():
        described.pop("default", None)
    schema["additionalProperties"] = False


class _Said(BaseModel):
    model_config = ConfigDict(json_schema_extra=_all_required)

    about: str
    question: str
    reason: str = ""
    rewrite: str | None = ""


class _Answer(BaseModel):
    model_config = ConfigDict(json_schema_extra=_all_required)

    remarks: list[_Said]


@cache
def _prompts() -> dict[Language, str]:
    text = files("vekha.advice").joinpath("second_opinion.toml").read_text(encoding="utf-8")
    return {Language(language): prompt.strip() for language, prompt in tomllib.loads(text).items()}


def _sent(reviewed: ReviewedObjective, language: Language) -> dict[str, Any]:
    """All that leaves the machine beside the prompt."""
    objective = reviewed.objective
    said = {finding.code for finding in reviewed.findings}
    return {
        "objective": {
            "about": "objective",
            "text": objective.title[:LONGEST_SENT],
            "why": objective.why[:LONGEST_SENT],
            "reality": objective.reality[:LONGEST_SENT],
        },
        "key_results": _members("key_results", objective.key_results),
        "initiatives": _members("initiatives", objective.initiatives),
        "findings": [_found(finding, language) for finding in reviewed.findings[: 2 * MOST_SENT]],
        "rules": [
            {"code": rule.code, "title": words.title} | ({"why": words.why} if rule.code in said else {})
            for rule in rules.ALL
            for words in [rule.book.words[language]]
        ],
    }


def _members(name: str, items: Sequence[Statement]) -> list[Mapping[str, str]]:
    return [
        {"about": f"{name}[{place}]", "text": coaching.text_of(item)[:LONGEST_SENT]}
        for place, item in enumerate(items[:MOST_SENT])
    ]


def _found(finding: Finding, language: Language) -> dict[str, str]:
    said = finding.said(language)
    return {"code": finding.code, "about": finding.target, "message": said.message, "question": said.question}


def _read(answer: str) -> _Answer:
    """The answer out of a text that is JSON, holds it in a fence, or has words around it."""
    for text in _candidates(_THOUGHT.sub("", answer)):
        try:
            return _Answer.model_validate_json(text)
        except ValidationError:
            continue
    raise NoAnswer(Trouble.UNUSABLE)


def _candidates(text: str) -> Iterator[str]:
    yield text
    yield from _FENCED.findall(text)
    start, end = text.find("{"), text.rfind("}")
    if 0 <= start < end:
        yield text[start : end + 1]


def _remark(said: _Said, objective: document.Objective, language: Language) -> Remark | None:
    """What the model said as it may be shown; None where it asks nothing, or about something that is not there."""
    statement = _statement(said.about, objective)
    question = _plain(said.question, LONGEST_SENTENCE)
    if statement is None or not question:
        return None
    rewrite = "" if said.about == THE_SET else _rewrite(said, statement, objective, language)
    return Remark(coaching.text_of(statement), question, _plain(said.reason, LONGEST_SENTENCE), rewrite)


def _statement(about: str, objective: document.Objective) -> Statement | None:
    if about in {"objective", THE_SET}:
        return objective
    members: dict[str, Sequence[Statement]] = {
        "key_results": objective.key_results,
        "initiatives": objective.initiatives,
    }
    for name, items in members.items():
        for place, item in enumerate(items[:MOST_SENT]):
            if about == f"{name}[{place}]":
                return item
    return None


def _rewrite(said: _Said, statement: Statement, objective: document.Objective, language: Language) -> str:
    """The wording that the model offers, if a rule would not call it an error."""
    rewrite = " ".join(_plain(said.rewrite or "", LONGEST_REWRITE + 1).split())
    if not rewrite or len(rewrite) > LONGEST_REWRITE or rewrite == coaching.text_of(statement):
        return ""
    name, _ = coaching.place_of(said.about)
    others = [item.text for item in objective.key_results]
    found = judge(_KINDS[name], rewrite, objective=objective.title, key_results=others, language=language)
    return "" if any(finding.severity is Severity.ERROR for finding in found) else rewrite


def _plain(text: str, most: int) -> str:
    """One line of visible characters, no longer than that."""
    beginning = text[: 4 * most]
    visible = "".join(" " if unicodedata.category(character)[0] == "C" else character for character in beginning)
    line = " ".join(visible.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
