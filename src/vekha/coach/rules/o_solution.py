"""O-SOLUTION: a project, a tool or a list of work stands where the purpose should."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On, Severity
from vekha.coach.rules._sentence import after, claims_excellence, count_of_work, is_measured, main_clause
from vekha.coach.statement import Kind, Statement

ON = (On.OBJECTIVE,)
_FINISHED_WHEN_DONE = frozenset({Kind.DELIVER, Kind.COMMUNICATE, Kind.RUN_EVENT, Kind.RESEARCH})
_STARTED_BY_MAKING = frozenset({Kind.BUILD, Kind.OPERATE})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    if lead is None or claims_excellence(statement) or statement.found("timid"):
        return
    makes_a_thing = lead.kind in _STARTED_BY_MAKING and bool(statement.found("systems") or count_of_work(statement))
    if lead.kind not in _FINISHED_WHEN_DONE and not makes_a_thing:
        return
    values = {"verb": lead.text, "object": after(statement, lead), "text": main_clause(statement)}
    if statement.purposes:
        purpose = statement.raw[statement.purposes[0].start : statement.purposes[0].end]
        yield Flag(lead.span, values | {"purpose": purpose}, Severity.HINT, variant="purpose")
        return
    measured = sum(is_measured(key_result) for key_result in context.key_results)
    # Key results about users or customers say what the solution is for.
    yield Flag(lead.span, values, Severity.HINT if measured >= 2 and measured == len(context.key_results) else None)
