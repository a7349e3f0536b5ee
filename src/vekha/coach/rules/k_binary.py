"""K-BINARY: done or not done; half-way nobody sees how far it is."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import stands_alone
from vekha.coach.rules._sentence import after, inside, is_work, main_clause, numbers, shortened, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Form, Kind, Quantity, Statement, Trait

ON = (On.KEY_RESULT,)
_MOVED_PIECE_BY_PIECE = frozenset({"migrate", "deploy", "implement", "automate", "standardise", "turn_into"})
_HANDED_OVER = frozenset({"obtain", "allow"})
_EVENTS = frozenset({Kind.REACH, Kind.BECOME, Kind.ACQUIRE})
_MORE_OR_LESS = ("vague_amounts", "undefined_qualities")
_COUNTED = frozenset({Trait.NATURAL_ZERO, Trait.ACTIVITY, Trait.OUTPUT})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead, text = statement.lead, main_clause(statement)
    if context.fields.target:
        return
    values = {"text": text, "short": shortened(text)}
    if is_work(statement):
        if lead is not None and lead.concept in _MOVED_PIECE_BY_PIECE and not numbers(statement) and lead.object:
            yield Flag(lead.span, values | {"object": after(statement, lead)}, Severity.HINT, variant="moved")
    elif one := _once(statement):
        mild = not stands_alone(statement, context)
        yield Flag(one.span, values | {"number": words(statement, one.span)}, Severity.HINT if mild else None, "once")
    elif limit := _limit_of_each(statement):
        yield Flag(limit.span, values | {"number": words(statement, limit.span)}, Severity.HINT, variant="each")
    elif lead is not None and not statement.quantities and stands_alone(statement, context) and _is_event(statement):
        handed_over = lead.form is Form.PASSIVE_STATE and lead.concept in _HANDED_OVER
        yield Flag(lead.span, values, None if handed_over else Severity.HINT)


def _once(statement: Statement) -> Quantity | None:
    """«At least one pilot customer»: the only number is one."""
    amounts = numbers(statement)
    if len(amounts) != 1 or amounts[0].value != 1 or amounts[0].dimension is not Dimension.COUNT:
        return None
    return amounts[0] if amounts[0].bound in (Bound.AT_LEAST, Bound.EXACT) and not amounts[0].per else None


def _limit_of_each(statement: Statement) -> Quantity | None:
    """«Calls complete in less than 300 ms»: one that takes longer, and the line is missed."""
    amounts = numbers(statement)
    if len(amounts) != 1 or amounts[0].dimension is not Dimension.DURATION or amounts[0].bound is not Bound.AT_MOST:
        return None
    of_each = any(measure.target == amounts[0] and measure.traits & _COUNTED for measure in statement.measures)
    return amounts[0] if of_each or statement.found("absolutes") else None


def _is_event(statement: Statement) -> bool:
    """Whether it happens on one day: a licence, an audit, a victory."""
    lead = statement.lead
    if lead is None or inside(lead.span, statement.purposes):
        return False
    if any(hit.concept == "certified" for hit in statement.found("states")):
        return True
    if any(statement.found(name) for name in _MORE_OR_LESS):
        return False
    wins = (lead.kind in _EVENTS or lead.concept in _HANDED_OVER) and lead.form in (
        Form.IMPERATIVE,
        Form.ACTION_NOUN,
        Form.PASSIVE_STATE,
    )
    return wins and not statement.measures and bool(statement.content)
