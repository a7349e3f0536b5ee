"""O-VAGUE: words that fit any company in any year."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import (
    CHANGE,
    chased_record,
    claims_excellence,
    inside,
    is_measured,
    main_clause,
    numbers,
    says_why,
    specifics,
    words,
)
from vekha.coach.settings import Severity
from vekha.coach.statement import Kind, Statement

ON = (On.OBJECTIVE,)
_EMPTY = ("generic_nouns", "vague_amounts", "undefined_qualities")
_EVERYTHING = frozenset({"business", "company", "organisation", "growth", "development", "results", "work"})
_ABOUT_ANYTHING = CHANGE | {Kind.REACH, Kind.OTHER, Kind.BUILD}


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    if chased_record(statement) and not context.why:
        return  # O-WHY asks what for
    ambitions = tuple(hit.span for hit in statement.found("superlatives"))
    for slogan in [hit for hit in statement.found("slogans") if not inside(hit.span, ambitions)][:1]:
        # Beside a subject of its own a slogan is only a word too many.
        severity = Severity.HINT if specifics(statement) else None
        yield Flag(slogan.span, {"words": slogan.text}, severity, variant="slogan")
        return
    if says_why(statement) or statement.means or numbers(statement) or claims_excellence(statement):
        return
    empty = sorted(hit.span for name in _EMPTY for hit in statement.found(name))
    wins_somebody = lead is not None and lead.kind is Kind.REACH and len(statement.content) > 2
    about_anything = lead is None or (lead.kind in _ABOUT_ANYTHING and not wins_somebody)
    if empty and about_anything and not specifics(statement):
        measured = sum(is_measured(key_result) for key_result in context.key_results)
        # Key results with numbers tell what the general word stands for here.
        about_everything = all(hit.concept in _EVERYTHING for hit in statement.found("generic_nouns"))
        severity = Severity.HINT if measured >= 2 and not about_everything else None
        span = Span(empty[0].start, empty[-1].end)
        yield Flag(span, {"words": words(statement, span), "text": main_clause(statement)}, severity)
