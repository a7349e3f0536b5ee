"""O-OPS: the objective keeps something running instead of changing it."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import (
    after,
    claims_excellence,
    inside,
    is_routine,
    is_work,
    main_clause,
    numbers,
    says_how_well,
    says_why,
    searches,
    words,
)
from vekha.coach.settings import Severity
from vekha.coach.statement import Form, Kind, Predicate, Statement, Trait

ON = (On.OBJECTIVE,)
_ROUTINE = frozenset({"as_usual", "day_to_day"})
_ORDERLY = _ROUTINE | {"on_time", "stable_operation"}
_SEEN_TO = frozenset(
    {"ensure", "complete", "deliver", "carry_out", "fulfil", "compile", "pay"}
)  # what is due, and in time


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    if statement.found("superlatives") or statement.found("records"):
        return  # an ambition, be it a poor one
    if lead is None:
        if opening := _routine_named(statement):
            yield Flag(opening, {"verb": words(statement, opening), **_about(statement)}, Severity.WARNING, "daily")
        return
    of_others = lead.form is Form.FINITE and lead.subject is not None
    if lead.form is Form.PASSIVE_STATE and any(
        lead.subject and inside(hit.span, (lead.subject,)) for hit in statement.found("people")
    ):
        return  # "The patient is fed and not alone": how somebody fares
    if lead.kind in (Kind.KEEP, Kind.CONTINUE) and lead.concept != "retain" and not of_others:
        yield Flag(lead.span, {"verb": lead.text, **_about(statement)})
    elif not searches(statement) and (is_routine(statement) or _is_daily_work(statement, lead)):
        yield Flag(
            lead.span,
            {"verb": lead.text, **_about(statement)},
            Severity.HINT if says_why(statement) or _is_done_better(statement) else Severity.WARNING,
            "daily",
        )


def _is_done_better(statement: Statement) -> bool:
    """ "Settle a claim before the customer calls"; but "payroll without errors" is how it has to be anyway."""
    due = tuple(hit.span for hit in statement.found("upkeep") if hit.concept in _ORDERLY)
    return says_how_well(statement) and not any(inside(lack.span, due) for lack in statement.found("lacks"))


def _about(statement: Statement) -> dict[str, str]:
    text = main_clause(statement)
    return {"object": after(statement, statement.lead) if statement.lead else text, "text": text}


def _is_daily_work(statement: Statement, lead: Predicate) -> bool:
    if numbers(statement):
        return False
    orderly = any(hit.concept in _ORDERLY for hit in statement.found("upkeep"))
    if lead.kind is Kind.OPERATE and is_work(statement):
        return orderly or not claims_excellence(statement)
    of_us = lead.form is not Form.FINITE or lead.subject is None
    healthy = any(Trait.HEALTH in measure.traits for measure in statement.measures)
    supports = lead.concept == "deliver" and not claims_excellence(statement) and _gives_support(statement, lead)
    seen_to = lead.concept in _SEEN_TO and (orderly or (healthy and lead.concept == "ensure"))
    return of_us and (supports or seen_to)


def _gives_support(statement: Statement, lead: Predicate) -> bool:
    """ "Provide IT support to employees"."""
    own = (lead.object,) if lead.object else ()
    return any(hit.concept == "service" and inside(hit.span, own) for hit in statement.found("generic_nouns"))


def _routine_named(statement: Statement) -> Span | None:
    """The words that open a statement as routine: "Day-to-day bookkeeping"."""
    if statement.found("lacks"):
        return None  # "Day-to-day life in the ward without pain"
    opening = (hit.span for hit in statement.found("upkeep") if hit.concept in _ROUTINE)
    before = min((word.span.start for word in statement.content), default=0)
    return next((span for span in opening if span.start <= before and not numbers(statement)), None)
