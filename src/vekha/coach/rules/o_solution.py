"""O-SOLUTION: a project, a tool or a list of work stands where the purpose should."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import (
    CHANGE,
    WORK,
    after,
    claims_excellence,
    count_of_work,
    is_measured,
    is_work,
    main_clause,
    says_why,
    searches,
    timid_start,
    words,
)
from vekha.coach.settings import Severity
from vekha.coach.statement import Form, Kind, Predicate, Statement

ON = (On.OBJECTIVE,)
_PROJECT = WORK - {Kind.LEARN, Kind.OPERATE}
_STARTED_BY_MAKING = frozenset({Kind.BUILD})  # a culture may be built, a CRM is a tool


_AIMS = CHANGE | {Kind.REACH, Kind.BECOME, Kind.ELIMINATE}
_OF_PLACES = frozenset({"deliver", "start"})  # to deliver on a promise, to start in a country
_DIRECTIONS = frozenset({"prepare", "open_place", "form_team"})  # to prepare for something, to open a place


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    counted = lead is not None and lead.kind is Kind.OPERATE and count_of_work(statement)
    if lead is None or not (lead.kind in _PROJECT or counted) or not is_work(statement):
        return
    if claims_excellence(statement) or timid_start(statement) or searches(statement) or _teaches_to(statement, lead):
        return
    if not _is_finished_by_making(statement, lead):
        return
    values = {"verb": lead.text, "object": after(statement, lead), "text": main_clause(statement)}
    if purpose := _aim(statement):
        yield Flag(lead.span, values | {"purpose": purpose}, Severity.HINT, variant="purpose")
        return
    measured = sum(is_measured(key_result) for key_result in context.key_results)
    # Key results about users or customers say what the solution is for.
    yield Flag(lead.span, values, Severity.HINT if measured >= 2 and measured == len(context.key_results) else None)


def _teaches_to(statement: Statement, lead: Predicate) -> bool:
    """ "Teach every cook to run the line": what people will be able to do."""
    return lead.concept == "train" and any(p.kind is not Kind.RUN_EVENT for p in statement.predicates[1:])


def _aim(statement: Statement) -> str:
    """What the work is for: its purpose clause, or a change named behind it."""
    if says_why(statement):
        return words(statement, statement.purposes[0])
    change = next((p for p in statement.predicates[1:] if p.kind in _AIMS), None)
    return words(statement, Span(change.span.start, len(statement.raw))) if change else ""


def _is_finished_by_making(statement: Statement, lead: Predicate) -> bool:
    """Whether the thing made is all there is to it."""
    document = bool(statement.found("documents"))
    if lead.concept in _DIRECTIONS:
        return document or bool(count_of_work(statement))
    thing = document or bool(statement.found("systems") or count_of_work(statement))
    by_making = lead.kind in _STARTED_BY_MAKING or lead.concept in _OF_PLACES or lead.form is Form.PASSIVE_STATE
    return thing or not by_making
