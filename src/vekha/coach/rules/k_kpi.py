"""K-KPI: a number the business watches anyway, or keeps where it is: no change that somebody sets out to make."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import amount, first_metric, is_bare, named, others
from vekha.coach.rules._sentence import CHANGE, inside, main_clause, numbers, specifics, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Direction, Form, Kind, Measure, Statement, Trait

ON = (On.KEY_RESULT,)
_A_SUM = 100_000  # a number without a unit from which it is money
_PLANS = frozenset({"quota_attainment", "plan_fulfilment", "budget_use"})
# What every company counts every month. About money coaches disagree.
_USE = frozenset({"mau", "dau", "active_users"})
_MONEY = frozenset({"revenue", "sales", "profit", "gmv", "mrr"})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    values = {"text": main_clause(statement)}
    alone = not others(statement, context)
    if plan := _plan(statement):
        yield Flag(plan, values | {"words": words(statement, plan)}, variant="plan")
        return
    if sold := _sold(statement):
        sure = alone or not _own_words(statement)
        yield Flag(sold, values | {"words": words(statement, sold)}, None if sure else Severity.HINT, variant="plan")
        return
    measure = first_metric(statement)
    if measure is None and alone and (kept := _kept(statement)):
        yield Flag(kept, values | {"measure": words(statement, kept), "words": words(statement, kept)}, variant="keep")
        return
    if measure is not None and alone and _is_kept_at_nothing(statement, measure):
        name = words(statement, measure.span)
        yield Flag(measure.span, values | {"measure": name, "words": name}, variant="keep")
        return
    number = amount(measure) if measure else None
    if measure is None or number is None or measure.start or context.fields.start or not number.value:
        return
    place = named(statement, measure)
    counts = measure.concept is None and measure.target is not None and measure.target.counted == measure.span
    values |= {"measure": words(statement, place if counts else measure.span), "words": words(statement, place)}
    lead = statement.lead
    if _people_stay(statement):
        return
    if lead is not None and lead.kind in (Kind.KEEP, Kind.CONTINUE) and lead.concept != "retain":
        # Beside results that move, what must not suffer is a good key result.
        changes = any(other.kind in CHANGE for other in statement.predicates)
        changes = changes or any(other.start for other in statement.measures)  # "… while orders grow from 400 to 900"
        if alone and not changes and not statement.found("constraints"):
            yield Flag(place, values, variant="keep")
    elif Trait.HEALTH in measure.traits:
        yield Flag(place, values, None if alone else Severity.HINT, variant="keep")
    elif measure.concept in _USE | _MONEY and measure.direction is not Direction.DOWN and is_bare(statement, measure):
        if measure.concept in _MONEY and (statement.found("yearly") or (measure.target and statement.time_frames)):
            return  # a sum on a day: K-LAGGING says it
        grows = measure.concept in _USE and measure.delta is not None
        yield Flag(place, values, None if alone and grows else Severity.HINT)


def _plan(statement: Statement) -> Span | None:
    """A plan from above, to be met in full."""
    if plan := next((hit for hit in statement.found("records") if hit.concept == "plan"), None):
        return plan.span
    return next((named(statement, measure) for measure in statement.measures if _is_plan_met(measure)), None)


def _kept(statement: Statement) -> Span | None:
    """«Keep call abandonment under 5 %»: a level to be held, whatever it is of."""
    lead, amounts = statement.lead, numbers(statement)
    if lead is None or lead.kind is not Kind.KEEP or lead.object is None or lead.concept == "retain":
        return None
    if _people_stay(statement):
        return None
    changes = any(other.kind in CHANGE for other in statement.predicates) or statement.found("constraints")
    if len(amounts) != 1 or not amounts[0].value or changes:
        return None
    return Span(lead.object.start, max(lead.object.end, amounts[0].span.end))


def _is_kept_at_nothing(statement: Statement, measure: Measure) -> bool:
    """«Keep zero accidents», 确保零事故: what has to be so anyway, with or without a digit."""
    lead = statement.lead
    holds = lead is not None and (lead.kind is Kind.KEEP or lead.concept == "ensure")
    nothing = any(hit.concept == "zero" for hit in statement.found("absolutes"))
    return holds and nothing and amount(measure) is None and Trait.HEALTH in measure.traits


def _people_stay(statement: Statement) -> bool:
    """ "14 of 20 mentors stayed": not a level that is kept, but people who chose to."""
    lead = statement.lead
    stays = lead is not None and lead.kind is Kind.KEEP and lead.form is Form.FINITE
    return stays and any(
        inside(measure.span, (hit.span,)) for hit in statement.found("people") for measure in statement.measures
    )


def _sold(statement: Statement) -> Span | None:
    """«Sell 500 cars»: so many pieces of what one sells, to nobody in particular."""
    lead, amounts = statement.lead, numbers(statement)
    if lead is None or lead.concept != "sell" or len(amounts) != 1 or len(_own_words(statement)) > 1:
        return None
    number = amounts[0]
    if number.dimension is not Dimension.COUNT or number.bound is Bound.FROM or (number.value or 0) >= _A_SUM:
        return None
    return Span(number.span.start, max(number.span.end, number.counted.end if number.counted else 0))


def _own_words(statement: Statement) -> list[str]:
    """The words that say what is sold, beside "units" and "products"."""
    goods = tuple(hit.span for hit in statement.found("goods"))
    return [word.text for word in specifics(statement) if not inside(word.span, goods)]


def _is_plan_met(measure: Measure) -> bool:
    """Whether a plan is to be met in full: a share that grows from 60 to 78 % says something changes."""
    target = measure.target
    return measure.concept in _PLANS and not measure.start and target is not None and (target.value or 0) >= 100
