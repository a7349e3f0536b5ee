"""The labels that open a text, in all languages at once: «Objective 2:», «КР1 –», «【关键结果】»"""

import re
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from vekha.coach.document import Fields, Language
from vekha.coach.normalise import HAN
from vekha.coach.reading.wording import is_elsewhere
from vekha.coach.reading.words import WORDS, any_of, compiled_late, named, spaced

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
    PROGRESS = "progress"
    SCORE = "score"
    CONFIDENCE = "confidence"
    STATUS = "status"
    COMMITMENT = "commitment"
    SUPPORTS = "supports"
    WHY = "why"
    REALITY = "reality"
    MISSION = "mission"
    VISION = "vision"
    STRATEGY = "strategy"
    CONTEXT = "context"  # near an OKR, not part of it
    COMMENTARY = "commentary"
    # Only columns of tables:
    NUMBER = "number"
    LEVEL = "level"
    WORDING = "wording"
    MEASURE = "measure"
    TEAM = "team"


MAIN = (Part.OBJECTIVE, Part.KEY_RESULT, Part.INITIATIVE)
FIELDS = tuple(Part(name) for name in Fields.__slots__)
GUIDANCE = (Part.MISSION, Part.VISION, Part.STRATEGY)
_BESIDE = (Part.WHY, Part.REALITY, *GUIDANCE, Part.CONTEXT)


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
    note: tuple[int, int] = (0, 0)  # where brackets inside it stand: «O1 (weight 40%): …»
    level: str = ""
    coded: bool = False  # "KR", not "key result"
    is_single: bool = False  # names one, not a list of them
    is_weak: bool = False  # a word that names other things too: "results", "metrics", "to do"
    is_loose: bool = False  # in a sentence
    opens: bool = False  # the sentence begins with it
    is_led: bool = False  # the name of a team or a few words stand before it


def label(plain: str) -> Label | None:
    """The label that opens the text, if one does."""
    return opening(plain) or _after_few_words(plain[:_LONGEST])


def opening(plain: str) -> Label | None:
    """The label with which the text begins."""
    return None if is_elsewhere(plain[:_LONGEST]) else _label(plain[:_LONGEST])


@lru_cache(maxsize=1024)  # the same block is asked for its label several times
def _label(head: str) -> Label | None:
    if found := _COMMENTARY.match(head):
        return Label(Part.COMMENTARY, found.end(), Mark.COLON)
    if (bracketed := _BRACKETED.match(head)) and (within := _label(bracketed[1])) and within.mark is Mark.END:
        return replace(within, end=bracketed.end(), mark=Mark.COLON)
    found = _LABEL.match(head)
    if not found:
        return None
    part = _part(found)
    number = found["number"] or found["gloss_number"] or found["second_number"] or ""
    is_glued = found.end() == found.end("mark") and found["mark"] == "-"  # «O-…»
    mark = Mark.COLON if is_glued else _mark(found["mark"])
    coded, is_said = bool(found["code"]), _is_said(found)
    is_single = coded or bool(number) or not _SINGLE.isdisjoint(found.group("initiative", "key_result"))
    if mark is Mark.SPACE and not number:
        return None
    if is_said and mark not in (Mark.COLON, Mark.END):
        return None
    if part not in MAIN and (mark is Mark.DOT or "?" in found["mark"]):
        return None
    if coded and not number and (mark is Mark.SPACE or (mark is Mark.DOT and part is not Part.KEY_RESULT)):
        return None
    is_weak = bool(found["weak"]) or (is_said and part is Part.KEY_RESULT)
    is_weak = is_weak or found["initiative"] in WORDS["initiative"]["of_meetings"]
    level = level_of(found["qualifier"] or "")
    if part is Part.KEY_RESULT and not coded and number == "1" and _SECOND.search(head, found.end()):
        return Label(part, found.start("number"), Mark.COLON, level=level, is_weak=is_weak)  # a list begins
    return Label(part, found.end(), mark, number, found.span("note"), level, coded, is_single, is_weak, is_said)


