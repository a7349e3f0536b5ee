"""What several rules ask a sentence."""

import re
from collections.abc import Iterable

from vekha.coach.document import Language, Span
from vekha.coach.statement import (
    Bound,
    Dimension,
    Form,
    Hit,
    Kind,
    Measure,
    Predicate,
    Quantity,
    Statement,
    TimeKind,
    once,
)

CHANGE = frozenset({Kind.CHANGE_UP, Kind.CHANGE_DOWN, Kind.IMPROVE})
WORK = frozenset(
    {Kind.BUILD, Kind.DELIVER, Kind.RUN_EVENT, Kind.COMMUNICATE, Kind.RESEARCH, Kind.OPERATE, Kind.HIRE, Kind.LEARN}
)

_FULFILLING = frozenset({Kind.REACH, Kind.DELIVER, Kind.BUILD, Kind.OTHER})

# Verbs that ask, and those of them that look for somebody or something.
_ASKING = frozenset({"prove", "investigate", "identify", "evaluate", "test", "check"})
_FINDING = frozenset({"prove", "identify", "evaluate"})

# What people bring to us, and those who settle it declare settled.
_BROUGHT_TO_US = frozenset({"complaints", "support_tickets"})

_NOT_MADE = frozenset({"relationships", "culture", "teamwork", "communication"})
_MADE = ("systems", "documents", "events", "outputs", "communications")

_BESIDE = 16  # characters between two words of which one belongs to the other: "without an engineer"
_QUOTED = 70  # characters of a statement that a question repeats
_NOTE = re.compile(r"\s*[(（][^()（）]*[)）]$")
_ENDINGS = " \t\n.;,:!?。；，：！？…"
# Lexicon classes whose words add nothing specific to what a sentence is about.
_SAYING_NOTHING = (
    "generic_nouns",
    "vague_amounts",
    "undefined_qualities",
    "slogans",
    "timid",
    "far",
    "anywhere",
    "departments",
)


def inside(span: Span, spans: tuple[Span, ...]) -> bool:
    """Whether the place lies within one of these clauses."""
    begins, ends = span
    for start, end in spans:  # noqa: SIM110 - asked for dozens of times a statement
        if start <= begins and ends <= end:
            return True
    return False


def words(statement: Statement, span: Span) -> str:
    """The author's words at that place, without the punctuation around them."""
    return statement.raw[span.start : span.end].strip(_ENDINGS)


def sentence(statement: Statement) -> str:
    """The whole statement, ready to be continued."""
    return statement.raw.strip(_ENDINGS)


def after(statement: Statement, predicate: Predicate) -> str:
    """What the predicate is about: its object, or else all that follows it."""
    if predicate.object and (found := words(statement, predicate.object)):
        return found
    return words(statement, Span(predicate.span.end, len(statement.raw))) or predicate.text


