"""O-UNCLEAR: nobody could repeat it the next morning."""

import re
from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import listed, sentence
from vekha.coach.statement import Statement

ON = (On.OBJECTIVE,)
# Its first letter before what must not stand before it: so a search skips what is no capital.
_ABBREVIATION = re.compile(r"[A-ZА-ЯЁ](?<![A-Za-zА-Яа-яЁё0-9].)(?:[A-ZА-ЯЁ]|&[A-ZА-ЯЁ]|\d[A-Za-z]?)+(?![a-zа-яё])")
_PILE = 3  # abbreviations nobody keeps apart
_SHOUTED = 0.8  # share of a text in capitals
_SPEECH = 3  # words of presentations


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    text, limit = sentence(statement), context.settings.limits.objective_words
    short = {match.group(): match for match in _ABBREVIATION.finditer(statement.raw)}
    if sum(map(len, short)) > len(text) * _SHOUTED:
        short = {}  # written in capitals from end to end
    spoken = {hit.text.casefold(): hit for hit in statement.found("jargon")}
    if statement.word_count > limit:
        yield Flag(None, {"count": str(statement.word_count), "start": _beginning(text)})
    elif len(short) >= _PILE:
        span = Span(min(m.start() for m in short.values()), max(m.end() for m in short.values()))
        yield Flag(span, {"words": listed(short, statement)}, variant="abbreviations")
    elif len(spoken) >= _SPEECH:
        span = Span(min(h.span.start for h in spoken.values()), max(h.span.end for h in spoken.values()))
        yield Flag(span, {"words": listed((hit.text for hit in spoken.values()), statement)}, variant="jargon")


def _beginning(text: str, characters: int = 40) -> str:
    return text if len(text) <= characters else text[:characters].rsplit(" ", 1)[0].rstrip(" ,，、") + "…"
