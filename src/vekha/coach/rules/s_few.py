"""S-FEW: too few key results to tell whether the objective is reached."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import sentence
from vekha.coach.settings import Severity
from vekha.coach.statement import Statement

ON = (On.SET,)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    count = len(context.key_results)
    values = {"text": sentence(statement)}
    if count == 0:
        yield Flag(None, values, Severity.WARNING, variant="none")
    elif count < context.settings.limits.key_results_at_least:
        yield Flag(None, values | {"only": sentence(context.key_results[0])})
