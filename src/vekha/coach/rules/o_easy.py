"""O-EASY: nothing would be different, or nobody doubts that it will be reached."""

import re
from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import (
    CHANGE,
    inside,
    main_clause,
    numbers,
    says_why,
    searches,
    timid_start,
    without,
)
from vekha.coach.settings import Severity
from vekha.coach.statement import Form, Hit, Kind, Predicate, Role, Statement
from vekha.coach.understand import understand

ON = (On.OBJECTIVE,)
_CHANGED_A_LITTLE = CHANGE | {
    Kind.REACH,
    Kind.BECOME,
    Kind.BUILD,
    Kind.DELIVER,
    Kind.CONTINUE,
    Kind.KEEP,
    Kind.OPERATE,
    Kind.OTHER,
}
_TAKING_IN = frozenset({"learn", "get_to_know", "read"})
_BASICS_OF = frozenset({"investigate", "analyse", "become_able"})
_BEING_THERE = frozenset({"participate", "visit"})
_BESIDE = 4  # characters from one verb to the next that depends on it: "learn to sell"
_CERTAIN = re.compile(r"^\s*(?:10(?:[.,]0)?(?:\s*/\s*10)?|100\s*[%％]|1[.,]0)\s*$")


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if timid := timid_start(statement):
        yield Flag(timid.span, {"words": timid.text, "text": without(statement, (timid,))}, variant="timid")
    elif small := _so_little(statement):
        more = without(statement, (small,)) if small.concept == "a_little" else main_clause(statement)
        yield Flag(small.span, {"words": small.text, "text": more})
    elif taken_in := _only_taken_in(statement):
        being_there = taken_in.concept in _BEING_THERE
        values = {"words": taken_in.text, "text": main_clause(statement)}
        yield Flag(taken_in.span, values, Severity.HINT if being_there else None, variant="learn")
    elif _CERTAIN.match(context.fields.confidence) and _is_a_stretch(context.fields.commitment, statement):
        yield Flag(None, {"confidence": context.fields.confidence, "text": main_clause(statement)}, variant="certain")


def _so_little(statement: Statement) -> Hit | None:
    """The words that make a change too small to notice."""
    lead = statement.lead
    aside = statement.purposes + tuple(frame.span for frame in statement.time_frames)
    duty = next((hit for hit in statement.found("modest") if hit.concept == "duty"), None)
    if duty is not None and not says_why(statement):
        return duty
    if numbers(statement) or says_why(statement) or (lead is not None and lead.kind not in _CHANGED_A_LITTLE):
        return None
    fitting = (hit for hit in statement.found("modest") if hit.concept != "basics" and not inside(hit.span, aside))
    return next(fitting, None)


def _only_taken_in(statement: Statement) -> Predicate | None:
    """The verb of a statement after which we know more and nothing else has changed."""
    lead = statement.lead
    if lead is None or lead.form not in (Form.IMPERATIVE, Form.ACTION_NOUN) or says_why(statement):
        return None
    basics = any(hit.concept == "basics" for hit in statement.found("modest"))
    if lead.concept not in _TAKING_IN | _BEING_THERE and not (basics and lead.concept in _BASICS_OF):
        return None
    if searches(statement) or any(hit.concept == "question" for hit in statement.found("sought")):
        return None
    to_do_something = any(0 <= p.span.start - lead.span.end <= _BESIDE for p in statement.predicates[1:])
    linked = lead.concept == "learn" and lead.object is not None and lead.object.start - lead.span.end > 1
    much = bool(numbers(statement)) and lead.concept not in _BEING_THERE | {"read"}
    return None if to_do_something or linked or much else lead


def _is_a_stretch(commitment: str, statement: Statement) -> bool:
    said = understand(commitment, Role.OBJECTIVE, statement.language) if commitment else None
    return said is not None and bool(said.found("commitments"))
