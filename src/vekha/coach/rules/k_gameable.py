"""K-GAMEABLE: the number can be met by doing harm, or by one stroke of luck, while the objective is missed."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._counters import FAMILY, Counter, counter_of
from vekha.coach.rules._matters import outsider
from vekha.coach.rules._metric import amount, first_metric, is_bare, named, others
from vekha.coach.rules._sentence import counted, inside, main_clause, numbers, share_to_close, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Direction, Hit, Measure, Quantity, Statement, Trait

ON = (On.KEY_RESULT,)
# Numbers that those who are measured by them can settle alone, and those where only the one who counts decides.
_EASILY_MET = frozenset({"bugs", "build_time", "complaints", "support_tickets", "incidents", "defect_rate", "returns"})
_WORTH_A_QUESTION = frozenset({"handling_time", "velocity", "code_volume", "test_coverage", "time_to_hire"})
_FEWER_VOICES = frozenset({"complaints", "support_tickets", "returns"})
_TALKS = frozenset({"meetings", "calls", "handling_time", "interviews", "trainings", "visits", "demos"})
_BEFORE_THE_TALK = frozenset({"waiting_time", "response_time", "approval_time", "delivery_time"})
_PUT_DOWN = frozenset({"incidents", "safety_incidents", "complaints", "overtime", "absenteeism", "bugs", "error_rate"})
_SERVED = frozenset({"patient", "student", "citizen", "customer", "guest", "visitor"})
_CASES = frozenset({"ticket", "task"})
_STAFF = frozenset({"doctor", "teacher", "employee", "seller", "driver", "manager"})
_A_DAY = frozenset({"minute", "hour", "second"})
_FEW_FIGURES = 100_000


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    values = {"text": main_clause(statement)}
    measure = first_metric(statement)
    felt = context.objective is not None and bool(context.objective.found("feelings"))
    share = share_to_close(statement) or (_share_closed(statement, measure) if measure and felt else None)
    if share and (felt or not (measure and measure.start)):
        place = counted(statement, share)
        left = f"{100 - (share.value or 0):g}"
        yield Flag(place, values | {"words": words(statement, place), "left": left}, variant="closing")
    elif measure and (put_down := _fewer_reports(statement, measure)):
        place = named(statement, measure)
        kept = bool(others(statement, context))
        place = Span(min(place.start, put_down.span.start), max(place.end, put_down.span.end))
        yield Flag(place, values | {"words": words(statement, place)}, Severity.HINT if kept else None, "reported")
    elif hurried_by := _each_takes_more(statement):
        place = counted(statement, hurried_by)
        moved = any(number.bound is Bound.FROM for number in numbers(statement)) or others(statement, context)
        yield Flag(place, values | {"words": words(statement, place)}, Severity.HINT if moved else None, "each")
    elif measure and (less := _shortened_talk(statement, measure)):
        values |= {"measure": words(statement, measure.span), "number": words(statement, less.span)}
        severity = Severity.HINT if measure.start and not felt else None
        yield Flag(named(statement, measure), values, severity, variant="talk")
    elif total := _sum_of_deals(statement):
        enters = context.objective is not None and any(
            predicate.concept in ("enter_market", "expand") for predicate in context.objective.predicates
        )
        values |= {"number": words(statement, total.span)}
        yield Flag(total.span, values, None if enters else Severity.HINT, variant="sum")
    elif measure and (counter := counter_of(measure.concept)) and not _is_kept(counter, statement, context):
        place, number = named(statement, measure), amount(measure)
        values |= {"words": words(statement, place), FAMILY: counter.family}
        if number is not None and number.value:
            values |= {"number": words(statement, number.span)}
        if _is_open_limit(statement, measure, context):
            yield Flag(place, values, None if not others(statement, context) else Severity.HINT, variant="limit")
        elif _falls_silent(measure) or (measure.concept in _WORTH_A_QUESTION and number is not None):
            hurried = felt and measure.concept == "handling_time" and measure.direction is Direction.DOWN
            yield Flag(place, values, None if hurried else Severity.HINT)


def _fewer_reports(statement: Statement, measure: Measure) -> Hit | None:
    """«Reported accidents from 40 to 5»: the word for what was put down, where there shall be less of something bad."""
    if outsider(statement) is not None:
        return None  # what those served report, nobody of us keeps silent about
    put_down = next(iter(statement.found("recorded")), None)
    number = amount(measure)
    less = measure.direction is Direction.DOWN or (number is not None and number.bound is Bound.AT_MOST)
    bad = measure.concept in _PUT_DOWN or bool(statement.found("guards"))
    return put_down if put_down and number is not None and less and bad else None


def _each_takes_more(statement: Statement) -> Quantity | None:
    """«Every doctor sees 30 patients a day»: how many people or cases one of us gets through."""
    amounts = numbers(statement)
    target = amounts[-1] if amounts else None
    if target is None or target.dimension is not Dimension.COUNT or target.bound is Bound.AT_MOST:
        return None
    if len(amounts) > 1 and (amounts[0].bound is not Bound.FROM or (amounts[0].value or 0) > (target.value or 0)):
        return None
    people, cases = statement.found("people"), statement.found("outputs")
    served = any(hit.concept in _SERVED for hit in people) or any(hit.concept in _CASES for hit in cases)
    one_of_us = any(hit.concept == "for_one" for hit in statement.found("each")) or any(
        hit.concept in _STAFF and 0 <= hit.span.start - one.span.end <= 1
        for one in statement.found("absolutes")
        for hit in people
    )
    return target if one_of_us and served and not statement.found("guards") and not statement.found("lacks") else None


def _shortened_talk(statement: Statement, measure: Measure) -> Quantity | None:
    """By how much, or to what, people are to talk less long with one another."""
    number = amount(measure)
    with_people = any(inside(hit.span, (measure.span,)) for hit in statement.found("talks"))
    talks = measure.concept in _TALKS or (measure.concept not in _BEFORE_THE_TALK and with_people)
    limited = number is not None and number.bound is Bound.AT_MOST and measure.concept in ("calls", "handling_time")
    if number is None or not talks or not (limited or measure.direction is Direction.DOWN):
        return None
    return number if number.dimension is Dimension.DURATION and number.unit in _A_DAY else None


def _share_closed(statement: Statement, measure: Measure) -> Quantity | None:
    """«Share of closed complaints from 70 to 99 %»: where people should be heard, closing is no proof."""
    closed = any(hit.concept == "done_state" for hit in statement.found("states"))
    share = measure.target
    is_part = share is not None and share.dimension is Dimension.PERCENT and (share.value or 100) < 100
    settled = statement.lead is not None and statement.lead.concept in ("process", "fix")
    tickets = any(hit.concept == "ticket" for hit in statement.found("outputs"))
    brought = measure.concept in _FEWER_VOICES or (measure.concept is None and tickets)
    return share if brought and (closed or settled) and is_part else None


def _sum_of_deals(statement: Statement) -> Quantity | None:
    """A sum of contracts whose number is not said: one large contract would meet it."""
    amounts = numbers(statement)
    if len(amounts) != 1 or not any(hit.plural for hit in statement.found("deals")):
        return None
    total = amounts[0]
    is_money = total.dimension is Dimension.MONEY or (total.value or 0) >= _FEW_FIGURES
    return total if is_money and total.bound is not Bound.BY else None


def _is_kept(counter: Counter, statement: Statement, context: Context) -> bool:
    """Whether a metric beside it would show the harm."""
    return any(counter.is_kept_by(other) for each in others(statement, context) for other in each.measures)


def _is_open_limit(statement: Statement, measure: Measure, context: Context) -> bool:
    """A bare limit without a start: nothing says which cases count and from where one comes."""
    number = amount(measure)
    return (
        len(numbers(statement)) == 1
        and measure.concept in _EASILY_MET
        and number is not None
        and bool(number.value)
        and (number.bound is Bound.AT_MOST or measure.direction is Direction.DOWN)
        and not any(each.start for each in statement.measures)  # "refunds below 1% while orders grow from 400 to 900"
        and not context.fields.start
        and Trait.SATISFACTION not in measure.traits
        and is_bare(statement, measure)
    )


def _falls_silent(measure: Measure) -> bool:
    return measure.concept in _FEWER_VOICES and measure.direction is Direction.DOWN
