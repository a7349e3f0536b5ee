"""K-COMPOUND: two results in one line, each with its own number, or a piece of work together with its result."""

from collections.abc import Iterator
from itertools import pairwise

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import CHANGE, inside, numbers, words, work_and_result
from vekha.coach.statement import Bound, Dimension, Kind, Statement

ON = (On.KEY_RESULT,)
_FIRST = CHANGE | {Kind.REACH, Kind.ACQUIRE, Kind.KEEP}


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if both := _two_results(statement):
        first, second = both
        yield Flag(second, {"first": words(statement, first), "second": words(statement, second)})
    elif result := work_and_result(statement):
        text = words(statement, result)
        yield Flag(result, {"second": text, "result": text[:1].upper() + text[1:]}, variant="work")


def _two_results(statement: Statement) -> tuple[Span, Span] | None:
    """The first and the second result, each with its verb or metric and its number."""
    aside = statement.purposes + statement.means
    moves = [
        Span(start.span.start, target.span.end)
        for start, target in pairwise(statement.quantities)
        if start.bound is Bound.FROM and target.bound is Bound.TO and not inside(start.span, aside)
    ]
    for first, second in pairwise(moves):
        if (begins := _second_metric(statement, Span(first.end, second.start))) is not None:
            return Span(0, first.end), Span(begins, second.end)
    return _two_changes(statement)


def _second_metric(statement: Statement, between: Span) -> int | None:
    """Where the second result begins: at its verb or its metric. The same metric in another place has neither."""
    named = [measure.span for measure in statement.measures] + [predicate.span for predicate in statement.predicates]
    if not any(inside(span, (between,)) for span in named):
        return None
    return min(span.start for span in (*named, *(word.span for word in statement.content)) if inside(span, (between,)))


def _two_changes(statement: Statement) -> tuple[Span, Span] | None:
    """«Raise the share to 45 % and cut complaints by a third»: a second verb of change with a number of its own."""
    lead, aside = statement.lead, statement.purposes + statement.means
    if lead is None or lead.kind not in _FIRST or statement.found("constraints"):
        return None
    for verb in statement.predicates[1:]:
        if verb.kind not in CHANGE or inside(verb.span, aside):
            continue
        names = {each.span.start for each in statement.measures if each.target and each.span < each.target.span}
        before = [number for number in numbers(statement) if number.span.end <= verb.span.start]
        before = [number for number in before if number.span.end not in names]  # 达到 90℃ 的面包占比: which ones
        behind = [number for number in numbers(statement) if number.span.start >= verb.span.end]
        if before and before[-1].bound is Bound.FROM:
            behind.insert(0, before.pop())  # the verb stands between where it comes from and where it goes
            before = [number for number in before if number.dimension is not Dimension.DURATION]  # "within 90 days"
        if not before or not behind:
            continue
        begins = _second_metric(statement, Span(before[-1].span.end, behind[0].span.start))
        if begins is not None:
            return Span(0, before[-1].span.end), Span(begins, behind[-1].span.end)
    return None
