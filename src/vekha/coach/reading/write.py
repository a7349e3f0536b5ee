"""Writing OKRs as Markdown in one canonical form, which reads back to the same OKRs.

What is not kept: how sure the reader was, places, and white space — each run of it becomes one blank, none stands at
the ends — with the characters that have no width. A statement without a letter or a digit is none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from vekha.coach.document import Fields, Guidance, Initiative, KeyResult, Language, Objective
from vekha.coach.reading import read
from vekha.coach.reading.labels import FIELDS, GUIDANCE, Part, names_for
from vekha.coach.reading.passage import INVISIBLE

_HEADING = "OKR"  # also says what kind of text follows
_MARKUP = re.compile(r"[\\`*_~|\[\]]|<|&(?=[#\w])")
_ENTITIES = {"&": "&amp;", "<": "&lt;"}
_EDGE = re.compile(r"^[\W\d_]|[^\w%]$|\s[-–—]\s")  # where words may be taken apart, seen beside others
_PARTED = re.compile(r"[^\w\s%.+-]")  # where a value may be taken for several
_NO_GUIDANCE = Guidance()


def markdown(objectives: Iterable[Objective], language: Language, guidance: Guidance = _NO_GUIDANCE) -> str:
    """The objectives with all that was read beside them, under the labels of this language."""
    return "".join(f"{line}\n" for line in _lines(objectives, names_for(language), guidance))


def escaped(words: str) -> str:
    """Words in which no sign stands for markup."""
    return _MARKUP.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), words)


def _lines(objectives: Iterable[Objective], names: dict[str, str], guidance: Guidance) -> Iterator[str]:
    told = [(part, getattr(guidance, part.value)) for part in GUIDANCE]
    level = None
    if any(words for _, words in told):
        level = ""
        yield from (f"# {_HEADING}", "")
        yield from _paragraphs(told, names)
    for objective in objectives:
        if objective.level != level:
            level = objective.level
            yield from (f"# {names[f'level_{level}'] if level else _HEADING}", "")
        yield from (f"## {names['objective']}: {_written(objective.title)}", "")
        yield from _beside(objective.fields, names, indent="", team=objective.team)
        yield from _paragraphs([(Part.WHY, objective.why), (Part.REALITY, objective.reality)], names)
        yield from _list(Part.KEY_RESULT, objective.key_results, names)
        yield from _list(Part.INITIATIVE, objective.initiatives, names)


def _paragraphs(told: Iterable[tuple[Part, str]], names: dict[str, str]) -> Iterator[str]:
    for part, words in told:
        if words:
            yield from (f"{names[part.value]}: {_written(words)}", "")


def _list(part: Part, items: Iterable[KeyResult | Initiative], names: dict[str, str]) -> Iterator[str]:
    members = tuple(items)
    if not members:
        return
    yield from (f"### {names[part.value]}", "")
    for number, item in enumerate(members, start=1):
        label = f"KR{number}: " if part is Part.KEY_RESULT else ""
        yield f"- {label}{_written(item.text)}"
        yield from _beside(item.fields, names, indent="  ")
    yield ""


def _beside(fields: Fields, names: dict[str, str], *, indent: str, team: str = "") -> Iterator[str]:
    said = [(part, value) for part in FIELDS if (value := getattr(fields, part.value))]
    said += [(Part.TEAM, team)] if team else []
    yield from (f"{indent}- {names[part.value]}: {_written(value, is_value=True)}" for part, value in said)
    if said and not indent:
        yield ""


def _written(words: str, *, is_value: bool = False) -> str:
    """The words as Markdown: in a code span of two backticks or more where they could be taken for more than words."""
    words = " ".join(INVISIBLE.sub("", words).split())
    line = escaped(words)
    if not _EDGE.search(words) and not (is_value and _PARTED.search(words)) and _is_harmless(words, line):
        return line
    fence = "`" * max(2, 1 + max(map(len, re.findall("`+", words)), default=0))
    return f"{fence} {re.sub('[&<]', lambda sign: _ENTITIES[sign[0]], words)} {fence}"


@cache
def _is_harmless(words: str, line: str) -> bool:
    """Whether the line reads as these words wherever a statement may stand, and as nothing beside them."""
    lists = f"- KR1: {line}\n  - owner: {line}\n\n### Initiatives\n\n- {line}\n- {line}\n"
    document = read(f"# OKR\n\n## O: {line}\n\nWhy: {line}\n\n{lists}")
    expected = Objective(
        words,
        key_results=(KeyResult(words, fields=Fields(owner=words)),),
        initiatives=(Initiative(words), Initiative(words)),
        why=words,
    )
    return [_placeless(objective) for objective in document.objectives] == [expected]


def _placeless(objective: Objective) -> Objective:
    return replace(
        objective,
        span=None,
        key_results=tuple(replace(item, span=None) for item in objective.key_results),
        initiatives=tuple(replace(item, span=None) for item in objective.initiatives),
    )