def _after_few_words(head: str) -> Label | None:
    """The label behind the name of a team or behind small talk: «Sales | O: …», «ok, KR2: …»."""
    for lead in _LEAD.finditer(head, 0, _FEW_WORDS):
        found = _label(head[lead.end() :])
        is_marked = found and (found.mark is Mark.COLON or (found.mark is Mark.DASH and lead["sign"] == ":"))
        if found and is_marked and found.part in MAIN and not found.is_weak:
            is_sure = found.coded and (lead["sign"] or found.number or found.end <= _CODE_AND_COLON)
            is_unit = not lead["sign"] and found.end < len(head) - lead.end() and bool(_OF_UNIT.match(head))
            is_clear = is_sure or is_unit or (lead["sign"] in _NAMING and _SIGNS.isdisjoint(head[: lead.start()]))
            note = (found.note[0] + lead.end(), found.note[1] + lead.end())
            return replace(found, end=found.end + lead.end(), note=note, is_led=True) if is_clear else None
    return None


def bare(plain: str) -> Label | None:
    """A code or a word with nothing but a blank behind it («O Patients …»): a label only beside its fellows."""
    found = _BARE.match(plain[:_LONGEST]) or _BARE_WORD.match(plain)
    return Label(_part(found), found.end(), Mark.SPACE, coded=found.re is _BARE) if found else None


def inner_labels(plain: str) -> list[int]:
    """Where further labels begin inside a text («O: … KR1: … KR2: …»), brackets left aside."""
    if not _JOINT.search(plain) or not (found := list(_INNER.finditer(plain))):
        return []
    depth, at = 0, 0
    starts = []
    for match in found:
        depth += sum(1 if sign == "(" else -1 for sign in plain[at : match.start()] if sign in "()")
        at = match.start()
        if depth <= 0:
            starts.append(match.start("label"))
    return starts


def in_brackets(plain: str) -> tuple[int, int] | None:
    """Where the bracket of «… (KR1: a; KR2: b)» opens and closes."""
    found = _IN_BRACKETS.search(plain) if plain.endswith(")") else None
    return (found.start(), len(plain) - 1) if found else None


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


def kind_of_record(plain: str) -> Part | None:
    """Which part of an OKR a line «Type: Objective» names."""
    found = _KIND.match(plain)
    named = _label(plain[found.end() : _LONGEST]) if found else None
    return named.part if named and named.mark is Mark.END and named.part in MAIN else None


def column(plain: str) -> Part | None:
    """What a column with this heading holds."""
    heading = plain.strip(" *:?")
    heading = heading if heading in _COLUMNS else heading.rstrip(".")
    bare = re.sub(r"\s*\(.*\)$|\s*,.*$", "", heading)
    if part := _COLUMNS.get(heading) or _COLUMNS.get(bare):
        return part
    parts = list(_MAIN_WORD.finditer(bare[:_LONGEST]))
    if not parts:
        return None
    if len({_part(found) for found in parts} & {Part.OBJECTIVE, Part.KEY_RESULT}) > 1:
        return Part.WORDING  # «Objective / Key result»: of both
    beside = _MAIN_WORD.sub(" ", bare[:_LONGEST]).strip(" _-/:")
    what = _COLUMNS.get(beside, Part.WORDING if not beside or _OF_A_COLUMN.fullmatch(f"{beside} ") else None)
    return _part(parts[0]) if what is Part.WORDING else what


def level(plain: str) -> str:
    """Company, team or person, where a heading says whose objectives follow."""
    head = plain[:_LONGEST]
    return next((name for name, pattern in _LEVELS if pattern.search(head)), level_of(head) if len(head) < 12 else "")


def names_for(language: Language) -> dict[str, str]:
    """What the parts, the fields and the levels are called in a language when OKRs are written down."""
    return dict(WORDS["write"][language.value])


# --- patterns --------------------------------------------------------------------------------------------------------


def _mark(text: str) -> Mark:
    stripped = text.strip()
    if not stripped:
        return Mark.COLON if len(text) > 1 else Mark.SPACE if text else Mark.END
    if stripped == "?":
        return Mark.END
    return Mark.COLON if stripped in (":", "=") else Mark.DASH if stripped[0] == "-" else Mark.DOT


def level_of(qualifiers: str) -> str:
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


