"""Numbers in a sentence: value, unit, what they are to the measure; and the dates that must not be taken for numbers.

One `NumberReader` knows the words of all languages at once, because languages mix in one sentence («MRR до $5M к Q3»).
The words stand in `languages/*/numbers.toml`; here is only how they combine. The order of the steps matters:
dates and names with digits are masked, then numbers are read with their units, then the words around them say what
each is for, then from and to find each other.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vekha.coach.document import Span
from vekha.coach.statement import Bound, Dimension, Quantity, TimeFrame, TimeKind

_MASK = "\x00"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CYRILLIC = re.compile(r"[а-я]")
_HAN_DIGITS = "零〇一二两俩三四五六七八九十百千万亿"
_IDENTIFIER = re.compile(
    r"(?<![\w.])(?:[a-zа-я]{1,6}-?\d{1,2}(?![\d.,]*\d|\s*[%万亿千]|[kmb]\b)[a-z]?|\d(?:g|3)(?![a-z])|2fa|[b-d]2[b-g]|o2o|p2p|h\.?26\d)"
)
_WORD = re.compile(r"[a-zа-я][a-zа-я'-]*\.?|[<>]=?|[≤≥=~≈↑↓→+:]")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ARROW = re.compile(r"\s*(?:→|-+>|=>|>>)\s*")
_RANGE = re.compile(r"\s?(?:-|~|至)\s?")
_SCALE_TOPS = frozenset({3, 4, 5, 6, 7, 10, 100})
_SECONDS = {"millisecond": 0.001, "second": 1, "minute": 60, "hour": 3600, "day": 86400}
_SIGNS = {
    ">": Bound.AT_LEAST,
    ">=": Bound.AT_LEAST,
    "≥": Bound.AT_LEAST,
    "<": Bound.AT_MOST,
    "<=": Bound.AT_MOST,
    "≤": Bound.AT_MOST,
    "→": Bound.TO,
    "↑": Bound.BY,
    "↓": Bound.BY,
}
_CALENDAR = frozenset({"second", "minute", "hour", "day", "week", "sprint", "month", "quarter", "year"})
_LONG_UNITS = frozenset({"week", "month", "quarter", "year"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the numbers of one sentence say.

    `phrases` are the quantities together with the words that belong to them («с 20 до 35 %» is one phrase with its
    «с» and «до»); `visible` is the text with dates and labels blanked out, length for length.
    """

    quantities: tuple[Quantity, ...]
    phrases: tuple[Span, ...]
    time_frames: tuple[TimeFrame, ...]
    visible: str
    start: int  # where the sentence begins after a label like "KR1:"


@dataclass(slots=True)
class _Number:
    start: int
    end: int
    value: float
    dimension: Dimension = Dimension.COUNT
    unit: str | None = None
    bound: Bound = Bound.EXACT
    weak: bool = False  # the bound was read from a word that is also something else («с»)
    now: bool = False
    phrase_start: int = 0
    phrase_end: int = 0
    per: str | None = None
    ambiguous: bool = False


def _words(entries: Iterable[str]) -> str:
    """One alternation of plain words, the longest first, each closed by a word boundary where it ends in a letter."""
    ordered = sorted(set(entries), key=lambda entry: (-len(entry), entry))
    return "|".join(
        re.escape(entry) + (r"(?![a-zа-я])" if re.match(r"[a-zа-я]", entry[-1]) else "") for entry in ordered
    )


def _merge(tables: Sequence[Mapping[str, Any]], *path: str) -> dict[str, list[str]]:
    """The entries under one path of all languages, by key."""
    merged: dict[str, list[str]] = {}
    for table in tables:
        section: Mapping[str, Any] = table
        for step in path:
            section = section.get(step, {})
        for key, entries in section.items():
            merged.setdefault(key, []).extend(entries)
    return merged


