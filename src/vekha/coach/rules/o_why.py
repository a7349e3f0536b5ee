"""O-WHY: the reader asks “so that what?” and the objective does not say."""

from collections.abc import Iterator

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import claims_excellence, sentence, words
from vekha.coach.statement import Dimension, Kind, Statement

ON = (On.OBJECTIVE,)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if statement.purposes or context.why:
        return
    text = sentence(statement)
    for record in statement.found("records")[:1]:
        yield Flag(record.span, {"words": record.text, "text": text}, variant="record")
        return
    lead, specific = statement.lead, len(statement.content) > 2 or statement.found("systems")
    rank = next((q for q in statement.quantities if q.dimension is Dimension.RANK and (q.value or 0) > 1), None)
    if rank and (lead is None or lead.kind in (Kind.REACH, Kind.BECOME, Kind.OTHER)):
        yield Flag(rank.span, {"words": words(statement, rank.span), "text": text}, variant="rank")
    elif lead and lead.kind in (Kind.BUILD, Kind.HIRE) and not (claims_excellence(statement) or specific):
        yield Flag(lead.span, {"words": text, "text": text})
