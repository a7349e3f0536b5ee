"""S-BALANCE: the key results push one way, and nothing among them shows who pays for it."""

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._amounts import metric_of
from vekha.coach.rules._counters import FAMILY, Counter, counter_of
from vekha.coach.rules._sentence import WORK, inside, numbers, sentence, shortened, words
from vekha.coach.rules._steps import is_for_each
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Direction, Measure, Statement, Trait

ON = (On.SET,)


_PER_HEAD = frozenset({"productivity", "throughput", "efficiency", "velocity"})
_EASE = frozenset({"conversion", "win_rate", "automation_share", "self_service", "online_services", "utilisation"})
_CARE = frozenset(
    {"retention", "churn", "renewals", "repeat_purchase", "completion_rate", "course_completion", "loyalty"}
)
_BESIDE = 6  # characters between "a day" and the number: "from"
# What grows together shows no harm: more visitors beside more followers.
_GROWTH = frozenset({"attention", "newcomers", "income", "network", "volume", "effort"})


class _Side(Enum):
    """What a key result pushes for, told by its metric or, where that is not known, by its unit and first word."""

    SPEED = auto()  # a time that gets shorter
    PER_HEAD = auto()  # more for each of us, or more an hour
    VOLUME = auto()  # more of something
    SOLD = auto()  # tells whether the pace was worth it, unless each of us is hurried
    COST = auto()
    EASE = auto()  # a share that grows along: converted, without a call, before noon
    OTHER = auto()  # perhaps what keeps the balance


_LIMITS = frozenset({Bound.AT_LEAST, Bound.AT_MOST})
_PUSHES = frozenset(_Side) - {_Side.OTHER}


class _Push(NamedTuple):
    """A metric that is pushed, with the side that may suffer from it."""

    key_result: Statement
    measure: Measure
    counter: Counter


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if len(context.key_results) < 2 or any(each.found("constraints") for each in (statement, *context.key_results)):
        return
    if (severity := _pace(context.key_results)) is not None:
        first, second = (shortened(sentence(each)) for each in context.key_results[:2])
        values = {"text": sentence(statement), "first": first, "second": second, FAMILY: "pace"}
        yield Flag(None, values, severity, variant="pace")
        return
    pushed = [_pushes(each) for each in context.key_results]
    # A key result whose metric we do not know may be the counterweight.
    if not all(pushed) or not all(numbers(each) for each in context.key_results):
        return
    every = [push for pushes in pushed for push in pushes]
    alone = _alone(every)
    first_push = alone or every[0]
    values = {"measure": words(first_push.key_result, first_push.measure.span), "text": sentence(statement)}
    if alone is not None:
        alike = len({(metric_of(push.key_result, push.measure), _dimension(push.measure)) for push in every}) == 1
        values[FAMILY] = alone.counter.family
        yield Flag(None, values, Severity.WARNING if alike else None, variant="alike" if alike else "")
    elif all(Trait.LAGGING in push.measure.traits and not _is_limit(push.measure) for push in every):
        yield Flag(None, values, variant="late")


def _pace(key_results: Sequence[Statement]) -> Severity | None:
    """How much it weighs that all key results are only faster and more; None where one may be something else."""
    sides = [_side(each) for each in key_results]
    if not all(side in _PUSHES for side in sides):
        return None
    hurried = sum(side in (_Side.SPEED, _Side.PER_HEAD) for side in sides)
    if _Side.PER_HEAD in sides or hurried == len(sides):
        return Severity.WARNING
    if not hurried or _Side.VOLUME not in sides or _Side.SOLD in sides:
        return None
    # More in the same time is pace; more places that are reached may be what it is all for.
    timed = any(side is _Side.VOLUME and _is_timed(each) for side, each in zip(sides, key_results, strict=True))
    return Severity.WARNING if timed else Severity.HINT