class NumberReader:
    """Reads the numbers of a sentence in any of the languages whose tables it was made of."""

    def __init__(self, tables: Sequence[Mapping[str, Any]]) -> None:
        self._time = [(_kind(name), pattern) for table in tables for name, pattern in _time_patterns(table)]
        self._masks = [_compile(pattern) for table in tables for pattern in table["masks"]["patterns"]]
        self._masks.append(_IDENTIFIER)
        self._labels = [re.compile(table["masks"]["label"]) for table in tables]
        self._ranks = [_compile(pattern) for table in tables for pattern in table["ranks"]["patterns"]]
        self._numerals = {word: float(value) for value, words in _merge(tables, "numerals").items() for word in words}
        compared = {
            word: float(value) for value, words in _merge(tables, "numerals_compared").items() for word in words
        }
        self._compared = frozenset(compared)
        self._numerals |= compared
        self._scales = {word: float(value) for value, words in _merge(tables, "scales").items() for word in words}
        self._units: dict[str, tuple[Dimension, str]] = {}
        for dimension in ("percent", "points", "money", "duration", "score", "ratio", "count"):
            for unit, words in _merge(tables, "units", dimension).items():
                self._units |= dict.fromkeys(words, (Dimension[dimension.upper()], unit))
        self._shares = {word: float(value) for value, words in _merge(tables, "shares").items() for word in words}
        ratios = {pattern: float(value) for value, patterns in _merge(tables, "ratios").items() for pattern in patterns}
        self._ratios = [(_compile(pattern), value) for pattern, value in ratios.items()]
        self._before = {
            word: name for name, words in _merge(tables, "before").items() if name != "fillers" for word in words
        }
        self._weak = frozenset({"с", "со", "от", "to", "in", "within", "за", "в течение", "к", "by", "на"})
        self._fillers = frozenset(self._before_fillers(tables))
        self._after = {
            name: re.compile(rf"\s?(?:{_words(words)})") for name, words in _merge(tables, "after").items() if words
        }
        self._change = re.compile(
            "|".join(
                (r"(?<![a-zа-я])" if re.match("[a-zа-я]", stem) else "")
                + re.escape(stem)
                + (r"(?![a-z])" if stem in {"up", "down", "cut", "go", "get", "add", "hit"} else "")
                for table in tables
                for stem in table["change"]["stems"]
            )
        )
        self._adjacent = frozenset(word for table in tables for word in table["change"]["adjacent"])
        per = {word: unit for unit, words in _merge(tables, "per").items() for word in words}
        self._per_units = per
        intro = _words(word for table in tables for word in table["per_forms"]["before"])
        article = _words(word for table in tables for word in table["per_forms"].get("articles", ()))
        calendar = _words(word for word, unit in per.items() if unit in _CALENDAR)
        self._per = re.compile(rf"(?:(?<![a-zа-я])|(?<=/))(?:(?:{intro})\s?({_words(per)})|(?:{article}) ({calendar}))")
        adverbs = {word: unit for unit, words in _merge(tables, "per_forms", "after").items() for word in words}
        self._per_adverbs = adverbs
        self._per_after = re.compile(rf"(?<![a-zа-я])({_words(adverbs)})")
        leading = _merge(tables, "per_forms", "leading")
        self._per_leading = [
            (re.compile(rf"(?<![a-zа-я])(?:{'|'.join(patterns)})(?![a-zа-я])"), unit)
            for unit, patterns in leading.items()
        ]
        han_units = "|".join(
            re.escape(word)
            for word in sorted(self._units, key=len, reverse=True)
            if _HAN.match(word) and word not in {"分", "点"}
        )
        self._han_numeral = rf"(?:[{_HAN_DIGITS}]+|半)(?={han_units}|分(?!钟?[之支数析享类配公布店部]))"
        self._number = self._number_pattern()
        self._unit = re.compile(rf"\s?(?:{_words(self._units)})")
        self._scale = re.compile(rf"\s?(?:{_words(self._scales)})")

    @staticmethod
    def _before_fillers(tables: Sequence[Mapping[str, Any]]) -> Iterable[str]:
        for table in tables:
            yield from table["before"]["fillers"]

    def _number_pattern(self) -> re.Pattern[str]:
        latin = _words(word for word in self._numerals if not _HAN.match(word))
        money = _words(
            word
            for word, (dimension, _) in self._units.items()
            if dimension is Dimension.MONEY and not _HAN.search(word)
        )
        shares = _words(self._shares)
        return re.compile(
            rf"(?P<sign>(?<![^\s(:,])[+-](?=\S))?(?P<money>(?:(?<![a-zа-я])(?:{money})))?\s?"
            r"(?P<digits>(?<![\d.])\d{1,3}(?:[ ,']\d{3})+(?!\d)(?:\.\d+)?|(?<!\d)\d+(?:[.,]\d+)?(?!\d))"
            rf"|百分之(?P<per_cent>[{_HAN_DIGITS}]+|\d+(?:\.\d+)?)"
            rf"|(?<![a-zа-я-])(?P<share>{shares})"
            rf"|(?<![a-zа-я-])(?P<words>(?:{latin})(?:[ -](?:and )?(?:{latin}))*)(?!-(?:and|in|on|to)-)"
            rf"|(?P<han>{self._han_numeral})"
        )

    def read(self, plain: str, written: str) -> Reading:
        """All quantities and time frames of `plain`, the normalised form of `written`."""
        begins, masked = self._strip_label(plain)
        visible, masked, frames, ranks = self._mask(masked)
        numbers = self._numbers(masked, written)
        numbers = self._fold_durations(numbers, masked)
        self._scale_tops(numbers, masked)
        for index, number in enumerate(numbers):
            self._relate(
                number,
                masked,
                numbers[index - 1].end if index else begins,
                numbers[index + 1].start if index + 1 < len(numbers) else len(masked),
            )
        self._join(numbers, masked)
        frames, numbers = _long_durations_are_frames(frames, numbers)
        self._per_rates(numbers, plain, masked)
        quantities = [
            (
                Span(number.phrase_start, number.phrase_end),
                Quantity(
                    Span(number.start, number.end),
                    number.value,
                    number.dimension,
                    number.bound,
                    number.unit,
                    number.per,
                    number.ambiguous,
                ),
            )
            for number in numbers
        ]
        quantities = sorted(quantities + ranks, key=lambda pair: pair[1].span)
        return Reading(
            tuple(quantity for _, quantity in quantities),
            tuple(phrase for phrase, _ in quantities),
            tuple(sorted(frames, key=lambda frame: frame.span)),
            visible,
            begins,
        )

    def _strip_label(self, plain: str) -> tuple[int, str]:
        for label in self._labels:
            if found := label.match(plain):
                return found.end(), _MASK * found.end() + plain[found.end() :]
        return 0, plain

    def _mask(self, text: str) -> tuple[str, str, list[TimeFrame], list[tuple[Span, Quantity]]]:
        """The text without dates, the text without names with digits as well, the dates, the ranks."""
        han, cyrillic = bool(_HAN.search(text)), bool(_CYRILLIC.search(text))
        digits = bool(re.search(r"\d", text))
        ranks = []
        for pattern in self._ranks:
            if not _fits(pattern.pattern, han, cyrillic):
                continue
            for found in pattern.finditer(text):
                value = self._value(found.group(1)) if found.group(1) else None
                span = Span(found.start(), found.end())
                ranks.append((span, Quantity(span, value, Dimension.RANK, Bound.TO)))
        spans: list[tuple[int, int, TimeKind | None]] = [(rank.start, -rank.end, None) for rank, _ in ranks]
        for kind, pattern in self._time:
            if _fits(pattern.pattern, han, cyrillic):
                spans += [(found.start(), -found.end(), kind) for found in pattern.finditer(text)]
        for pattern in self._masks:
            if digits if pattern is _IDENTIFIER else _fits(pattern.pattern, han, cyrillic):
                spans += [(found.start(), -found.end(), None) for found in pattern.finditer(text)]
        frames, done, visible = [], 0, text
        for start, minus_end, kind in sorted(spans, key=lambda entry: (entry[0], entry[1], entry[2] is None)):
            if start < done:
                continue
            done = -minus_end
            span = Span(start, done)
            if kind is not None:
                frames.append(TimeFrame(span, kind))
                visible = _blank(visible, span)
            text = _blank(text, span)
        return visible, text, frames, ranks

    def _value(self, written: str) -> float | None:
        if written in self._numerals:
            return self._numerals[written]
        if written[0] in _HAN_DIGITS:
            return _han_value(written)
        try:
            return float(written)
        except ValueError:
            return None

    def _numbers(self, text: str, written: str) -> list[_Number]:
        numbers: list[_Number] = []
        position = 0
        cyrillic = bool(_CYRILLIC.search(text))
        while found := self._number.search(text, position):
            position = found.end()
            if found["words"]:
                number = self._spelled(found, text)
            elif found["han"]:
                number = self._unit_after(
                    _Number(
                        found.start("han"), found.end("han"), 0.5 if found["han"] == "半" else _han_value(found["han"])
                    ),
                    text,
                    written,
                )
                if (
                    number.value == 1
                    and number.dimension in (Dimension.COUNT, Dimension.DURATION)
                    and not self._relation_before(text, number.start)[0]
                ):
                    continue
            elif found["share"]:
                number = _Number(
                    found.start("share"), found.end("share"), self._shares[found["share"]], Dimension.PERCENT, "percent"
                )
            elif found["per_cent"]:
                raw = found["per_cent"]
                number = _Number(
                    found.start(),
                    found.end(),
                    _han_value(raw) if raw[0] in _HAN_DIGITS else float(raw),
                    Dimension.PERCENT,
                    "percent",
                )
            else:
                number = self._digits(found, text, written, cyrillic)
            if number is not None:
                numbers.append(number)
                position = max(position, number.end)
        for pattern, value in self._ratios:
            numbers += [
                _Number(found.start(), found.end(), value, Dimension.RATIO, "times", Bound.BY)
                for found in pattern.finditer(text)
                if not any(number.start < found.end() and found.start() < number.end for number in numbers)
            ]
        return sorted(numbers, key=lambda number: number.start)

    def _spelled(self, found: re.Match[str], text: str) -> _Number | None:
        words = re.split(r"[ -](?:and )?", found["words"])
        if found["words"] in self._numerals:
            words = [found["words"]]
        start, end = found.span("words")
        if words[0] in self._compared:
            relation, _ = self._relation_before(text, start)
            if (
                len(words) > 1
                or not relation
                or relation[0] not in ("at_least", "at_most", "from", "to")
                or text[end : end + 1] not in " "
            ):
                if len(words) == 1:
                    return None
                start += len(words[0]) + 1
                words = words[1:]
            elif words[0] == "a":
                return None
        value = 0.0
        for word in words:
            each = self._numerals.get(word, 0.0)
            value = value * each if each == 100 and value else value + each
        return self._unit_after(_Number(start, end, value), text, text)

    def _digits(self, found: re.Match[str], text: str, written: str, cyrillic: bool) -> _Number:
        start, end = found.start("digits"), found.end("digits")
        raw = found["digits"]
        ambiguous = cyrillic and bool(re.fullmatch(r"\d{1,3},\d{3}", raw))
        if re.fullmatch(r"\d{1,3}(?:[ ,']\d{3})+(?:\.\d+)?", raw) and not raw.startswith("0,"):
            value = float(re.sub(r"[ ,']", "", raw))
        else:
            value = float(raw.replace(",", "."))
        number = _Number(start, end, value, ambiguous=ambiguous)
        money = found["money"]
        if found["sign"]:
            number.start = found.start("sign")
            number.bound = Bound.BY
            if found["sign"].startswith("-"):
                number.value = -number.value
        if money:
            number.start = min(number.start, found.start("money"))
        self._unit_after(number, text, written, money)
        return number

    def _unit_after(self, number: _Number, text: str, written: str, money: str | None = None) -> _Number:
        """Reads scale, unit and a trailing plus behind the number."""
        while scale := self._scale.match(text, number.end):
            word = scale.group().strip()
            if word in {"k", "m", "b", "к", "w", "mm"}:
                tight = scale.group() == word
                if not tight and not (word in {"k", "m", "b"} and written[scale.end() - 1].isupper()):
                    break
                if (
                    word == "m"
                    and not (money or written[scale.end() - 1].isupper())
                    and re.match(r"\s?\d|$|[ ).,;]", text[scale.end() :]) is None
                ):
                    break
            number.value *= self._scales[word]
            number.value = round(number.value, 6)
            number.end = scale.end()
        if unit := self._unit.match(text, number.end):
            word = unit.group().strip()
            dimension, name = self._units[word]
            if not _not_a_unit(word, dimension, unit, text):
                number.dimension, number.unit, number.end = dimension, name, unit.end()
                if name == "tenth":
                    number.value, number.unit = number.value * 10, "percent"
                if name == "percent" and (adjective := re.compile(r"-?\w*н\w{2,3}(?![а-я])").match(text, number.end)):
                    number.end = adjective.end()
                if word in {"元", "块", "块钱", "人民币"} and text.startswith("人民币", number.end):
                    number.end += 3
        if money:
            number.dimension, number.unit = Dimension.MONEY, self._units[money][1]
        if text.startswith("+", number.end) and not re.match(r"\+\s?\d", text[number.end :]):
            number.end += 1
            if number.bound is Bound.EXACT:
                number.bound = Bound.AT_LEAST
        return number

    @staticmethod
    def _fold_durations(numbers: list[_Number], text: str) -> list[_Number]:
        """«2 мин 37 с» is one number: 157 seconds."""
        folded: list[_Number] = []
        for number in numbers:
            previous = folded[-1] if folded else None
            between = text[previous.end : number.start].strip() if previous else "-"
            if previous and previous.unit in ("minute", "hour", "day") and between in ("", "and", "и"):
                seconds = re.compile(r"\s?с\.?(?![\wа-я])(?!\s?\d)").match(text, number.end)
                if number.unit is None and previous.unit == "minute" and seconds:
                    number.unit, number.dimension, number.end = "second", Dimension.DURATION, seconds.end()
                if number.unit == "point" and previous.unit == "hour":
                    number.unit, number.dimension = "minute", Dimension.DURATION
                if (
                    number.dimension is Dimension.DURATION
                    and number.unit in _SECONDS
                    and _SECONDS[number.unit] < _SECONDS[previous.unit]
                ):
                    previous.value = previous.value * _SECONDS[previous.unit] + number.value * _SECONDS[number.unit]
                    previous.unit, previous.end = "second", number.end
                    continue
            if previous and previous.unit == "point" and number.unit == "second" and between == "":
                previous.value, previous.unit, previous.dimension = (
                    previous.value * 60 + number.value,
                    "second",
                    Dimension.DURATION,
                )
                previous.end = number.end
                continue
            if number.unit is None and (seconds := re.compile(r"\s(?:с|c)(?:\.|(?=$|[,;)]))").match(text, number.end)):
                number.unit, number.dimension, number.end = "second", Dimension.DURATION, seconds.end()
            folded.append(number)
        return folded

    def _scale_tops(self, numbers: list[_Number], text: str) -> None:
        """The 10 of "8/10", "4 of 10", «из 10», 满分10分 is the scale, not a target."""
        out_of = self._after["out_of"]
        for index, number in enumerate(numbers):
            if re.search(r"(?:满分|总分)[为是]?\s?$", text[max(0, number.start - 6) : number.start]):
                number.bound, number.dimension = Bound.SCALE, Dimension.SCORE
            if not index:
                continue
            previous = numbers[index - 1]
            between = text[previous.end : number.start]
            slash = between.strip() == "/" and number.value in _SCALE_TOPS and previous.value <= number.value
            words = (
                out_of.fullmatch(between.rstrip())
                and previous.value <= number.value
                and previous.dimension in (Dimension.COUNT, Dimension.SCORE)
            )
            if slash or words:
                number.bound = Bound.SCALE
                if slash or number.value in (5, 10, 100):
                    previous.dimension = number.dimension = Dimension.SCORE

    def _relation_before(self, text: str, start: int) -> tuple[list[str], int]:
        """The relation words just before a position, nearest first, and where they begin."""
        names: list[str] = []
        begins = found = start
        while True:
            before = text[max(0, begins - 36) : begins].rstrip(" ($€£¥₽\"':=≈~*")
            if not before:
                return names, found
            offset = begins - 36 if begins > 36 else 0
            last = before[-1]
            if "\u4e00" <= last <= "\u9fff":
                for length in range(min(7, len(before)), 0, -1):
                    tail = before[-length:]
                    if tail in self._before:
                        names.append(self._before[tail])
                        begins = found = offset + len(before) - length
                        break
                    if tail in self._fillers:
                        begins = offset + len(before) - length
                        break
                else:
                    return names, found
                continue
            words = list(_WORD.finditer(before))
            if not words or words[-1].end() != len(before):
                return names, found
            for count in range(min(4, len(words)), 0, -1):
                first = words[-count]
                tail = before[first.start() :]
                sign = _SIGNS.get(tail)
                if tail in self._before or sign:
                    name = self._before.get(tail) or (sign or Bound.EXACT).name.lower()
                    if tail in self._weak:
                        name = f"{name}?"
                    names.append(name)
                    begins = found = offset + first.start()
                    break
                if tail in self._fillers:
                    begins = offset + first.start()
                    break
            else:
                return names, found

    def _relate(self, number: _Number, text: str, left: int, right: int) -> None:
        """Says what the number is to the measure, from the words beside it."""
        number.phrase_start, number.phrase_end = number.start, number.end
        if number.bound is Bound.SCALE:
            return
        names, begins = self._relation_before(text, number.start)
        if begins < left:
            begins, names = max(left, begins), names[:1]
        plain_names = [name.rstrip("?") for name in names]
        if names:
            number.phrase_start = begins
        if "now" in plain_names:
            number.bound, number.now = Bound.FROM, True
        elif "from" in plain_names:
            number.bound, number.weak = Bound.FROM, "from?" in names
        elif "by" in plain_names:
            number.bound = Bound.BY if self._means_by(number, text, "by?" in names) else number.bound
        elif "to" in plain_names:
            weak = "to?" in names and not self._change.search(text, 0, number.start)
            number.bound = (
                number.bound if weak and number.bound is not Bound.EXACT else (Bound.EXACT if weak else Bound.TO)
            )
        elif names and number.bound is not Bound.BY:
            if names[0] == "at_most?" and number.dimension is not Dimension.DURATION:
                number.phrase_start = number.start
            else:
                number.bound = Bound[plain_names[0].upper()]
        elif re.search(r"[a-z]", text[max(0, number.start - 2) : number.start]):
            word = text[: number.start].rstrip().rsplit(" ", 1)[-1]
            if word in self._adjacent and number.dimension in (Dimension.PERCENT, Dimension.POINTS):
                number.bound = Bound.BY
        for name in ("now", "at_least", "at_most", "by"):
            after = self._after[name].match(text, number.end)
            if not after or after.end() > right:
                continue
            number.phrase_end = after.end()
            if name == "now":
                number.bound, number.now = Bound.FROM, True
            elif name == "by":
                if number.bound is Bound.EXACT and number.dimension in (
                    Dimension.PERCENT,
                    Dimension.POINTS,
                    Dimension.RATIO,
                ):
                    number.bound = Bound.BY
                elif number.bound is not Bound.BY:
                    number.phrase_end = number.end
            elif number.bound is Bound.EXACT:
                number.bound = Bound[name.upper()]
            break
        if number.dimension is Dimension.RATIO and number.bound is Bound.EXACT:
            number.bound = Bound.BY

    def _means_by(self, number: _Number, text: str, weak: bool) -> bool:
        """«на 12 %» is a change, «на $370 000» is one only behind a verb of change; "used by 40%" is none."""
        if not weak or number.bound is Bound.BY or number.dimension in (Dimension.POINTS, Dimension.RATIO):
            return True
        before, after = text[: number.start], text[number.end : number.end + 24]
        if self._change.search(before) or self._after["by"].match(after):
            return True
        return number.dimension is Dimension.PERCENT and bool(re.search(r"(?<![а-я])на\s?$", before))

    def _join(self, numbers: list[_Number], text: str) -> None:
        """Arrows, ranges, from–to pairs, start values in brackets; the unit of a pair is copied where it was left out."""
        for left, right in zip(numbers, numbers[1:], strict=False):
            between = text[left.end : right.start]
            if _ARROW.fullmatch(between):
                left.bound, right.bound, left.weak = Bound.FROM, Bound.TO, False
                right.phrase_start = left.end
                _share_unit(left, right)
            elif (
                _RANGE.fullmatch(between)
                and (between.strip() == between or left.unit in (None, right.unit))
                and left.bound is not Bound.FROM
                and right.bound in (Bound.EXACT, Bound.TO, Bound.AT_MOST)
            ):
                if left.bound is Bound.EXACT:
                    left.bound = Bound.AT_LEAST
                right.bound = Bound.AT_MOST
                right.phrase_start = left.end
                _share_unit(left, right)
        if any(number.now for number in numbers) or "(" in text:
            for bracket in _BRACKETS.finditer(text):
                inside = [
                    number
                    for number in numbers
                    if bracket.start() < number.start < bracket.end() and number.bound is not Bound.SCALE
                ]
                if inside and any(number.now for number in inside):
                    for number in inside:
                        if number.bound is not Bound.TO:
                            number.bound, number.now = Bound.FROM, True
                            number.phrase_start = bracket.start()
        for index, number in enumerate(numbers):
            if number.bound is not Bound.FROM or number.now:
                continue
            partner = next(
                (
                    other
                    for other in numbers[index + 1 :]
                    if other.bound in (Bound.TO, Bound.FROM, Bound.AT_MOST, Bound.AT_LEAST)
                ),
                None,
            )
            if partner and partner.bound is not Bound.FROM:
                if partner.bound is not Bound.TO and text[number.end : partner.start].count(",") > 0:
                    partner = None
                else:
                    partner.bound = Bound.TO
            if partner and partner.bound is Bound.TO:
                _share_unit(number, partner)
            elif number.weak:
                preposition = text[number.phrase_start : number.start].strip()
                number.bound = Bound.AT_LEAST if preposition.startswith("от") else Bound.EXACT
                number.phrase_start = number.start

    def _per_rates(self, numbers: list[_Number], plain: str, masked: str) -> None:
        for index, number in enumerate(numbers):
            right = numbers[index + 1].start if index + 1 < len(numbers) else len(plain)
            left = numbers[index - 1].end if index else 0
            behind = re.split(r"[,;(]", plain[number.end : min(right, number.end + 48)])[0]
            if found := self._per.search(behind):
                number.per = self._per_units[found.group(1) or found.group(2)]
                if found.start() <= 1:
                    number.end += found.end()
                    number.phrase_end = max(number.phrase_end, number.end)
            elif found := self._per_after.search(behind):
                number.per = self._per_adverbs[found.group(1)]
            else:
                before = plain[left : number.start]
                number.per = next((unit for pattern, unit in self._per_leading if pattern.search(before)), None)
        for first, second in zip(numbers, numbers[1:], strict=False):
            if first.bound is Bound.FROM and second.bound is Bound.TO and second.per and not first.per:
                first.per = second.per


