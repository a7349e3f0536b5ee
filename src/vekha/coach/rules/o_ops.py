"""O-OPS: the objective keeps something running instead of changing it."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On, Severity
from vekha.coach.rules._sentence import after, claims_excellence, numbers
from vekha.coach.statement import Kind, Statement

ON = (On.OBJECTIVE,)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    if lead is None or claims_excellence(statement):
        return
    values = {"verb": lead.text, "object": after(statement, lead)}
    if lead.kind in (Kind.KEEP, Kind.CONTINUE):
        yield Flag(lead.span, values)
    elif lead.kind is Kind.OPERATE and not numbers(statement):
        yield Flag(lead.span, values, Severity.WARNING, variant="daily")
