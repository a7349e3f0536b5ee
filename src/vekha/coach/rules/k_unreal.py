"""K-UNREAL: a target that looks picked out of thin air, or one that people never reach."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import first_metric, from_to, is_bare, named, others
from vekha.coach.rules._sentence import main_clause, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Dimension, Direction, Form, Measure, Quantity, Statement

ON = (On.KEY_RESULT,)
_TIMES_SURE, _TIMES_ASKED = 10, 5  # as many times as much, said in one leap
_PERCENT_SURE, _PERCENT_ASKED = 300, 200
_FROM_TO_SURE, _FROM_TO_ASKED = 100, 20
_MANY = 100  # so many that none of them within a cycle is a wish
# What people decide, each for themselves: never all of them, never none.
_NEVER_ALL = frozenset(
    {"satisfaction", "csat", "retention", "renewals", "loyalty", "enps", "employee_engagement", "nps", "conversion"}
    | {"win_rate", "repeat_purchase", "attendance", "offer_acceptance", "response_rate", "open_rate", "occupancy"}
)
_EACH_DECIDES = frozenset({"renew", "recommend", "return", "love", "buy", "select"})
_NEVER_MOST = frozenset({"conversion", "market_share", "click_through", "response_rate", "win_rate"})
_MOST = 50  # percent
_NEVER_NONE = frozenset({"churn", "turnover", "absenteeism"})
_SELDOM_NONE = frozenset({"bugs", "complaints", "error_rate", "defect_rate", "returns", "scrap", "crash_rate"})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    text = main_clause(statement)
    for start, target in from_to(statement):
        if start.value and target.value and target.value / start.value >= _FROM_TO_ASKED:
            measured = first_metric(statement)
            sure = target.value / start.value >= _FROM_TO_SURE
            most = measured is not None and measured.concept in _NEVER_MOST and target.value >= _MOST
            severity = None if sure or most else Severity.HINT
            yield Flag(target.span, {"number": words(statement, target.span), "text": text}, severity)
            return
    measure = first_metric(statement)
    if measure is None:
        return
    if _everybody_will(statement, measure):
        place = named(statement, measure)
        values = {"measure": words(statement, measure.span), "words": words(statement, place), "text": text}
        yield Flag(place, values, variant="perfect")
        return
    place = named(statement, measure)
    values = {"measure": words(statement, measure.span), "words": words(statement, place), "text": text}
    leap = measure.delta
    looks = any(hit.concept == "looks" for hit in statement.found("looked_at"))  # «скачали 10 000 раз»
    asked = leap is not None and (_is_asked(leap) or (_with_nothing_more(statement) and _leaps(leap, 3, 200)))
    if leap is not None and not looks and measure.direction is not Direction.DOWN and asked:
        yield Flag(
            leap.span,
            values | {"number": words(statement, leap.span)},
            None if _is_sure(leap) or _with_nothing_more(statement) else Severity.HINT,
        )
    elif _is_perfect(measure):
        yield Flag(place, values, variant="perfect")
    elif _is_leap_to_none(measure):
        yield Flag(place, values, variant="zero")
    elif measure.concept in _SELDOM_NONE and _is_none(statement, measure) and is_bare(statement, measure):
        complained = measure.concept == "complaints" and measure.start is None and not others(statement, context)
        yield Flag(place, values, None if complained else Severity.HINT, variant="zero")


def _with_nothing_more(statement: Statement) -> bool:
    """Whether the leap is asked of the same people with the same money: "triple it with no extra staff"."""
    return any(hit.concept == "without_loss" for hit in statement.found("constraints"))


def _is_asked(leap: Quantity) -> bool:
    return _leaps(leap, _TIMES_ASKED, _PERCENT_ASKED)


def _is_sure(leap: Quantity) -> bool:
    return _leaps(leap, _TIMES_SURE, _PERCENT_SURE)


def _leaps(leap: Quantity, times: float, percent: float) -> bool:
    value = leap.value or 0
    return (leap.dimension is Dimension.RATIO and value >= times) or (
        leap.dimension is Dimension.PERCENT and value >= percent
    )


def _is_perfect(measure: Measure) -> bool:
    target = measure.target
    if target is None or target.value is None:
        return False
    is_all = target.value == 100 and (target.dimension is Dimension.PERCENT or measure.concept == "nps")
    return (measure.concept in _NEVER_ALL and is_all) or (measure.concept in _NEVER_NONE and target.value == 0)


def _everybody_will(statement: Statement, measure: Measure) -> bool:
    """«100 % of customers renew»: what each decides for himself, all of them."""
    lead, target = statement.lead, measure.target
    decides = lead is not None and lead.concept in _EACH_DECIDES and lead.form is Form.FINITE and not lead.negated
    is_all = target is not None and target.dimension is Dimension.PERCENT and target.value == 100
    content = any(hit.concept == "happy" for hit in statement.found("qualities"))
    measured_by_name = measure.concept is not None and measure.concept not in ("customer_count", "user_count")
    return (decides or content) and is_all and not measured_by_name and bool(statement.found("people"))


def _is_leap_to_none(measure: Measure) -> bool:
    """«Zero defects, down from 4,000»: none at all where there are many."""
    start, target = measure.start, measure.target
    counts = start is not None and start.dimension is Dimension.COUNT and (start.value or 0) >= _MANY
    return measure.concept in _SELDOM_NONE and counts and target is not None and target.value == 0


def _is_none(statement: Statement, measure: Measure) -> bool:
    if measure.target is not None:
        return measure.target.value == 0
    return any(hit.concept == "zero" for hit in statement.found("absolutes"))
