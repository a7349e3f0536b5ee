"""O-SOLUTION: a project, a tool or a list of work stands where the purpose should."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import (
    CHANGE,
    WORK,
    after,
    chased_record,
    claims_excellence,
    count_of_work,
    inside,
    is_measured,
    is_routine,
    is_work,
    main_clause,
    numbers,
    says_how_well,
    says_why,
    searches,
    shortened,
    timid_start,
    words,
)
from vekha.coach.settings import Severity
from vekha.coach.statement import Form, Kind, Predicate, Statement

ON = (On.OBJECTIVE,)
_PROJECT = WORK - {Kind.LEARN, Kind.OPERATE}
_STARTED_BY_MAKING = frozenset({Kind.BUILD})  # a culture may be built, a CRM is a tool


_AIMS = CHANGE | {Kind.REACH, Kind.BECOME, Kind.ELIMINATE}
_FASHIONABLE = frozenset({"smart", "independent"})  # "smart", 数字化, 自助: every tool is
_OF_PLACES = frozenset({"deliver", "start"})  # to deliver on a promise, to start in a country
_GIVEN = frozenset({"deliver", "migrate", "present", "share", "launch"})
_BESIDE = 5  # characters between "where" and the people who do something there
_A_NAME = 5  # words of a thing's name
_A_PROCESS = 2  # words of a process and nothing more
_NAMED_FIRST = 2  # words before the people: "each shop manager"
_DIRECTIONS = frozenset({"prepare", "open_place", "form_team"})  # to prepare for something, to open a place


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead = statement.lead
    if _is_a_thing_named(statement):
        thing = (*statement.found("systems"), *statement.found("events"))[0]
        values = {"verb": thing.text, "object": main_clause(statement), "text": main_clause(statement)}
        yield Flag(thing.span, values, Severity.WARNING)
        return
    counted = lead is not None and lead.kind is Kind.OPERATE and count_of_work(statement)
    if lead is None or not (
        _is_a_paper_signed(statement, lead) or ((lead.kind in _PROJECT or counted) and is_work(statement))
    ):
        return
    if is_routine(statement) or chased_record(statement):
        return  # O-OPS and O-WHY say it
    if inside(lead.span, statement.means) and len(statement.predicates) > 1:
        return  # 通过本地安装商打开市场: the way stands first, the aim behind it
    if lead.concept == "decide" and statement.means:
        return  # "Decide on prices by data"
    if _is_praised(statement) or timid_start(statement) or searches(statement) or _teaches_to(statement, lead):
        return
    if not _is_finished_by_making(statement, lead):
        return
    values = {"verb": lead.text, "object": after(statement, lead), "text": main_clause(statement)}
    if purpose := _aim(statement) or shortened(context.why.strip()):
        change = _change_aimed_at(statement)
        said = {"purpose": purpose, "change": change[:1].upper() + change[1:]}
        yield Flag(lead.span, values | said, Severity.HINT, variant="change" if change else "purpose")
        return
    measured = sum(is_measured(key_result) for key_result in context.key_results)
    # Key results about users or customers say what the solution is for; so does who gets it.
    said_below = measured >= 2 and measured == len(context.key_results)
    in_series = lead.concept == "deliver" or not statement.found("systems")
    promised = any(hit.concept == "promised" for hit in statement.found("manner"))  # "a desk without which …"
    for_people = promised or _is_given_to_people(statement, lead) or (in_series and says_how_well(statement))
    yield Flag(lead.span, values, Severity.HINT if said_below or for_people else None)


def _is_a_thing_named(statement: Statement) -> bool:
    """ "A new loyalty programme for pharmacies": a thing to be made, without a verb or a word about its use."""
    courses = [hit.span for hit in statement.found("events") if hit.concept == "training"]
    things = tuple(courses or (hit.span for hit in statement.found("systems") if hit.concept != "regulation"))
    people = (hit for hit in statement.found("people") if not _names_what_follows(hit.span, things))
    if statement.predicates or not things or "," in statement.raw or (next(people, None) and not courses):
        return False
    counts_more = any(not _touch(measure.span, things) for measure in statement.measures)
    says_more = statement.purposes or statement.means or statement.quantities or counts_more
    wished = any(statement.found(name) for name in ("lacks", "vague_amounts", "sought"))
    wished = wished or any(hit.concept == "nobody" for hit in statement.found("absolutes"))
    return not says_more and not wished and not claims_excellence(statement) and len(statement.content) <= _A_NAME


def _names_what_follows(span: Span, things: tuple[Span, ...]) -> bool:
    """Whether the people are only part of a thing's name: "employee portal", 会员小程序."""
    return any(0 <= thing.start - span.end <= 1 for thing in things)


