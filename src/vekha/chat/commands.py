"""What people write to Vekha in a chat, in any of the three languages. Text in, a wish out: nothing is looked up here.

`read` says what is wished. The words behind the number of a row are told apart by `tell_apart` only once it is known
which key result they are about: its unit decides where the value ends and the note begins.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from vekha.ui import numbers


class Wish(Enum):
    """Wishes that need no more words."""

    LIST = auto()
    UNDO = auto()
    HELP = auto()
    UNCLEAR = auto()
    SEVERAL = auto()  # more than one check-in in one message


@dataclass(frozen=True, slots=True)
class Link:
    """The one-time code from the settings."""

    code: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The answer to what a number means: one of its readings, 0 for the first."""

    place: int


@dataclass(frozen=True, slots=True)
class Row:
    """A check-in of a row of the list, counted from 1, with all that was written behind the number."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of a check-in as they are typed; empty where nothing was."""

    value: str = ""
    confidence: str = ""
    note: str = ""
    blocker: str = ""


WISHES = {
    Wish.LIST: "list week l список неделя с 列表 清单 本周",
    Wish.UNDO: "undo отмена отменить 撤销 撤消 撤回",
    Wish.HELP: "help start ? помощь справка 帮助",
}
_WISH_OF = {word: wish for wish, words in WISHES.items() for word in words.split()}
_BEFORE_A_CODE = {"link", "start", "code", "код", "привязать", "关联", "绑定"}
_CHOICES = {letter: place for letters in ("abc", "абв", "甲乙丙") for place, letter in enumerate(letters)}
_YES = {"1", "yes", "done", "да", "готово", "сделано", "выполнено", "是", "完成", "已完成"}
_NO = {"0", "no", "нет", "否", "没有", "未完成"}

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is taken for something else
CODE_LENGTH = 8
_CODE = re.compile(rf"(?=.*\d)(?=.*[A-Z])[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")
_ROW = re.compile(r"[#№]?(\d{1,3})(?:[.,:)]?\s+|[、，：；)]\s*|(?==)|[.)]?$)(.*)", re.DOTALL)
_ANOTHER_ROW = re.compile(r"\s*[#№]?\d{1,3}[.)]?\s+(?:[+\-−]?\d|=)")

_PART = re.compile(r"[^\s，、；]+")
_BEGINS_A_NUMBER = re.compile(r"[+\-]?[$€£¥₽]?[.,]?\d|=$")
_SIGN = re.compile(r"[+\-]")
_GROUP = re.compile(r"\d{3}(?:[.,]\d+)?%?")
_GROUP_BEFORE = re.compile(r"[+\-]?\d{1,3}")
_OF = re.compile(r"/|of|из")
_CURRENCY = re.compile(r"[$€£¥₽₴₸%‰]|руб\w*|р|元|人民币")
_CONFIDENCE = re.compile(r"(10|\d)(?:/10)?")
_BLOCKER_WORDS = r"(?:blocker|блокер|помеха|препятствие|阻碍|障碍)"
_BLOCKER = re.compile(
    rf"(?:^|(?<=\s))[!！]\s*|^{_BLOCKER_WORDS}(?:\s*[:：]\s*|\s+)|(?<=[\s.,;。，；]){_BLOCKER_WORDS}\s*[:：]\s*",
    re.IGNORECASE,
)
_BETWEEN = " \t\r\n,.;:，。；：、"


def read(text: str) -> Wish | Link | Choice | Row:
    """What the text asks for. Slash commands of a messenger are read as the words they are made of."""
    text = text.strip()
    if text.startswith("/"):
        command, _space, rest = text[1:].partition(" ")
        text = f"{command.partition('@')[0]} {rest}".strip()
    plain = _plain(text)
    if not plain:
        return Wish.LIST
    first, _space, rest = plain.partition(" ")
    for candidate in (plain, rest if first in _BEFORE_A_CODE else ""):
        code = re.sub(r"[\s-]", "", candidate).upper()
        if _CODE.fullmatch(code):
            return Link(code)
    word = plain.strip(" .!?。") or plain
    if word in _WISH_OF:
        return _WISH_OF[word]
    if word.strip(")") in _CHOICES:
        return Choice(_CHOICES[word.strip(")")])
    found = _ROW.fullmatch(text)
    if found is None:
        return Wish.UNCLEAR
    if any(_ANOTHER_ROW.match(line) for line in text.splitlines()[1:]):
        return Wish.SEVERAL
    return Row(int(found[1]), found[2].strip())


