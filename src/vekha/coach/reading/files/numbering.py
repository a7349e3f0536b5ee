"""The markers that Word prints before paragraphs of lists: counted from the definitions in the document."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from docx.oxml.ns import qn

_LEVELS = 9
_DEEPEST_STYLE = 20  # styles based on one another
_IN_NAME = re.compile(r"\blist (?:bullet|number)(?: (\d))?$", re.IGNORECASE)
_PLACE = re.compile(r"%([1-9])")
_CHINESE = "零一二三四五六七八九"
_CHINESE_FORMATS = ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Marker(NamedTuple):
    """What stands before a paragraph of a list."""

    depth: int
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph has from its style and those this one is based on."""

    name: str
    list_id: str  # of the numbering; empty where there is none
    depth: int
    outline_level: int  # from 0; 9 means body text
    is_bold: bool


class _Level(NamedTuple):
    text: str
    form: str
    start: int


class Numbering:
    """Counts the paragraphs of all lists of a document, in order."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
        self._default = next(
            (
                identity
                for identity, style in self._styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            None,
        )
        self._known: dict[str | None, Style] = {}
        self._abstract: dict[str, Any] = {}
        self._lists: dict[str, Any] = {}
        try:
            numbering = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            numbering = None
        if numbering is not None:
            self._abstract = {each.get(qn("w:abstractNumId")): each for each in numbering.iter(qn("w:abstractNum"))}
            self._lists = {each.get(qn("w:numId")): each for each in numbering.findall(qn("w:num"))}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def style_of(self, paragraph: Any) -> Style:
        identity = _value(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")) or self._default
        if identity not in self._known:
            self._known[identity] = self._style(identity)
        return self._known[identity]

    def marker(self, paragraph: Any) -> Marker | None:
        """The marker of the next paragraph; None where it is in no list."""
        style = self.style_of(paragraph)
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        list_id = (_value(own.find(qn("w:numId"))) if own is not None else "") or style.list_id
        said = _value(own.find(qn("w:ilvl"))) if own is not None else ""
        depth = min(int(said) if said.isdigit() else style.depth, _LEVELS - 1)
        if list_id == "0":
            return None
        by_name = _IN_NAME.search(style.name)
        if by_name and not said:
            depth = int(by_name[1] or 1) - 1
        if list_id not in self._lists:
            return Marker(depth, "•", False) if by_name else None
        level = self._level(list_id, depth if said or not by_name else style.depth)
        text = self._counted(list_id, depth if said or not by_name else style.depth)
        is_number = level.form not in ("bullet", "none") and bool(text)
        return Marker(depth, text if is_number or (text and any(map(str.isalnum, text))) else "•", is_number)

    # --- styles ------------------------------------------------------------------------------------------------------

    def _style(self, identity: str | None) -> Style:
        name, list_id, depth, outline, bold = "", "", "", 9, ""
        chain: list[str] = []
        while identity in self._styles and identity not in chain and len(chain) < _DEEPEST_STYLE:
            chain.append(identity or "")
            style = self._styles[identity]
            name = name or _value(style.find(qn("w:name")))
            if not re.search(r"\d", name) and not _IN_NAME.search(name):
                above = _value(style.find(qn("w:name")))
                name = above if _IN_NAME.search(above) else name
            list_id = list_id or _value(style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}"))
            depth = depth or _value(style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}"))
            said = _value(style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"))
            outline = int(said) if outline == 9 and said.isdigit() else outline
            found = style.find(f"{qn('w:rPr')}/{qn('w:b')}")
            bold = bold or ("" if found is None else found.get(qn("w:val"), "1"))
            identity = _value(style.find(qn("w:basedOn")))
        if list_id and not depth:
            depth = str(self._depth_of_style(list_id, chain))
        return Style(name, list_id, int(depth) if depth.isdigit() else 0, outline, bold in ("1", "true", "on"))

    def _depth_of_style(self, list_id: str, chain: list[str]) -> int:
        """Which level of the list is printed in one of these styles."""
        for level in self._definition(list_id):
            if _value(level.find(qn("w:pStyle"))) in chain:
                said = level.get(qn("w:ilvl"), "")
                return int(said) if said.isdigit() else 0
        return 0

    # --- counting ----------------------------------------------------------------------------------------------------

    def _definition(self, list_id: str) -> list[Any]:
        """The levels of a list as they are defined, through a style of lists where it says so."""
        for _ in range(3):
            abstract = self._abstract.get(self._abstract_id(list_id))
            if abstract is None:
                return []
            link = _value(abstract.find(qn("w:numStyleLink")))
            if not link or link not in self._styles:
                return list(abstract.findall(qn("w:lvl")))
            list_id = _value(self._styles[link].find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}"))
        return []

    def _abstract_id(self, list_id: str) -> str:
        return _value(self._lists[list_id].find(qn("w:abstractNumId"))) if list_id in self._lists else ""

    def _override(self, list_id: str, depth: int) -> Any:
        overrides = self._lists[list_id].findall(qn("w:lvlOverride"))
        return next((each for each in overrides if each.get(qn("w:ilvl")) == str(depth)), None)

    def _level(self, list_id: str, depth: int) -> _Level:
        override = self._override(list_id, depth)
        level = override.find(qn("w:lvl")) if override is not None else None
        if level is None:
            level = next((each for each in self._definition(list_id) if each.get(qn("w:ilvl")) == str(depth)), None)
        if level is None:
            return _Level("•", "bullet", 1)
        start = _value(level.find(qn("w:start")))
        anew = _value(override.find(qn("w:startOverride"))) if override is not None else ""
        first = anew or start
        return _Level(
            _value(level.find(qn("w:lvlText"))),
            _value(level.find(qn("w:numFmt"))) or "decimal",
            int(first) if first.isdigit() else 1,
        )

    def _counted(self, list_id: str, depth: int) -> str:
        """Count one paragraph more and print its number."""
        counts = self._counts.setdefault(self._abstract_id(list_id), [])
        override = self._override(list_id, depth)
        begins_anew = override is not None and override.find(qn("w:startOverride")) is not None
        if begins_anew and (list_id, depth) not in self._begun:
            del counts[depth:]
        self._begun.add((list_id, depth))
        level = self._level(list_id, depth)
        while len(counts) < depth:
            counts.append(self._level(list_id, len(counts)).start)
        if len(counts) == depth:
            counts.append(level.start)
        else:
            counts[depth] += 1
            del counts[depth + 1 :]

        def number(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            return _printed(counts[at], self._level(list_id, at).form) if at < len(counts) else ""

        return _PLACE.sub(number, level.text)


def _value(element: Any) -> str:
    return (element.get(qn("w:val")) or "") if element is not None else ""


def _printed(number: int, form: str) -> str:
    """A number as the list prints it."""
    if not 0 < number < 100:
        return str(number)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("russianLower", "russianUpper"):
        letter = "абвгдежзиклмнопрстуфхцчшщэюя"[(number - 1) % 28]
        return letter if form == "russianLower" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and number < 40:
        return _roman(number) if form == "lowerRoman" else _roman(number).upper()
    if form in _CHINESE_FORMATS:
        return _chinese(number)
    if form == "decimalEnclosedCircle" and number <= 20:
        return chr(ord("①") + number - 1)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    said = ""
    for value, sign in _ROMAN:
        said += sign * (number // value)
        number %= value
    return said


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    said = ("" if tens == 1 else _CHINESE[tens]) + "十" if tens else ""
    return said + (_CHINESE[ones] if ones or not tens else "")
