"""K-LAGGING: known when nothing can be done about it any more."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import amount, first_metric, is_bare, named, others
from vekha.coach.rules._sentence import inside, main_clause, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Kind, Measure, Statement, TimeKind, Trait

ON = (On.KEY_RESULT,)
_ON_ONE_DAY = frozenset({"votes", "exam_results"})  # nothing is known before that day
_BY_SURVEY = frozenset({"satisfaction", "csat", "loyalty", "enps", "employee_engagement", "brand_awareness"})
_ONCE_A_YEAR = frozenset({"market_share", "turnover", "churn", "exam_results", "brand_awareness", "surveys"})
_LATE_MONEY = frozenset({Trait.LAGGING, Trait.MONEY})
_AT_THE_CLOSE = (TimeKind.DEADLINE, TimeKind.PERIOD)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    measure = first_metric(statement)
    if measure is None:
        return
    number = amount(measure)
    place = named(statement, measure)
    alone = not others(statement, context)
    if measure.concept in _ON_ONE_DAY and number is not None:
        sure = measure.concept == "votes" and alone
        yield Flag(place, _values(statement, measure), None if sure else Severity.HINT, variant="verdict")
    elif _is_of_the_year(statement, measure) and number is not None:
        yield Flag(place, _values(statement, measure), None if alone else Severity.HINT)
    elif _is_money_at_the_close(statement, measure) and not context.fields.start:
        by_date = any(frame.kind is TimeKind.DEADLINE for frame in statement.time_frames)
        reached = statement.lead is not None and statement.lead.kind is Kind.REACH and is_bare(statement, measure)
        yield Flag(place, _values(statement, measure), None if alone and by_date and reached else Severity.HINT)
    elif (
        measure.concept in _BY_SURVEY
        and (number is not None or statement.lead is None)
        and not _is_led(statement, context)
    ):
        yield Flag(measure.span, _values(statement, measure), Severity.HINT, variant="survey")


def _values(statement: Statement, measure: Measure) -> dict[str, str]:
    return {
        "measure": words(statement, measure.span),
        "words": words(statement, named(statement, measure)),
        "text": main_clause(statement),
    }


def _is_led(statement: Statement, context: Context) -> bool:
    """Whether a key result beside it moves earlier."""
    return any(
        amount(measure) and Trait.LAGGING not in measure.traits
        for other in others(statement, context)
        for measure in other.measures
    )


def _is_money_at_the_close(statement: Statement, measure: Measure) -> bool:
    """A sum without a start that is counted when the span is over."""
    return (
        measure.traits >= _LATE_MONEY
        and measure.target is not None
        and measure.start is None
        and any(frame.kind in _AT_THE_CLOSE for frame in statement.time_frames)
    )


def _is_of_the_year(statement: Statement, measure: Measure) -> bool:
    """«Annual profit», 年度利润, "the annual survey": counted once a year.

    A contract's worth a year is known every month.
    """
    money = measure.traits >= _LATE_MONEY and measure.concept != "mrr"
    asked_once = measure.concept in _BY_SURVEY | _ONCE_A_YEAR
    year = statement.found("yearly")
    unknown = measure.concept is None and any(inside(hit.span, (measure.span,)) for hit in year)
    return bool(year) and (money or asked_once or (unknown and bool(statement.found("documents"))))