def _compile(pattern: str) -> re.Pattern[str]:
    first = pattern.lstrip("(?:")[:1]
    opening = r"(?<![a-zа-я\d])" if re.match(r"[a-zа-я\\\d]", first) else ""
    return re.compile(opening + f"(?:{pattern})" if opening else pattern)


def _time_patterns(table: Mapping[str, Any]) -> Iterable[tuple[str, re.Pattern[str]]]:
    time = table["time"]
    for name in ("deadline", "period", "recurrence"):
        for pattern in time[name]:
            yield name, _compile(pattern.replace("{date}", time["date"]))


def _kind(name: str) -> TimeKind:
    return TimeKind[name.upper()]


def _fits(pattern: str, han: bool, cyrillic: bool) -> bool:
    """Whether a pattern of one script can match at all in a text of these scripts."""
    if _HAN.search(pattern):
        return han
    return cyrillic or not _CYRILLIC.search(pattern.replace("[a-zа-я", ""))


def _blank(text: str, span: Span) -> str:
    return text[: span.start] + _MASK * (span.end - span.start) + text[span.end :]


def _han_value(written: str) -> float:
    """三百二十 is 320."""
    total = section = digit = 0.0
    for character in written:
        index = "零一二三四五六七八九".find({"〇": "零", "两": "二", "俩": "二"}.get(character, character))
        if index >= 0:
            digit = index
        elif character in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        else:
            total += (section + digit or 1) * {"万": 1e4, "亿": 1e8}[character]
            section = digit = 0
    return total + section + digit


