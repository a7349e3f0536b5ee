"""The words that name the parts of an OKR, as they stand in `labels.toml`, in all languages at once.

Everything here looks at text in the plain form of `normalise`, which has the same length as the text itself, so the
offsets found hold for both.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from vekha.coach.document import Language

_LONGEST = 160  # characters in which a label ends
_FEW_WORDS = 42  # characters that may stand before a label
_CODE_AND_COLON = 4  # characters at most
_SIGNS = frozenset(":|,;.!")
_NAMING = (":", "|", "-", ".", "!")  # stand behind the name of a team


class Part(Enum):
    """What a label says about the words behind it."""

    OBJECTIVE = "objective"
    KEY_RESULT = "key_result"
    INITIATIVE = "initiative"
    OWNER = "owner"
    DUE = "due"
    START = "start"
    TARGET = "target"
    CURRENT = "current"
    UNIT = "unit"
    WEIGHT = "weight"
    CONFIDENCE = "confidence"
    STATUS = "status"
    WHY = "why"
    REALITY = "reality"
    CONTEXT = "context"  # mission, vision, strategy: near an OKR, not part of it
    COMMENTARY = "commentary"
    # Only columns of tables:
    NUMBER = "number"
    LEVEL = "level"
    WORDING = "wording"
    MEASURE = "measure"
    ROLE = "role"


MAIN = (Part.OBJECTIVE, Part.KEY_RESULT, Part.INITIATIVE)
FIELDS = tuple(map(Part, ("owner", "due", "start", "target", "current", "unit", "weight", "confidence", "status")))
_BESIDE = (Part.WHY, Part.REALITY, Part.CONTEXT)


class Mark(Enum):
    """What stands between a label and its words, from the surest sign to the weakest."""

    COLON = ":"
    END = ""  # nothing: the label stands alone
    DOT = "."
    DASH = "-"
    SPACE = " "


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the beginning of a text; its words begin at `end`. A spoken one names the part in a sentence."""

    part: Part
    end: int
    mark: Mark
    number: str = ""
    level: str = ""
    coded: bool = False  # "KR", not "key result"
    is_weak: bool = False  # a word that names other things too: "results", "metrics"
    is_loose: bool = False  # in a sentence
    opens: bool = False  # the sentence begins with it
    is_led: bool = False  # the name of a team or a few words stand before it


def label(plain: str) -> Label | None:
    """The label that opens the text, if one does."""
    return _label(plain[:_LONGEST]) or _after_few_words(plain[:_LONGEST])


@lru_cache(maxsize=1024)  # the same block is asked for its label several times
def _label(head: str) -> Label | None:
    if found := _COMMENTARY.match(head):
        return Label(Part.COMMENTARY, found.end(), Mark.COLON)
    if (
        (bracketed := _BRACKETED.match(head))
        and (within := _label(bracketed[1]))
        and within.mark is Mark.END
        and within.part in MAIN
    ):
        return replace(within, end=bracketed.end(), mark=Mark.COLON)
    found = _LABEL.match(head)
    if not found:
        return None
    part = _part(found)
    number = found["number"] or found["gloss_number"] or found["second_number"] or ""
    is_glued = found.end() == found.end("mark") and found["mark"] == "-"  # «O-…»
    mark = Mark.COLON if is_glued else _mark(found["mark"])
    coded, is_said = bool(found["code"]), _is_said(found)
    if mark is Mark.SPACE and not (coded and number):
        return None
    if is_said and mark not in (Mark.COLON, Mark.END):
        return None
    if part not in MAIN and (mark is Mark.DOT or "?" in found["mark"]):
        return None
    if coded and not number and mark not in (Mark.COLON, Mark.DASH, Mark.END):
        return None
    is_weak = bool(found["weak"]) or (is_said and part is Part.KEY_RESULT)
    return Label(part, found.end(), mark, number, _level_of(found["qualifier"] or ""), coded, is_weak, is_said)


