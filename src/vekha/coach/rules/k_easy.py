"""K-EASY: reached before anybody has begun, or nearly so."""

import re
from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import first_metric, from_to, stands_alone
from vekha.coach.rules._sentence import main_clause, numbers, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Direction, Kind, Measure, Quantity, Statement, Trait

ON = (On.KEY_RESULT,)
_STEP = 0.02  # a move of less than this share of the start
_STEP_OF_A_SHARE = 0.03
_OF_THE_WAY = 0.04  # and less than this part of what is missing to 100 %
_FEW_PERCENT = 3  # the same of something technical, where more is easily found
_IN_OUR_HANDS = frozenset({Trait.SPEED, Trait.QUALITY})
_PERCENT = 1  # percent by which something grows
_TENTHS_OF_A_POINT = 0.2
_FIGURES = re.compile(r"-?\d+(?:[\s\u00a0\u202f]\d{3})*(?:[.,]\d+)?")
_FINE = frozenset({Dimension.PERCENT, Dimension.POINTS, Dimension.SCORE})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    values = {"text": main_clause(statement)}
    measure = first_metric(statement)
    for start, target in _from_here(statement, measure, context):
        if start.value is None or target.value is None:
            continue
        values |= {"start": words(statement, start.span), "number": words(statement, target.span)}
        if start.value == target.value:
            yield Flag(target.span, values, variant="same")
        elif _is_met(start, target):
            kept = statement.lead is not None and statement.lead.kind is Kind.KEEP
            values["current"] = values["start"]
            yield Flag(target.span, values, Severity.HINT if kept else None, variant="reached")
        elif _is_small(start, target, measure):
            yield Flag(target.span, values)
        elif (start.value, target.value) == (0, 1) and target.dimension is Dimension.COUNT:
            yield Flag(target.span, values, Severity.HINT, variant="one")
        return
    if _reached_already(statement, context):
        fields = context.fields
        yield Flag(None, values | {"current": fields.current, "number": fields.target}, variant="reached")
        return
    step = measure.delta if measure else None
    if measure is not None and step is not None and (found := _how_small(measure, step)):
        yield Flag(step.span, values | {"number": words(statement, step.span)}, found)
    elif one := _one_is_enough(statement):
        severity = None if stands_alone(statement, context) else Severity.HINT
        yield Flag(one.span, values | {"number": words(statement, one.span)}, severity, variant="one")


def _from_here(
    statement: Statement, measure: Measure | None, context: Context
) -> tuple[tuple[Quantity, Quantity], ...]:
    """Where it stands and where it should go, also where today's number comes last: "500 members (496 so far)".

    A limit beside other results keeps them honest, and may be kept already.
    """
    if pairs := from_to(statement):
        return pairs
    start, target = (measure.start, measure.target) if measure else (None, None)
    if start is None or target is None or (start.dimension, start.unit) != (target.dimension, target.unit):
        return ()
    guards = target.bound in (Bound.AT_LEAST, Bound.AT_MOST) and not stands_alone(statement, context)
    return () if guards else ((start, target),)


def _is_met(start: Quantity, target: Quantity) -> bool:
    """Whether today's number keeps the limit already: "at least 90% (now 94%)"."""
    here, there = start.value or 0, target.value or 0
    return (target.bound is Bound.AT_LEAST and here > there) or (target.bound is Bound.AT_MOST and here < there)


def _how_small(measure: Measure, step: Quantity) -> Severity | None:
    """How much a step asked for without its start weighs; None if it is not small."""
    size = abs(step.value or 0)
    if not size:
        return None
    if step.dimension is Dimension.POINTS and step.unit == "percentage_point":
        return Severity.WARNING if size <= _TENTHS_OF_A_POINT else None
    if step.dimension is not Dimension.PERCENT:
        return None
    if measure.direction is Direction.DOWN and measure.traits & _IN_OUR_HANDS:
        return Severity.WARNING if size <= _FEW_PERCENT else None
    if size < _PERCENT and measure.concept != "conversion":  # of a conversion, people mean points
        return Severity.WARNING
    return Severity.HINT if size <= _PERCENT else None


def _is_small(start: Quantity, target: Quantity, measure: Measure | None) -> bool:
    """Hardly a step: of a share, measured by the way that is left; of anything else, by where it starts."""
    here, there = start.value or 0, target.value or 0
    of_a_hundred = measure is not None and measure.concept in ("nps", "enps")
    is_share = target.dimension is Dimension.PERCENT or of_a_hundred
    if not here or abs(there / here - 1) >= (_STEP_OF_A_SHARE if is_share else _STEP):
        return False
    if is_share and there > here:
        return here < 100 and (there - here) / (100 - here) < _OF_THE_WAY
    return target.dimension is Dimension.PERCENT or target.dimension not in _FINE


def _reached_already(statement: Statement, context: Context) -> bool:
    """Whether what is measured stands at the target of the fields already, or beyond it."""
    fields = context.fields
    if not fields.current or not fields.target:
        return False
    (start, _), (current, its_unit), (target, unit) = map(_read, (fields.start, fields.current, fields.target))
    measure = first_metric(statement)
    if current is None or target is None or its_unit != unit:
        return False
    if start is not None:
        return start != target and (current >= target if target > start else current <= target)
    return measure is not None and measure.direction is Direction.UP and current >= target


def _read(field: str) -> tuple[float | None, str]:
    """The number of a field and what stands around it: "45 %" → 45, "%"."""
    found = _FIGURES.search(field)
    if found is None:
        return None, field.strip()
    around = field[: found.start()] + field[found.end() :]
    return float(re.sub(r"\s", "", found.group()).replace(",", ".")), around.strip()


def _one_is_enough(statement: Statement) -> Quantity | None:
    """«At least one new customer». One thing that works is a matter of K-BINARY."""
    amounts = numbers(statement)
    if len(amounts) != 1 or amounts[0].value != 1 or amounts[0].bound is not Bound.AT_LEAST:
        return None
    lead = statement.lead
    wins = lead is not None and lead.kind in (Kind.ACQUIRE, Kind.REACH)
    return amounts[0] if wins and amounts[0].dimension is Dimension.COUNT and statement.found("people") else None
