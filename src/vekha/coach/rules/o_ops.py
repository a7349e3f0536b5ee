"""O-OPS: the objective keeps something running instead of changing it."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On, Severity
from vekha.coach.rules._sentence import after, claims_excellence, is_work, main_clause, numbers
from vekha.coach.statement import Form, Kind, Statement

ON = (On.OBJECTIVE,)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    if lead is None or statement.found("superlatives"):
        return
    values = {"verb": lead.text, "object": after(statement, lead), "text": main_clause(statement)}
    of_others = lead.form is Form.FINITE and lead.subject is not None
    if lead.kind in (Kind.KEEP, Kind.CONTINUE) and lead.concept != "retain" and not of_others:
        yield Flag(lead.span, values)
    elif (
        lead.kind is Kind.OPERATE and is_work(statement) and not numbers(statement) and not claims_excellence(statement)
    ):
        yield Flag(lead.span, values, Severity.WARNING, variant="daily")
