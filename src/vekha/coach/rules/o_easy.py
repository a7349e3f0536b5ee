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
_SMALL = frozenset({"a_little", "small_change"})
_TAKING_IN = frozenset({"learn", "get_to_know", "read"})
_BASICS_OF = frozenset({"investigate", "analyse", "become_able", "solve", "know"})
_BEING_THERE = frozenset({"participate", "visit"})
_OWED = frozenset({"minimum", "as_planned", "left_over", "good_enough"})
_AS_IT_WAS = frozenset({"as_before", "no_better_than", "not_behind", "current_level"})
_AGAINST = CHANGE | {Kind.ELIMINATE}
_UPKEEP = frozenset({Kind.KEEP, Kind.CONTINUE})  # a matter of O-OPS
_WISHES = frozenset({Form.IMPERATIVE, Form.ACTION_NOUN, Form.FINITE})
_BESIDE = 4  # characters from one verb to the next that depends on it: "learn to sell"
_CERTAIN = re.compile(r"^\s*(?:10(?:[.,]0)?(?:\s*/\s*10)?|100\s*[%％]|1[.,]0)\s*$")


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if timid := timid_start(statement):
        yield Flag(timid.span, {"words": timid.text, "text": without(statement, (timid,))}, variant="timid")
    elif small := _so_little(statement):
        more = without(statement, (small,)) if small.concept == "a_little" else main_clause(statement)
        yield Flag(small.span, {"words": small.text, "text": more})
    elif usual := _nothing_new(statement):
        variant = "owed" if usual.concept in _OWED else "same"
        yield Flag(usual.span, {"words": usual.text, "text": main_clause(statement)}, variant=variant)
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
    fitting = (hit for hit in statement.found("modest") if hit.concept in _SMALL and not inside(hit.span, aside))
    return next(fitting, None)


def _nothing_new(statement: Statement) -> Hit | None:
    """The words by which it shall be as it was, or as it has to be anyway."""
    lead = statement.lead
    if says_why(statement) or (lead is not None and (lead.kind in _UPKEEP or lead.form not in _WISHES)):
        return None
    levels = (hit for hit in statement.found("upkeep") if hit.concept == "current_level")
    for hit in (*statement.found("modest"), *levels):
        if hit.concept == "no_better_than" and not any(
            0 <= frame.span.start - hit.span.end <= _BESIDE for frame in statement.time_frames
        ):
            continue
        against = lead is not None and lead.kind in _AGAINST  # "challenge the status quo"
        if hit.concept in _OWED or (hit.concept in _AS_IT_WAS and not against):
            return hit
    return None


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