def _after_few_words(head: str) -> Label | None:
    """The label behind the name of a team or behind small talk: «Sales | O: …», «ok, KR2: …»."""
    for lead in _LEAD.finditer(head, 0, _FEW_WORDS):
        found = _label(head[lead.end() :])
        if found and found.part in MAIN and found.mark is Mark.COLON and not found.is_weak:
            is_sure = found.coded and (lead["sign"] or found.number or found.end <= _CODE_AND_COLON)
            is_clear = is_sure or (lead["sign"] in _NAMING and _SIGNS.isdisjoint(head[: lead.start()]))
            return replace(found, end=found.end + lead.end(), is_led=True) if is_clear else None
    return None


def bare(plain: str) -> Label | None:
    """A code with nothing but a blank behind it («O Patients …»): a label only where its neighbours are labelled."""
    found = _BARE.match(plain[:_LONGEST])
    return Label(_part(found), found.end(), Mark.SPACE, coded=True) if found else None


def spoken(plain: str) -> Label | None:
    """The label inside a sentence that speaks of an objective, a key result or initiatives."""
    head = plain[:_LONGEST]
    if not _MAY_NAME.search(head):
        return None
    for part, opens, pattern in _SPOKEN:
        if found := pattern.match(head):
            begins = opens or bool(_PHRASES[part].match(head) or _UNIT.match(head))
            return Label(part, found.end(), Mark.COLON, level=_level_of(found.group()), is_loose=True, opens=begins)
    speaker = _SPEAKER.match(head)
    behind = spoken(head[speaker.end() :]) if speaker else None
    return replace(behind, end=behind.end + speaker.end()) if speaker and behind else None


def question(plain: str) -> Label | None:
    """The label that the next sentence answers: «How will we know?»"""
    found = _label(plain[:_LONGEST])
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
        if found := pattern.match(plain[:400]):
            return (*found.span("objective"), found.end())
    return None


def fields(plain: str) -> list[tuple[Part, int, int]]:
    """The fields of a line that holds nothing else («Start: 5  Target: 9»): part, begin and end of each value."""
    found = list(_FIELD.finditer(plain)) if ":" in plain else []
    if not found or found[0].start() > 0:
        return []
    ends = [match.start() for match in found[1:]] + [len(plain)]
    return [(_field_part(match), match.end(), end) for match, end in zip(found, ends, strict=True)]


def trailing_fields(plain: str) -> tuple[int, list[tuple[Part, int, int]]] | None:
    """Fields at the end of a statement («… (owner: Anna)»): where they begin; part, begin and end of each value."""
    near = max(0, len(plain) - _LONGEST)
    if found := _TRAILING_NOTE.search(plain, near):
        words = found.start("fields")
        several = [(part, words + start, words + end) for part, start, end in fields(found["fields"])]
        return found.start(), several or [(_field_part(found), *found.span("value"))]
    if found := _TRAILING_FIELD.search(plain, near):
        return found.start(), [(_field_part(found), *found.span("value"))]
    return None


def trailing_state(plain: str) -> tuple[int, Part, int, int] | None:
    """How a statement stands, said behind it («… | now 75%», «…, at risk»): where it begins, what, from and to."""
    near = max(0, len(plain) - _LONGEST)
    if found := _TRAILING_STATE.search(plain, near):
        return found.start(), Part.STATUS, *found.span("value")
    if found := _TRAILING_CURRENT.search(plain, near):
        return found.start(), _field_part(found), *found.span("value")
    return None


def inner_labels(plain: str) -> list[int]:
    """Where further labels begin inside a text («O: … KR1: … KR2: …»), brackets left aside."""
    if not (found := list(_INNER.finditer(plain))):
        return []
    depth, at = 0, 0
    starts = []
    for match in found:
        depth += sum(1 if sign == "(" else -1 for sign in plain[at : match.start()] if sign in "()")
        at = match.start()
        if depth <= 0:
            starts.append(match.start("label"))
    return starts


def suffix(plain: str) -> tuple[int, Part, str] | None:
    """A label behind its words («…(KR1)»): where it begins, its part and number."""
    found = _SUFFIX.search(plain, max(0, len(plain) - 40))
    if not found:
        return None
    part = next(part for part in MAIN if found[f"{part.value}_code"])
    return found.start(), part, found["number"]