def _is_a_paper_signed(statement: Statement, lead: Predicate) -> bool:
    """ "Sign a contract with a new carrier"."""
    of_us = lead.concept == "sign" and lead.form is Form.IMPERATIVE
    return of_us and bool(statement.found("documents")) and not numbers(statement)


def _is_praised(statement: Statement) -> bool:
    """Whether it says what the thing should be like; a platform that is "smart" is only a platform."""
    fashionable = statement.found("systems") and not statement.found("superlatives")
    only = all(hit.concept in _FASHIONABLE for hit in statement.found("qualities"))
    return claims_excellence(statement) and not (fashionable and only)


def _touch(span: Span, others: tuple[Span, ...]) -> bool:
    return any(span.start < end and start < span.end for start, end in others)


def _teaches_to(statement: Statement, lead: Predicate) -> bool:
    """ "Teach every cook to run the line": what people will be able to do."""
    if lead.concept != "train":
        return False
    asks = any(hit.concept == "question" and hit.span.start > lead.span.end for hit in statement.found("sought"))
    return asks or any(p.kind is not Kind.RUN_EVENT for p in statement.predicates[1:])


def _change_aimed_at(statement: Statement) -> str:
    """The purpose as an objective would say it: "raise occupancy in winter"; empty if it names no change to make."""
    aside = statement.purposes
    verbs = (p for p in statement.predicates if p.kind in _AIMS and p.form is Form.IMPERATIVE and inside(p.span, aside))
    verb = next(verbs, None)
    if verb is None:
        return ""
    end = next(span.end for span in aside if inside(verb.span, (span,)))
    return words(statement, Span(verb.span.start, end))


def _aim(statement: Statement) -> str:
    """What the work is for: its purpose clause, or a change named behind it."""
    if says_why(statement):
        return words(statement, statement.purposes[0])
    change = next((p for p in statement.predicates[1:] if p.kind in _AIMS), None)
    if change is not None:
        return words(statement, Span(change.span.start, len(statement.raw)))
    scene = next((hit for hit in statement.found("absolutes") if hit.concept == "nobody"), None)
    place = scene.span if scene else _what_people_do(statement)
    return words(statement, Span(place.start, len(statement.raw))) if place else ""


def _what_people_do(statement: Statement) -> Span | None:
    """ "…, where customers ask for us by name": the clause behind the thing made."""
    lead_end = statement.predicates[0].span.end
    behind = [p for p in statement.predicates[1:] if p.form is Form.FINITE and p.subject is not None]
    subjects = (p.subject for p in behind if p.subject)
    people = [hit.span for hit in statement.found("people")]
    for relative in statement.found("sought"):
        if lead_end < relative.span.start and any(0 < s.start - relative.span.end <= _BESIDE for s in people):
            return relative.span
    return next((subject for subject in subjects if any(inside(span, (subject,)) for span in people)), None)


def _is_given_to_people(statement: Statement, lead: Predicate) -> bool:
    """ "Give teachers a network they rely on": who gets it stands first, and it is no paper."""
    if lead.concept not in _GIVEN or lead.object is None or statement.found("documents") or statement.found("events"):
        return False
    before = [word for word in statement.content if lead.object.start <= word.span.start]
    people = [hit.span for hit in statement.found("people") if inside(hit.span, (lead.object,))]
    things = [hit.span.start for name in ("systems", "outputs") for hit in statement.found(name)]
    people = [span for span in people if not any(0 <= start - span.end <= 1 for start in things)]  # "the tenant portal"
    place = next((number for number, word in enumerate(before) if inside(word.span, tuple(people))), len(before))
    return place <= _NAMED_FIRST and place < len(before) - 1


def _is_finished_by_making(statement: Statement, lead: Predicate) -> bool:
    """Whether the thing made is all there is to it."""
    document = bool(statement.found("documents") or statement.found("communications"))
    if lead.concept == "automate" and len(statement.content) <= _A_PROCESS:
        return True  # "Automate invoice processing": that a machine does it is no end
    if lead.concept in _DIRECTIONS:
        return document or bool(count_of_work(statement) and not statement.found("people"))
    people = [hit.span.start for hit in statement.found("people")]
    made = (hit.span.end for hit in statement.found("systems"))
    system = any(not any(0 <= start - end <= 1 for start in people) for end in made)  # no "store managers"
    thing = document or system or bool(count_of_work(statement))
    by_making = lead.kind in _STARTED_BY_MAKING or lead.concept in _OF_PLACES or lead.form is Form.PASSIVE_STATE
    return thing or not by_making
