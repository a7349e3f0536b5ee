"""K-DEADLINE: the others have a date, this one has none."""

import re
from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import main_clause, shortened
from vekha.coach.statement import Statement, TimeKind

ON = (On.KEY_RESULT,)
_NO_DATE = re.compile(r"[\W_]*(?:tbd|tba|n/?a|asap)?[\W_]*", re.IGNORECASE)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if "due" not in context.known or not _NO_DATE.fullmatch(context.fields.due.strip()):
        return
    if any(frame.kind is not TimeKind.RECURRENCE for frame in statement.time_frames):
        return  # the text has it
    yield Flag(None, {"short": shortened(main_clause(statement)), "text": main_clause(statement)})
