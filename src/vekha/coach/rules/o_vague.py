"""O-VAGUE: words that fit any company in any year."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On, Severity
from vekha.coach.rules._sentence import (
    CHANGE,
    claims_excellence,
    is_measured,
    main_clause,
    numbers,
    says_why,
    specifics,
    without,
    words,
)
from vekha.coach.statement import Kind, Statement

ON = (On.OBJECTIVE,)
_ABOUT_ANYTHING = CHANGE | {Kind.REACH, Kind.OTHER, Kind.BUILD}


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    for hit in statement.found("slogans")[:1]:
        yield Flag(hit.span, {"words": hit.text}, variant="slogan")
        return
    for hit in statement.found("timid")[:1]:
        yield Flag(hit.span, {"words": hit.text, "text": without(statement, (hit,))}, variant="timid")
        return
    if says_why(statement) or statement.means or numbers(statement) or claims_excellence(statement):
        return
    lead = statement.lead
    if (lead is None or lead.kind in _ABOUT_ANYTHING) and statement.found("generic_nouns") and not specifics(statement):
        measured = sum(is_measured(key_result) for key_result in context.key_results)
        # Key results with numbers tell what the general word stands for here.
        severity = Severity.HINT if measured >= 2 else None
        span = _object_of(statement)
        yield Flag(span, {"words": words(statement, span), "text": main_clause(statement)}, severity)


def _object_of(statement: Statement) -> Span:
    generic = statement.found("generic_nouns")
    return Span(generic[0].span.start, generic[-1].span.end)