def _side(key_result: Statement) -> _Side:
    amounts = numbers(key_result)
    if not amounts or any(each.bound in _LIMITS or each.value is None for each in amounts):
        return _Side.OTHER
    aside = key_result.purposes + key_result.means
    measures = [measure for measure in key_result.measures if not inside(measure.span, aside)]
    traits = frozenset(trait for measure in measures for trait in measure.traits)
    metrics = {metric_of(key_result, measure) for measure in measures}
    if Trait.QUALITY in traits or Trait.SATISFACTION in traits or metrics & _CARE:
        return _Side.OTHER
    if any(measure.direction is Direction.KEEP for measure in measures):
        return _Side.OTHER
    start = next((each for each in amounts if each.bound is Bound.FROM), None)
    target = next((each for each in amounts if each.bound is Bound.TO), amounts[-1])
    falls = start is not None and (target.value or 0) < (start.value or 0)
    rises = start is not None and not falls
    is_time = target.dimension is Dimension.DURATION or Trait.SPEED in traits or _begins_with_time(key_result)
    guards = key_result.found("guards")
    if is_time:  # the time of an inspection is a time
        return _Side.SPEED if falls and all(hit.concept != "harm" for hit in guards) else _Side.OTHER
    if guards:
        return _Side.OTHER
    if target.dimension is Dimension.COUNT and rises:
        if metrics & _PER_HEAD or is_for_each(key_result) or _is_hourly(key_result):
            return _Side.PER_HEAD
        worked = any(predicate.kind in WORK for predicate in key_result.predicates)  # "contracts reviewed"
        return _Side.SOLD if not worked and any(_is_income(each) for each in metrics) else _Side.VOLUME
    if metrics & _PER_HEAD and rises:
        return _Side.PER_HEAD
    if Trait.COST in traits and falls:
        return _Side.COST
    eased = any(hit.concept == "before" for hit in key_result.found("manner")) or key_result.found("lacks")
    if target.dimension is Dimension.PERCENT and (metrics & _EASE or (eased and rises)):
        return _Side.EASE
    return _Side.OTHER


def _is_income(metric: str | None) -> bool:
    counter = counter_of(metric)
    return counter is not None and counter.family == "income"


def _begins_with_time(key_result: Statement) -> bool:
    """ "Hours from report to visit": a count that is a time."""
    first = next(iter(key_result.content), None)
    return first is not None and any(hit.span.start == first.span.start for hit in key_result.found("time_units"))


def _is_timed(key_result: Statement) -> bool:
    """Whether it counts so many a day: "parcels a day", not "villages with a weekly surgery"."""
    amounts = numbers(key_result)
    beside = (amounts[0].span.start - hit.span.end for hit in key_result.found("spans"))
    return any(each.per for each in amounts if each.bound is not Bound.FROM) or any(
        -1 <= gap <= _BESIDE for gap in beside
    )


def _is_hourly(key_result: Statement) -> bool:
    return any(hit.concept == "hour" for hit in key_result.found("spans"))


def _pushes(key_result: Statement) -> list[_Push]:
    """The metrics of a key result of which we know who pays for them."""
    aside = key_result.purposes + key_result.means
    return [
        _Push(key_result, measure, counter)
        for measure in key_result.measures
        if not inside(measure.span, aside) and (counter := counter_of(metric_of(key_result, measure)))
    ]


def _alone(every: Sequence[_Push]) -> _Push | None:
    """The first metric whose harm nothing else would show; None where the set holds itself in balance."""
    limits = sum(_is_limit(push.measure) for push in every)
    if any(push.measure.direction is Direction.KEEP for push in every) or 0 < limits < len(every):
        return None
    ways: dict[str | None, set[Direction]] = {}
    for push in every:
        ways.setdefault(metric_of(push.key_result, push.measure), set()).add(push.measure.direction)
    if any({Direction.UP, Direction.DOWN} <= each for each in ways.values()):
        return None  # "claims settled" up, "repeated claims" down
    alone = None
    for push in every:
        keepers = [other for other in every if push.counter.is_kept_by(other.measure)]
        if any(keeper.counter.family not in _GROWTH for keeper in keepers):
            return None
        if not keepers and alone is None:
            alone = push
    return alone


def _is_limit(measure: Measure) -> bool:
    return measure.target is not None and measure.target.bound in _LIMITS


def _dimension(measure: Measure) -> Dimension | None:
    number = measure.target or measure.delta
    return number.dimension if number else None
