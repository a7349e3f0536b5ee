"""K-ACTIVITY: counts what we do or make, not what changes because of it."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import others
from vekha.coach.rules._sentence import (
    count_of_work,
    counted,
    inside,
    is_measured,
    is_work,
    main_clause,
    more_of_work,
    numbers,
    searches,
    shortened,
    words,
)
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Form, Kind, Measure, Quantity, Statement, Trait

ON = (On.KEY_RESULT,)
_WHO_WORKS_HERE = frozenset(
    {"employee", "teacher", "doctor", "developer", "seller", "manager", "driver", "team_people"}
)
_MILD = frozenset({Kind.HIRE, Kind.LEARN})
_OF_WORK = frozenset({Trait.ACTIVITY, Trait.OUTPUT})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    if is_work(statement) and lead is not None:
        count, clause = count_of_work(statement), main_clause(statement)
        span = counted(statement, count) if count and not _has_quality_bar(statement) else more_of_work(statement)
        if span is not None:
            variant = "means" if count and lead.kind in _MILD else ""
            values = {"text": clause, "short": shortened(clause), "number": words(statement, span)}
            yield Flag(span, values, _weight(statement, context) if count else None, variant)
        return
    if times := _times_done(statement) or _own_people_act(statement):
        span = counted(statement, times)
        clause = main_clause(statement)
        values = {"number": words(statement, span), "text": clause, "short": shortened(clause)}
        yield Flag(span, values, _weight(statement, context))
        return
    gathers = lead is not None and lead.concept in ("collect", "solve")
    if lead is not None and not gathers and lead.kind not in (Kind.CHANGE_UP, Kind.IMPROVE, Kind.KEEP):
        return
    if any(hit.concept == "current_level" for hit in statement.found("upkeep")):
        return  # no fewer than today: a guard of the others
    others_move = any(measure.start and measure.target for measure in statement.measures)
    for measure in statement.measures:
        if not measure.traits & _OF_WORK:
            continue
        amount = measure.target or measure.delta
        if others_move and amount is None:
            continue  # a unit of the number: «2,2 узла в смену»
        if amount is not None and amount.dimension is Dimension.DURATION:  # "rolled back within 48 hours: at most 5%"
            amount = next((each for each in numbers(statement) if each.dimension is Dimension.PERCENT), amount)
        is_share = amount is not None and amount.dimension is Dimension.PERCENT and amount.bound is not Bound.BY
        by_people = lead is None and any(inside(hit.span, (measure.span,)) for hit in statement.found("people"))
        counted_first = amount and not any(word.span.end <= amount.span.start for word in statement.content)
        by_name = any(
            hit.concept == "number_word" and inside(hit.span, (measure.span,))
            for hit in statement.found("metric_heads")
        )
        counts = bool(lead or by_name or (counted_first and not by_people))
        delta = measure.delta if measure.concept == "velocity" else None
        by_rate = delta is not None and delta.dimension is Dimension.PERCENT
        if counts and not is_share and not by_rate:
            name = words(statement, measure.span)
            if _falls(measure):
                return
            moves = measure.start is not None and measure.target is not None
            yield Flag(measure.span, {"measure": name}, Severity.HINT if moves else None, variant="measure")
            return


def _times_done(statement: Statement) -> Quantity | None:
    """「在社区举办 6 场义诊」: how many times we do it, wherever the sentence begins."""
    lead, amounts = statement.lead, numbers(statement)
    if lead is None or len(amounts) != 1 or amounts[0].unit != "times" or amounts[0].bound is not Bound.EXACT:
        return None
    effort = any(Trait.ACTIVITY in measure.traits for measure in statement.measures)
    holds = lead.kind in (Kind.RUN_EVENT, Kind.COMMUNICATE) and amounts[0].counted is not None
    does = effort and lead.concept is None and lead.span.end <= amounts[0].span.start
    return amounts[0] if holds or does else None


def _own_people_act(statement: Statement) -> Quantity | None:
    """ "Nurses teach at 5 schools": how often those who work here do something, not what comes of it."""
    lead, amounts = statement.lead, numbers(statement)
    if lead is None or lead.subject is None or lead.object is None or len(amounts) != 1:
        return None
    if lead.form is not Form.FINITE or lead.kind not in (Kind.RUN_EVENT, Kind.COMMUNICATE) or lead.negated:
        return None
    count = amounts[0]
    own = any(hit.concept in _WHO_WORKS_HERE and inside(hit.span, (lead.subject,)) for hit in statement.found("people"))
    plain = count.dimension is Dimension.COUNT and count.bound is Bound.EXACT and inside(count.span, (lead.object,))
    return count if own and plain else None


def _has_quality_bar(statement: Statement) -> bool:
    """12 posts of which each must engage 5 %: the second number measures value."""
    return any(
        number.dimension is not Dimension.COUNT or number.bound in (Bound.AT_LEAST, Bound.AT_MOST)
        for number in numbers(statement)[1:]
    )


def _falls(measure: Measure) -> bool:
    """Fewer calls and letters are a result: somebody no longer has to make them."""
    start, target = measure.start, measure.target
    return bool(start and target and (start.value or 0) > (target.value or 0))


def _learns(objective: Statement) -> bool:
    return searches(objective) or (objective.lead is not None and objective.lead.kind is Kind.LEARN)


def _weight(statement: Statement, context: Context) -> Severity | None:
    lead = statement.lead
    if lead and lead.concept == "buy_in":
        return Severity.HINT
    if lead and lead.kind in _MILD:
        return Severity.HINT if others(statement, context) else None
    if context.objective is not None and _learns(context.objective):
        return Severity.HINT  # who sets out to learn counts what was tried
    results = sum(is_measured(other) for other in context.key_results)
    # One counted step among results can be the leading indicator of the set.
    return Severity.HINT if results >= 2 and results == len(context.key_results) - 1 else None
