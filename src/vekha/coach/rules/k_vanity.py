"""K-VANITY: counts attention, and nothing in it says that anybody is better off."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import amount, first_metric, has_value_beside
from vekha.coach.rules._sentence import CHANGE, counted, inside, main_clause, numbers, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Direction, Form, Kind, Predicate, Quantity, Statement, Trait

ON = (On.KEY_RESULT,)
_FEW = 3  # attention is counted in more
_CROWD = 100
_TIMES = frozenset({"occasion", "times"})
# Attention that lets people choose to come: worth a question, no objection.
_LOOKING = frozenset({"register", "see", "reach", "exceed", "respond", "read", "monitor", "investigate"})
_BRINGING = CHANGE | {Kind.REACH, Kind.ACQUIRE}
_STEPS_BEYOND = frozenset({"came", "tried", "offered", "agreed"})
_HALF_WAY = frozenset({"open_rate", "traffic"})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    measure = first_metric(statement)
    if measure is None or Trait.VANITY not in measure.traits:
        if looks := _count_of_looks(statement):
            place = counted(statement, looks)
            values = {"measure": words(statement, place), "text": main_clause(statement)}
            mild = _is_about_attention(context) or has_value_beside(statement, context)
            yield Flag(place, values, Severity.HINT if mild else None)
        return
    if amount(measure) is None and any(amount(other) for other in statement.measures):
        return  # the number belongs to what those who came did
    target = measure.target
    if measure.direction is Direction.DOWN or (target is not None and not _counts(target)):
        return  # a share of those who came did something, so much for each of them, or something takes less time
    lead = statement.lead
    acted = lead is not None and lead.form is Form.FINITE and lead.kind not in CHANGE and lead.concept not in _LOOKING
    if acted and lead is not None and lead.subject and lead.object and inside(measure.span, (lead.subject,)):
        return  # «200 followers placed an order»
    if any(0 <= measure.span.start - lack.span.end <= 3 for lack in statement.found("lacks")):
        return  # "order without a visit"
    # A bare number of visits is attention; traffic that is to grow from here to there leaves open what for.
    bare_visits = measure.concept == "traffic" and target is not None and measure.start is None
    half_way = measure.concept in _HALF_WAY and not bare_visits
    mild = half_way or _is_about_attention(context) or has_value_beside(statement, context)
    values = {"measure": words(statement, measure.span), "text": main_clause(statement)}
    yield Flag(measure.span, values, Severity.HINT if mild else None)


def _is_about_attention(context: Context) -> bool:
    return context.objective is not None and bool(context.objective.found("attention"))


def _count_of_looks(statement: Statement) -> Quantity | None:
    """How often something was looked at, or by how many people, where nothing says what they did next."""
    looked_at = {hit.concept for hit in statement.found("looked_at")}
    if any(hit.concept in _STEPS_BEYOND for hit in statement.found("stages")):
        return None
    if not looked_at or any(
        each.kind is not Kind.COMMUNICATE and not _comes_to_look(each) for each in statement.predicates
    ):
        return None
    for number in numbers(statement):
        if number.bound in (Bound.FROM, Bound.SCALE) or (number.value or 0) < _CROWD:
            continue
        if "looks" in looked_at and number.unit in _TIMES:
            return number
        if "places" in looked_at and number.unit == "star":
            return number
        if "places" in looked_at and number.dimension is Dimension.COUNT and _counts_people(statement, number):
            return number
    return None


def _comes_to_look(predicate: Predicate) -> bool:
    return predicate.kind in _BRINGING or predicate.concept in _LOOKING


def _counts_people(statement: Statement, number: Quantity) -> bool:
    counted_by = number.counted
    return number.unit == "person" or (
        counted_by is not None and any(inside(hit.span, (counted_by,)) for hit in statement.found("people"))
    )


def _counts(number: Quantity) -> bool:
    return number.dimension not in (Dimension.PERCENT, Dimension.DURATION) and (number.value or 0) >= _FEW
