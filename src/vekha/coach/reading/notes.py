"""What stands beside a statement: a line «Owner: Anna · 40% · at risk» below it, a note «(weight 30%)» behind it.

A note is parted by commas, dots and bars, and every part of it must be known: a label with its value, a state, a share,
a date. Offsets are into the plain form.
"""

import re
from functools import lru_cache

from vekha.coach.normalise import ALPHABET, HAN
from vekha.coach.reading import labels
from vekha.coach.reading.labels import FIELDS, Part
from vekha.coach.reading.passage import Passage
from vekha.coach.reading.statements import trimmed
from vekha.coach.reading.wording import is_quantified
from vekha.coach.reading.words import WORDS, any_of, compiled_late, named

_LONGEST_LINE = 300
_LONGEST_TAIL = 160

Field = tuple[Part, int, int]
"""What a part of a note says, and where its value begins and ends."""


@lru_cache(maxsize=1024)  # the same block is asked several times
def line(plain: str) -> tuple[Field, ...]:
    """The fields of a line that holds nothing else («Start: 5  Target: 9», «on track · 64% · @maria»)."""
    if len(plain) > _LONGEST_LINE:
        return ()
    if found := _STATE_AND_SHARE.fullmatch(plain):
        return (Part.STATUS, *found.span("value")), (Part.PROGRESS, *found.span("share"))
    fields, is_labelled, states = _note(plain, names_first=True)
    is_sure = is_labelled or (states and len(fields) > 1) or (states == len(fields) == 1)
    return tuple(fields) if is_sure else ()


def label_alone(plain: str) -> Part | None:
    """The field whose name is all the line says: its value stands on the next one."""
    return _LONG_NAMES.get(_one_blank(plain.removesuffix(":").removesuffix(" ")))


def around(
    passage: Passage, emphasis: tuple[tuple[int, int], ...], *, is_title: bool
) -> tuple[Passage, list[tuple[Part, str]]]:
    """The bare statement, and the fields that stood before and behind it."""
    fields: list[tuple[Part, str]] = []
    if passage.is_verbatim:
        return passage, fields
    passage = trimmed(passage)
    if tag := _TAG_FIRST.match(passage.text):
        passage = passage[tag.end() :]
    if (first := _NOTE_FIRST.match(passage.plain)) and (found := _bracketed(passage, first, is_title=True)):
        fields += found
        passage = passage[first.end() :]
    while passage:
        tail = _tail(passage, emphasis, is_title=is_title)
        if tail is None or not trimmed(passage[: tail[0]]):
            break
        start, found = tail
        fields += found
        passage = trimmed(passage[:start])
    return passage, fields


def named_at_end(passage: Passage) -> int | None:
    """Where a name in brackets or behind a dash stands at the end of the statement."""
    if passage.is_verbatim:
        return None
    found = _NAMED.search(passage.text, max(0, len(passage.text) - 60))
    return found.start() if found else None


def looks_like_name(name: str) -> bool:
    """Whether a word in brackets may be a person: not a known other word, in Chinese with a surname first."""
    if re.match(HAN, name):
        return name[0] in _SURNAMES and len(name) <= 3
    return name.lower() not in _NOT_NAMES


def of_label(plain: str) -> tuple[Field, ...]:
    """The fields of the brackets in a label: «O1 (weight 40%, owner: Rita): …»."""
    return tuple(_note(plain)[0])


# --- parts of a note -------------------------------------------------------------------------------------------------


