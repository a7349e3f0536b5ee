"""I-UNCLEAR: nobody could tell what will be done, by whom, or when it is done."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import CHANGE, inside, numbers, says_why, sentence
from vekha.coach.settings import Severity
from vekha.coach.statement import Form, Kind, Statement

ON = (On.INITIATIVE,)
_SAYING_NOTHING = (
    "generic_nouns",
    "vague_amounts",
    "undefined_qualities",
    "slogans",
    "other_things",
    "anywhere",
    "people",
)
_ANY_WORK = CHANGE | {
    Kind.CONTINUE,
    Kind.KEEP,
    Kind.OPERATE,
    Kind.OTHER,
    Kind.BUILD,
    Kind.DELIVER,
    Kind.RESEARCH,
    Kind.COMMUNICATE,
    Kind.RUN_EVENT,
}


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    text = sentence(statement)
    if _names_nothing(statement):
        yield Flag(Span(0, len(text)), {"text": text}, variant="")
        return
    fields, known = context.fields, context.known
    without_owner = "owner" in known and not fields.owner.strip()
    without_due = "due" in known and not fields.due.strip() and not statement.time_frames
    if without_owner:
        yield Flag(None, {"text": text}, None if without_due else Severity.HINT, variant="owner")
    elif without_due:
        yield Flag(None, {"text": text}, Severity.HINT, variant="due")


def _names_nothing(statement: Statement) -> bool:
    """Whether every word of it would fit any work of anybody."""
    lead = statement.lead
    if numbers(statement) or says_why(statement) or statement.means or statement.time_frames:
        return False
    if lead is not None and (lead.kind not in _ANY_WORK or lead.form is Form.PASSIVE_STATE):
        return False
    tail = next((hit for hit in statement.found("other_things") if hit.concept == "and_so_on"), None)
    if tail is not None and tail.span.end >= len(sentence(statement)) - 1:
        return True
    empty = tuple(hit.span for name in _SAYING_NOTHING for hit in statement.found(name))
    specific = [word for word in statement.content if not inside(word.span, empty)]
    other = any(hit.concept == "other" for hit in statement.found("other_things"))
    return len(specific) <= other and (bool(empty) or not statement.content)
