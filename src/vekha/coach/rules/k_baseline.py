"""K-BASELINE: where we start from, or where we want to be, is not said."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import CHANGE, with_target, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Kind, Measure, Statement, Trait

ON = (On.KEY_RESULT,)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    for measure in statement.measures:
        if measure.start and all(number.bound in (Bound.FROM, Bound.SCALE) for number in statement.quantities):
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
            in_order = measure.span.end <= quantity.span.start
            values = {
                "measure": words(statement, measure.span),
                "number": words(statement, quantity.span),
                "head": statement.raw[: measure.span.end] if in_order else words(statement, measure.span),
                "tail": statement.raw[measure.span.end :],
            }
            variant = "delta" if measure.target is None else "" if in_order and quantity.bound is Bound.TO else "value"
            yield Flag(quantity.span, values, variant=variant)


def _starts_at_nothing(measure: Measure, statement: Statement) -> bool:
    target, lead = measure.target, statement.lead
    if Trait.NATURAL_ZERO in measure.traits:
        return True
    if target is None:
        return False
    if lead is not None and lead.kind is Kind.ACQUIRE:
        return True  # what is won in a cycle is counted from nothing
    counts_things = target.dimension is Dimension.COUNT and target.counted is not None
    moves = lead is not None and lead.kind in CHANGE
    complete = target.value == 0 or (target.dimension is Dimension.PERCENT and target.value == 100)
    return complete or (counts_things and not moves)
