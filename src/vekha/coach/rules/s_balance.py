"""S-BALANCE: the key results push one way, and nothing among them shows who pays for it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._amounts import metric_of
from vekha.coach.rules._counters import FAMILY, Counter, counter_of
from vekha.coach.rules._sentence import inside, numbers, sentence, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Direction, Measure, Statement, Trait

ON = (On.SET,)


_PER_HEAD = frozenset({"productivity", "throughput", "efficiency", "velocity"})
# What grows together shows no harm: more visitors beside more followers.
_GROWTH = frozenset({"attention", "newcomers", "income", "network", "volume", "effort"})


class _Push(NamedTuple):
    """A metric that is pushed, with the side that may suffer from it."""

    key_result: Statement
    measure: Measure
    counter: Counter


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if len(context.key_results) < 2 or any(each.found("constraints") for each in (statement, *context.key_results)):
        return
    pushed = [_pushes(each) for each in context.key_results]
    # A key result whose metric we do not know may be the counterweight.
    if not all(pushed) or not all(numbers(each) for each in context.key_results):
        return
    every = [push for pushes in pushed for push in pushes]
    alone = _alone(every)
    first = alone or every[0]
    values = {"measure": words(first.key_result, first.measure.span), "text": sentence(statement)}
    if alone is not None:
        alike = len({(metric_of(push.key_result, push.measure), _dimension(push.measure)) for push in every}) == 1
        values[FAMILY] = alone.counter.family
        sure = alike or _is_pace_alone(every)
        yield Flag(None, values, Severity.WARNING if sure else None, variant="alike" if alike else "")
    elif all(Trait.LAGGING in push.measure.traits and not _is_limit(push.measure) for push in every):
        yield Flag(None, values, variant="late")


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


def _is_pace_alone(every: Sequence[_Push]) -> bool:
    """Faster, and more for each of us: nothing else is counted."""
    per_head = [push.measure.concept in _PER_HEAD for push in every]
    fast = [Trait.SPEED in push.measure.traits for push in every]
    return any(per_head) and any(fast) and all(a or b for a, b in zip(per_head, fast, strict=True))


def _is_limit(measure: Measure) -> bool:
    return measure.target is not None and measure.target.bound in (Bound.AT_LEAST, Bound.AT_MOST)


def _dimension(measure: Measure) -> Dimension | None:
    number = measure.target or measure.delta
    return number.dimension if number else None
