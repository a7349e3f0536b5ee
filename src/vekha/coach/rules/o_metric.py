"""O-METRIC: a number stands where the direction should."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On, Severity
from vekha.coach.rules._sentence import CHANGE, numbers, words
from vekha.coach.statement import Dimension, Kind, Measure, Quantity, Statement

ON = (On.OBJECTIVE,)
_A_FEW = 10  # «our first three customers» is a scene, not a metric
_SAYS_MORE = frozenset({Kind.BECOME, Kind.OTHER})
_WON_BY_NUMBER = CHANGE | {Kind.REACH, Kind.ACQUIRE} | _SAYS_MORE


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    number = next((number for number in numbers(statement) if number.dimension is not Dimension.RANK), None)
    if number is None or (lead is not None and lead.kind not in _WON_BY_NUMBER):
        return
    measure = _measure_of(number, statement)
    if number.dimension is Dimension.COUNT and lead is not None and lead.kind in _SAYS_MORE:
        return  # «three main suppliers» in a sentence about something else
    values = {"number": words(statement, number.span), "measure": words(statement, measure.span) if measure else ""}
    more_than_a_number = statement.found("superlatives") and len(numbers(statement)) == 1
    has_direction = statement.purposes or statement.found("constraints") or more_than_a_number
    small = number.dimension is Dimension.COUNT and 0 < (number.value or 0) < _A_FEW
    counts_steps = (
        number.dimension is Dimension.COUNT and measure is None and lead is not None and lead.kind is Kind.REACH
    )
    severity = Severity.HINT if has_direction or counts_steps or small else None
    yield Flag(number.span, values, severity, variant="measure" if measure else "")


def _measure_of(number: Quantity, statement: Statement) -> Measure | None:
    own = (m for m in statement.measures if number in (m.target, m.delta, m.start))
    return next(own, statement.measures[0] if len(statement.measures) == 1 else None)
