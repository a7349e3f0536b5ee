"""Writing OKRs as Markdown in one canonical form, which reads back to the same OKRs."""

import re
from collections.abc import Iterable, Iterator

from vekha.coach.document import Fields, Initiative, KeyResult, Language, Objective
from vekha.coach.reading.labels import FIELDS, Part, names_for

_MARKUP = re.compile(r"[\\`*_~|\[\]]|<|&(?=[#\w])")
_HEADING = "OKR"  # also says what kind of text follows
_ENTITIES = {"&": "&amp;", "<": "&lt;"}


def markdown(objectives: Iterable[Objective], language: Language) -> str:
    """The objectives with all that was read beside them, under the labels of this language.

    Words that hold labels of their own («… KR2: …») would be read as what these say.
    """
    return "".join(f"{line}\n" for line in _lines(objectives, names_for(language)))


def _lines(objectives: Iterable[Objective], names: dict[str, str]) -> Iterator[str]:
    level = None
    for objective in objectives:
        if objective.level != level:
            level = objective.level
            yield from (f"# {names[level] if level else _HEADING}", "")
        yield from (f"## {names['objective']}: {escaped(objective.title)}", "")
        yield from _beside(objective.fields, names, indent="")
        for part, words in ((Part.WHY, objective.why), (Part.REALITY, objective.reality)):
            if words:
                yield from (f"{names[part.value]}: {escaped(words)}", "")
        yield from _list(Part.KEY_RESULT, objective.key_results, names)
        yield from _list(Part.INITIATIVE, objective.initiatives, names)


def _list(part: Part, items: Iterable[KeyResult | Initiative], names: dict[str, str]) -> Iterator[str]:
    members = tuple(items)
    if not members:
        return
    yield from (f"### {names[part.value]}", "")
    for number, item in enumerate(members, start=1):
        label = f"KR{number}: " if part is Part.KEY_RESULT else ""
        yield f"- {label}{escaped(item.text)}"
        yield from _beside(item.fields, names, indent="  ")
    yield ""


def _beside(fields: Fields, names: dict[str, str], *, indent: str) -> Iterator[str]:
    said = [(part, value) for part in FIELDS if (value := getattr(fields, part.value))]
    yield from (f"{indent}- {names[part.value]}: {escaped(value)}" for part, value in said)
    if said and not indent:
        yield ""


def escaped(words: str) -> str:
    """Words in which no sign stands for markup."""
    return _MARKUP.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), words)
