"""Whose objectives follow: the company's, a team's, a person's; and the name of the team."""

from vekha.coach.normalise import HAN
from vekha.coach.reading.passage import Passage
from vekha.coach.reading.words import WORDS, any_of, compiled_late

_LONGEST = 80  # characters of a line that names a team
_TEAMS = WORDS["teams"]


def team_of(passage: Passage) -> str:
    """The name of the team that a heading or a short line names, as it is written there; empty where it names none."""
    plain = passage.plain.strip()
    if not 1 < len(plain) <= _LONGEST:
        return ""
    offset = len(passage.plain) - len(passage.plain.lstrip())
    found = _NAMED.fullmatch(plain) or _QUOTED.search(plain)
    if not found:
        bracket = _BRACKET.search(plain)
        if not bracket:
            return ""
        within = passage[offset + bracket.start(1) : offset + bracket.end(1)]
        return team_of(within) or team_of(passage[: offset + bracket.start()])
    name = next(name for name, words in found.groupdict().items() if words)
    start, end = found.span(name)
    words = passage.text[offset + start : offset + end].strip(' "«»“”「」')
    return "" if _NOBODY.fullmatch(plain[start:end].strip()) else words


def is_period(plain: str) -> bool:
    """Whether a heading says nothing but a period: «OKR 2018 Q4»."""
    return len(plain) <= _LONGEST and bool(_ONLY_PERIOD.fullmatch(plain.strip()))


_PERIOD = (
    r"(?:q[1-4]|h[12]|\d{4}(?:年)?|第?[一二三四1-4]季度|[上下]半年|年度|季度|(?:i{1,3}|iv|[1-4])(?:-й)?\s?(?:кв\w*\.?|полугодие)"
    r"|(?:first|second|third|fourth) quarter|квартал|год\w*|осень|весну|зиму|лето)"
)
_OKR = r"(?:okrs?|цели|goals|objectives?|目标|план\w*|plan|objectives and key results|目标与关键结果)"
_AROUND = rf"(?:{_PERIOD}|{_OKR}|на|за|for|of|and|的|[\s·|,:()/\-])*"
_ONLY_PERIOD = compiled_late(_AROUND)
_PATTERNS = [pattern.replace("TEAM", f"team{at}") for at, pattern in enumerate(_TEAMS["patterns"])]
_UNIT = rf"(?P<unit>(?:[a-z0-9]|{HAN}){{1,10}}?(?:{'|'.join(_TEAMS['units'])}))"
_KNOWN = f"(?P<known>{any_of(_TEAMS['names'])})"
_NAMED = compiled_late(f"{_AROUND}(?:{'|'.join([*_PATTERNS, _UNIT, _KNOWN])}){_AROUND}")
_QUOTED = compiled_late(r"(?:команд\w+|отдел\w*|департамент\w*|team|department)\s\"(?P<quoted>[^\"]{2,40})\"")
_BRACKET = compiled_late(r"\(([^()]{2,40})\)$")
_NOBODY = compiled_late("|".join(_TEAMS["nobody"]))
