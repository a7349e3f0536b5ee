"""O-BROAD: several objectives in one sentence."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import CHANGE, inside, main_clause, sentence, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Form, Kind, Predicate, Statement

ON = (On.OBJECTIVE,)
_SEVERAL = 3
_GOALS = CHANGE | {
    Kind.REACH,
    Kind.BECOME,
    Kind.ELIMINATE,
    Kind.KEEP,
    Kind.BUILD,
    Kind.DELIVER,
    Kind.RUN_EVENT,
    Kind.ACQUIRE,
    Kind.HIRE,
    Kind.OTHER,
}
_NAMED_IN_THE_VERB = ("people", "generic_nouns", "systems", "outputs")  # a verb that holds its object: 留住人才


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    goals = _goals(statement)
    end = len(sentence(statement))
    if len(goals) < 2:
        if len(named := _metrics_listed(statement)) >= _SEVERAL:
            rest = Span(named[1].start, named[-1].end)
            yield Flag(rest, {"first": words(statement, named[0]), "rest": words(statement, rest)}, variant="metrics")
        return
    rest = Span(goals[1].span.start, end)
    count = len(goals) + _metrics_beside(statement, goals)
    first = main_clause(statement)[: goals[0].object.end] if goals[0].object else goals[0].text
    values = {"first": _without_joint(first[: goals[1].span.start]), "rest": words(statement, rest)}
    yield Flag(rest, values, None if count >= _SEVERAL else Severity.HINT)


def _goals(statement: Statement) -> list[Predicate]:
    """The predicates that each say what should change, of something of their own."""
    aside = statement.purposes + statement.means
    leading = [p for p in statement.predicates if p.form in (Form.IMPERATIVE, Form.ACTION_NOUN)]
    if not leading or leading[0] is not statement.lead:
        return []
    found: list[Predicate] = []
    sentence_within = next((p.span.start for p in statement.predicates if p.form is Form.FINITE), len(statement.raw))
    for number, predicate in enumerate(leading):
        if predicate.span.start > sentence_within:
            break  # "a hall where nobody is afraid to stop the line"
        if inside(predicate.span, aside) or predicate.negated or predicate.kind not in _GOALS:
            continue
        if found and not _is_joined(statement, leading[number - 1], predicate):
            continue
        following = leading[number + 1].span.start if number + 1 < len(leading) else len(statement.raw)
        if _has_its_own_object(statement, predicate, following):
            found.append(predicate)
    return found


def _is_joined(statement: Statement, before: Predicate, predicate: Predicate) -> bool:
    """Whether the verb stands beside the one before and does not depend on it: "cut …, raise …"."""
    start = before.object.end if before.object and before.object.end <= predicate.span.start else before.span.end
    return bool(statement.raw[start : predicate.span.start].strip())


def _has_its_own_object(statement: Statement, predicate: Predicate, following: int) -> bool:
    if predicate.object and predicate.object.start < following:
        return True
    within = [hit.span for name in _NAMED_IN_THE_VERB for hit in statement.found(name)]
    return any(predicate.span.start < span.start < predicate.span.end for span in within)


def _metrics_beside(statement: Statement, goals: list[Predicate]) -> int:
    """How many metrics stand in the list without a verb of their own."""
    taken = [goal.object for goal in goals if goal.object]
    taken += [goal.span for goal in goals] + [*statement.purposes, *statement.means]
    measured = (m.span for m in statement.measures if not (m.start or m.target or m.delta))
    return sum(not any(span.start < end and start < span.end for start, end in taken) for span in measured)


def _metrics_listed(statement: Statement) -> list[Span]:
    """Metrics that one verb is to move together, beside the numbers that O-METRIC speaks of."""
    lead = statement.lead
    if lead is None or lead.kind not in CHANGE or statement.quantities:
        return []
    aside = statement.purposes + statement.means
    return [measure.span for measure in statement.measures if not inside(measure.span, aside)]


def _without_joint(text: str) -> str:
    return text.strip(" ,;，；、")
