"""What several rules ask the metrics of a key result."""

from itertools import pairwise

from vekha.coach.document import Span
from vekha.coach.rule import Context
from vekha.coach.rules._sentence import inside, is_measured, numbers, specifics
from vekha.coach.statement import Bound, Measure, Quantity, Statement, Trait, once

_NOTHING_MORE = 2  # words that name a metric: "bugs in production" says which, "number of bugs" does not
_OF_LITTLE_VALUE = frozenset({Trait.VANITY, Trait.ACTIVITY, Trait.OUTPUT})


@once
def first_metric(statement: Statement) -> Measure | None:
    """The metric that the key result is about, outside purpose and means."""
    aside = statement.purposes + statement.means
    for measure in statement.measures:
        if not inside(measure.span, aside):
            return measure
    return None


def amount(measure: Measure) -> Quantity | None:
    """The number that says where the metric should be, or else by how much it should move."""
    return measure.target or measure.delta


@once
def from_to(statement: Statement) -> tuple[tuple[Quantity, Quantity], ...]:
    """Pairs of numbers in one unit: where something comes from and where it should go."""
    return tuple(
        (start, target)
        for start, target in pairwise(numbers(statement))
        if start.bound is Bound.FROM
        and target.bound is Bound.TO
        and (start.dimension, start.unit) == (target.dimension, target.unit)
    )


def is_bare(statement: Statement, measure: Measure) -> bool:
    """Whether nothing narrows the metric down: "bugs < 10", not "bugs that customers found after a release"."""
    empty = tuple(hit.span for name in ("people", "generic_nouns") for hit in statement.found(name))
    name, place = (measure.span,), (named(statement, measure),)
    return (
        sum(
            not inside(word.span, empty) and (inside(word.span, name) or not inside(word.span, place))
            for word in specifics(statement)
        )
        <= _NOTHING_MORE
    )


def others(statement: Statement, context: Context) -> tuple[Statement, ...]:
    """The key results beside this one."""
    return tuple([other for other in context.key_results if other.raw != statement.raw])


def stands_alone(statement: Statement, context: Context) -> bool:
    """Whether no other key result with a number stands beside it."""
    return not any(is_measured(other) for other in others(statement, context))


def has_value_beside(statement: Statement, context: Context) -> bool:
    """Whether another key result counts something of value to somebody."""
    return any(
        amount(measure) and not measure.traits & _OF_LITTLE_VALUE
        for other in others(statement, context)
        if is_measured(other)
        for measure in other.measures
    )


def named(statement: Statement, measure: Measure) -> Span:
    """The metric's words together with its number, in the order in which they stand."""
    number = amount(measure)
    if number is None:
        return measure.span
    return Span(min(measure.span.start, number.span.start), max(measure.span.end, number.span.end))