def _note(plain: str, text: str = "", *, names_first: bool = False) -> tuple[list[Field], bool, int]:
    """The fields of a note, whether one has its label, and how many are states; nothing where a part is unknown.

    `names_first`: a short unknown part at the beginning may be a name, as in «Anna Berg · on track · 45%».
    """
    fields: list[Field] = []
    is_labelled, states = False, 0
    starts, ends = [0], []
    for found in _BOUNDARY.finditer(plain):
        if found["name"] and _one_blank(found["name"]) not in _NAMES:
            continue
        label = _label(plain, starts[-1])
        if not label or label[1] < found.end():  # «Aligned to: …» is one label
            ends.append(found.start())
            starts.append(found.end())
    ends.append(len(plain))
    goes_on = False  # the field before has a label: what is not known belongs to its value
    for start, end in zip(starts, ends, strict=True):
        said = plain[start:end]
        if not _LETTER_OR_DIGIT.search(said):
            continue
        start += len(said) - len(said.lstrip(_SIGNS))
        said = _without_signs(plain[start:end])
        if _says_nothing(said):
            continue
        known = _said(said)
        if known is None and goes_on:
            part, begun, _ = fields[-1]
            fields[-1] = (part, begun, end)
        elif known is None and (_is_name(text[start:end]) or (names_first and not start and _NAME_FIRST.match(plain))):
            fields.append((Part.OWNER, start, end))
        elif known is None:
            return [], False, 0
        elif goes_on and known[3] != "label" and known[0] is fields[-1][0]:
            fields[-1] = (*fields[-1][:2], end)
        else:
            part, offset, length, kind = known
            goes_on = kind == "label"
            is_labelled, states = is_labelled or goes_on, states + (kind == "state")
            fields.append((part, start + offset, start + offset + length))
    return fields, is_labelled, states


def _is_name(words: str) -> bool:
    found = _NAME_ONLY.fullmatch(words.strip())
    return found is not None and looks_like_name(found[0])


def _without_signs(plain: str) -> str:
    """Without what stands behind the words, unless it closes a bracket in them."""
    said = plain.rstrip(_SIGNS + ".")
    return f"{said})" if said.count("(") > said.count(")") and plain[len(said) :].startswith(")") else said


def _said(plain: str) -> tuple[Part, int, int, str] | None:
    """What one part of a note says: the field, where its value begins and its length, by what it was known."""
    if label := _label(plain):
        part, begins = label
        return part, begins, len(plain) - begins, "label"
    if found := _NUMBERED.fullmatch(plain):
        return _part(found), found.start("value"), len(found["value"]), "label"
    for part, kind, pattern in _ALONE:
        if found := pattern.fullmatch(plain):
            start, end = found.span("value")
            return part, start, end - start, kind
    return None


def _label(plain: str, start: int = 0) -> tuple[Part, int] | None:
    """The field whose name stands here before its sign, and where its value begins."""
    start += _IN_SQUARE.match(plain, start) is not None
    for sign in _BEHIND_NAME.finditer(plain, start):
        if sign.start() > start + _LONGEST_NAME:
            return None
        if part := _NAMES.get(_one_blank(plain[start : sign.start()])):
            return part, sign.end()
    return None


def _says_nothing(plain: str) -> bool:
    """«Status: 🟡», «updated 3 days ago»"""
    is_name = plain.endswith(":") and _one_blank(plain[:-1].removesuffix(" ")) in _NAMES
    return is_name or _UPDATED.fullmatch(plain) is not None


def _part(found: re.Match[str]) -> Part:
    groups = found.groupdict()
    return next(part for part in _NUMBERED_PARTS if groups.get(part.value))


# --- behind a statement ----------------------------------------------------------------------------------------------


