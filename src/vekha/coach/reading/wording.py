"""What the words of a text show: advice, an explanation, a judgement, an OKR."""

import re

from vekha.coach.normalise import ALPHABET
from vekha.coach.reading.words import WORDS, any_of, compiled_late, whole

_WORDING = WORDS["wording"]


def is_definition(plain: str) -> bool:
    """Whether the words behind a label explain it instead of using it."""
    return bool(_DEFINITION.match(plain)) or tells_of_wording(plain)


def tells_of_wording(plain: str) -> bool:
    """Whether words say how a statement is to be worded: «a short, inspiring sentence», «numbers that show …»."""
    return bool(_OF_WORDING.match(plain)) and not _CHANGE.search(plain)


def speaks_of_parts(plain: str) -> bool:
    """Whether a sentence is about objectives or key results as such: «Objectives tell where to go.»"""
    return bool(_OF_PARTS.match(plain))


def is_form(plain: str) -> bool:
    """Whether blanks stand where the words of a statement should be: «I will [objective] by [date]»."""
    return len(BLANK_OF_FORM.findall(plain)) > 1 or has_named_blank(plain)


def has_named_blank(plain: str) -> bool:
    """Whether a blank says what belongs there: «[your objective]»."""
    return bool(_NAMED_BLANK.search(plain) or _ROUND_BLANK.fullmatch(plain))


def is_advice(plain: str) -> bool:
    """Whether a heading stands over advice."""
    return bool(_ADVICE.search(plain))


def is_elsewhere(plain: str) -> bool:
    """Whether a label belongs to something that has no OKRs: «the aim of the meeting»."""
    return bool(_ELSEWHERE.match(plain))


def goes_on(plain: str) -> bool:
    """Whether a part behind a comma belongs to what stands before it."""
    return bool(_GOES_ON.match(plain))


def is_verdict(plain: str) -> bool:
    """Whether a statement is shown as a right or wrong wording («Wrong: …»)."""
    return bool(_VERDICT.match(plain))


def mentions_okr(plain: str) -> bool:
    """Whether a text speaks of OKR."""
    return bool(_OKR.search(plain))


def is_quantified(text: str) -> bool:
    """Whether a text holds a number, in figures or in words."""
    return bool(_QUANTIFIED.search(text))


def tells_change(text: str) -> bool:
    """Whether a text holds a share or two figures, as a result does."""
    return bool(_CHANGE.search(text))


_CHANGE = compiled_late(r"[%％→]|->|\d\D{1,15}\d")
_TOKENS = any_of(word for part in ("objective", "key_result", "initiative") for word in WORDS[part]["words"])
_DEFINITION = compiled_late(
    rf"(?:{_TOKENS}|[oо]|[kк][rр])\s?,|(?:{any_of(_WORDING['definitions'])})(?![\d{ALPHABET}_])"
)
BLANK_OF_FORM = re.compile(r"\[[^\[\]]*\]|<[^<>]*>")
_NAMED_BLANK = compiled_late(rf"[\[<][^\[\]<>:\d]*(?:{'|'.join(_WORDING['of_blanks'])})[^\[\]<>:\d]*[\]>](?!\()")
_ROUND_BLANK = compiled_late(
    r"\W*\((?:[^()\d]{0,20} )?(?:objective|key results?|goal|цель|[^()]{0,10}результаты?|目标|关键结果)\)\W*"
)
_OF_PARTS = compiled_late(
    rf"(?:(?:an?|the|your|our|each|every|good|these|кажд\w+|хорош\w+) ){{0,2}}(?:{_TOKENS})"
    r"(?: (?!is\b|are\b|-)\w+ .*[.!?]|(?:应该?|要|需要|必须|告诉|描述|说明)).*"
)
_OF_WORDING = compiled_late(rf"(?:{'|'.join(_WORDING['of_wording'])})")
_ADVICE = whole(_WORDING["advice"])
_ELSEWHERE = compiled_late(rf"(?:{'|'.join(_WORDING['elsewhere'])})(?![\d{ALPHABET}_])")
_GOES_ON = compiled_late(rf"\W*(?:\d|(?:{'|'.join(_WORDING['goes_on'])})(?![\d{ALPHABET}_]))")
_VERDICT = compiled_late(rf"(?:[✓✔✅❌✗✘]\s*)?(?:{any_of(_WORDING['verdicts'])})\s?[:.]")
_OKR = compiled_late(rf"(?<![\d{ALPHABET}_])(?:{'|'.join(_WORDING['okr'])})(?![{ALPHABET}_])")
_QUANTIFIED = compiled_late(
    r"\d|[%％‰]|[两三四五六七八九十百千万][个家位名次倍成份项]|вдвое|втрое|twice|double|halve|zero\b|翻番|减半|翻倍"
)