def name_of_name(plain: str) -> int:
    """How long «title: » is before the words of a list item, 0 where it is not there."""
    found = _NAME_OF_NAME.match(plain)
    return found.end() if found else 0


def column(plain: str) -> Part | None:
    """What a column with this heading holds."""
    heading = plain.strip(" *:.?")
    bare = re.sub(r"\s*\(.*\)$|\s*,.*$", "", heading)
    if part := _COLUMNS.get(heading) or _COLUMNS.get(bare):
        return part
    parts = list(_MAIN_WORD.finditer(bare[:_LONGEST]))
    if not parts:
        return None
    beside = _MAIN_WORD.sub(" ", bare[:_LONGEST]).strip(" _-/:")
    what = _COLUMNS.get(beside, Part.WORDING if not beside or _OF_A_COLUMN.fullmatch(beside) else None)
    return _part(parts[0]) if what is Part.WORDING else what


def level(plain: str) -> str:
    """Company, team or person, where a heading says whose objectives follow."""
    head = plain[:_LONGEST]
    return next((name for name, pattern in _LEVELS if pattern.search(head)), _level_of(head) if len(head) < 12 else "")


def names_for(language: Language) -> dict[str, str]:
    """What the parts, the fields and the levels are called in a language when OKRs are written down."""
    return dict(_WORDS["write"][language.value])


def is_definition(plain: str) -> bool:
    """Whether the words behind a label explain it instead of using it."""
    return bool(_DEFINITION.match(plain))


def is_advice(plain: str) -> bool:
    return bool(_ADVICE.search(plain))


def goes_on(plain: str) -> bool:
    """Whether a part behind a comma belongs to what stands before it."""
    return bool(_GOES_ON.match(plain))


def is_verdict(plain: str) -> bool:
    """Whether a statement is shown as a right or wrong wording («Wrong: …»)."""
    return bool(_VERDICT.match(plain))


def names_objective(plain: str) -> bool:
    """Whether a text speaks of objectives."""
    return bool(_OBJECTIVE.search(plain))


def mentions_okr(plain: str) -> bool:
    return bool(_OKR.search(plain))


def is_state(plain: str) -> bool:
    """Whether a note behind a statement says how it stands."""
    return plain.strip() in _STATES


def looks_like_name(name: str) -> bool:
    """Whether a word in brackets may be a person: not a known other word, in Chinese with a surname first."""
    if re.match(f"[{_CJK}]", name):
        return name[0] in _SURNAMES and len(name) <= 3
    return name.lower() not in _NOT_NAMES


def caption(plain: str) -> Part | None:
    """What a line like «These results will tell us:» announces."""
    if not plain.endswith(":") or len(plain) > _LONGEST:
        return None
    return next((part for part, pattern in _CAPTIONS if pattern.search(plain)), None)


# --- patterns --------------------------------------------------------------------------------------------------------

_CJK = "\u4e00-\u9fff"


def _any(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"[\s_-]+") for word in sorted(words, key=len, reverse=True))


def _spaced(patterns: Iterable[str]) -> str:
    """A pattern for any of these before another word: Chinese ones stick to it."""
    return "|".join(
        pattern if re.search(f"[{_CJK}]", pattern) else rf"(?:{pattern})(?:\s+|(?=[{_CJK}]))" for pattern in patterns
    )


def _mark(text: str) -> Mark:
    stripped = text.strip()
    if not stripped:
        return Mark.SPACE if text else Mark.END
    if stripped == "?":
        return Mark.END
    return Mark.COLON if stripped in (":", "=") else Mark.DASH if stripped[0] == "-" else Mark.DOT


def _level_of(qualifiers: str) -> str:
    return next((name for name, pattern in _QUALIFIED if pattern.search(qualifiers)), "")


def _part(found: re.Match[str]) -> Part:
    groups = found.groupdict()
    return next(
        (
            part
            for part in (*MAIN, *_BESIDE)
            if any(groups.get(f"{part.value}{kind}") for kind in ("", "_code", "_said"))
        ),
        Part.KEY_RESULT,  # by a plural code or a weak word
    )


