"""K-EASY: reached before anybody has begun, or nearly so."""

import re
from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import first_metric, from_to, stands_alone
from vekha.coach.rules._sentence import main_clause, numbers, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Direction, Kind, Quantity, Statement, Trait

ON = (On.KEY_RESULT,)
_STEP = 0.02  # a move of less than this share of the start
_STEP_OF_A_SHARE = 0.03
_OF_THE_WAY = 0.04  # and less than this part of what is missing to 100 %
_FEW_PERCENT = 3  # the same of something technical, where more is easily found
_IN_OUR_HANDS = Trait.SPEED | Trait.QUALITY
_PERCENT = 1  # percent by which something grows
_FIGURES = re.compile(r"-?\d+(?:[\s\u00a0\u202f]\d{3})*(?:[.,]\d+)?")
_FINE = frozenset({Dimension.PERCENT, Dimension.POINTS, Dimension.SCORE})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    values = {"text": main_clause(statement)}
    for start, target in from_to(statement):
        if start.value is None or target.value is None:
            continue
        values |= {"start": words(statement, start.span), "number": words(statement, target.span)}
        if start.value == target.value:
            yield Flag(target.span, values, variant="same")
        elif _is_small(start, target):
            yield Flag(target.span, values)
        elif (start.value, target.value) == (0, 1) and target.dimension is Dimension.COUNT:
            yield Flag(target.span, values, Severity.HINT, variant="one")
        return
    if _reached_already(statement, context):
        fields = context.fields
        yield Flag(None, values | {"current": fields.current, "number": fields.target}, variant="reached")
        return
    measure = first_metric(statement)
    step = measure.delta if measure else None
    few = (
        0 < abs(step.value or 0) <= _FEW_PERCENT if step is not None and step.dimension is Dimension.PERCENT else False
    )
    cut = measure is not None and measure.direction is Direction.DOWN
    technical = measure is not None and cut and bool(measure.traits & _IN_OUR_HANDS)
    if step is not None and few and (technical or abs(step.value or 0) <= _PERCENT):
        yield Flag(step.span, values | {"number": words(statement, step.span)}, None if technical else Severity.HINT)
    elif one := _one_is_enough(statement):
        severity = None if stands_alone(statement, context) else Severity.HINT
        yield Flag(one.span, values | {"number": words(statement, one.span)}, severity, variant="one")


def _is_small(start: Quantity, target: Quantity) -> bool:
    """Hardly a step: of a share, measured by the way that is left; of anything else, by where it starts."""
    here, there = start.value or 0, target.value or 0
    is_share = target.dimension is Dimension.PERCENT
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
