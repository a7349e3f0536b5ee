"""How people name the parts of an OKR in sentences: «our objective for spring is …», «we will know by: …»."""

import re
from dataclasses import replace

from vekha.coach.normalise import HAN
from vekha.coach.reading import labels
from vekha.coach.reading.labels import MAIN, Label, Mark, Part
from vekha.coach.reading.wording import is_elsewhere
from vekha.coach.reading.words import WORDS, compiled_late, whole

_LONGEST = 160  # characters in which the phrase ends
_LONGEST_LEAD = 90  # characters before the phrase
_LONGEST_FORMULA = 400


def spoken(plain: str) -> Label | None:
    """The label inside a sentence that speaks of an objective, a key result or initiatives."""
    head = plain[:_LONGEST]
    if not _MAY_NAME.search(head) or is_elsewhere(head):
        return None
    if found := _at_beginning(head):
        return found
    for lead in (_SPEAKER.match(head), *_CLAUSE.finditer(head, 0, _LONGEST_LEAD)):
        behind = _at_beginning(head[lead.end() :]) if lead else None
        if lead and behind and (lead.re is not _CLAUSE or behind.part is Part.OBJECTIVE):
            return replace(behind, end=behind.end + lead.end())
    return None


def _at_beginning(head: str) -> Label | None:
    for part, opens, pattern in _SPOKEN:
        if found := pattern.match(head):
            begins = opens or bool(_PHRASES[part].match(head) or _UNIT.match(head))
            return Label(
                part, found.end(), Mark.COLON, level=labels.level_of(found.group()), is_loose=True, opens=begins
            )
    return None


def question(plain: str) -> Label | None:
    """The label that the next sentence answers: «How will we know?»"""
    found = labels.opening(plain)
    if not found or not found.is_loose or not plain.endswith("?") or found.end < len(plain):
        return None
    return replace(found, end=0, mark=Mark.COLON, opens=True)


def announced(plain: str) -> tuple[int, int] | None:
    """Where key results are announced behind an objective («…, measured by three results: …»): begin and end."""
    found = _ANNOUNCED.search(plain[:_LONGEST])
    return found.span() if found else None


def formula(plain: str) -> tuple[int, int, int] | None:
    """Where the objective stands in «We will … as measured by: …», and where the key results begin."""
    for pattern in _FORMULAS:
        if found := pattern.match(plain[:_LONGEST_FORMULA]):
            return (*found.span("objective"), found.end())
    return None


def caption(plain: str) -> Part | None:
    """What a line like «These results will tell us:» announces."""
    if not plain.endswith(":") or len(plain) > _LONGEST:
        return None
    return next((part for part in (Part.INITIATIVE, Part.KEY_RESULT) if _PHRASES[part].search(plain)), None)


def names_objective(plain: str) -> bool:
    """Whether a text speaks of objectives."""
    return bool(_PHRASES[Part.OBJECTIVE].search(plain))


_SPEECH = WORDS["speech"]
_FILLER = "|".join(_SPEECH["filler"])
_PHRASES = {part: whole(WORDS[part.value]["phrase"]) for part in MAIN}
_UNIT = compiled_late(f"{HAN}{{1,6}}(?:部门?|组|队|中心)")  # whose objective it is
_SPEAKER = compiled_late(r"[^\W\d_][\w.'-]{0,20}(?: [^\W\d_][\w.'-]{0,20})?:\s?(?=\S)")
_CLAUSE = re.compile(rf"(?<=\w)[,:;](?:\s+|(?={HAN}))")  # «as agreed yesterday, our objective is: …»
_MAY_NAME = compiled_late(r"[:\"]| - | is | was | will be | when | if | with |начн|[是为第]")
_SPOKEN = [
    (Part.KEY_RESULT, False, compiled_late(rf"(?:{'|'.join(_SPEECH['key_result'])})\s*")),
    (Part.KEY_RESULT, True, compiled_late(rf"(?:{'|'.join(_SPEECH['key_results'])})\s*")),
    (Part.OBJECTIVE, False, compiled_late(rf"(?:{'|'.join(_SPEECH['objective'])})\s*")),
    (Part.INITIATIVE, True, compiled_late(rf"(?:{'|'.join(_SPEECH['initiatives'])})\s*")),
    *(
        (
            part,
            part is not Part.OBJECTIVE,
            compiled_late(rf"(?:(?:{_FILLER})\s*){{0,3}}{_PHRASES[part].pattern}[^:.!?\n]{{0,90}}:\s*"),
        )
        for part in (Part.KEY_RESULT, Part.INITIATIVE, Part.OBJECTIVE)
    ),
]
_ANNOUNCED = compiled_late(rf"[,;]\s*(?:{'|'.join(_SPEECH['key_results'])})\s*|[,;:]\s*(?=一是)")
_FORMULAS = [compiled_late(rf"{pattern}\s*") for pattern in _SPEECH["formula"]]