_QUALIFIERS = WORDS["qualifiers"]
_NUMBER = (
    r"(?:\d{1,2}|(?<=\w)\d{3})(?!\d)(?:[.-]\d{1,2}(?![\d%])){0,2}|[一二三四五六七八九十](?!"
    + HAN
    + r")|[a-eа-д]\d{1,2}|[ivx]{1,4}(?![^\W\d_])|[a-eа-д](?=\s?[:.)]|\s-)"
)
_SAID = {part: "|".join(WORDS[part.value]["spoken"]) for part in MAIN}
_CODE = {part: f"(?:{'|'.join(WORDS[part.value]['codes'])})" for part in MAIN}
_ANY_TOKEN = f"(?:{any_of(word for part in MAIN for word in WORDS[part.value]['words'])}|{'|'.join(_CODE.values())})"
_LABEL = compiled_late(
    rf"(?:[\[(【][^\[\]()【】]{{1,20}}[\])】]\s?)?"
    rf"(?:(?P<qualifier>(?:{spaced(q for name in _QUALIFIERS for q in _QUALIFIERS[name])}){{1,3}}))??"
    rf"(?:(?:{'|'.join(f'(?P<{part.value}_said>{_SAID[part]})' for part in MAIN)})(?=\s*(?:[:=?(\[]|$))"
    rf"|{'|'.join(named(part.value) for part in (*MAIN, *_BESIDE))}"
    rf"|(?P<weak>{any_of(WORDS['key_result']['weak'])})"
    rf"|(?P<code>(?P<plural_code>{any_of(WORDS['key_result']['plural_codes'])})"
    rf"|(?:[oо]\d{{1,2}}\s?[-./]?\s?)?(?:{'|'.join(f'(?P<{part.value}_code>{_CODE[part]})' for part in MAIN)})))"
    rf"(?:(?![^\W\d_])|(?<={HAN})(?=[a-z]|[一二三四五六七八九十](?:\s?[:、(.]|\s)))"
    rf"(?:(?:\s?[#№]\s?|[-_]|\s)?(?P<number>{_NUMBER})(?:\s?(?:/|of|из)\s?\d{{1,2}}(?=\s?[:.)]|\s-))?)?"
    rf"(?:\s(?:{'|'.join(WORDS['periods']['patterns'])})(?![^\W\d_])){{0,2}}"
    rf"(?:\s?/?\s?{_ANY_TOKEN}(?![^\W\d_])(?:[-\s]?(?P<second_number>{_NUMBER}))?)?"
    rf"(?:\s?[(\[【](?:{_ANY_TOKEN}[-\s]?(?P<gloss_number>\d{{1,2}})|(?P<note>[^()\[\]【】]{{0,60}}))[)\]】])?"
    r"(?P<mark>\s*(?::|=(?!>))|\s*\?$|(?(number)\s{2,}|\s{3,})(?=[^\W_])|\s+-+(?=\s)|-+(?=\s)|\s?[.)](?=\s|$)|[.)、](?=[^\W\d])|、|\s|$"
    rf"|-+(?={HAN})|(?(number)-+(?=[^\W\d_])|(?!)))\s*"
)
_BARE = re.compile(
    rf"(?:(?P<plural_code>{any_of(WORDS['key_result']['plural_codes'])})"
    rf"|(?P<objective_code>[oо])|(?P<key_result_code>{_CODE[Part.KEY_RESULT]}))(?:\s+|-+)(?=\w)"
)
_BARE_WORD = compiled_late(
    rf"(?:(?P<objective>{any_of(WORDS['objective']['phrase_alone'])})"
    rf"|(?P<key_result>{any_of(WORDS['key_result']['phrase_alone'])}))\s+(?=[^:]+$)(?=\w)"
)
_OF_UNIT = compiled_late(
    rf"(?!(?:{any_of(WORDS['objective']['not_of_unit'])})\b)"
    r"[a-z&]+(?: [a-z&]+){0,2} [a-z]+(?: [a-z]+)?:(?!\s*\")"
)
_SINGLE = frozenset([*WORDS["initiative"]["single"], *WORDS["key_result"]["single"]])
_SECOND = compiled_late(rf"(?:[\s;,.%]|(?<={HAN}))2(?:[.)](?!\d)|、)")
_LEAD = compiled_late(
    rf"(?=[^\W\d_])[^:|\d\n]{{1,30}}?\s?(?P<sign>[:|,;.!]|(?<=\s)-|(?=\s))-*(?:\s+|(?={HAN}|[a-zа-я]))"
)
_BRACKETED = compiled_late(r"[\[【]([^\[\]【】]{1,30})[\]】]\s?:?\s*")
_COMMENTARY = compiled_late(
    rf"(?:{any_of(WORDS['commentary']['words'])})(?![^\W\d_])(?:[^:.!?]{{0,40}}:|\s*(?:\(\d{{1,4}}\))?\s*$)\s*"
)
_MAIN_WORD = compiled_late(
    rf"(?<![a-zа-я])(?:{'|'.join(named(part.value, _CODE[part]) for part in MAIN)})"
    r"(?![a-zа-я])"
)
_OF_A_COLUMN = compiled_late(rf"\d{{1,2}} |(?:(?:{spaced(q for name in _QUALIFIERS for q in _QUALIFIERS[name])})\s?)+")
_SAYS_WHAT_IT_IS = compiled_late(rf"key|initiative|ключев|инициатив|{HAN}")
_INNER_WORDS = any_of(
    word
    for part in (Part.KEY_RESULT, Part.INITIATIVE)
    for word in WORDS[part.value]["words"]
    if len(word) > 4 or " " in word or re.match(HAN, word)
)
_SURE_INNER_WORDS = "|".join(word for word in _INNER_WORDS.split("|") if _SAYS_WHAT_IT_IS.search(word))
_JOINT = compiled_late(rf"[:=]|-(?:\s|{HAN})")  # between a label and its words
_INNER = compiled_late(
    rf"(?:(?<=[\s;,.|)])|(?<={HAN}))(?P<label>(?:{_CODE[Part.KEY_RESULT]}|{_CODE[Part.INITIATIVE]})"
    rf"[-\s]?\d{{1,3}}(?:\.\d{{1,2}})?(?:\s?\([^()]{{1,20}}\))?\s?(?:[:=]|-+(?={HAN}))"
    rf"|(?<=[\s;,.|])(?:{_CODE[Part.KEY_RESULT]}|{any_of(WORDS['key_result']['plural_codes'])})(?:\s?(?:[:=]|-+(?={HAN}))|\s-+\s)"
    rf"|(?:(?<=[\s;,.|])(?:{_SURE_INNER_WORDS})|(?<=[;,.|!?)] )(?:{_INNER_WORDS}))"
    rf"(?:\s?\d{{1,2}})?(?:\s?\([^()]{{1,20}}\))?(?:\s?[:=]|\s-+\s))"
)
_IN_BRACKETS = compiled_late(
    rf"\((?=(?:{_CODE[Part.KEY_RESULT]}|{any_of(WORDS['key_result']['plural_codes'])}|{_CODE[Part.INITIATIVE]}"
    rf"|{_INNER_WORDS})[-\s]?(?:\d{{1,2}}(?:\.\d{{1,2}})?)?\s?(?:[:=]|-+(?:\s|{HAN})))"
)
_SUFFIX = compiled_late(
    rf"\s*\((?:{'|'.join(f'(?P<{part.value}_code>{_CODE[part]})' for part in MAIN)})"
    r"[-\s]?(?P<number>\d{1,2}(?:\.\d{1,2})?)\)\s*[.;,]?\s*$"
)
_COLUMNS = {
    word: part
    for part in reversed(Part)
    for word in (*WORDS.get(part.value, {}).get("words", ()), *WORDS["header"].get(part.value, ()))
    if part not in (Part.CONTEXT, Part.COMMENTARY)
}
_LEVELS = [(name, compiled_late("|".join(patterns))) for name, patterns in WORDS["levels"].items()]
_QUALIFIED = [(name, compiled_late("|".join(_QUALIFIERS[name]))) for name in ("company", "team", "person")]
_KIND = compiled_late(rf"(?:{any_of(WORDS['header']['level'])})\s?:\s*(?=\S)")
_NAME_OF_NAME = compiled_late(rf"\"?(?:{any_of(WORDS['header']['wording'])})\"?\s?:\s*(?=\S)")
