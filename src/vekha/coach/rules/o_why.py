"""O-WHY: the reader asks “so that what?” and the objective does not say."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import (
    CHANGE,
    chased_record,
    claims_excellence,
    inside,
    numbers,
    says_why,
    sentence,
    words,
)
from vekha.coach.settings import Severity
from vekha.coach.statement import Dimension, Hit, Kind, Statement

ON = (On.OBJECTIVE,)
_WHICH_ONE = 1  # words that only say which rival: "our main"
_TO_A_PLACE = frozenset({Kind.REACH, Kind.BECOME, Kind.OTHER})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if says_why(statement) or context.why:
        return
    lead, text = statement.lead, sentence(statement)
    rank = next((q for q in statement.quantities if q.dimension is Dimension.RANK and (q.value or 0) > 1), None)
    if rank and (lead is None or lead.kind in _TO_A_PLACE):
        yield Flag(rank.span, {"words": words(statement, rank.span), "text": text}, variant="rank")
    elif record := chased_record(statement):
        variant = "rank" if record.concept == "ranking" else "record"
        yield Flag(record.span, {"words": record.text, "text": text}, variant=variant)
    elif rival := _only_the_rival(statement) or _beaten(statement):
        yield Flag(rival.span, {"words": rival.text, "text": text}, variant="rank")
    elif past := _past_year(statement):
        yield Flag(past, {"words": words(statement, past), "text": text}, variant="record")
    elif lead and lead.kind in CHANGE and statement.measures and not _says_more(statement):
        name = statement.measures[0].span
        yield Flag(name, {"words": words(statement, name), "text": text}, Severity.HINT)


def _says_more(statement: Statement) -> bool:
    return bool(numbers(statement) or statement.means) or claims_excellence(statement)


def _beaten(statement: Statement) -> Hit | None:
    """Those of one's own kind whom the statement only wants to leave behind: "Overtake the hotel next door"."""
    lead = statement.lead
    ahead = next(iter(statement.found("rivalry")), None)
    if lead is None or lead.object is None or ahead is None or not inside(ahead.span, (lead.span,)):
        return None
    if numbers(statement) or statement.means or statement.measures or lead.negated:
        return None
    ours = (hit for name in ("kinds", "external") for hit in statement.found(name) if inside(hit.span, (lead.object,)))
    return next((hit for hit in ours if hit.concept in ("organisation", "competitor")), None)


def _past_year(statement: Statement) -> Span | None:
    """The time that is only to be beaten: "Beat last year's number of visitors"."""
    ahead = [hit.span.end for hit in statement.found("rivalry")]
    behind = (frame.span for frame in statement.time_frames if any(0 <= frame.span.start - end <= 1 for end in ahead))
    return next(behind, None)


def _only_the_rival(statement: Statement) -> Hit | None:
    """The competition, where all the statement wants is to be ahead of it."""
    lead = statement.lead
    if lead is None or lead.kind is not Kind.REACH or statement.means:
        return None
    rivals = [hit for hit in statement.found("external") if hit.concept == "competitor"]
    spans = tuple(hit.span for hit in (*rivals, *statement.found("generic_nouns"), *statement.found("vague_amounts")))
    more = [word for word in statement.content if not inside(word.span, spans)]
    return next(iter(rivals), None) if len(more) <= _WHICH_ONE else None