def _not_a_unit(word: str, dimension: Dimension, found: re.Match[str], text: str) -> bool:
    """Words that are a unit in one place and something else in another."""
    spaced = found.group() != word
    after = text[found.end() :]
    if word in {"x", "х", "×", "s", "h", "min", "mo", "р", "ч", "m"}:
        return spaced and word in {"x", "х", "s"}
    if word == "分":
        return bool(re.match(r"[之支析享类配公布店部]", after))
    if word == "日":
        return bool(re.match(r"[活均]", after))
    if word == "周":
        return after.startswith("年")
    if word == "раз" or word == "раза":
        return bool(re.match(r"\s(?:в|за)\s(?:день|недел|месяц|квартал|год|сутки)", after))
    if dimension is Dimension.SCORE and word in {"point", "points"}:
        return after.startswith(" of ")
    if word in {"人"}:
        return bool(re.match(r"[才员力工民群均脉]", after))
    if word in {"家"}:
        return bool(re.match(r"[庭居长电具]", after))
    if word in {"个", "项"} and after.startswith("目") and word == "项":
        return True
    return False


def _share_unit(left: _Number, right: _Number) -> None:
    """«с 38 до 48%»: the first number is a percentage too."""
    if left.unit is None and right.unit is not None and left.dimension is Dimension.COUNT:
        left.unit, left.dimension = right.unit, right.dimension
    elif (
        right.unit is None
        and left.unit is not None
        and right.dimension is Dimension.COUNT
        and left.dimension in (Dimension.PERCENT, Dimension.MONEY)
    ):
        right.unit, right.dimension = left.unit, left.dimension
    if (
        right.value >= 1000
        and left.unit == right.unit
        and left.dimension is Dimension.MONEY
        and left.value < 1000
        and right.value / max(left.value, 1) >= 1e5
    ):
        left.value *= 1e6 if right.value >= 1e6 else 1e3


def _long_durations_are_frames(
    frames: list[TimeFrame], numbers: list[_Number]
) -> tuple[list[TimeFrame], list[_Number]]:
    """«за 3 недели» beside another number says when, not how much."""
    kept = []
    for number in numbers:
        when = number.dimension is Dimension.DURATION and number.unit in _LONG_UNITS and number.bound is Bound.AT_MOST
        if when and number.phrase_start < number.start and len(numbers) > 1:
            frames.append(TimeFrame(Span(number.phrase_start, number.phrase_end), TimeKind.PERIOD))
        else:
            kept.append(number)
    return frames, kept


def with_counted(quantity: Quantity, counted: Span | None) -> Quantity:
    """The quantity with the noun it counts."""
    return replace(quantity, counted=counted)
