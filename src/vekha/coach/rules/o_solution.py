"""O-SOLUTION: a project, a tool or a list of work stands where the purpose should."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On, Severity
from vekha.coach.rules._sentence import (
    WORK,
    after,
    claims_excellence,
    count_of_work,
    is_measured,
    is_work,
    main_clause,
    says_why,
    timid_start,
    words,
)
from vekha.coach.statement import Form, Kind, Statement

ON = (On.OBJECTIVE,)
_PROJECT = WORK - {Kind.LEARN}
_STARTED_BY_MAKING = frozenset({Kind.BUILD, Kind.OPERATE, Kind.HIRE})  # a culture may be built, a CRM is a tool


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    if lead is None or lead.kind not in _PROJECT or not is_work(statement):
        return
    if claims_excellence(statement) or timid_start(statement):
        return
    things = statement.found("documents") or (statement.found("systems") and lead.concept != "prepare")
    needs_a_thing = lead.kind in _STARTED_BY_MAKING or lead.concept == "deliver" or lead.form is Form.PASSIVE_STATE
    if needs_a_thing and not (things or count_of_work(statement)):
        return
    values = {"verb": lead.text, "object": after(statement, lead), "text": main_clause(statement)}
    if says_why(statement):
        purpose = words(statement, statement.purposes[0])
        yield Flag(lead.span, values | {"purpose": purpose}, Severity.HINT, variant="purpose")
        return
    measured = sum(is_measured(key_result) for key_result in context.key_results)
    # Key results about users or customers say what the solution is for.
    yield Flag(lead.span, values, Severity.HINT if measured >= 2 and measured == len(context.key_results) else None)
