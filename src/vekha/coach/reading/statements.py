"""Cleaning: what belongs to a statement, and what was only put around or behind it."""

import re
from collections.abc import Iterator

from vekha.coach.reading import labels
from vekha.coach.reading.labels import Part
from vekha.coach.reading.passage import Passage

_CLOSING = {"«": "»", "“": "”", "„": "“", '"': '"', "「": "」", "『": "』", "‘": "’", "'": "'"}
_STATE_SIGNS = "✅❌⚠\ufe0f🟢🟡🔴🟠⏳🚧✔✓☑"
_LEFT_OVER = _STATE_SIGNS + " \t\u00a0\u3000\u200b\ufeff;；,，、|•·●○▪\u2028"
_NAME = (
    r"[^\W\d_a-zа-яё\u4e00-\u9fff][^\W\d_]+(?:[ -][^\W\d_a-zа-яё\u4e00-\u9fff][^\W\d_]*\.?){0,2}|[\u4e00-\u9fff]{2,4}"
)
_HANDLES = re.compile(r"(?:\s*[-–—,(（]\s*|\s+)(@[\w.\-]+(?:[,\s]+(?:and |и )?@[\w.\-]+)*)[)）]?$")
_BRACKETED = re.compile(r"\s\[([^\[\]\d]{1,30})\]$")
_NAME_AND_PERCENT = re.compile(rf"\s+[-–—|]\s*({_NAME})\s+[-–—|]\s*(\d{{1,3}}\s?%)$")
_SHARE = r"\d{1,3}\s?%|0[.,]\d{1,2}|1[.,]0"  # of what was to be reached
_SHARE_AT_END = re.compile(rf"\s+[-–—|]\s*({_SHARE})$|\s+\[({_SHARE})\]$")
_SHARE_FIRST = re.compile(rf"\[({_SHARE})\]\s*(?=\S)")
_DASHED = re.compile(r"\s+[-–—]\s*([^\s-][^–—]{0,40})$")
_NAMED = re.compile(rf"\s*[(（]({_NAME})[)）]$")
_SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?…])\s+(?=[^\W\d_a-zа-яё]|[«“\"\d])")
_ENUMERATED = re.compile(
    r"(?:(?<=^)|(?<=[\s;；。，,.%％\u4e00-\u9fff]))(?:[(（](\d{1,2})[)）]|(\d{1,2})(?:[)）、．]|\.(?!\d)))\s*|([①-⑨])\s*"
    r"|(?:(?<=^)|(?<=[\s;；。，,、:：]))([一二三四五六七八九])(?:是|则|、)\s*"
)
_SEMICOLON = re.compile(r"[;；]")
COMMA_OR_AND = re.compile(r",\s+(?:(?:and|и|а также)\s+)?|\s+(?:and|и)\s+|[，、](?:以及|和)?")
_COMMA = re.compile(r",\s+(?:(?:and|и|а также)\s+)?|[，、](?:以及|和)?")
_FIGURE = re.compile(r"\d")
_DATE = re.compile(r"\bq[1-4]\b|\b(?:19|20)\d\d\b|\d{1,2}[./月]\d{1,2}[./日]?")
_SHORTEST = 6  # characters
_SHORTEST_WORK = 3
_LINE_OR_BULLET = re.compile("\u2028+|\\s[•●▪◦]\\s?")
_QUANTIFIED = re.compile(
    r"\d|[%％‰]|[两三四五六七八九十百千万][个家位名次倍成份项]|вдвое|втрое|twice|double|halve|zero\b|翻番|减半|翻倍"
)


def without_notes(
    passage: Passage, emphasis: tuple[tuple[int, int], ...], *, is_title: bool
) -> tuple[Passage, list[tuple[Part, str]]]:
    """The bare statement, and the fields that stood around it: owners, percentages, «owner: …»."""
    fields: list[tuple[Part, str]] = []
    passage = _trimmed(passage)
    if share := _SHARE_FIRST.match(passage.text):
        fields.append((Part.STATUS, share[1]))
        passage = passage[share.end() :]
    while passage:
        tail = _tail(passage, emphasis, is_title=is_title)
        if tail is None:
            break
        start, found = tail
        if not passage[:start].strip(_LEFT_OVER):
            break
        fields += found
        passage = _trimmed(passage[:start])
    return passage, fields


def named_at_end(passage: Passage) -> int | None:
    """Where a name in brackets stands at the end of the statement."""
    found = _NAMED.search(passage.text, max(0, len(passage.text) - 60))
    return found.start() if found else None


def sentences(passage: Passage) -> list[Passage]:
    return passage.split(_SENTENCE_END)


def begins_list(passage: Passage) -> bool:
    """Whether the words begin with the first enumerator or bullet of a list that may go on below."""
    return bool(_ENUMERATED.match(passage.text) or _LINE_OR_BULLET.match(f" {passage.text}"))


def listed(passage: Passage, *, by_commas: bool = False) -> list[Passage]:
    """The members of a list inside a line: «1) … 2) …», «…; …», or on lines of their own in a cell.

    By commas only where each part has a number of its own and words of its own.
    """
    enumerators = _counting(passage.text)
    if len(enumerators) > 1:
        ends = [start for start, _ in enumerators[1:]] + [len(passage.text)]
        members = [passage[begin:end] for (_, begin), end in zip(enumerators, ends, strict=True)]
        return _without_sentence_end([trimmed for member in members if (trimmed := _trimmed(member))])
    if enumerators:
        return [_trimmed(passage[enumerators[0][1] :])]
    if first := _ENUMERATED.match(passage.text):
        passage = passage[first.end() :]
    lines = passage.split(_LINE_OR_BULLET)
    members = lines if len(lines) > 1 else passage.split(_SEMICOLON)
    if by_commas and len(members) == 1:
        parts = passage.split(_COMMA)
        members = parts if all(_says_enough(part.plain) for part in parts) else members
    return _without_sentence_end(members)


def _says_enough(plain: str) -> bool:
    """Whether a part between commas is a result, and not the rest of one («…, measured in June 2026»)."""
    return bool(_FIGURE.search(_DATE.sub("", plain))) and len(plain) > _SHORTEST and not labels.goes_on(plain)


def _without_sentence_end(members: list[Passage]) -> list[Passage]:
    """The last member ends the sentence for all of them: its full stop is not its own."""
    if len(members) > 1 and members[-1].text.endswith(".") and not members[0].text.endswith("."):
        return [*members[:-1], members[-1].rstrip(".")]
    return members


def works(passage: Passage) -> list[Passage]:
    """The members of a list of work, which needs no numbers: «a, b and c»."""
    members = listed(passage)
    parts = members if len(members) > 1 else passage.split(COMMA_OR_AND)
    stand_alone = all(len(part.text.split()) > 1 or len(part.text) > _SHORTEST_WORK for part in parts)
    return parts if stand_alone else members


def is_quantified(text: str) -> bool:
    return bool(_QUANTIFIED.search(text))


def unquoted(passage: Passage) -> Passage:
    """The passage without quotation marks that stand around the whole of it."""
    text = passage.text
    closing = _CLOSING.get(text[:1])
    if closing and len(text) > 2 and text.endswith(closing) and closing not in text[1:-1]:
        return passage[1:-1].strip()
    return passage


def _trimmed(passage: Passage) -> Passage:
    """Without what is left over from lists and cells; a Chinese full stop ends a line, not a statement."""
    passage = passage.lstrip(_LEFT_OVER).rstrip(_LEFT_OVER)
    if passage.text.endswith("。"):
        passage = passage.rstrip("。" + _LEFT_OVER)
    return unquoted(passage)


def _tail(
    passage: Passage, emphasis: tuple[tuple[int, int], ...], *, is_title: bool
) -> tuple[int, list[tuple[Part, str]]] | None:
    """Where something that is not the statement begins at its end, and what it says."""
    text = passage.text
    near = max(0, len(text) - 120)
    if text[-1] in ")）]】" or ":" in text[near:] or "：" in text[near:]:
        plain = passage.plain
        if suffix := labels.suffix(plain):
            return suffix[0], []
        if found_fields := labels.trailing_fields(plain):
            start, fields = found_fields
            return start, [(part, text[begin:end].strip()) for part, begin, end in fields]
    if found := _NAME_AND_PERCENT.search(text, near):
        return found.start(), [(Part.OWNER, found[1]), (Part.STATUS, found[2])]
    if (found := _SHARE_AT_END.search(text, near)) and (is_title or is_quantified(text[: found.start()])):
        return found.start(), [(Part.STATUS, found[1] or found[2])]
    if (state := labels.trailing_state(passage.plain)) and (is_title or is_quantified(text[: state[0]])):
        start, part, begin, end = state
        return start, [(part, text[begin:end])]
    if found := _HANDLES.search(text, near):
        return found.start(), [(Part.OWNER, found[1])]
    if found := _BRACKETED.search(text, near):
        is_state = labels.is_state(passage.plain[slice(*found.span(1))])
        return found.start(), [(Part.STATUS if is_state else Part.OWNER, found[1])]
    if emphasis and (found := _DASHED.search(text, near)):
        first, last = passage.places[found.start(1)], passage.places[-1]
        if any(start <= first and last < end for start, end in emphasis) and first > passage.places[0]:
            alone = not any(start <= passage.places[0] for start, _ in emphasis if start < first)
            if alone:
                return found.start(), [(Part.OWNER, found[1])]
    return None


def _counting(text: str) -> list[tuple[int, int]]:
    """Enumerators that count 1, 2, 3 …, the first of them at the beginning: start and end of each."""
    return list(_in_order(text))


def _in_order(text: str) -> Iterator[tuple[int, int]]:
    expected = 1
    for found in _ENUMERATED.finditer(text):
        digits = found[1] or found[2]
        number = int(digits) if digits else "①②③④⑤⑥⑦⑧⑨一二三四五六七八九".index(found[3] or found[4]) % 9 + 1
        if expected == 1 and text[: found.start()].strip():
            return
        if number == expected:
            yield found.span()
            expected += 1
