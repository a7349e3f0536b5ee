"""S-MANY: more than people can keep in mind."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.settings import Severity
from vekha.coach.statement import Statement

ON = (On.SET, On.LIST)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    limits, count = context.settings.limits, len(context.key_results)
    if count > limits.key_results:
        severity = None if count > limits.key_results_at_most else Severity.HINT
        yield Flag(None, {"count": str(count), "limit": str(limits.key_results)}, severity)
    if len(context.objectives) > limits.objectives:
        values = {"count": str(len(context.objectives)), "limit": str(limits.objectives)}
        yield Flag(None, values, Severity.HINT, variant="objectives")
