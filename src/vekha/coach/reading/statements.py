"""Parting a text into statements: sentences, lists inside a line; and trimming what is left over around them."""

import re
from collections.abc import Iterator

from vekha.coach.normalise import HAN
from vekha.coach.reading.passage import Passage
from vekha.coach.reading.wording import goes_on

_CLOSING = {"«": "»", "“": "”", "„": "“", '"': '"', "「": "」", "『": "』", "‘": "’", "'": "'"}
_LEFT_OVER = "✅❌⚠\ufe0f🟢🟡🔴🟠⏳🚧✔✓☑ \t\u00a0\u3000\u200b\ufeff;；,，、|•·●○▪\u2028"
_SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?…])\s+(?=[^\W\d_a-zа-яё]|[«“\"\d])")
_ENUMERATED = re.compile(
    rf"(?:(?<=^)|(?<=[\s;；。，,.%％])|(?<={HAN}))(?:[(（](\d{{1,2}})[)）]|(\d{{1,2}})(?:[)）、．]|\.(?!\d)))\s*|([①-⑨])\s*"
    r"|(?:(?<=^)|(?<=[\s;；。，,、:：]))([一二三四五六七八九])(?:是|则|、)\s*"
)
_SEMICOLON = re.compile(r"[;；]")
_OUTSIDE_BRACKETS = "(?![^()（）]{0,80}[)）])"
COMMA_OR_AND = re.compile(rf"(?:,\s+(?:(?:and|и|а также)\s+)?|\s+(?:and|и)\s+|[，、](?:以及|和)?){_OUTSIDE_BRACKETS}")
COMMA = re.compile(rf"(?:,\s+(?:(?:and|и|а также)\s+)?|[，、](?:以及|和)?){_OUTSIDE_BRACKETS}")
_PARTED = re.compile(r"[;；,，。.]\s*$")
_FIGURE = re.compile(r"\d")
_DATE = re.compile(r"\bq[1-4]\b|\b(?:19|20)\d\d\b|\d{1,2}[./月]\d{1,2}[./日]?")
_FEWEST_TASKS = 2
_LONGEST_TASK = 6  # words
_SHORTEST = 6  # characters
_SHORTEST_WORK = 3
_LONGEST_WORK = 16  # Chinese characters; commas part what is longer within one sentence
_GOES_ON_CJK = "且但并其即或以使让从而确及等"
_CJK = re.compile(HAN)
_LINE_OR_BULLET = re.compile("\u2028+|\\s[•●▪◦]\\s?")


def sentences(passage: Passage) -> list[Passage]:
    return passage.split(_SENTENCE_END)


def sentence_starts(passage: Passage) -> list[int]:
    """Where the sentences begin."""
    return [0, *(found.end() for found in _SENTENCE_END.finditer(passage.text))]


def begins_list(passage: Passage) -> bool:
    """Whether the words begin with the first enumerator or bullet of a list that may go on below."""
    return bool(_ENUMERATED.match(passage.text) or _LINE_OR_BULLET.match(f" {passage.text}"))


def without_number(passage: Passage) -> Passage:
    """Without the enumerator that stands first."""
    found = _ENUMERATED.match(passage.text)
    return passage[found.end() :] if found and found.end() < len(passage.text) else passage


def listed(passage: Passage, *, by_commas: bool = False) -> list[Passage]:
    """The members of a list inside a line: «1) … 2) …», «…; …», or on lines of their own in a cell.

    By commas only where each part has a number of its own and words of its own.
    """
    if passage.is_verbatim:
        return [passage]
    enumerators = _counting(passage.text)
    if len(enumerators) > 1:
        ends = [start for start, _ in enumerators[1:]] + [len(passage.text)]
        members = [passage[begin:end] for (_, begin), end in zip(enumerators, ends, strict=True)]
        return _without_sentence_end([bare for member in members if (bare := trimmed(member))])
    if enumerators:
        return [trimmed(passage[enumerators[0][1] :])]
    if first := _ENUMERATED.match(passage.text):
        passage = passage[first.end() :]
    lines = passage.split(_LINE_OR_BULLET)
    members = lines if len(lines) > 1 else passage.split(_SEMICOLON)
    if by_commas and len(members) == 1:
        parts = passage.split(COMMA)
        members = parts if all(_says_enough(part.plain) for part in parts) or _are_tasks(parts) else members
    return _without_sentence_end(members)


def counted_on(passage: Passage) -> list[Passage]:
    """The members of a list whose first number was taken away already: «…; 2) …; 3) …»."""
    starts = [] if passage.is_verbatim else list(_in_order(passage.text, expected=2))
    if not starts or not _PARTED.search(passage.text[: starts[0][0]]):
        return [passage]
    begins, ends = [0, *(end for _, end in starts)], [*(start for start, _ in starts), len(passage.text)]
    members = [passage[begin:end] for begin, end in zip(begins, ends, strict=True)]
    return _without_sentence_end([bare for member in members if (bare := trimmed(member))])


def _are_tasks(parts: list[Passage]) -> bool:
    """Whether the parts between commas, none with a figure, are of a list: three or more of like length."""
    lengths = [len(part.text.split()) if not _CJK.search(part.text) else len(part.text) // 2 for part in parts]
    is_even = len(parts) > _FEWEST_TASKS and min(lengths) > 1 and max(lengths) <= _LONGEST_TASK
    return is_even and not any(_FIGURE.search(part.text) or goes_on(part.plain) for part in parts)


def _says_enough(plain: str) -> bool:
    """Whether a part between commas is a result, and not the rest of one («…, measured in June 2026»)."""
    return bool(_FIGURE.search(_DATE.sub("", plain))) and len(plain) > _SHORTEST and not goes_on(plain)


def _without_sentence_end(members: list[Passage]) -> list[Passage]:
    """The last member ends the sentence for all of them: its full stop is not its own."""
    if len(members) > 1 and members[-1].text.endswith(".") and not members[0].text.endswith("."):
        return [*members[:-1], members[-1].rstrip(".")]
    return members


def works(passage: Passage, *, by_and: bool = False) -> list[Passage]:
    """The members of a list of work, which needs no numbers: «a, b and c»; `by_and`: also «a and b»."""
    members = listed(passage)
    if len(members) > 1:
        return members
    for separator in (COMMA_OR_AND, COMMA):
        parts = _without_sentence_end(passage.split(separator))
        is_list = by_and or len(parts) > 2 or COMMA.search(passage.text)
        if is_list and len(parts) > 1 and all(_is_work(part) for part in parts):
            return parts
    return members


def _is_work(part: Passage) -> bool:
    """Whether a part between commas says enough to be one of several works."""
    text = part.text
    is_long_enough = len(text.split()) > 1 or len(text) > (_SHORTEST_WORK if _CJK.search(text) else _SHORTEST)
    if _CJK.search(text):
        return is_long_enough and len(text) <= _LONGEST_WORK and text[0] not in _GOES_ON_CJK
    return is_long_enough and not goes_on(part.plain)


def _unquoted(passage: Passage) -> Passage:
    """The passage without quotation marks that stand around the whole of it."""
    text = passage.text
    closing = _CLOSING.get(text[:1])
    if closing and len(text) > 2 and text.endswith(closing) and closing not in text[1:-1]:
        return passage[1:-1].strip()
    return passage


def trimmed(passage: Passage) -> Passage:
    """Without what is left over from lists and cells; a Chinese full stop ends a line, not a statement."""
    if passage.is_verbatim:
        return passage
    passage = passage.lstrip(_LEFT_OVER).rstrip(_LEFT_OVER)
    if passage.text.endswith("。"):
        passage = passage.rstrip("。" + _LEFT_OVER)
    return _unquoted(passage)


def _counting(text: str) -> list[tuple[int, int]]:
    """Enumerators that count 1, 2, 3 …, the first of them at the beginning: start and end of each."""
    return list(_in_order(text))


def _in_order(text: str, expected: int = 1) -> Iterator[tuple[int, int]]:
    for found in _ENUMERATED.finditer(text):
        digits = found[1] or found[2]
        number = int(digits) if digits else "①②③④⑤⑥⑦⑧⑨一二三四五六七八九".index(found[3] or found[4]) % 9 + 1
        if expected == 1 and text[: found.start()].strip():
            return
        if number == expected:
            yield found.span()
            expected += 1
