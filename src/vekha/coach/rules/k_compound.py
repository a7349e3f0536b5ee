"""K-COMPOUND: two results in one line, each with its own way from a number to a number."""

from collections.abc import Iterator
from itertools import pairwise

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import inside, words
from vekha.coach.statement import Bound, Statement

ON = (On.KEY_RESULT,)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    aside = statement.purposes + statement.means
    moves = [
        Span(start.span.start, target.span.end)
        for start, target in pairwise(statement.quantities)
        if start.bound is Bound.FROM and target.bound is Bound.TO and not inside(start.span, aside)
    ]
    for first, second in pairwise(moves):
        if begins := _second_metric(statement, Span(first.end, second.start)):
            span = Span(begins, second.end)
            yield Flag(span, {"second": words(statement, span)})
            return


def _second_metric(statement: Statement, between: Span) -> int | None:
    """Where the second result begins: at its verb or its metric. The same metric in another place has neither."""
    named = [measure.span for measure in statement.measures] + [predicate.span for predicate in statement.predicates]
    if not any(inside(span, (between,)) for span in named):
        return None
    return min(span.start for span in (*named, *(word.span for word in statement.content)) if inside(span, (between,)))