def inside_sentence(text: str) -> str:
    """The text as it stands after other words: «Сократить брак» → «сократить брак», but NPS stays NPS."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def shortened(text: str) -> str:
    """The text as it can be quoted in a question."""
    return text if len(text) <= _QUOTED else text[:_QUOTED].rsplit(" ", 1)[0].rstrip(_ENDINGS) + "…"


def wanted_change(statement: Statement) -> str:
    """The change that the purpose names, from its verb on; empty if it names none."""
    verbs = (p for p in statement.predicates if p.kind in CHANGE and inside(p.span, statement.purposes))
    verb = next(verbs, None)
    if verb is None:
        return ""
    end = next(span.end for span in statement.purposes if inside(verb.span, (span,)))
    return words(statement, Span(verb.span.start, end))


@once
def main_clause(statement: Statement) -> str:
    """The statement without its purpose clause and without a remark in brackets at the end."""
    clause = statement.raw
    if statement.purposes:
        clause = clause[: min((span.start for span in statement.purposes if span.start > 0), default=None)]
    clause = clause.strip(_ENDINGS)
    return (_NOTE.sub("", clause) if clause.endswith((")", "）")) else clause) or sentence(statement)


def without(statement: Statement, hits: tuple[Hit, ...]) -> str:
    """The main clause with these words taken out."""
    clause, end = statement.raw, len(statement.raw)
    for hit in reversed(hits):
        clause = clause[: hit.span.start] + clause[hit.span.end :].lstrip().removeprefix("的")
        end -= len(statement.raw) - len(clause)
    left = clause.strip(_ENDINGS)
    return left[:1].upper() + left[1:] if statement.raw[:1].isupper() else left


@once
def numbers(statement: Statement) -> tuple[Quantity, ...]:
    """The numbers that say how much, outside purpose and means: no scales, no times of delivery."""
    if not statement.quantities:
        return ()
    aside = statement.purposes + statement.means + tuple([frame.span for frame in statement.time_frames])
    return tuple(
        [
            quantity
            for quantity in statement.quantities
            if quantity.bound is not Bound.SCALE and not inside(quantity.span, aside)
        ]
    )


def count_of_work(statement: Statement) -> Quantity | None:
    """The number of things done or made: «20» of «Провести 15 экскурсий». A limit («at most 2») counts nothing done."""
    lead = statement.lead
    for number in numbers(statement):
        elsewhere = lead is not None and lead.object is not None and number.span.start > lead.object.end
        if number.dimension is Dimension.COUNT and number.bound is not Bound.AT_MOST and not elsewhere:
            return number
    return None


def counted(statement: Statement, count: Quantity) -> Span:
    """The number together with what it counts: «20 встреч»."""
    return Span(count.span.start, max(count.span.end, count.counted.end if count.counted else 0))


def with_target(statement: Statement) -> tuple[Measure, ...]:
    """The metrics that have a number to reach, outside purpose and means."""
    aside = statement.purposes + statement.means
    return tuple(
        measure
        for measure in statement.measures
        if (measure.target or measure.delta) and not inside(measure.span, aside)
    )


@once
def is_work(statement: Statement) -> bool:
    """Whether the statement names something we do or make, not something that becomes true of others."""
    lead = statement.lead
    if lead is None or lead.kind not in WORK or lead.negated or _is_free_of_trouble(statement, lead):
        return False
    if inside(lead.span, tuple(span for span in statement.purposes if span.start > 0)):
        return False  # "Our letters arrive because people asked for them"
    if any(number.bound in (Bound.FROM, Bound.AT_MOST) for number in numbers(statement)):
        return False  # something moves from here to there, or stays below a limit, whatever the verb
    if lead.form is Form.PASSIVE_STATE:
        return not any(number.dimension is Dimension.PERCENT for number in numbers(statement)) and not _people_did(
            statement, lead
        )
    return lead.form is not Form.FINITE or lead.subject is None


def more_of_work(statement: Statement) -> Span | None:
    """«Write more articles»: what there should be more of, where the sentence is work and has no number."""
    lead = statement.lead
    more = next((hit for hit in statement.found("vague_amounts") if hit.concept == "more"), None)
    if lead is None or lead.object is None or more is None or statement.quantities or not is_work(statement):
        return None
    return Span(more.span.start, lead.object.end) if inside(more.span, (lead.object,)) else None


def builds_nothing(statement: Statement) -> bool:
    """«Build transparent relations»: the verb makes something, its object is nothing that can be made."""
    lead = statement.lead
    if lead is None or lead.kind is not Kind.BUILD or statement.quantities:
        return False
    abstract = any(hit.concept in _NOT_MADE for hit in statement.found("generic_nouns"))
    made = (hit for name in _MADE for hit in statement.found(name) if not inside(hit.span, (lead.span,)))
    return abstract and next(made, None) is None


def work_and_result(statement: Statement) -> Span | None:
    """The result that stands behind a piece of work: "Ship the portal and raise renewals by 20%"."""
    lead, aside = statement.lead, statement.purposes + statement.means
    if lead is None or lead.kind not in (Kind.BUILD, Kind.DELIVER) or not is_work(statement) or not numbers(statement):
        return None
    results = CHANGE | {Kind.REACH, Kind.ACQUIRE}
    verbs = [each.span for each in statement.predicates[1:] if each.kind in results and not inside(each.span, aside)]
    moved = [each.span for each in with_target(statement) if each.delta and each.span.start > lead.span.end]
    begins = min((span.start for span in verbs + moved), default=None)
    return None if begins is None else Span(begins, len(statement.raw.rstrip()))


def share_to_close(statement: Statement) -> Quantity | None:
    """«Close 80 % of the tickets»: a share of work that those who close it declare done."""
    lead, amounts = statement.lead, [number for number in numbers(statement) if number.bound is not Bound.FROM]
    amounts = [number for number in amounts if number.dimension is not Dimension.DURATION]  # "within 24 hours"
    if lead is None or lead.form is not Form.IMPERATIVE or len(amounts) != 1:
        return None
    if lead.kind is not Kind.OPERATE and lead.concept != "complete":
        return None
    of_work = any(hit.concept in ("ticket", "task") for hit in statement.found("outputs"))
    of_work = of_work or any(measure.concept in _BROUGHT_TO_US for measure in statement.measures)
    share = amounts[0]
    is_part = share.dimension is Dimension.PERCENT and (share.value or 100) < 100
    return share if of_work and is_part and not statement.found("lacks") else None


def _is_free_of_trouble(statement: Statement, lead: Predicate) -> bool:
    """«Releases without night shifts», «I settle it without an engineer»: how it should be, not what will be made."""
    for lack in statement.found("lacks"):
        if lead.form is Form.ACTION_NOUN and lack.span.start >= lead.span.end:
            return not any(lead.span.end <= word.span.start < lack.span.start for word in statement.content)
        if lead.form is Form.FINITE and any(
            0 <= hit.span.start - lack.span.end <= _BESIDE for hit in statement.found("people")
        ):
            return True
    return False


def is_routine(statement: Statement) -> bool:
    """Whether the statement names work that comes round again: "Run weekly meetings"."""
    recurs = not numbers(statement) and any(frame.kind is TimeKind.RECURRENCE for frame in statement.time_frames)
    return is_work(statement) and (recurs or any(hit.concept == "recurring" for hit in statement.found("upkeep")))


def says_how_well(statement: Statement) -> bool:
    """Whether work is to be done in a way that others notice: without trouble, before they see it, the same day."""
    lead = statement.lead
    behind = lead.span.end if lead else 0
    return bool(statement.found("manner")) or any(hit.span.end > behind for hit in statement.found("lacks"))


@once
def searches(statement: Statement) -> bool:
    """Whether the statement sets out to learn what nobody knows yet: why people leave, who needs us and for what."""
    lead = statement.lead
    if lead is None or lead.concept not in _ASKING:
        return False
    behind = [hit for hit in statement.found("sought") if hit.span.start >= lead.span.end]
    return lead.concept == "prove" or any(hit.concept == "question" or lead.concept in _FINDING for hit in behind)


def _people_did(statement: Statement, lead: Predicate) -> bool:
    """«12 customers moved to the new plan»: a count of people who did something, not of what we did to them."""
    subject = lead.subject
    if subject is None or lead.kind in (Kind.RUN_EVENT, Kind.COMMUNICATE, Kind.HIRE):
        return False
    counts = any(inside(number.span, (subject,)) for number in numbers(statement))
    return counts and any(inside(hit.span, (subject,)) for hit in statement.found("people"))


def is_measured(statement: Statement) -> bool:
    """Whether it can be told by how much the statement came true: a key result that is neither work nor a wish."""
    return bool(numbers(statement)) and not is_work(statement)


@once
def specifics(statement: Statement) -> tuple[Hit, ...]:
    """The content words that would not fit any company."""
    empty = _joined(hit.span for name in _SAYING_NOTHING for hit in statement.found(name))
    return tuple(hit for hit in statement.content if not inside(hit.span, empty))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The places with those that touch made one: a word can consist of two empty ones."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


@once
def says_why(statement: Statement) -> bool:
    """Whether a purpose names a change, and not only the next piece of work."""
    inside_purpose = [p.kind for p in statement.predicates if inside(p.span, statement.purposes)]
    only_work = bool(inside_purpose) and all(kind in WORK - {Kind.HIRE, Kind.LEARN} for kind in inside_purpose)
    return bool(statement.purposes) and not only_work


@once
def claims_excellence(statement: Statement) -> bool:
    """Whether the statement says what it should be like, and not only that it should be more or better."""
    if statement.found("superlatives"):
        return True
    if not statement.found("qualities"):
        return False
    named = [hit.span for name in ("generic_nouns", "systems", "documents") for hit in statement.found(name)]
    if statement.lead is None or statement.lead.kind is not Kind.BUILD:
        named += [measure.span for measure in statement.measures]  # "a predictable pipeline" may be built
    verbs = [predicate.span for predicate in statement.predicates]
    qualities = [hit.span for hit in statement.found("qualities") if not inside(hit.span, (*named, *verbs))]
    return bool(qualities) and any(not inside(word.span, tuple(qualities)) for word in statement.content)


def chased_record(statement: Statement) -> Hit | None:
    """A record, a prize, a place in a list or a plan from above that the statement is after."""
    lead = statement.lead
    for hit in statement.found("records"):
        if hit.concept == "kept_records":
            continue  # patient records
        if hit.concept == "plan" and lead is not None and lead.kind not in _FULFILLING:
            continue  # "Turn the annual plan into a story every shop knows"
        if hit.concept == "extreme" and not _is_a_number_to_lead_by(statement, hit):
            continue  # "become the largest bank" is an ambition, "bake the largest pretzel" a record
        aims = lead is None or lead.kind in (Kind.REACH, Kind.BECOME) or lead.concept == "be"
        if hit.concept == "ranking" and not (aims and _counts_places(statement)):
            continue  # a better ranking in a search is a metric
        return hit
    return None


def _is_a_number_to_lead_by(statement: Statement, extreme: Hit) -> bool:
    """Whether the largest is something made, or a metric that shall be higher than anybody else's."""
    lead = statement.lead
    if lead is not None and lead.kind in (Kind.BUILD, Kind.RUN_EVENT):
        return True
    compared = lead is None or lead.concept in ("have", "present", "reach", "obtain", "be") or lead.kind is Kind.ACQUIRE
    return compared and any(inside(extreme.span, (measure.span,)) for measure in statement.measures)


def _counts_places(statement: Statement) -> bool:
    """Whether the numbers, if there are any, are places in a list: "the 100 best", not "a rating of 4.7"."""
    return all(number.dimension in (Dimension.RANK, Dimension.COUNT) for number in numbers(statement))


def timid_start(statement: Statement) -> Hit | None:
    """The words with which the statement begins to promise only an attempt."""
    lead = statement.lead
    first = next(iter(statement.found("timid")), None)
    if first is None or (lead is not None and lead.kind is not Kind.RESEARCH and first.span.start > lead.span.end):
        return None
    return None if lead is not None and inside(first.span, (lead.span,)) and searches(statement) else first


def listed(items: Iterable[str], statement: Statement) -> str:
    """Several of the author's words in a row, with the comma of the statement's language."""
    return ("、" if statement.language is Language.ZH else ", ").join(items)
