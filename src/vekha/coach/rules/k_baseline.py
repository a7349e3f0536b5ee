"""K-BASELINE: where we start from, or where we want to be, is not said."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On, Severity
from vekha.coach.rules._sentence import CHANGE, numbers, with_target, words
from vekha.coach.statement import Bound, Dimension, Measure, Quantity, Statement, Trait

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
        if (
            quantity
            and measure.start is None
            and not context.fields.start
            and not _starts_at_nothing(measure, statement)
        ):
            values = {
                "measure": words(statement, measure.span),
                "number": words(statement, quantity.span),
                "head": statement.raw[: measure.span.end],
                "tail": statement.raw[measure.span.end :],
            }
            yield Flag(quantity.span, values, variant=_variant(measure, quantity))


def _variant(measure: Measure, quantity: Quantity) -> str:
    in_order = measure.span.end <= quantity.span.start
    if measure.target is None:
        return "delta" if in_order else "delta_first"
    return "" if in_order and quantity.bound is Bound.TO else "value"


def _starts_at_nothing(measure: Measure, statement: Statement) -> bool:
    target, lead = measure.target, statement.lead
    if Trait.NATURAL_ZERO in measure.traits:
        return True
    if target is None:
        return False
    counts_things = target.dimension is Dimension.COUNT and target.counted is not None
    moves = lead is not None and lead.kind in CHANGE
    complete = target.value == 0 or (target.dimension is Dimension.PERCENT and target.value == 100)
    return complete or (counts_things and not moves)
