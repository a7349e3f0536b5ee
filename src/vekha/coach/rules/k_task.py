"""K-TASK: a piece of work stands where its result should."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import (
    after,
    builds_nothing,
    count_of_work,
    is_measured,
    is_work,
    main_clause,
    more_of_work,
    numbers,
    sentence,
    share_to_close,
    shortened,
    wanted_change,
    words,
    work_and_result,
)
from vekha.coach.settings import Severity
from vekha.coach.statement import Dimension, Form, Hit, Kind, Predicate, Statement, TimeKind, Trait

ON = (On.KEY_RESULT,)
_SAYS_MORE = ("absolutes", "vague_amounts", "undefined_qualities")
_WITH_PEOPLE = frozenset({Kind.RUN_EVENT, Kind.COMMUNICATE, Kind.LEARN})
_ON_PAPER = frozenset({Kind.BUILD, Kind.RESEARCH, Kind.COMMUNICATE})
_IN_PLACE = frozenset({"ready_state", "live_state", "done_state", "approved_state"})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    if context.fields.target:
        return
    if lead is None:
        if thing := _thing_named(statement):
            yield Flag(thing.span, {"object": main_clause(statement)}, variant="thing")
        return
    state = lead.form is Form.PASSIVE_STATE
    states_all = state and lead.kind not in _ON_PAPER and statement.found("absolutes")
    confirmed = state and any(hit.concept == "certified" for hit in statement.found("states"))
    confirmed = confirmed and lead.kind is not Kind.COMMUNICATE  # "drafted and approved by the board"
    if place := _thing_in_place(statement, lead):
        text = main_clause(statement)
        yield Flag(place, {"verb": words(statement, place), "text": text, "short": shortened(text)}, variant="state")
        return
    if not is_work(statement) or count_of_work(statement) or states_all or confirmed or not statement.content:
        return
    if builds_nothing(statement) or more_of_work(statement) or work_and_result(statement) or share_to_close(statement):
        return  # K-NOMETRIC, K-ACTIVITY, K-COMPOUND, K-GAMEABLE say it
    values = {
        "verb": lead.text,
        "object": after(statement, lead),
        "text": main_clause(statement),
        "short": shortened(main_clause(statement)),
    }
    routine = next((frame for frame in statement.time_frames if frame.kind is TimeKind.RECURRENCE), None)
    if numbers(statement):
        # A share of the people one talks to is effort; of those who use what was made, half a result.
        effort = lead.kind in _WITH_PEOPLE and [n.dimension for n in numbers(statement)] == [Dimension.PERCENT]
        yield Flag(lead.span, values, Severity.WARNING if effort else Severity.HINT, variant="mixed")
    elif lead.form is Form.PASSIVE_STATE:
        # One milestone beside measured results is a step people can see.
        measured = sum(is_measured(other) for other in context.key_results)
        yield Flag(lead.span, values, Severity.HINT if measured >= 2 else None, variant="state")
    elif routine is not None:
        yield Flag(routine.span, values | {"number": words(statement, routine.span)}, variant="routine")
    elif change := wanted_change(statement):
        yield Flag(lead.span, values | {"result": change[0].upper() + change[1:]}, variant="purpose")
    elif context.objective is not None:
        yield Flag(lead.span, values | {"aim": shortened(sentence(context.objective))}, variant="aim")
    else:
        yield Flag(lead.span, values)


def _thing_named(statement: Statement) -> Hit | None:
    """What is to be made, where the sentence only names it: no number, no quality, no claim about all."""
    says_more = numbers(statement) or any(statement.found(name) for name in _SAYS_MORE)
    measures_something = any(Trait.OUTPUT not in measure.traits for measure in statement.measures)
    return None if says_more or measures_something else next(iter(statement.found("systems")), None)


def _thing_in_place(statement: Statement, lead: Predicate) -> Span | None:
    """«The ERP is live», «CRM готова»: the words that say of something made that it is there."""
    goes_live = lead.concept in ("launch", "release") and lead.form is Form.FINITE
    is_there = lead.kind is Kind.OTHER and lead.concept in (None, "be")
    if not (goes_live or is_there) or numbers(statement):
        return None
    made = any(statement.found(name) for name in ("systems", "documents"))
    state = next((hit for hit in statement.found("states") if hit.concept in _IN_PLACE), None)
    if not made or state is None or statement.found("absolutes"):
        return None
    return Span(min(lead.span.start, state.span.start), max(lead.span.end, state.span.end))