def _is_said(found: re.Match[str]) -> bool:
    """Whether the label is a heading as people say it: «How will we know»."""
    return any(found[f"{part.value}_said"] for part in MAIN)


def _field_part(found: re.Match[str]) -> Part:
    groups = found.groupdict()
    return next(part for part in FIELDS if groups.get(part.value))


def _named(part: Part, *more: str) -> str:
    """A group with the part's name around its words and more patterns."""
    return f"(?P<{part.value}>{'|'.join([_any(_WORDS[part.value]['words']), *more])})"


_WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))
_QUALIFIERS = _WORDS["qualifiers"]
_NUMBER = (
    r"(?:\d{1,2}|(?<=\w)\d{3})(?!\d)(?:[.-]\d{1,2}(?![\d%])){0,2}|[一二三四五六七八九十](?!["
    + _CJK
    + r"])|[ivx]{1,4}(?![^\W\d_])|[a-eа-д](?=\s?[:.)]|\s-)"
)
_SAID = {part: "|".join(_WORDS[part.value]["spoken"]) for part in MAIN}
_CODE = {part: f"(?:{'|'.join(_WORDS[part.value]['codes'])})" for part in MAIN}
_ANY_TOKEN = f"(?:{_any(word for part in MAIN for word in _WORDS[part.value]['words'])}|{'|'.join(_CODE.values())})"
_LABEL = re.compile(
    rf"(?:[\[(【][^\[\]()【】]{{1,20}}[\])】]\s?)?"
    rf"(?:(?P<qualifier>(?:{_spaced(q for name in _QUALIFIERS for q in _QUALIFIERS[name])}){{1,3}}))??"
    rf"(?:(?:{'|'.join(f'(?P<{part.value}_said>{_SAID[part]})' for part in MAIN)})(?=\s*(?:[:=?(\[]|$))"
    rf"|{'|'.join(_named(part) for part in (*MAIN, *_BESIDE))}"
    rf"|(?P<weak>{_any(_WORDS['key_result']['weak'])})"
    rf"|(?P<code>(?P<plural_code>{_any(_WORDS['key_result']['plural_codes'])})"
    rf"|(?:[oо]\d{{1,2}}\s?[-./]?\s?)?(?:{'|'.join(f'(?P<{part.value}_code>{_CODE[part]})' for part in MAIN)})))"
    rf"(?:(?![^\W\d_])|(?<=[{_CJK}])(?=[a-z]|[一二三四五六七八九十]\s?[:、(.]))"
    rf"(?:(?:\s?[#№]\s?|[-_]|\s)?(?P<number>{_NUMBER}))?"
    rf"(?:\s(?:{'|'.join(_WORDS['periods']['patterns'])})(?![^\W\d_])){{0,2}}"
    rf"(?:\s?/?\s?{_ANY_TOKEN}(?![^\W\d_])(?:[-\s]?(?P<second_number>{_NUMBER}))?)?"
    rf"(?:\s?[(\[【](?:{_ANY_TOKEN}[-\s]?(?P<gloss_number>\d{{1,2}})|[^()\[\]【】]{{0,40}})[)\]】])?"
    r"(?P<mark>\s*(?::|=(?!>))|\s*\?$|\s+-+(?=\s)|-+(?=\s)|\s?[.)](?=\s|$)|[.)、](?=[^\W\d])|、|\s|$"
    rf"|-+(?=[{_CJK}])|(?(number)-+(?=[^\W\d_])|(?!)))\s*"
)
_BARE = re.compile(
    rf"(?:(?P<plural_code>{_any(_WORDS['key_result']['plural_codes'])})|(?P<objective_code>[oо])"
    rf"|(?P<key_result_code>{_CODE[Part.KEY_RESULT]}))(?:\s+|-+)(?=\w)"
)
_LEAD = re.compile(rf"(?=[^\W\d_])[^:|\d\n]{{1,30}}?\s?(?P<sign>[:|,;.!]|(?<=\s)-|(?=\s))-*(?:\s+|(?=[{_CJK}a-zа-я]))")
_BRACKETED = re.compile(r"[\[【]([^\[\]【】]{1,30})[\]】]\s?:?\s*")
_COMMENTARY = re.compile(
    rf"(?:{_any(_WORDS['commentary']['words'])})(?![^\W\d_])(?:[^:.!?]{{0,40}}:|\s*(?:\(\d{{1,4}}\))?\s*$)\s*"
)
_MAIN_WORD = re.compile(
    rf"(?<![a-zа-я])(?:{'|'.join(_named(part, _CODE[part]) for part in MAIN)})"
    r"(?![a-zа-я])"
)
_OF_A_COLUMN = re.compile(rf"\d{{1,2}}|(?:(?:{_spaced(q for name in _QUALIFIERS for q in _QUALIFIERS[name])}\s?)+)")
_FIELD_WORDS = "|".join(_named(part) for part in FIELDS)
_FIELD = re.compile(rf"(?:^|(?<=[\s|;,(·.]))(?:{_FIELD_WORDS})\s?(?:\([^()]{{0,20}}\))?\s?:\s*")
_TRAILING_FIELD = re.compile(
    rf"(?:\s*[|;,.]\s*|\s+-+\s+|\s{{2,}})(?:{_FIELD_WORDS})\s?:\s*(?P<value>[^()|;:【】]{{1,60}})\s*$"
)
# In brackets the numbers of a measure belong to the sentence («now 31%»), the rest stands beside it.
_NOTES = (Part.OWNER, Part.DUE, Part.WEIGHT, Part.CONFIDENCE, Part.STATUS)
_TRAILING_NOTE = re.compile(
    rf"\s*[(\[【](?P<fields>(?:{'|'.join(map(_named, _NOTES))})(?:\s?:\s*|\s?(?=\d))(?P<value>[^()【】\[\]]{{1,80}}))"
    r"[)\]】]\s*$"
)
_APART = r"(?:\s*[|;,]\s*|\s+[-·]+\s+)"
_TRAILING_STATE = re.compile(
    rf"(?:{_APART}|\s*\(\s*|(?<=\])\s+)[^\w\s()]*\s*(?:(?:{_any(_WORDS['status']['words'])})\s?:?\s?)?"
    rf"(?P<value>{_any(_WORDS['wording']['states'])})\s?[^\w\s]*\s*$"
)
_TRAILING_CURRENT = re.compile(
    rf"{_APART}(?:{_named(Part.CURRENT)}|{_named(Part.STATUS)}|{_named(Part.CONFIDENCE)})(?:\s?:\s*|\s+|(?<=[{_CJK}]))"
    r"(?P<value>[<>≥≤~≈]?\s?[$€£₽¥]?\d[\d\s.,/]*%?(?:\s?[^\W\d]{1,12}){0,2})(?:\s?\([^()]{1,40}\))?\s*$"
)
_INNER_WORDS = _any(
    word
    for part in (Part.KEY_RESULT, Part.INITIATIVE)
    for word in _WORDS[part.value]["words"]
    if len(word) > 4 or " " in word or re.match(f"[{_CJK}]", word)
)
_INNER = re.compile(
    rf"(?:(?<=[\s;,.|)])|(?<=[{_CJK}]))(?P<label>(?:{_CODE[Part.KEY_RESULT]}|{_CODE[Part.INITIATIVE]})"
    rf"[-\s]?\d{{1,3}}(?:\.\d{{1,2}})?(?:\s?\([^()]{{1,20}}\))?\s?(?:[:=]|-+(?=[{_CJK}]))"
    rf"|(?<=[\s;,.|])(?:{_CODE[Part.KEY_RESULT]}|{_any(_WORDS['key_result']['plural_codes'])})\s?(?:[:=]|-+(?=[{_CJK}]))"
    rf"|(?<=[\s;,.|])(?:{_INNER_WORDS})(?:\s?\d{{1,2}})?(?:\s?\([^()]{{1,20}}\))?(?:\s?[:=]|\s-+\s))"
)
_SUFFIX = re.compile(
    rf"\s*\((?:{'|'.join(f'(?P<{part.value}_code>{_CODE[part]})' for part in MAIN)})"
    r"[-\s]?(?P<number>\d{1,2}(?:\.\d{1,2})?)\)\s*[.;,]?\s*$"
)
_FILLER = "|".join(_WORDS["speech"]["filler"])
_PHRASES = {
    part: re.compile(rf"(?<![^\W_{_CJK}])(?:{'|'.join(_WORDS[part.value]['phrase'])})(?![^\W_{_CJK}])") for part in MAIN
}
_OBJECTIVE = _PHRASES[Part.OBJECTIVE]
_CAPTIONS = [(part, _PHRASES[part]) for part in (Part.INITIATIVE, Part.KEY_RESULT)]
_UNIT = re.compile(f"[{_CJK}]{{1,6}}(?:部门?|组|队|中心)")  # whose objective it is
_SPEAKER = re.compile(r"[^\W\d_][\w.'-]{0,20}(?: [^\W\d_][\w.'-]{0,20})?:\s?(?=\S)")
_MAY_NAME = re.compile(r"[:\"]| - | is |[是为第]")
_SPOKEN = [
    (Part.KEY_RESULT, False, re.compile(rf"(?:{'|'.join(_WORDS['speech']['key_result'])})\s*")),
    (Part.KEY_RESULT, True, re.compile(rf"(?:{'|'.join(_WORDS['speech']['key_results'])})\s*")),
    (Part.OBJECTIVE, False, re.compile(rf"(?:{'|'.join(_WORDS['speech']['objective'])})\s*")),
    (Part.INITIATIVE, True, re.compile(rf"(?:{'|'.join(_WORDS['speech']['initiatives'])})\s*")),
    *(
        (
            part,
            part is not Part.OBJECTIVE,
            re.compile(rf"(?:(?:{_FILLER})\s*){{0,3}}{_PHRASES[part].pattern}[^:.!?\n]{{0,90}}:\s*"),
        )
        for part in (Part.KEY_RESULT, Part.INITIATIVE, Part.OBJECTIVE)
    ),
]
_ANNOUNCED = re.compile(rf"[,;]\s*(?:{'|'.join(_WORDS['speech']['key_results'])})\s*|[,;:]\s*(?=一是)")
_FORMULAS = [re.compile(rf"{pattern}\s*") for pattern in _WORDS["speech"]["formula"]]
_COLUMNS = {
    word: part
    for part in reversed(Part)
    for word in (*_WORDS.get(part.value, {}).get("words", ()), *_WORDS["header"].get(part.value, ()))
    if part not in (Part.CONTEXT, Part.COMMENTARY)
}
_LEVELS = [(name, re.compile("|".join(patterns))) for name, patterns in _WORDS["levels"].items()]
_QUALIFIED = [(name, re.compile("|".join(_QUALIFIERS[name]))) for name in ("company", "team", "person")]
_DEFINITION = re.compile(rf"{_ANY_TOKEN}\s?,|(?:{_any(_WORDS['wording']['definitions'])})(?![^\W{_CJK}])")
_ADVICE = re.compile(rf"(?<![^\W{_CJK}])(?:{'|'.join(_WORDS['wording']['advice'])})(?![^\W{_CJK}])")
_GOES_ON = re.compile(rf"\W*(?:\d|(?:{'|'.join(_WORDS['wording']['goes_on'])})(?![^\W{_CJK}]))")
_VERDICT = re.compile(rf"(?:[✓✔✅❌✗✘]\s*)?(?:{_any(_WORDS['wording']['verdicts'])})\s?[:.]")
_OKR = re.compile(rf"(?<![^\W{_CJK}])(?:{'|'.join(_WORDS['wording']['okr'])})(?![^\W{_CJK}\d])")
_STATES = frozenset(_WORDS["wording"]["states"])
_SURNAMES = frozenset(_WORDS["wording"]["surnames"])
_NAME_OF_NAME = re.compile(rf"\"?(?:{_any(_WORDS['header']['wording'])})\"?\s?:\s*(?=\S)")
_NOT_NAMES = frozenset(_WORDS["wording"]["not_names"])
