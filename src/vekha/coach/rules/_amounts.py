"""The numbers that the key results of a set promise, ready to be reckoned with, and how a number is said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

from vekha.coach.document import Language
from vekha.coach.rules._sentence import inside, sentence, words
from vekha.coach.statement import Bound, Dimension, Direction, Kind, Measure, Quantity, Statement, Trait

_NBSP = "\u00a0"
_SUM = 100_000  # a number without a unit that is so large is a sum of money where the metric can be one
_SUMS = frozenset({"contracts", "deals", "orders", "bookings", "pipeline"})
# Counted people and things that stand for a metric where the sentence names none: 「新增客户 40 家」.
_COUNTED = {"customer": "customer_count", "user": "user_count", "partner": "partners"}
_BROUGHT_IN = {"earn": "revenue", "sign": "contracts", "sell": "sales"}

_SCALES = {
    Language.RU: ((1e9, "млрд"), (1e6, "млн")),
    Language.EN: ((1e9, "billion"), (1e6, "million")),
    Language.ZH: ((1e8, "亿"), (1e4, "万")),
}
_CURRENCIES = {
    Language.RU: {"rub": "₽", "usd": "$", "eur": "€", "cny": "юаней"},
    Language.EN: {"rub": "₽", "usd": "$", "eur": "€", "gbp": "£", "cny": "¥", "inr": "₹"},
    Language.ZH: {"cny": "元", "usd": "美元", "eur": "欧元", "rub": "卢布"},
}


@dataclass(frozen=True, slots=True)
class Amount:
    """What one key result promises: so many, or so much money, of a known metric."""

    statement: Statement
    metric: str
    quantity: Quantity
    measure: Measure | None = None

    @property
    def value(self) -> float:
        """The number to reach."""
        return self.quantity.value or 0.0

    @property
    def is_money(self) -> bool:
        """Whether it is a sum, even where the author left out the currency: «контракты на 20 млн»."""
        if self.quantity.dimension is Dimension.MONEY:
            return True
        can_be = self.metric in _SUMS or bool(self.measure and Trait.MONEY in self.measure.traits)
        return self.quantity.dimension is Dimension.COUNT and can_be and self.value >= _SUM

    @property
    def is_count(self) -> bool:
        """Whether it is a number of people or things."""
        money = self.is_money or bool(self.measure and Trait.MONEY in self.measure.traits)
        return self.quantity.dimension is Dimension.COUNT and not money

    @property
    def words(self) -> str:
        """The author's words for the number and what it counts."""
        counted = self.quantity.counted
        number = words(self.statement, self.quantity.span)
        if counted is not None and counted.start >= self.quantity.span.end:
            return self.statement.raw[self.quantity.span.start : counted.end]
        return number

    def said(self) -> str:
        """The key result as the author wrote it."""
        return sentence(self.statement)


def metric_of(statement: Statement, measure: Measure) -> str | None:
    """The metric by its name, or by the people it counts: 「新增 500 名客户」, "hire 14 cooks"."""
    if measure.concept is not None:
        return measure.concept
    number = measure.target or measure.delta
    if number is None or number.dimension is not Dimension.COUNT or number.counted != measure.span:
        return None
    if statement.lead is not None and statement.lead.kind is Kind.HIRE:
        return "hires"
    people = [hit.concept for hit in statement.found("people") if inside(hit.span, (measure.span,))]
    return _COUNTED.get(people[0]) if len(people) == 1 else None


def amounts(key_results: Sequence[Statement]) -> Iterator[Amount]:
    """Every number to reach whose metric is known. What is to be cut, or changes by so much, promises no amount."""
    for statement in key_results:
        if any(number.bound is Bound.SCALE for number in statement.quantities):
            continue  # so many per thousand are no amount
        known = False
        for measure in statement.measures:
            wins = statement.lead is not None and statement.lead.kind is Kind.ACQUIRE
            number = measure.target or (measure.delta if wins else None)
            metric = metric_of(statement, measure)
            if number is None or not number.value or number.ambiguous:
                continue
            if metric and (measure.delta is None or wins) and measure.direction is not Direction.DOWN:
                known = True
                yield Amount(statement, metric, number, measure)
        sums = [number for number in statement.quantities if _is_sum(number)]
        if sums and statement.lead is not None and not any(_is_sum(m.target) for m in statement.measures):
            if metric := _BROUGHT_IN.get(statement.lead.concept or ""):
                yield Amount(statement, metric, sums[0])
        elif not known and len(statement.quantities) == 1 and (metric := _people(statement)):
            yield Amount(statement, metric, statement.quantities[0])


def _is_sum(number: Quantity | None) -> bool:
    """Whether it is an amount of money, with the currency or so large that it can be nothing else."""
    if number is None or not number.value or number.counted is not None:
        return False
    return number.dimension is Dimension.MONEY or (number.dimension is Dimension.COUNT and number.value >= _SUM)


def _people(statement: Statement) -> str:
    """The metric of a number that stands alone with the people it counts: 「新增客户 40 家」."""
    people = [hit.concept for hit in statement.found("people") if hit.concept in _COUNTED]
    is_count = statement.quantities[0].dimension is Dimension.COUNT and bool(statement.quantities[0].value)
    return _COUNTED[people[0]] if len(people) == 1 and is_count else ""


def in_words(value: float, language: Language, quantity: Quantity | None = None) -> str:
    """A reckoned number as it is written in that language, to two or three figures: «1,3 млн ₽», "$1.3 million"."""
    scale, scale_name = next(((size, name) for size, name in _SCALES[language] if value >= size), (1.0, ""))
    figures = _figures(_rounded(value) / scale, language)
    money = quantity is not None and quantity.dimension is Dimension.MONEY
    currency = _CURRENCIES[language].get(quantity.unit or "", "") if quantity is not None and money else ""
    if language is Language.ZH:
        return f"{figures} {scale_name}{currency}" if scale_name else f"{figures} {currency}".strip()
    if language is Language.EN:
        return f"{currency}{figures} {scale_name}".strip()
    return _NBSP.join(part for part in (figures, scale_name, currency) if part)


def percent(value: float, language: Language) -> str:
    """A share from 0 to 1 as per cent."""
    return f"{_figures(_rounded(value * 100), language)}{_NBSP if language is Language.RU else ''}%"


def _rounded(value: float) -> float:
    """The value to two figures, whole numbers below a thousand to three."""
    if value == 0:
        return 0.0
    digits = 2 - floor(log10(abs(value))) if abs(value) >= 100 else 1 - floor(log10(abs(value)))
    return round(value, digits)


def _figures(value: float, language: Language) -> str:
    text = f"{value:,.10f}".rstrip("0").rstrip(".")
    if language is Language.RU:
        return text.replace(",", _NBSP).replace(".", ",")
    return text
