"""I-MANY: more work for one objective than anybody can carry."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import sentence
from vekha.coach.settings import Severity
from vekha.coach.statement import Statement

ON = (On.SET,)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    limits, count = context.settings.limits, len(context.initiatives)
    if count > limits.initiatives:
        severity = None if count > limits.initiatives_at_most else Severity.HINT
        values = {"count": str(count), "limit": str(limits.initiatives), "text": sentence(statement)}
        yield Flag(None, values, severity)
