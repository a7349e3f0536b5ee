"""S-ALIGN: copies what stands a level above, or pulls against what others have set out to do."""

from collections.abc import Iterator
from typing import NamedTuple

from vekha.coach.company import ALIKE, likeness, metric, subject
from vekha.coach.document import Language
from vekha.coach.rule import Context, Flag, On, Peer
from vekha.coach.rules._sentence import main_clause, sentence
from vekha.coach.settings import Severity
from vekha.coach.statement import Direction, Kind, Quantity, Role, Statement, Trait

ON = (On.SET, On.OBJECTIVE, On.KEY_RESULT)

_LEVELS = ("company", "team", "person")  # from above
_THE_SAME = 0.75  # where no metric is known
_OPPOSITE = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}
_KINDS = {Kind.CHANGE_UP: Direction.UP, Kind.CHANGE_DOWN: Direction.DOWN, Kind.ELIMINATE: Direction.DOWN}
# Departments that serve others, and what is not theirs to move.
_SERVING = frozenset({"hr_dept", "finance_dept", "it_dept", "legal_dept", "procurement_dept", "security_dept"})
_OF_CUSTOMERS = frozenset({"nps", "csat", "retention", "churn", "customer_count", "market_share", "deals", "leads"})


class _Twin(NamedTuple):
    """A line of others with what it has to do with ours."""

    line: Statement
    peer: Peer
    is_opposite: bool


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if context.judged is On.SET and (taken_over := _taken_over(statement, context.key_results)):
        yield Flag(None, {"text": sentence(taken_over), "words": taken_over.found("copied")[0].text}, variant="copied")
    elif context.judged is not On.SET and _is_handed_down(statement):
        yield Flag(None, {"text": main_clause(statement)}, Severity.HINT, variant="handed")
    elif context.judged is not On.OBJECTIVE and (twin := _twin(statement, context)):
        above = _is_above(twin.peer.level, context.level)
        copied = "" if statement.role is Role.KEY_RESULT else "goal"
        if twin.line.role is Role.KEY_RESULT or not (above and twin.peer.is_supported):
            yield _flag(statement, twin, copied if above and twin.line.role is Role.KEY_RESULT else "twin")
    elif context.judged is On.KEY_RESULT and context.objective and _echoes(statement, context.objective):
        same = _folded(statement) == _folded(context.objective)
        yield Flag(None, {"text": sentence(context.objective)}, None if same else Severity.HINT, variant="echo")


def _taken_over(objective: Statement, key_results: tuple[Statement, ...]) -> Statement | None:
    """The first line that says itself that it was taken over: "(same as HQ)"."""
    return next((line for line in (objective, *key_results) if line.found("copied")), None)


def _folded(statement: Statement) -> str:
    """The sentence as far as two of them can be the same."""
    return sentence(statement).casefold()


def _flag(statement: Statement, twin: _Twin, variant: str) -> Flag:
    who = twin.peer.team
    if who:
        who = f"（{who}）" if statement.language is Language.ZH else f" ({who})"
    values = {"text": sentence(statement), "theirs": sentence(twin.line), "who": who}
    if twin.is_opposite:
        same = subject(statement) == subject(twin.line)
        return Flag(None, values, Severity.WARNING if same else Severity.HINT, variant="against")
    return Flag(None, values, Severity.HINT if variant == "twin" else None, variant=variant)


def _twin(statement: Statement, context: Context) -> _Twin | None:
    """The line of others that says the same or the opposite: one from above before one from beside."""
    if not context.peers:
        return None
    found = None
    ours, mine = metric(statement), subject(statement)
    for peer in context.peers:
        above, below = _is_above(peer.level, context.level), _is_above(context.level, peer.level)
        for line in (peer.objective, *peer.key_results):
            its = metric(line)
            if its != ours and its is not None and ours is not None:
                continue  # spares the slower questions for nearly all lines
            alike = likeness(mine, subject(line))
            if alike < ALIKE and line.raw != statement.raw:
                continue
            opposite = _is_opposite(statement, line)
            if not opposite and (line.role is not statement.role and line.role is Role.OBJECTIVE):
                continue  # a key result that grew out of an objective of others follows it
            if not opposite and not _says_the_same(statement, line, alike):
                continue
            if not opposite and (below or (peer.is_supported and not above)):
                continue  # shared on purpose, or copied by those below, who are told
            if above:
                return _Twin(line, peer, opposite)
            found = found or _Twin(line, peer, opposite)
    return found


def _is_above(one: str, other: str) -> bool:
    """Whether the first level stands above the second; where one is not known, it does not."""
    return one in _LEVELS and other in _LEVELS and _LEVELS.index(one) < _LEVELS.index(other)


def _says_the_same(one: Statement, other: Statement, alike: float) -> bool:
    """The same words, or the same metric of the same thing with the same numbers."""
    if one.raw == other.raw:
        return True
    if _direction(one) is _OPPOSITE.get(_direction(other)):
        return False
    if not one.measures and not other.measures:
        return alike == 1 and _lead(one) == _lead(other)
    same_metric = metric(one) is not None and metric(one) == metric(other)
    return alike >= (ALIKE if same_metric else _THE_SAME) and _numbers(one) == _numbers(other)


def _is_opposite(one: Statement, other: Statement) -> bool:
    """One raises what the other cuts."""
    ours = metric(one)
    return ours is not None and ours == metric(other) and _OPPOSITE.get(_direction(one)) is _direction(other)


def _echoes(key_result: Statement, objective: Statement) -> bool:
    """A key result that says again what the objective says, number and all."""
    if key_result.raw == objective.raw:
        return True
    if not _numbers(objective):
        return False
    alike = likeness(subject(key_result), subject(objective))
    return alike > 0 and _says_the_same(key_result, objective, alike)


def _is_handed_down(statement: Statement) -> bool:
    """A metric or a market of the whole company, in the hands of a department that only serves those who move it."""
    if not any(hit.concept in _SERVING for hit in statement.found("departments")):
        return False
    noted = statement.raw.rstrip(" .")[-1:] in (")", "）")
    wins = statement.lead is not None and statement.lead.kind in (Kind.BECOME, Kind.REACH, Kind.CHANGE_UP)
    market = wins and any(hit.concept == "market" for hit in statement.found("generic_nouns"))
    money = any(Trait.MONEY in m.traits and Trait.COST not in m.traits for m in statement.measures)
    return noted and (market or money or metric(statement) in _OF_CUSTOMERS)


def _direction(statement: Statement) -> Direction:
    if statement.measures and statement.measures[0].direction is not Direction.NONE:
        return statement.measures[0].direction
    return _KINDS.get(statement.lead.kind, Direction.NONE) if statement.lead else Direction.NONE


def _lead(statement: Statement) -> str | None:
    return statement.lead.concept if statement.lead else None


def _numbers(statement: Statement) -> frozenset[tuple[float | None, str | None]]:
    """Where the metrics are to arrive: two lines that start from different numbers still copy one another."""
    targets = (measure.target or measure.delta for measure in statement.measures)
    return frozenset((number.value, _unit(number)) for number in targets if number is not None)


def _unit(number: Quantity) -> str | None:
    return number.unit if number.per is None else f"{number.unit} {number.per}"
