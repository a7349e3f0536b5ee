"""K-NOMETRIC: nothing to measure, or an amount that everybody reads differently."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import (
    CHANGE,
    after,
    builds_nothing,
    inside_sentence,
    is_work,
    main_clause,
    specifics,
    without,
    words,
)
from vekha.coach.statement import Form, Kind, Statement

ON = (On.KEY_RESULT,)
_MATTERS_OF_OPINION = ("vague_amounts", "qualities", "undefined_qualities", "superlatives")
_IN_THE_MIND = frozenset({"feel", "love", "balance", "motivate", "delight", "investigate"})
_PREPOSITION = 5  # characters between a comma and the word that asks: ", за что"
_SEEN_WHEN_TRUE = frozenset({Kind.REACH, Kind.ELIMINATE})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if context.fields.target or statement.quantities or _is_real_work(statement):
        return
    if _stays_as_it_is(statement) or _answers_a_question(statement):
        return
    if not _is_felt(statement) and (statement.found("absolutes") or _is_observable(statement)):
        return
    vague, undefined = statement.found("vague_amounts"), statement.found("undefined_qualities")
    lead, text = statement.lead, main_clause(statement)
    if vague:
        clean = without(statement, vague)
        yield Flag(vague[0].span, {"words": inside_sentence(vague[0].text), "text": clean}, variant="amount")
    elif undefined:
        yield Flag(undefined[0].span, {"words": inside_sentence(undefined[0].text), "text": text}, variant="quality")
    elif lead is None:
        span = statement.measures[0].span if statement.measures else Span(0, len(statement.raw.rstrip()))
        yield Flag(span, {"words": words(statement, span), "text": text}, variant="bare")
    else:
        values = {"verb": lead.text, "object": after(statement, lead), "text": text}
        moves = lead.kind in CHANGE | {Kind.KEEP} and (lead.kind is not Kind.IMPROVE or statement.measures)
        yield Flag(lead.span, values, variant="" if moves else "open")


def _stays_as_it_is(statement: Statement) -> bool:
    """«Complaints do not grow», "no fewer trips than today": the number to compare with is today's."""
    lead = statement.lead
    if any(hit.concept == "current_level" for hit in statement.found("upkeep")):
        return True
    moves = lead is not None and lead.negated and lead.kind in (Kind.CHANGE_UP, Kind.CHANGE_DOWN)
    return moves and bool(statement.measures)


def _answers_a_question(statement: Statement) -> bool:
    """«Понятно, какая цена устраивает кафе»: what will be known, and nothing done before it."""
    asked = next((hit for hit in statement.found("sought") if hit.concept == "question"), None)
    if asked is None or any(each.span.end <= asked.span.start for each in statement.predicates):
        return False
    return "," in statement.raw[max(asked.span.start - _PREPOSITION, 0) : asked.span.start]


def _is_real_work(statement: Statement) -> bool:
    return is_work(statement) and bool(statement.content) and not builds_nothing(statement)


def _is_felt(statement: Statement) -> bool:
    """Whether it happens in the heads of people, where nobody can look: they know, feel, agree."""
    lead = statement.lead
    return (
        lead is not None
        and lead.concept in _IN_THE_MIND
        and lead.form in (Form.FINITE, Form.PASSIVE_STATE)
        and lead.subject is not None
    )


def _is_observable(statement: Statement) -> bool:
    """Whether everybody could see on one day that it is true."""
    lead = statement.lead
    if any(hit.concept == "certified" for hit in statement.found("states")):
        return True
    if lead is None or not specifics(statement):
        return False
    of_others = lead.form is Form.FINITE and lead.subject is not None
    if lead.kind in CHANGE:  # people may change what they do: "Guests move a booking without a call"
        return of_others and bool(statement.found("lacks")) and bool(statement.found("people"))
    if lead.kind in _SEEN_WHEN_TRUE or lead.concept in ("sign", "allow"):
        return True
    becomes = lead.kind is Kind.BECOME or of_others
    opinions = (hit for name in _MATTERS_OF_OPINION for hit in statement.found(name))
    return becomes and all(hit.concept == "independent" for hit in opinions)