def _tail(
    passage: Passage, emphasis: tuple[tuple[int, int], ...], *, is_title: bool
) -> tuple[int, list[tuple[Part, str]]] | None:
    """Where something that is not the statement begins at its end, and what it says."""
    text, plain = passage.text, passage.plain
    near = max(0, len(text) - _LONGEST_TAIL)
    if text[-1] in ")）]】":
        if suffix := labels.suffix(plain):
            return suffix[0], []
        if (found := _NOTE_LAST.search(plain, near)) and (fields := _bracketed(passage, found, is_title=is_title)):
            return found.start(), fields
    if label := _label_behind(plain, near):
        start, part, begins = label
        return start, [(part, text[begins:])]
    for pattern in (_STATE_BEHIND, _NUMBER_BEHIND):
        found = pattern.search(plain, near)
        if found and (is_title or ":" in found.group() or is_quantified(plain[: found.start()])):
            part = Part.STATUS if pattern is _STATE_BEHIND else _part(found)
            return found.start(), [(part, text[slice(*found.span("value"))])]
    if found := _NAME_AND_PERCENT.search(text, near):
        return found.start(), [(Part.OWNER, found[1]), (Part.PROGRESS, found[2])]
    if (found := _SHARE_BEHIND.search(text, near)) and (is_title or is_quantified(text[: found.start()])):
        return found.start(), [_share(found[1] or found[2] or found[3])]
    if (found := _HANDLES.search(text, near)) and not _LEADS_ON.search(plain[: found.start()]):
        return found.start(), [(Part.OWNER, found[1])]
    if found := _NAME_IN_BRACKETS.search(text, near):
        return found.start(), [(Part.OWNER, found[1])]
    if emphasis and (found := _DASHED.search(text, near)):
        first, last = passage.places[found.start(1)], passage.places[-1]
        if any(start <= first and last < end for start, end in emphasis) and first > passage.places[0]:
            is_apart = not any(start <= passage.places[0] for start, _ in emphasis if start < first)
            if is_apart:
                return found.start(), [(Part.OWNER, found[1])]
    return None


def _label_behind(plain: str, near: int) -> tuple[int, Part, int] | None:
    """Where «, owner: Anna» begins behind a statement, the field, and where its value begins."""
    colon = plain.rfind(":", near)
    value = _SHORT_VALUE.match(plain, colon + 1) if colon > 0 else None
    if value:
        for sign in _BEFORE_NAME.finditer(plain, near, colon):
            if part := _NAMES.get(_one_blank(plain[sign.end() : colon].removesuffix(" "))):
                return sign.start(), part, value.start("value")
    return None


def _bracketed(passage: Passage, found: re.Match[str], *, is_title: bool) -> list[tuple[Part, str]]:
    """The fields of a note in brackets; none where the numbers of the measure stand there («now 31%»)."""
    begins = found.start("note")
    fields, is_labelled, states = _note(found["note"], passage.text[slice(*found.span("note"))])
    if all(part is Part.OWNER for part, _, _ in fields) and not (is_labelled or states):
        return []  # a name alone: see named_at_end
    if any(part in _OF_MEASURE for part, _, _ in fields) and not (is_title and is_labelled):
        return []
    if len(fields) == 1 and not (is_labelled or states):
        part = fields[0][0]
        is_beside = part is Part.SCORE or (
            part is Part.PROGRESS and (found.group().strip()[0] in "[【" or found.start() == 0)
        )
        if not is_beside or not (is_title or is_quantified(passage.plain.replace(found.group(), ""))):
            return []
    return [(part, passage.text[begins + start : begins + end].strip()) for part, start, end in fields]


def _share(words: str) -> tuple[Part, str]:
    return (Part.PROGRESS if "%" in words else Part.SCORE), words


def _one_blank(words: str) -> str:
    """The words as names are compared: «due_date», "due - date"."""
    return _BLANKS.sub(" ", words)


# --- patterns --------------------------------------------------------------------------------------------------------