def tell_apart(words: str, *, unit: str = "", is_yes_or_no: bool = False) -> Said:
    """Tell value, confidence, note and blocker apart.

    The value comes first, in any spelling that `numbers.read` knows, then the confidence if a number from 0 to 10
    stands there. What is no number begins the note; nothing that was written is dropped.
    """
    found = list(_PART.finditer(words))
    parts = [_plain(part[0]) for part in found]
    if is_yes_or_no and parts and (word := parts[0].rstrip(".,;:")) in _YES | _NO:
        used, value = 1, "1" if word in _YES else "0"
    else:
        used = _parts_of_the_value(parts, unit)
        value = words[found[0].start() : found[used - 1].end()].rstrip(".,;:，；：") if used else ""
    confidence = ""
    if used and len(parts) > used and (sure := _CONFIDENCE.fullmatch(parts[used].rstrip(".,;:"))):
        used, confidence = used + 1, sure[1]
    rest = words[found[used - 1].end() :] if used else words
    rest = re.sub(r"^[-–—]\s+", "", rest.lstrip(_BETWEEN))
    note, blocker = rest, ""
    if mark := _BLOCKER.search(rest):
        note, blocker = rest[: mark.start()].rstrip(" ,;，；、"), rest[mark.end() :]
    return Said(value, confidence, note.strip(), blocker.strip())


def _parts_of_the_value(parts: Sequence[str], unit: str) -> int:
    """How many of the parts the value takes: the number with its groups, its whole, its scale and its unit."""
    if not parts:
        return 0
    used = 2 if _SIGN.fullmatch(parts[0]) and len(parts) > 1 and parts[1][0].isdigit() else 1
    if not _BEGINS_A_NUMBER.match("".join(parts[:used])):
        return _parts_of_a_share(parts)
    least = used
    while used < len(parts) and parts[used - 1] != "=":
        longer = _longer(parts, used, unit)
        if longer == used:
            break
        used = longer
    return used if _is_number(" ".join(parts[:used]), unit) else least


def _parts_of_a_share(parts: Sequence[str]) -> int:
    """How many parts words such as "half" or «две трети» take; none where more words follow: then they begin a note."""
    for count in (2, 1):
        is_last = len(parts) == count or (len(parts) > count and _CONFIDENCE.fullmatch(parts[count].rstrip(".,;:")))
        if is_last and numbers.share(" ".join(parts[:count])) is not None:
            return count
    return 0


def _longer(parts: Sequence[str], used: int, unit: str) -> int:
    """How many parts the value takes if the next one belongs to it, too."""
    before, part = parts[used - 1], parts[used].rstrip(".,;:")
    beyond = parts[used + 1] if used + 1 < len(parts) else ""
    if _GROUP.fullmatch(part) and _GROUP_BEFORE.fullmatch(before):
        return used + 1
    if _OF.fullmatch(part) and beyond[:1].isdigit():
        return used + 2
    if part[:1] == "/" and part[1:2].isdigit():
        return used + 1
    # A letter by itself is rather a word, such as the Russian «к» (by); attached, 45k, it is a scale.
    if part in numbers.SCALES and len(part) > 1 and before[-1].isdigit():
        return used + 1
    own = [word.rstrip(".") for word in _plain(unit).split()]
    if part in own or _CURRENCY.fullmatch(part):
        return used + 1
    is_last = not beyond or bool(_CONFIDENCE.fullmatch(beyond.rstrip(".,;:")))
    if is_last and part.isalpha() and any(word[:2] == part[:2] for word in own if len(word) > 1):
        return used + 1  # the unit in another form: «дня» for «дней»
    return used


def _is_number(text: str, unit: str) -> bool:
    try:
        numbers.read(text, unit=unit)
    except numbers.NotANumber:
        return False
    except numbers.AmbiguousNumber:
        return True
    return True


def _plain(text: str) -> str:
    """In one case, with narrow digits and signs, whatever keyboard it was written on."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_MINUS).split())


_MINUS = {ord(sign): "-" for sign in "−–—"}
