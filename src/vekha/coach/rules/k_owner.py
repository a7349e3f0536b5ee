"""K-OWNER: nobody answers for it, or several do, which is the same."""

import re
from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import main_clause, shortened, words
from vekha.coach.statement import Statement

ON = (On.KEY_RESULT,)
_NOBODY = re.compile(r"[\W_]*(?:tbd|tba|n/?a)?[\W_]*", re.IGNORECASE)
_SEVERAL = re.compile(r"[,;/&+、，；]|\s(?:and|и)\s|[和与]")
_NAMES = re.compile(r"\s*[:：–—-]\s*([^()（）\n]+)")


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    values = {"short": shortened(main_clause(statement))}
    if "owner" in context.known:
        owner = context.fields.owner.strip()
        if _NOBODY.fullmatch(owner):
            yield Flag(None, values)
        elif _SEVERAL.search(owner):
            yield Flag(None, values | {"owners": owner}, variant="several")
        return
    for hit in statement.found("ownership"):
        names = _NAMES.match(statement.raw, hit.span.end)
        if names and _SEVERAL.search(names.group(1)):
            span = Span(names.start(1), names.end(1))
            yield Flag(span, values | {"owners": words(statement, span)}, variant="several")
            return
