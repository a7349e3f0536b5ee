"""K-BASELINE: where we start from, or where we want to be, is not said."""

from collections.abc import Iterator

from vekha.coach.document import Fields
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import amount, from_to
from vekha.coach.rules._sentence import CHANGE, is_work, numbers, with_target, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Direction, Form, Kind, Measure, Quantity, Statement, Trait

ON = (On.KEY_RESULT,)
_KEPT_UP = frozenset({Trait.QUALITY, Trait.HEALTH})  # a floor under them only guards
_KEPT_UP_TOO = frozenset({"margin", "utilisation", "attendance", "occupancy"})
_MOVES = frozenset({Bound.FROM, Bound.TO, Bound.BY})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    for measure in statement.measures:
        if measure.start and measure.start.value is not None and _goes_nowhere(statement):
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


def _goes_nowhere(statement: Statement) -> bool:
    """Whether no number says where to: "from 8", "from 8 to __"."""
    return all(
        number.bound is Bound.SCALE or (number.bound is Bound.FROM) is (number.value is not None)
        for number in statement.quantities
    )


def _without_start(statement: Statement, fields: Fields) -> Measure | None:
    """The metric whose start is missing, if it is the one the key result is about."""
    if fields.start or from_to(statement):
        return None
    measure = next((each for each in with_target(statement) if not _is_window(amount(each), statement)), None)
    if measure is None or measure.start or _is_guard(measure, statement) or _starts_at_nothing(measure, statement):
        return None
    return measure


def _is_window(number: Quantity | None, statement: Statement) -> bool:
    """«Answered within 24 hours: 80%»: the time says which answers count, another number how many there should be."""
    if number is None or number.dimension is not Dimension.DURATION or number.bound in _MOVES:
        return False
    return any(other.dimension is not Dimension.DURATION for other in numbers(statement))


def _is_guard(measure: Measure, statement: Statement) -> bool:
    """«Returns stay at or below 2%»: what must not be crossed comes from nowhere."""
    lead, limit = statement.lead, measure.target
    if limit is None or limit.bound not in (Bound.AT_MOST, Bound.AT_LEAST):
        return False
    keeps = measure.direction is Direction.KEEP
    keeps = keeps or any(hit.concept == "within_limits" for hit in statement.found("upkeep"))
    moves = lead is not None and lead.kind in CHANGE and lead.form is not Form.ACTION_NOUN
    floor = lead is None and (bool(measure.traits & _KEPT_UP) or measure.concept in _KEPT_UP_TOO)
    return keeps or (not moves and (limit.bound is Bound.AT_MOST or floor))


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
