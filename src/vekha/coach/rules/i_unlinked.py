"""I-UNLINKED: work that moves none of the key results."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import sentence
from vekha.coach.settings import Severity
from vekha.coach.statement import Statement

ON = (On.INITIATIVE,)
_ABOUT_OURSELVES = frozenset({"employee", "candidate", "team_people"})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if not context.key_results:
        return
    text = sentence(statement)
    shares = any(_themes(statement) & _themes(item) for item in _around(context))
    unlinked = "supports" in context.known and not context.fields.supports.strip()
    if unlinked:
        yield Flag(None, {"text": text}, Severity.HINT if shares else None, variant="link")
    elif shares:
        return
    elif (house := next(iter(statement.found("housekeeping")), None)) is not None and not _is_about_ourselves(context):
        yield Flag(house.span, {"words": house.text, "text": text})


def _around(context: Context) -> tuple[Statement, ...]:
    return context.key_results + ((context.objective,) if context.objective else ())


def _themes(statement: Statement) -> set[str]:
    """The metrics and the words that carry meaning."""
    words = {word.concept for word in statement.content}
    return words | {measure.concept for measure in statement.measures if measure.concept}


def _is_about_ourselves(context: Context) -> bool:
    """Whether the objective is about the people who work here: a party may serve it."""
    return any(hit.concept in _ABOUT_OURSELVES for item in _around(context) for hit in item.found("people"))
