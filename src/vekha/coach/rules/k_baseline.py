"""K-BASELINE: where we start from, or where we want to be, is not said."""

from collections.abc import Iterator

from vekha.coach.document import Fields
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import CHANGE, is_work, with_target, words
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
    moved = _without_start(statement, context.fields)
    if moved is None or _asked_before(statement, context):
        return
    if quantity := moved.target or moved.delta:
        in_order = moved.span.end <= quantity.span.start and not any(
            moved.span.end <= each.span.start < quantity.span.start for each in statement.predicates
        )  # "from __" cannot stand before "grows to 25,000"
        values = {
            "measure": words(statement, moved.span),
            "number": words(statement, quantity.span),
            "head": statement.raw[: moved.span.end] if in_order else words(statement, moved.span),
            "tail": statement.raw[moved.span.end :],
        }
        variant = "delta" if moved.target is None else "" if in_order and quantity.bound is Bound.TO else "value"
        yield Flag(quantity.span, values, variant=variant)


def _without_start(statement: Statement, fields: Fields) -> Measure | None:
    """The metric whose start is missing, if it is the one the key result is about."""
    measure = next(iter(with_target(statement)), None)
    if measure is None or measure.start or fields.start or _starts_at_nothing(measure, statement):
        return None
    return measure


def _asked_before(statement: Statement, context: Context) -> bool:
    """Whether a key result further up lacks its start too: the question is asked once in a set."""
    beside = context.key_result_fields or (Fields(),) * len(context.key_results)
    for other, fields in zip(context.key_results, beside, strict=True):
        if other.raw == statement.raw:
            return False
        if not is_work(other) and _without_start(other, fields):
            return True
    return False


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
