"""The steps on the way to a purchase that key results count, known by their words: walk-ins, enquiries, orders."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vekha.coach.rules._sentence import numbers, sentence, words
from vekha.coach.statement import Bound, Dimension, Quantity, Statement, Trait, once

_ORDER = ("seen", "came", "asked", "tried", "offered", "agreed")
_AIMS = frozenset({Bound.TO, Bound.EXACT, Bound.AT_LEAST})
_RATES = frozenset({"conversion", "win_rate"})
_AVERAGES = frozenset({"average_deal", "average_order", "arpu"})
_INCOME = frozenset({"revenue", "sales", "mrr", "gmv", "donations", "orders", "contracts", "deals", "bookings"})
_A_FEW = 20  # beside a number to reach, fewer only say which things are meant
_FAR = 5  # a sum and what one pays of it are so many times apart


class Moved(NamedTuple):
    """A number to reach, with the one it starts from where the key result says so."""

    statement: Statement
    quantity: Quantity
    start: float | None
    steps: tuple[str, ...]  # the steps its words name, in order of appearance
    span: str  # the time in which it is counted; empty where it is not said

    @property
    def value(self) -> float:
        """The number to reach."""
        return self.quantity.value or 0.0

    @property
    def rank(self) -> int:
        """How far along the way its first step lies; -1 for none."""
        return _ORDER.index(self.steps[0]) if self.steps else -1

    @property
    def words(self) -> str:
        """The author's words for the number and what it counts."""
        counted = self.quantity.counted
        if counted is not None and counted.start >= self.quantity.span.end:
            return self.statement.raw[self.quantity.span.start : counted.end]
        return words(self.statement, self.quantity.span)

    def said(self) -> str:
        """The key result as the author wrote it."""
        return sentence(self.statement)


class Sums(NamedTuple):
    """A sum of money, what one pays of it, and numbers in their sentences that multiply it: "at four visits each"."""

    total: Moved
    average: Moved
    times: tuple[float, ...]


def counts(key_results: Sequence[Statement]) -> list[Moved]:
    """How many people or things each key result is to reach; what is counted for each of them is no such number."""
    found = (
        _moved(each, Dimension.COUNT)
        for each in key_results
        if not is_for_each(each) and not _is_kept(each) and not _of(each, Dimension.PERCENT)
    )
    return [each for each in found if each is not None and not _of(each.statement, Dimension.MONEY)]


def _is_kept(key_result: Statement) -> bool:
    """Whether it only guards what is there: "output stays at or above 420 parts" grows out of no step before."""
    return any(hit.concept == "within_limits" for hit in key_result.found("upkeep"))


def linked(share: Statement, steps: Sequence[Moved]) -> list[Moved]:
    """The counts whose words a share repeats, in its order: "4% of letters bring a gift" has letters, then gifts."""
    places: dict[str, int] = {}
    for word in share.content:
        places.setdefault(word.concept, word.span.start)
    found = []
    for step in steps:
        at = [places[word.concept] for word in step.statement.content if word.concept in places]
        if at:
            found.append((min(at), step))
    return [step for _, step in sorted(found, key=lambda each: each[0])]


def is_for_each(key_result: Statement) -> bool:
    """Whether it counts what each of us does or gets: chats per agent."""
    return any(hit.concept == "for_one" for hit in key_result.found("each"))


def rates(key_results: Sequence[Statement], steps: Sequence[Moved]) -> Iterator[tuple[Moved, Moved | None]]:
    """The shares of those who go on from a step, with those they are a share of where the line counts them."""
    for statement in key_results:
        share = _moved(statement, Dimension.PERCENT)
        if share is None or share.value > 100:
            continue
        known = any(measure.concept in _RATES for measure in statement.measures)
        if share.steps or known or len(linked(statement, steps)) == 2:
            yield share, _moved(statement, Dimension.COUNT)


def sums(key_results: Sequence[Statement]) -> Sums | None:
    """The one sum of the set and what one of those who bring it pays."""
    totals, averages = [], []
    for statement in key_results:
        money = [each for each in _aims(statement) if each.dimension is Dimension.MONEY]
        if len(money) == 2 and money[0].unit == money[1].unit:
            small, big = sorted(money, key=lambda each: each.value or 0)
            if (big.value or 0) >= _FAR * (small.value or 0) and (_is_price(statement) or _is_income(statement)):
                totals.append(_with_start(statement, big))
                averages.append(_with_start(statement, small)._replace(start=None))
        elif len(money) == 1 and _is_price(statement):
            averages.append(_with_start(statement, money[0]))
        elif len(money) == 1 and _is_income(statement):
            totals.append(_with_start(statement, money[0]))
    if len(totals) != 1 or len(averages) != 1 or not averages[0].value:
        return None
    homes = {totals[0].statement.raw: totals[0].statement, averages[0].statement.raw: averages[0].statement}
    times = [
        each.value
        for home in homes.values()
        for each in home.quantities
        if each.dimension is Dimension.COUNT and each.value and each.bound not in (Bound.FROM, Bound.SCALE)
    ]
    return Sums(totals[0], averages[0], tuple(times))


def _is_price(statement: Statement) -> bool:
    concepts = {measure.concept for measure in statement.measures}
    income = bool(concepts & (_INCOME - {"orders", "contracts", "deals", "bookings"})) and not statement.found("each")
    return bool(concepts & _AVERAGES) or (bool(statement.found("prices") or statement.found("each")) and not income)


def _is_income(statement: Statement) -> bool:
    return any(
        measure.concept in _INCOME or (Trait.MONEY in measure.traits and Trait.COST not in measure.traits)
        for measure in statement.measures
    ) or any(step.concept == "agreed" for step in statement.found("stages"))


def _moved(statement: Statement, dimension: Dimension) -> Moved | None:
    """The number of that kind to reach, if there is one only."""
    aims = [each for each in _aims(statement) if each.dimension is dimension]
    return _with_start(statement, aims[0]) if len(aims) == 1 else None


def _with_start(statement: Statement, target: Quantity) -> Moved:
    starts = [
        each
        for each in statement.quantities
        if each.bound is Bound.FROM and each.dimension is target.dimension and each.value
    ]
    spans = [each.per for each in (target, *starts) if each.per in _SPANS]
    spans += [hit.concept for hit in statement.found("spans")]
    start = starts[0].value if len(starts) == 1 and target.bound is Bound.TO else None
    steps = tuple(hit.concept for hit in statement.found("stages"))
    return Moved(statement, target, start, steps, next(iter(spans), None) or "")


_SPANS = frozenset({"hour", "day", "week", "month", "quarter", "year"})


@once
def _aims(statement: Statement) -> tuple[Quantity, ...]:
    aims = tuple(each for each in numbers(statement) if each.bound in _AIMS and each.value and not each.ambiguous)
    if any(each.bound is Bound.TO for each in aims):  # "at the three worst stations: from 78% to 96%"
        aims = tuple(each for each in aims if each.bound is not Bound.EXACT or (each.value or 0) > _A_FEW)
    return aims


def _of(statement: Statement, dimension: Dimension) -> bool:
    return any(each.dimension is dimension for each in _aims(statement))
