"""O-METRIC: a number stands where the direction should."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import CHANGE, chased_record, numbers, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Form, Kind, Measure, Quantity, Statement, Trait

ON = (On.OBJECTIVE,)
_A_FEW = 10  # «our first three customers» is a scene, not a metric
_ANY_PACE = frozenset({None, "performance", "velocity"})  # "double the pace at which we learn" is a picture
_SAYS_MORE = frozenset({Kind.BECOME, Kind.OTHER})
_MOVED = CHANGE | {Kind.REACH, Kind.ACQUIRE}
_WON_BY_NUMBER = _MOVED | _SAYS_MORE


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    number = next((number for number in numbers(statement) if number.dimension is not Dimension.RANK), None)
    if number is None or (lead is not None and not _may_be_a_metric(lead.kind, number)) or chased_record(statement):
        return
    measure = _measure_of(number, statement)
    if number.dimension is Dimension.COUNT and lead is not None and lead.kind in _SAYS_MORE:
        return  # «three main suppliers» in a sentence about something else
    values = {"number": words(statement, number.span), "measure": words(statement, measure.span) if measure else ""}
    more_than_a_number = statement.found("superlatives") and len(numbers(statement)) == 1
    has_direction = context.why or statement.purposes or statement.found("constraints") or more_than_a_number
    in_words = lead is not None and lead.form is Form.FINITE and lead.kind not in _MOVED and _is_about_people(statement)
    small = number.dimension is Dimension.COUNT and 0 < (number.value or 0) < _A_FEW
    counts_steps = (
        number.dimension is Dimension.COUNT and measure is None and lead is not None and lead.kind is Kind.REACH
    )
    # «A till that a grandmother leaves in one minute»: a number in a picture, not a metric that moves.
    unmeasured = number.dimension in (Dimension.COUNT, Dimension.DURATION, Dimension.RATIO) and (
        measure is None or measure.concept is None
    )
    spelled = not any(sign.isdigit() for sign in words(statement, number.span))
    of_age = spelled and number.counted is None and number.bound in (Bound.AT_MOST, Bound.AT_LEAST)  # "under ten"
    lasts = number.dimension is Dimension.DURATION and measure is not None and Trait.NATURAL_ZERO in measure.traits
    moves = lead is not None and lead.kind in (CHANGE if number.dimension is Dimension.DURATION else _MOVED)
    pictured = unmeasured and number.bound not in (Bound.FROM, Bound.TO) and not moves
    pictured = pictured or (number.dimension is Dimension.COUNT and of_age) or (lasts and not moves)
    pictured = pictured or (number.dimension is Dimension.RATIO and (measure is None or measure.concept in _ANY_PACE))
    severity = Severity.HINT if has_direction or counts_steps or small or in_words or pictured else None
    yield Flag(number.span, values, severity, variant="measure" if measure else "")


def _may_be_a_metric(kind: Kind, number: Quantity) -> bool:
    """Whether a number behind such a verb is what the sentence is about: a share or a sum nearly always is."""
    of_a_whole = number.dimension in (Dimension.PERCENT, Dimension.MONEY, Dimension.SCORE)
    return kind in _WON_BY_NUMBER or (of_a_whole and kind not in (Kind.KEEP, Kind.CONTINUE))


def _is_about_people(statement: Statement) -> bool:
    """A whole sentence about people says an outcome in words, whatever number it holds."""
    persons = statement.found("people") or any(hit.concept == "nobody" for hit in statement.found("absolutes"))
    return bool(persons)


def _measure_of(number: Quantity, statement: Statement) -> Measure | None:
    own = (m for m in statement.measures if number in (m.target, m.delta, m.start))
    return next(own, statement.measures[0] if len(statement.measures) == 1 else None)
