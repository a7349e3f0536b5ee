"""K-VANITY: counts attention, and nothing in it says that anybody is better off."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import amount, first_metric, has_value_beside
from vekha.coach.rules._sentence import CHANGE, inside, main_clause, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Dimension, Direction, Form, Quantity, Statement, Trait

ON = (On.KEY_RESULT,)
_FEW = 3  # attention is counted in more
# Attention that lets people choose to come: worth a question, no objection.
_LOOKING = frozenset({"register", "see", "reach", "exceed", "respond"})
_HALF_WAY = frozenset({"open_rate", "traffic"})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    measure = first_metric(statement)
    if measure is None or Trait.VANITY not in measure.traits:
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
    about_attention = context.objective is not None and bool(context.objective.found("attention"))
    # A bare number of visits is attention; traffic that is to grow from here to there leaves open what for.
    counted = measure.concept == "traffic" and target is not None and measure.start is None
    half_way = measure.concept in _HALF_WAY and not counted
    mild = half_way or about_attention or has_value_beside(statement, context)
    values = {"measure": words(statement, measure.span), "text": main_clause(statement)}
    yield Flag(measure.span, values, Severity.HINT if mild else None)


def _counts(number: Quantity) -> bool:
    return number.dimension not in (Dimension.PERCENT, Dimension.DURATION) and (number.value or 0) >= _FEW
