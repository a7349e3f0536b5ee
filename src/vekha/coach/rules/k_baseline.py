"""K-BASELINE: where we start from, or where we want to be, is not said."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On, Severity
from vekha.coach.rules._sentence import numbers, with_target, words
from vekha.coach.statement import Bound, Dimension, Measure, Statement, Trait

ON = (On.KEY_RESULT,)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    for measure in statement.measures:
        if measure.start and not any(number.bound is not Bound.FROM for number in numbers(statement)):
            start = words(statement, measure.start.span)
            values = {"measure": words(statement, measure.span), "number": start}
            yield Flag(measure.start.span, values, Severity.WARNING, variant="no_target")
            return
    for measure in with_target(statement)[:1]:
        quantity = measure.target or measure.delta
        if quantity and measure.start is None and not context.fields.start and not _starts_at_nothing(measure):
            values = {"measure": words(statement, measure.span), "number": words(statement, quantity.span)}
            yield Flag(quantity.span, values, variant="" if measure.target else "delta")


def _starts_at_nothing(measure: Measure) -> bool:
    target = measure.target
    return Trait.NATURAL_ZERO in measure.traits or (
        target is not None and (target.value == 0 or (target.dimension is Dimension.PERCENT and target.value == 100))
    )
