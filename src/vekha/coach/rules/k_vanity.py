"""K-VANITY: counts attention, and nothing in it says that anybody is better off."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import amount, first_metric, has_value_beside
from vekha.coach.rules._sentence import main_clause, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Dimension, Statement, Trait

ON = (On.KEY_RESULT,)
# Attention that lets people choose to come: worth a question, no objection.
_HALF_WAY = frozenset({"traffic", "open_rate"})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    measure = first_metric(statement)
    if measure is None or Trait.VANITY not in measure.traits:
        return
    if amount(measure) is None and any(amount(other) for other in statement.measures):
        return  # the number belongs to what those who came did
    if measure.target is not None and measure.target.dimension in (Dimension.PERCENT, Dimension.DURATION):
        return  # a share of those who came did something, or something takes less time
    if any(0 <= measure.span.start - lack.span.end <= 3 for lack in statement.found("lacks")):
        return  # "order without a visit"
    about_attention = context.objective is not None and bool(context.objective.found("attention"))
    mild = measure.concept in _HALF_WAY or about_attention or has_value_beside(statement, context)
    values = {"measure": words(statement, measure.span), "text": main_clause(statement)}
    yield Flag(measure.span, values, Severity.HINT if mild else None)
