"""Numbers in a sentence: value, unit, what they are to the measure; and the dates that must not be taken for numbers.

One `NumberReader` knows the words of all languages at once, because languages mix in one sentence («MRR до $5M к Q3»).
The words stand in `languages/*/numbers.toml`; here is only how they combine. The order of the steps matters:
dates and names with digits are set aside, then numbers are read with their units, then the words around them say what
each is for, then from and to find each other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from vekha.coach.document import Span
from vekha.coach.normalise import HAN
from vekha.coach.statement import Bound, Dimension, Quantity, TimeFrame, TimeKind

_MASK = "\x00"
BLANK = "__"  # what a rewrite or a template leaves to its author
_BLANK = re.compile("__+")
_HAN = re.compile(HAN)
_CYRILLIC = re.compile(r"[а-я]")
_HAN_DIGITS = "零〇一二三四五六七八九十百千万亿两俩"
# Where a word, a number or a sign before a number begins.
_STARTS = r"(?<![a-zа-я\d])(?=[a-zа-я\d#№$€£¥₽₹₸+-])"
_DIGIT = re.compile(r"\d")
_TO_A_DIGIT = re.compile(r"(?<![a-zа-я\d])(?:[a-zа-я]{1,6}+-?)?\d")
# B2B, p95, SEV1, k8s, 5G, 2FA: names that only look like numbers.
_IDENTIFIER = (
    r"[a-zа-я]{1,6}+-?\d{1,2}(?![\d.,]*\d|\s*[%万亿千]|[kmb]\b)[a-z]?(?![\d%])"
    r"|[2-5][gd]\b|[34]pl\b|2fa\b|[b-d]2[b-g]\b|o2o\b|p2p\b"
)
# With what a number in figures begins: digits, or a sign or currency before them.
_FIGURE = re.compile(rf"\d+|[{_HAN_DIGITS}半#№$€£¥₽₹₸₴+-]")
LITERAL = re.compile(r"[\w ]+(?![?*{])")  # how a pattern begins
_WORD = re.compile(r"[a-zа-я][a-zа-я'-]*\.?|[<>]=?|[≤≥=~≈↑↓→+:]")
# A sign of change stands apart from the word before it; in Chinese behind the word, a minus before a share of it.
_SIGN = (
    rf"(?:(?<![^\s(:,])[+-](?=\S)|(?<={HAN})\+(?=\d)"
    rf"|(?<={HAN})-(?=\d[\d.]*\s?(?:%|个?百分点|个点)))"
)
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ARROW = re.compile(r"\s*(?:→|-+>|=>|>>)\s*")
_RANGE = re.compile(r"\s?(?:-|~|至)\s?")
_CLOSES = re.compile(r"\s*(?:$|[,;)→]|\.(?:\s|$)|-+>|=>)")
_GROUPED = re.compile(r"\d{1,3}(?:[ ,']\d{3})+(?:\.\d+)?")
_GROUP_MARKS = re.compile(r"[ ,']")
_COMMA_GROUP = re.compile(r"\d{1,3},\d{3}")
_LETTER_BEHIND = re.compile(r"\s?[a-zа-я]")
_OPEN_PLUS = re.compile(r"\+(?!\s?\d)")
_CLAUSE_MARKS = re.compile(r"[,;(]")
_ADJECTIVE_ENDING = re.compile(r"-?[а-я]*н[а-я]{2,3}(?![а-я])")  # «13%-ный»
_CURRENCY_SIGNS = frozenset("$€£¥₽₹₸₴")
_OPENING_MARKS = " ($€£¥₽\"':=≈~*"
_REACH_BACK = 36  # so far before a number its words are looked for
_SCALE_TOPS = frozenset({3, 4, 5, 6, 7, 10, 100})
_ROUND = frozenset({100, 1000, 10_000, 100_000, 1_000_000})  # "per 1,000 orders"
_SMALL_SUMS = frozenset({100, 1000})  # a larger one may be what is won: «контракты на 1 млн ₽»
_SCORE_TOPS = frozenset({5, 10, 100})
_SECONDS = {"millisecond": 0.001, "second": 1, "minute": 60, "hour": 3600, "day": 86400}
_SIGNS = {
    ">": "at_least",
    ">=": "at_least",
    "≥": "at_least",
    "<": "at_most",
    "<=": "at_most",
    "≤": "at_most",
    "→": "to",
    "↑": "by",
    "↓": "by",
}
_CALENDAR = frozenset({"second", "minute", "hour", "day", "week", "sprint", "month", "quarter", "year"})
_LONG_UNITS = frozenset({"week", "month", "quarter", "year"})
_BEHIND = ("now", "at_least", "at_most", "by")  # what words behind a number can say it is
_RELATIVE = frozenset({Dimension.PERCENT, Dimension.POINTS, Dimension.RATIO})


class Reading(NamedTuple):
    """What the numbers of one sentence say.

    `phrases` are the quantities together with the words that belong to them («с 20 до 35 %» is two phrases, one with
    its «с» and one with its «до»); `visible` is the text with dates and labels blanked out, length for length.
    """

    quantities: tuple[Quantity, ...]
    phrases: tuple[Span, ...]
    time_frames: tuple[TimeFrame, ...]
    visible: str
    start: int  # where the sentence begins after a label like "KR1:"


class _Relation(NamedTuple):
    """A word before a number that says what the number is. A weak one says it only in the right company («с», "in")."""

    name: str
    weak: bool


@dataclass(slots=True)
class _Number:
    start: int
    end: int
    value: float
    dimension: Dimension = Dimension.COUNT
    unit: str | None = None
    bound: Bound = Bound.EXACT
    weak: str = ""  # the weak word its bound was read from
    now: bool = False  # where we are today
    maybe_to: bool = False  # a "to" that counts only behind a "from"
    phrase_start: int = -1
    phrase_end: int = -1
    per: str | None = None
    ambiguous: bool = False
    scale: float = 1  # thousand, million


class NumberReader:
    """Reads the numbers of a sentence in any of the languages whose words it was made of."""

    def __init__(self, languages: Sequence["Numbers"]) -> None:
        tables = [words.table for words in languages]
        self._aside = languages
        beginnings = sorted({text for words in languages for text in words.beginnings})
        self._beginnings = AhoCorasick(beginnings)
        self._begun_in = [
            [number for number, words in enumerate(languages) if text in words.beginnings] for text in beginnings
        ]
        self._numerals = _by_word(tables, "numerals")
        compared = _by_word(tables, "numerals_compared")
        self._compared = frozenset(compared)
        self._numerals |= compared
        self._scales = _by_word(tables, "scales")
        self._shares = _by_word(tables, "shares")
        ratios = _by_word(tables, "ratios")
        self._ratio = re.compile("|".join(f"({pattern})" for pattern in ratios))
        self._ratio_values = tuple(ratios.values())
        self._units: dict[str, tuple[Dimension, str]] = {}
        for dimension in (each for each in Dimension if each is not Dimension.RANK):
            for unit, words in _merge(tables, "units", dimension.name.lower()).items():
                self._units |= dict.fromkeys(words, (dimension, unit))
        self._money = [
            word for word, (kind, _) in self._units.items() if kind is Dimension.MONEY and not _HAN.search(word)
        ]
        marks = _merge(tables, "marks")
        self._tight = frozenset(marks["tight"])
        self._capital = frozenset(marks["capital"])
        self._scale_marks = re.compile(rf"(?:{_alternatives(marks['scale_top'])})\s?$")
        self._rate_base = re.compile(rf"(?:{_alternatives(marks['rate_base'])})\s?$")
        self._bare_second = re.compile(rf"\s(?:{_alternatives(marks['bare_second'])})(?:\.|(?=$|[,;)]))")
        self._second_after_minutes = re.compile(rf"\s?(?:{_alternatives(marks['bare_second'])})\.?(?![\wа-я])(?!\s?\d)")
        self._not_followed = {
            word: re.compile(pattern) for table in tables for word, pattern in table.get("not_units", {}).items()
        }
        before = _merge(tables, "before")
        self._open_target = re.compile(
            rf"[^\d,;.]{{0,14}}?(?:{_words(before['to'])})\s?(?:_|\?|…|\.\.|[xх](?![a-zа-я]))"
        )
        weak = frozenset(before.pop("weak"))
        self._before: dict[str, _Relation | None] = dict.fromkeys(before.pop("fillers"))  # a filler says nothing itself
        self._before |= {word: _Relation(name, word in weak) for name, words in before.items() for word in words}
        self._before |= {sign: _Relation(name, False) for sign, name in _SIGNS.items()}
        self._ends_before = frozenset(word[-2:] for word in self._before)
        self._open_ended = frozenset(marks["open_ended"])
        self._bare_by = re.compile(rf"(?<![a-zа-я])(?:{_alternatives(marks['bare_by'])})\s?$")
        self._not_by = re.compile(rf"(?<![a-zа-я])(?:{_alternatives(marks['not_by'])})\s?$")
        self._ratio_lead = re.compile(rf"(?<![a-zа-я])(?:{_alternatives(marks['ratio_lead'])})\s$")
        self._now = re.compile(rf"(?<![a-zа-я])(?:{_words(before['now'])})")
        after = _merge(tables, "after")
        self._after = {name: re.compile(rf"\s?(?:{_words(words)})") for name, words in after.items()}
        self._begins_after = frozenset(word[:2] for name in _BEHIND for word in after[name])
        change = _merge(tables, "change")
        self._change = re.compile("|".join([*_stems(change["stems"]), rf"(?<![a-z])(?:{_words(change['words'])})"]))
        self._adjacent = frozenset(change["adjacent"])
        self._read_rates(tables)
        self._number = self._number_pattern()
        self._starts = re.compile(_starts(tables))
        begun = {found.group() for found in map(LITERAL.match, ratios) if found}
        self._number_words = AhoCorasick([*{*self._numerals, *self._shares, *self._money, *begun}])
        self._unit = re.compile(rf"\s?(?:{_words(self._units)})")
        self._scale = re.compile(rf"\s?(?:{_words(self._scales)})")

    def _read_rates(self, tables: Sequence[Mapping[str, Any]]) -> None:
        """The words of "30 a month"."""
        self._per_units = {word: unit for unit, words in _merge(tables, "per").items() for word in words}
        forms = _merge(tables, "per_forms")
        calendar = _words(word for word, unit in self._per_units.items() if unit in _CALENDAR)
        self._per = re.compile(
            rf"(?:(?<![a-zа-я])|(?=/))(?:(?:{_words(forms['before'])})\s?({_words(self._per_units)})"
            rf"|(?:{_words(forms['articles'])}) ({calendar}))"
        )
        self._per_adverbs = {word: unit for unit, words in _merge(tables, "per_adverbs").items() for word in words}
        self._per_after = re.compile(rf"(?<![a-zа-я])({_words(self._per_adverbs)})")
        self._per_leading = {word: unit for unit, words in _merge(tables, "per_leading").items() for word in words}
        self._per_before = re.compile(rf"(?<![a-zа-я])({_words(self._per_leading)})")
        self._rate_words = AhoCorasick([*{*self._per_units, *self._per_adverbs, *self._per_leading}])

    def _number_pattern(self) -> re.Pattern[str]:
        """A number with its parts."""
        spelled = _words(word for word in self._numerals if not _HAN.match(word))
        money = _words(self._money)
        measure_words = "|".join(
            re.escape(word) + (f"(?!{self._not_followed[word].pattern})" if word in self._not_followed else "")
            for word in sorted(self._units, key=len, reverse=True)
            if _HAN.match(word)
        )
        return re.compile(
            rf"(?P<sign>{_SIGN})?(?P<money>{money})?\s?"
            r"(?P<digits>\d{1,3}(?:\.\d{3}){2,}(?![\d.])|\d{1,3}(?:[ ,']\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?(?!\d))"
            rf"|(?P<parts>[{_HAN_DIGITS}]{{1,9}}|\d{{1,9}})分之(?P<part>[{_HAN_DIGITS}]{{1,9}}|\d+(?:\.\d+)?)"
            rf"|(?P<share>{_words(self._shares)})"
            rf"|(?P<spelled>(?:{spelled})(?:[ -](?:and )?(?:{spelled}))*)(?!-(?:and|in|on|to)-)"
            rf"|(?P<han>[{_HAN_DIGITS}]{{1,16}}|半)(?=(?:{measure_words}))"
            rf"|(?P<han_alone>[{_HAN_DIGITS}]{{3,16}})(?<=[百千万亿])(?!{_HAN.pattern})"
        )

    # -- the whole

    def read(self, plain: str, written: str) -> Reading:
        """All quantities and time frames of `plain`, the normalised form of `written`.

        A blank is a number that only the author knows: it is read as one, and its value is None.
        """
        blanks = [Span(*found.span()) for found in _BLANK.finditer(plain)] if BLANK in plain else []
        for blank in blanks:  # some digits in its place, so that all that holds of numbers holds of it
            plain = plain[: blank.start] + "2".zfill(blank.end - blank.start) + plain[blank.end :]
        begins = max([aside.label_end(plain) for aside in self._aside])
        visible = masked = _MASK * begins + plain[begins:] if begins else plain
        places = [*self._places(masked)]
        places.sort(key=lambda place: (place.span.start, -place.span.end, place.kind is None))
        frames: list[TimeFrame] = []
        ranks: list[tuple[Span, Quantity]] = []
        done = 0
        for place in places:
            if place.span.start < done:
                continue
            done = place.span.end
            masked = _blank(masked, place.span)
            if place.kind is not None:
                visible = _blank(visible, place.span)
                frames.append(TimeFrame(place.span, place.kind))
            if place.is_rank:
                ranks.append((place.span, Quantity(place.span, place.value, Dimension.RANK, Bound.TO)))
        numbers = self._numbers(masked, written)
        if numbers:
            numbers = self._fold_durations(numbers, masked)
            self._mark_scales(numbers, masked)
            for first, second in pairwise(numbers):
                if _RANGE.fullmatch(masked, first.end, second.start) and first.unit is None:
                    _share_unit(first, second)  # "in 2–4 hours"
            for index, number in enumerate(numbers):
                left = numbers[index - 1].end if index else begins
                right = numbers[index + 1].start if index + 1 < len(numbers) else len(masked)
                self._relate(number, masked, left, right)
            self._join(numbers, masked, plain)
            numbers = _set_long_durations_aside(numbers, frames)
            self._find_rates(numbers, plain)
        found = [*map(_finished, numbers), *ranks]
        if blanks:
            found = [(phrase, _without_value(quantity, blanks)) for phrase, quantity in found]
        found.sort(key=lambda pair: pair[1].span)
        return Reading(
            quantities=tuple(quantity for _, quantity in found),
            phrases=tuple(phrase for phrase, _ in found),
            time_frames=tuple(sorted(frames, key=lambda frame: frame.span)),
            visible=visible,
            start=begins,
        )

    def _places(self, text: str) -> Iterator["_Place"]:
        """What is no quantity, wherever the first letters let it begin; a digit or a name with one always does."""
        begun = self._beginnings.find_matches_as_indexes(text, overlapping=True)
        places = {(start, number) for index, start, _ in begun for number in self._begun_in[index]}
        if _DIGIT.search(text):
            every = range(len(self._aside))
            places.update((digit.start(), number) for digit in _TO_A_DIGIT.finditer(text) for number in every)
        for position, number in sorted(places):
            if self._aside[number].any.match(text, position):
                yield from self._aside[number].places(text, position, self._value)

    # -- number and unit

    def _value(self, written: str) -> float | None:
        """The value of a rank: "3", "three", «三»."""
        if written in self._numerals and not _HAN.match(written):
            return self._numerals[written]
        return _value(written)

    def _numbers(self, text: str, written: str) -> list[_Number]:
        numbers: list[_Number] = []
        done = 0
        begun = {start for _, start, _ in self._number_words.find_matches_as_indexes(text, overlapping=True)}
        begun.update([figure.start() for figure in _FIGURE.finditer(text)])
        for start in sorted(begun):
            if start < done or not self._starts.match(text, start):
                continue
            number = None
            if found := self._ratio.match(text, start):
                value = self._ratio_values[(found.lastindex or 1) - 1]
                number = _Number(*found.span(), value, Dimension.RATIO, "times", Bound.BY)
            elif found := self._number.match(text, start):
                number = self._number_of(found, text, written)
            if number is not None:
                numbers.append(number)
                done = number.end
        return numbers

    def _number_of(self, found: re.Match[str], text: str, written: str) -> _Number | None:
        if found["digits"]:
            return self._digits(found, text, written)
        if found["spelled"]:
            return self._spelled(found, text, written)
        if found["share"]:
            return _Number(*found.span(), self._shares[found["share"]], Dimension.PERCENT, "percent")
        if found["part"]:
            value = round(_value(found["part"]) / (_value(found["parts"]) or 1) * 100, 1)  # 百分之十五, 三分之二
            return _Number(*found.span(), value, Dimension.PERCENT, "percent")
        if alone := found["han_alone"]:
            return _Number(*found.span(), _han_value(alone))
        value = 0.5 if found["han"] == "半" else _han_value(found["han"])
        number = self._with_unit(_Number(*found.span("han"), value), text, written)
        article = value == 1 and number.dimension in (Dimension.COUNT, Dimension.DURATION)
        return None if article and not self._relations_before(text, number.start)[0] else number

    def _digits(self, found: re.Match[str], text: str, written: str) -> _Number:
        raw = found["digits"]
        if raw.isdecimal():
            value = float(raw)
        elif raw.count(".") > 1:
            value = float(raw.replace(".", ""))  # 3.500.000
        else:
            grouped = _GROUPED.fullmatch(raw) and not raw.startswith("0,")
            value = float(_GROUP_MARKS.sub("", raw)) if grouped else float(raw.replace(",", "."))
        number = _Number(found.start(), found.end("digits"), value)
        number.ambiguous = "," in raw and bool(_COMMA_GROUP.fullmatch(raw) and _CYRILLIC.search(text))
        if found["sign"]:
            number.bound = Bound.BY
            number.value *= -1 if found["sign"] == "-" else 1
        return self._with_unit(number, text, written, found["money"])

    def _spelled(self, found: re.Match[str], text: str, written: str) -> _Number | None:
        """Numbers in words. A word for one counts only behind a comparison: "at least one"."""
        start, end = found.span("spelled")
        words = [found["spelled"]]
        if found["spelled"] not in self._numerals:
            words = re.split(r"[ -](?:and )?", found["spelled"])
        if words[0] in self._compared:
            relations, _ = self._relations_before(text, start)
            if len(words) > 1:
                start += len(words.pop(0)) + 1
            elif (
                not relations or relations[0].name not in ("at_least", "at_most", "from", "to") or text[end:][:1] == "-"
            ):
                return None
        value = 0.0
        for word in words:
            each = self._numerals.get(word, 0.0)
            value = value * each if each == 100 and value else value + each
        return self._with_unit(_Number(start, end, value), text, written)

    def _with_unit(self, number: _Number, text: str, written: str, money: str | None = None) -> _Number:
        """Reads scale, unit and a trailing plus behind the number."""
        while scale := self._scale.match(text, number.end):
            word = scale.group().strip()
            spaced = scale.group() != word
            capital = written[scale.end() - 1].isupper()
            before_sign = text[scale.end() : scale.end() + 1] in _CURRENCY_SIGNS  # "12 k€"
            if word in self._tight and spaced and not before_sign and not (word in self._capital and capital):
                break
            if word in self._not_followed and self._not_followed[word].match(text, scale.end()):
                break
            if (
                word in self._capital
                and not (money or capital or before_sign)
                and _LETTER_BEHIND.match(text, scale.end())
            ):
                break  # "5 m" is metres or minutes
            number.scale *= self._scales[word]
            number.value = round(number.value * self._scales[word], 6)
            number.end = scale.end()
        unit = self._unit.match(text, number.end)
        if unit and self._is_unit(unit, text):
            number.dimension, number.unit = self._units[unit.group().strip()]
            number.end = unit.end()
            if number.unit == "tenth":
                number.value, number.unit = number.value * 10, "percent"
            if number.unit == "percent" and (ending := _ADJECTIVE_ENDING.match(text, number.end)):
                number.end = ending.end()
        if money:
            number.dimension, number.unit = self._units[money]
        if text.startswith("+", number.end) and _OPEN_PLUS.match(text, number.end):
            number.end += 1
            number.bound = Bound.AT_LEAST if number.bound is Bound.EXACT else number.bound
        return number

    def _is_unit(self, unit: re.Match[str], text: str) -> bool:
        """Words that are a unit in one place are something else in another: 人 in 人才, «раза в неделю»."""
        word = unit.group().strip()
        if word in self._tight and unit.group() != word and not _CLOSES.match(text, unit.end()):
            return False
        return word not in self._not_followed or not self._not_followed[word].match(text, unit.end())

    def _fold_durations(self, numbers: list[_Number], text: str) -> list[_Number]:
        """«2 мин 37 с» is one number: 157 seconds. A bare «с» is seconds only there or at the end."""
        folded: list[_Number] = []
        for number in numbers:
            previous = folded[-1] if folded else None
            near = previous is not None and text[previous.end : number.start].strip() in ("", "and", "и")
            if number.unit is None:
                bare = (
                    self._second_after_minutes if near and previous and previous.unit == "minute" else self._bare_second
                )
                if seconds := bare.match(text, number.end):
                    number.unit, number.dimension, number.end = "second", Dimension.DURATION, seconds.end()
            if near and previous is not None:
                if previous.unit == "point" and number.unit == "second":  # 2分30秒
                    previous.unit = "minute"
                if previous.unit == "hour" and number.unit == "point":
                    number.unit = "minute"
                high, low = _SECONDS.get(previous.unit or "", 0), _SECONDS.get(number.unit or "", 0)
                if high > low > 0:
                    previous.value = previous.value * high + number.value * low
                    previous.unit, previous.dimension, previous.end = "second", Dimension.DURATION, number.end
                    continue
            folded.append(number)
        return folded

    def _mark_scales(self, numbers: list[_Number], text: str) -> None:
        """The 10 of "8/10", "4 of 10", «из 10», 满分10分 is the scale, not a target."""
        for number in numbers:
            if self._scale_marks.search(text[max(0, number.start - 8) : number.start]):
                number.bound, number.dimension = Bound.SCALE, Dimension.SCORE
            elif number.value in _ROUND and self._rate_base.search(text[max(0, number.start - 12) : number.start]):
                number.bound = Bound.SCALE  # 「每千单」
        for left, right in pairwise(numbers):
            between = text[left.end : right.start].rstrip()
            slash = between.strip() == "/" and (right.value in _SCALE_TOPS or left.unit is None)
            words = self._after["out_of"].fullmatch(between) and left.dimension in (Dimension.COUNT, Dimension.SCORE)
            if (slash or words) and left.value <= right.value:
                right.bound = Bound.SCALE
                if right.value in (_SCALE_TOPS if slash else _SCORE_TOPS):
                    left.dimension = right.dimension = Dimension.SCORE

    # -- what the number is to the measure

    def _relations_before(self, text: str, start: int) -> tuple[list[_Relation], int]:
        """The relation words just before a position, nearest first, and where the first of them begins."""
        relations: list[_Relation] = []
        position = begins = start
        while before := text[max(0, position - _REACH_BACK) : position].rstrip(_OPENING_MARKS):
            if before[-2:] not in self._ends_before and before[-1] not in self._ends_before:
                break  # no word that is looked for ends like that
            tail_start = next((start for start in _tails(before) if before[start:] in self._before), None)
            if tail_start is None:
                break
            position = max(0, position - _REACH_BACK) + tail_start
            if relation := self._before[before[tail_start:]]:
                relations.append(relation)
                begins = position
        return relations, begins

    def _relate(self, number: _Number, text: str, left: int, right: int) -> None:
        """Says what the number is to the measure, from the words beside it."""
        number.phrase_start, number.phrase_end = number.start, number.end
        if number.bound is Bound.SCALE:
            return
        relations, begins = self._relations_before(text, number.start)
        if begins < left:
            relations, begins = relations[:1], left
        if relations:
            number.phrase_start = begins
            self._relate_to_words_before(number, relations, text)
        elif number.dimension in _RELATIVE and text[: number.start].rstrip().rsplit(" ", 1)[-1] in self._adjacent:
            number.bound = Bound.BY  # "sign-ups grow 40%"
        self._relate_to_words_behind(number, text, right)
        if number.dimension is Dimension.RATIO and number.bound is Bound.EXACT:
            number.bound = Bound.BY
        if number.dimension is Dimension.RATIO and (lead := self._ratio_lead.search(text[: number.phrase_start])):
            number.phrase_start = lead.start()  # «в 1,5 раза»

    def _relate_to_words_before(self, number: _Number, relations: Sequence[_Relation], text: str) -> None:
        by_name = {relation.name: relation.weak for relation in reversed(relations)}
        if "now" in by_name:
            number.bound, number.now = Bound.FROM, True
        elif "from" in by_name:
            number.bound = Bound.FROM
            number.weak = text[number.phrase_start : number.start].strip() if by_name["from"] else ""
        elif "by" in by_name:
            if number.bound is not Bound.BY and self._means_by(number, text, by_name["by"]):
                number.bound = Bound.BY
            elif number.value in (_ROUND if number.dimension is not Dimension.MONEY else _SMALL_SUMS):
                number.bound = Bound.SCALE  # «жалоб на 1000 заказов», «расходы на 100 ₽»
        elif "to" in by_name:
            number.maybe_to = True
            if not by_name["to"] or self._change.search(text, 0, number.start):
                number.bound = Bound.TO
        elif number.bound is not Bound.BY:
            nearest = relations[0]
            if nearest.weak and number.dimension is not Dimension.DURATION:
                number.phrase_start = number.start  # "in 5 cities", «за 3 клиента»
            else:
                number.bound = Bound[nearest.name.upper()]

    def _relate_to_words_behind(self, number: _Number, text: str, right: int) -> None:
        behind_it = text[number.end : number.end + 3].lstrip()
        if behind_it[:2] not in self._begins_after and behind_it[:1] not in self._begins_after:
            return  # no word that is looked for begins like that
        for name in _BEHIND:
            behind = self._after[name].match(text, number.end)
            if behind is None or behind.end() > right:
                continue
            if name == "now":
                number.bound, number.now = Bound.FROM, True
            elif name == "by" and not (number.bound is Bound.EXACT and number.dimension in _RELATIVE):
                return
            elif number.bound is Bound.EXACT:
                number.bound = Bound[name.upper()]
            number.phrase_end = behind.end()
            return

    def _means_by(self, number: _Number, text: str, weak: bool) -> bool:
        """«на 12 %» is a change, «на $370 000» is one only behind a verb of change; "used by 40%" is none."""
        if not weak or number.dimension in (Dimension.POINTS, Dimension.RATIO):
            return True
        before = text[: number.start]
        if self._not_by.search(before):
            return False
        if self._change.search(before) or self._after["by"].match(text, number.end):
            return True
        return number.dimension is Dimension.PERCENT and self._bare_by.search(before) is not None

    # -- numbers that belong together

    def _join(self, numbers: list[_Number], text: str, plain: str) -> None:
        """Arrows, ranges, start values in brackets, from–to pairs; a unit left out is copied within the pair."""
        for left, right in pairwise(numbers):
            between = text[left.end : right.start]
            if _ARROW.fullmatch(between):
                left.bound, right.bound, left.weak = Bound.FROM, Bound.TO, ""
            elif _RANGE.fullmatch(between) and left.dimension is right.dimension is Dimension.RATIO:
                left.bound = right.bound  # «в 2–3 раза»
                right.phrase_start = left.end
                continue
            elif _RANGE.fullmatch(between) and _is_range(left, right, between):
                left.bound = Bound.AT_LEAST if left.bound in (Bound.EXACT, Bound.AT_MOST) else left.bound
                right.bound = Bound.AT_MOST
            else:
                continue
            right.phrase_start = left.end
            _share_unit(left, right)
        for bracket in _BRACKETS.finditer(text) if "(" in text or "[" in text else ():
            inside = [each for each in numbers if bracket.start() < each.start < bracket.end()]
            if any(number.now for number in inside) or self._now.search(plain, bracket.start() + 1, bracket.end()):
                for number in inside:
                    if number.bound not in (Bound.TO, Bound.SCALE):
                        number.bound, number.now, number.phrase_start = Bound.FROM, True, bracket.start()
        for index, number in enumerate(numbers):
            if number.bound is Bound.FROM:
                self._pair(number, numbers[index + 1 :], text)

    def _pair(self, number: _Number, later: Sequence[_Number], text: str) -> None:
        """Finds the "to" of a "from". A weak "from" without one is none: «с 300 MQL»."""
        if number.now:
            if later and later[0].bound is Bound.TO:
                _share_unit(number, later[0])
            return
        limits = (Bound.TO, Bound.FROM, Bound.AT_MOST, Bound.AT_LEAST)
        partner = next((other for other in later if other.bound in limits or other.maybe_to), None)
        if partner and partner.maybe_to and partner.bound is Bound.EXACT:
            partner.bound = Bound.TO
        if partner and partner.bound in (Bound.AT_MOST, Bound.AT_LEAST) and "," not in text[number.end : partner.start]:
            partner.bound = Bound.TO  # «до менее чем 90 секунд», 至20天以内
        if partner and partner.bound is Bound.TO:
            _share_unit(number, partner)
        elif number.weak and not self._open_target.match(text, number.end):
            number.bound = Bound.AT_LEAST if number.weak in self._open_ended else Bound.EXACT
            number.phrase_start = number.start

    def _find_rates(self, numbers: list[_Number], plain: str) -> None:
        """The "a month" of "30 a month"; the start of a pair has the rate of its target."""
        if not self._rate_words.find_matches_as_indexes(plain):
            return
        for index, number in enumerate(numbers):
            right = numbers[index + 1].start if index + 1 < len(numbers) else len(plain)
            left = numbers[index - 1].end if index else 0
            behind = _CLAUSE_MARKS.split(plain[number.end : min(right, number.end + 48)], maxsplit=1)[0]
            if found := self._per.search(behind):
                number.per = self._per_units[found.group(1) or found.group(2)]
                if found.start() <= 1:
                    number.end += found.end()
                    number.phrase_end = max(number.phrase_end, number.end)
            elif (found := self._per_after.search(behind)) and (
                number.dimension is not Dimension.RATIO or found.start() <= 1
            ):
                number.per = self._per_adverbs[found.group(1)]
            elif found := self._per_before.search(plain, left, number.start):
                number.per = self._per_leading[found.group(1)]
            if number.per and number.dimension is Dimension.RATIO:  # "2x a month" is a count
                number.dimension, number.unit, number.bound = Dimension.COUNT, None, Bound.EXACT
        for first, second in pairwise(numbers):
            if first.bound is Bound.FROM and second.bound is Bound.TO:
                first.per = first.per or second.per


class _Place(NamedTuple):
    """Words with digits that are no quantity: a date (`kind` says which), a rank, or a name (`kind` None)."""

    span: Span
    kind: TimeKind | None = None
    is_rank: bool = False
    value: float | None = None


class Numbers:
    """The words around the numbers of one language; dates, ranks and names with digits are set aside by them."""

    def __init__(self, table: Mapping[str, Any], beginnings: Iterable[str]) -> None:
        self.table = table
        self.beginnings = frozenset(beginnings)  # with which characters the patterns of what is set aside can begin
        time = table["time"]
        self._dates = {
            kind: _any_of(pattern.replace("{date}", time["date"]) for pattern in time[kind.name.lower()])
            for kind in TimeKind
        }
        self._names = _any_of([*table["masks"]["patterns"], _IDENTIFIER])
        self._ranks = [f"(?:{pattern})" for pattern in table["ranks"]["patterns"]]
        self.aside = [*table["masks"]["patterns"], *self._ranks, *self._dates.values()]
        self._label = re.compile(table["masks"]["label"])

    def label_end(self, text: str) -> int:
        found = self._label.match(text)
        return found.end() if found else 0

    def places(self, text: str, position: int, value_of: Any) -> Iterator[_Place]:
        """What is to be set aside at this place."""
        ranks, dates, names = self._patterns
        for rank in ranks:
            if found := rank.match(text, position):
                written = found.group(1)
                yield _Place(Span(*found.span()), None, True, value_of(written) if written else None)
        for kind, date in dates.items():
            if found := date.match(text, position):
                yield _Place(Span(*found.span()), kind)
        if found := names.match(text, position):
            yield _Place(Span(*found.span()))

    @cached_property
    def any(self) -> re.Pattern[str]:
        """Whether anything is to be set aside at a place. Compiled, as the single patterns are, when first needed."""
        patterns = "|".join([self._names, *self._ranks, *self._dates.values()])
        return re.compile(rf"{_starts([self.table])}(?:{patterns})")

    @cached_property
    def _patterns(self) -> tuple[list[re.Pattern[str]], dict[TimeKind, re.Pattern[str]], re.Pattern[str]]:
        """Ranks, dates and names, compiled when first needed."""
        dates = {kind: re.compile(pattern) for kind, pattern in self._dates.items()}
        return [re.compile(rank) for rank in self._ranks], dates, re.compile(self._names)


# -- pieces


def _merge(tables: Sequence[Mapping[str, Any]], *path: str) -> dict[str, list[str]]:
    """The entries under one path of all languages, by key."""
    merged: dict[str, list[str]] = {}
    for table in tables:
        section: Mapping[str, Any] = table
        for step in path:
            section = section.get(step, {})
        for key, entries in section.items():
            merged.setdefault(key, []).extend(entries if isinstance(entries, list) else [entries])
    return merged


def _by_word(tables: Sequence[Mapping[str, Any]], section: str) -> dict[str, float]:
    return {word: float(value) for value, words in _merge(tables, section).items() for word in words}


def _words(entries: Iterable[str], before: str = "") -> str:
    """One alternation of plain words, the longest first, each closed by a word boundary where it ends in a letter.

    Words that begin alike (behind the character `before`) stand under their beginning, so that it is tried once.
    """
    branches = []
    for first, alike in groupby(sorted(set(entries), reverse=True), key=lambda entry: entry[:1]):
        if first:
            branches.append(re.escape(first) + _words((entry[1:] for entry in alike), first))
        else:
            branches.append("(?![a-zа-я])" if re.match("[a-zа-я]", before) else "")
    return branches[0] if len(branches) == 1 else f"(?:{_alternatives(branches)})"


def _alternatives(patterns: Sequence[str]) -> str:
    return "|".join(patterns) or "(?!)"


def _stems(entries: Iterable[str]) -> Iterator[str]:
    """The beginnings of words, those in letters with a border before them."""
    spelled: list[str] = []
    other: list[str] = []
    for entry in entries:
        (spelled if re.match("[a-zа-я]", entry) else other).append(re.escape(entry))
    if spelled:
        yield rf"(?<![a-zа-я])(?:{'|'.join(sorted(spelled))})"
    yield from other


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _starts(tables: Iterable[Mapping[str, Any]]) -> str:
    """Where a word, a number or, in a language without blanks, any character begins."""
    spaced = not any(_HAN.search(table["marks"]["script"]) for table in tables)
    return _STARTS if spaced else rf"(?:{_STARTS}|(?={_HAN.pattern}))"


def _tails(text: str) -> Iterator[int]:
    """Where the last words of a text begin, the longest tail first: four words, or seven Chinese characters."""
    if _HAN.match(text[-1]):
        yield from range(max(0, len(text) - 7), len(text))
        return
    words = list(_WORD.finditer(text))[-4:]
    if words and words[-1].end() == len(text):
        yield from (word.start() for word in words)


def _blank(text: str, span: Span) -> str:
    return text[: span.start] + _MASK * (span.end - span.start) + text[span.end :]


def _value(written: str) -> float:
    return _han_value(written) if written[0] in _HAN_DIGITS else float(written)


def _han_value(written: str) -> float:
    """三百二十 is 320."""
    total = section = digit = 0.0
    for character in written.translate({ord("〇"): "零", ord("两"): "二", ord("俩"): "二"}):
        if (index := "零一二三四五六七八九".find(character)) >= 0:
            digit = index
        elif character in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        else:
            total += (section + digit or 1) * {"万": 1e4, "亿": 1e8}[character]
            section = digit = 0
    return total + section + digit


def _is_range(left: _Number, right: _Number, between: str) -> bool:
    tight = between.strip() == between or left.unit in (None, right.unit)
    return tight and left.bound is not Bound.FROM and right.bound in (Bound.EXACT, Bound.TO, Bound.AT_MOST)


def _share_unit(left: _Number, right: _Number) -> None:
    """«с 38 до 48%»: the first number is a percentage too; «с 14 до 6 млн»: both are millions, 30家 and 50万家 not."""
    open_ended = left.unit is None or left.dimension is not Dimension.COUNT
    if left.scale == 1 < right.scale and left.value < 1000 and open_ended:
        left.value, left.scale = left.value * right.scale, right.scale
    if left.unit is None and right.unit is not None and left.dimension is Dimension.COUNT:
        left.unit, left.dimension = right.unit, right.dimension
    elif right.unit is None and left.unit is not None and right.dimension is Dimension.COUNT:
        right.unit, right.dimension = left.unit, left.dimension


def _set_long_durations_aside(numbers: list[_Number], frames: list[TimeFrame]) -> list[_Number]:
    """«за 3 недели» beside another number says when, not how much."""
    kept = []
    for number in numbers:
        when = number.unit in _LONG_UNITS and number.bound is Bound.AT_MOST and number.phrase_start < number.start
        if when and len(numbers) > 1:
            frames.append(TimeFrame(Span(number.phrase_start, number.phrase_end), TimeKind.PERIOD))
        else:
            kept.append(number)
    return kept


def _finished(number: _Number) -> tuple[Span, Quantity]:
    span = Span(number.start, number.end)
    quantity = Quantity(span, number.value, number.dimension, number.bound, number.unit, number.per, number.ambiguous)
    return Span(min(number.phrase_start, span.start), max(number.phrase_end, span.end)), quantity


def _without_value(quantity: Quantity, blanks: Iterable[Span]) -> Quantity:
    """The quantity as it is, or without the value that only filled a blank."""
    start, end = quantity.span
    filled = any(start < blank.end and blank.start < end for blank in blanks)
    return quantity._replace(value=None) if filled else quantity