_OF_MEASURE = (Part.START, Part.TARGET, Part.CURRENT, Part.UNIT)
_SIGNS = " ()（）✅❌⚠\ufe0f🟢🟡🔴🟠⚪🔵⏳🚧✔✓☑👤📅📈📊🎯🏁⭐📌*•·-–—"
_LETTER_OR_DIGIT = compiled_late(r"[^\W_]")
_NOTED = (*FIELDS, Part.TEAM)
_BLANKS = re.compile("[ _-]+")
# The names of the fields, looked up: a pattern of five hundred words takes long to compile.
_NAMES = {_BLANKS.sub(" ", word): part for part in reversed(_NOTED) for word in WORDS[part.value]["words"]}
_LONGEST_NAME = max(map(len, _NAMES))
# Where one part of a note ends and the next begins: a sign, or a name and its colon behind a blank.
_BOUNDARY = compiled_late(
    r"\s*[|;,·•/、](?!\d)\s*|(?<=\d)[|;,](?=\s)\s*|\s+-+\s+|\s{2,}"
    rf"|\s+(?=@|(?P<name>[^:]{{1,{_LONGEST_NAME}}}?)\s?:)"
)
_IN_SQUARE = compiled_late(r"[【\[](?=[^】\]]+[】\]])")
_BEHIND_NAME = compiled_late(r"\s?(?:\([^()]{0,20}\))?\s?(?:[】\]]\s?:?|:|-+(?=\s))\s*(?=\S)")
_BEFORE_NAME = compiled_late(r"\s*[|;,.]\s*|\s+-+\s+|\s{2,}")
_SHORT_VALUE = compiled_late(r"\s*(?P<value>[^()|;:【】]{1,60})\s*$")
_UPDATED = compiled_late(rf"(?:{'|'.join(WORDS['wording']['updated'])})[^|;]{{0,30}}")
# Without a colon: where the value is a number or a state.
_NUMBERED_PARTS = (Part.CURRENT, Part.WEIGHT, Part.PROGRESS, Part.SCORE, Part.CONFIDENCE, Part.STATUS)
_AMOUNT = rf"[<>≥≤~≈]?\s?[$€£₽¥]?\d[\d\s.,/]*%?(?:\s?{HAN}{{1,4}}|(?:\s?[_-zß-\u052f]{{1,12}}\.?){{0,2}})"
_STATES = any_of(WORDS["wording"]["states"])
_STATE_AND_SHARE = compiled_late(rf"[^\w]*(?P<value>{_STATES})[\s:(]+(?P<share>\d{{1,3}}\s?%)\)?")
_MONTH = (
    "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)"
    r"[^\W\d_]*\.?"
)
_DAY = (
    r"(?:\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
    r"|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号])?[底前末]?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?:,? \d{{4}})?|{_MONTH} \d{{1,2}}(?:,? \d{{4}})?)"
)
_NUMBERED_WORDS = "|".join(named(part.value) for part in _NUMBERED_PARTS)
_NUMBERED = compiled_late(rf"(?:{_NUMBERED_WORDS})(?:\s|(?<={HAN}))(?P<value>{_AMOUNT}|{_STATES})")
_OWNER_WORDS = any_of(["owner", "owned by", "responsible", "dri", "владелец", "ответственный", "отв.", "负责人"])
_COMMITMENTS = any_of(WORDS["commitment"]["values"])
_ALONE = [
    (Part.STATUS, "state", compiled_late(rf"(?P<value>{_STATES})")),
    (Part.COMMITMENT, "state", compiled_late(rf"(?:(?:type|тип|类型)\s?:\s?)?(?P<value>{_COMMITMENTS})")),
    (Part.OWNER, "state", compiled_late(r"(?P<value>@[\w.\-]+(?: @[\w.\-]+)*)")),
    (Part.OWNER, "state", compiled_late(rf"(?:{_OWNER_WORDS})\s(?P<value>[^\W\d]+(?: [^\W\d]+){{0,2}})")),
    (Part.PROGRESS, "share", compiled_late(r"(?P<value>\d{1,3}(?:[.,]\d)?\s?%)")),
    (Part.SCORE, "share", compiled_late(r"(?P<value>[01][.,]\d{1,2})")),
    (Part.CONFIDENCE, "share", compiled_late(r"(?P<value>\d{1,2}\s?/\s?10|\d{1,2} из 10)")),
    (Part.DUE, "share", compiled_late(rf"(?:(?:by|due|until|до|к|截至|截止)\s?)?(?P<value>{_DAY})")),
]
_LONG_NAMES = {  # that say so standing alone
    name: part
    for name, part in _NAMES.items()
    if part not in (*_OF_MEASURE, Part.TEAM) and (len(name) > 3 or re.match(f"{HAN}{{2}}", name))
}
_NOTE_LAST = compiled_late(r"\s*[(\[【](?P<note>[^()\[\]【】]{1,120})[)\]】]\s*$")
_NOTE_FIRST = compiled_late(r"[(\[【](?P<note>[^()\[\]【】]{1,60})[)\]】]\s*(?=\S)")
_TAG_FIRST = compiled_late(r"\[[^\W\d_][^\[\]\d:%]{1,18}\]\s+(?=\w)")  # «[Platform] …»
_APART = r"(?:\s*[|;,]\s*|\s+[-·]+\s+|\s{2,})"
_STATUS_WORDS = any_of([*WORDS["status"]["words"], *WORDS["progress"]["words"]])
_STATE_BEHIND = compiled_late(
    rf"(?:{_APART}|\s*\(\s*|(?<=\])\s+|\s*[✅❌⚠🟢🟡🔴🟠]\ufe0f?)[^\w\s()]*\s*(?:(?:{_STATUS_WORDS})\s?:?\s?)?"
    rf"(?P<value>{_STATES})\s?[^\w\s]*\s*$"
)
_NUMBER_BEHIND = compiled_late(
    rf"{_APART}(?:{_NUMBERED_WORDS})(?:\s?:\s*|\s+|(?<={HAN}))(?P<value>{_AMOUNT})(?:\s?\([^()]{{1,40}}\))?\s*$"
)
_CAPITAL = r"(?![a-zа-ё])[A-ZÀ-\u052f]"
_NAME = rf"{_CAPITAL}[^\W\d_]+(?:[ -]{_CAPITAL}[^\W\d_]*\.?){{0,2}}|{HAN}{{2,4}}"
_NAME_FIRST = compiled_late(rf"(?:[{ALPHABET}][^\W\d_]+\.? [^\W\d_][^\W\d_]*\.?|{HAN}{{2,3}})\s*[|·•,]")
_NAME_ONLY = compiled_late(_NAME)
_NAMED = compiled_late(rf"\s*[(（](?:{_NAME})[)）]$|(?<=\S)\s+[-–—]\s+(?:{_NAME})$")
_HANDLES = compiled_late(r"(?:\s*[-–—,(（]\s*|\s+)(@[\w.\-]+(?:[,\s]+(?:and |и )?@[\w.\-]+)*)[)）]?$")
_LEADS_ON = compiled_late(r"(?<!\w)(?:by|than|with|from|to|for|and|of|via|с|от|у|для|к|и|со|через|和|由|与)$")
_NAME_IN_BRACKETS = compiled_late(r"\s\[([^\[\]\d]{1,30})\]$")
_NAME_AND_PERCENT = compiled_late(rf"\s+[-–—|]\s*({_NAME})\s+[-–—|]\s*(\d{{1,3}}\s?%)$")
_SHARE = r"\d{1,3}\s?%|0[.,]\d{1,2}|1[.,]0"  # of what was to be reached
_BAR = r"\s*[█▓▒░▰▱⬛⬜▮▯]{3,}\s*"
_SHARE_BEHIND = compiled_late(rf"\s+[-–—|]\s*({_SHARE})$|\s+\[({_SHARE})\]$|(?:\s{{2,}}|{_BAR})({_SHARE})$")
_DASHED = compiled_late(r"\s+[-–—]\s*([^\s-][^–—]{0,40})$")
_SURNAMES = frozenset(WORDS["wording"]["surnames"])
_NOT_NAMES = frozenset(WORDS["wording"]["not_names"])
