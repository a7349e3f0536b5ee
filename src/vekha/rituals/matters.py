"""The facts of a meeting, from the data: what there is to tell of each objective, and how the same things stand now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils import timezone

from vekha.goals import ledger
from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import ActionItem, Alignment, Initiative, KeyResult, Objective, Offer, ReviewRequest
from vekha.goals.models.objective import ObjectiveQuerySet, seen_by
from vekha.people.models import Person, Team
from vekha.rituals.agenda import SOON, Fact, Matter

State = Objective.State
OPEN = (State.DRAFT, State.PROPOSED, State.AGREED, State.ACTIVE)


def objectives_of(team: Team | None, person: Person) -> ObjectiveQuerySet:
    """What a meeting of the team (None: of the company's level) is about, as far as the person sees it."""
    seen: ObjectiveQuerySet = Objective.objects.visible_to(person)
    open_now = seen.filter(state__in=OPEN, cycle__closed_at=None, cycle__is_backlog=False)
    if team is None:
        return open_now.filter(level=Objective.Level.COMPANY)
    return open_now.filter(teams=team).exclude(level=Objective.Level.PERSON)


def gather(team: Team | None, person: Person, since: datetime) -> tuple[list[Matter], list[Fact]]:
    """All that there may be to tell, by objective, and the action items that belong to none of them."""
    today = timezone.localdate()
    objectives = list(objectives_of(team, person).select_related("cycle").order_by("pk"))
    active = [one for one in objectives if one.is_active and one.cycle.is_running(today)]
    measured = ledger.key_result_rows(KeyResult.objects.filter(objective__in=active), person=person, today=today)
    told = [of_key_result(row, since) for row in measured]
    known = {one.pk for one in objectives}
    told += [*_requests(known, person), *map(of_initiative, _due(active, today))]
    told += map(of_action_item, _action_items(team, known, person))
    everyone = Objective.Visibility.EVERYONE
    others = {pk for fact in told for pk in fact.objectives} - known
    hidden = dict(Objective.objects.filter(pk__in=others).exclude(visibility=everyone).values_list("pk", "title"))
    facts: dict[int | None, list[Fact]] = defaultdict(list)
    for fact in told:
        # What concerns something that not everybody sees is spoken of at a point of that, never at one for all.
        about = [pk for pk in fact.objectives if pk in hidden] or [pk for pk in fact.objectives if pk in known]
        facts[about[0] if about else None].append(fact)
    running = {one.pk for one in active}
    matters = [
        Matter(one.pk, one.title, one.visibility == everyone, one.pk in running, facts[one.pk]) for one in objectives
    ]
    matters += [Matter(pk, title, is_open=False, is_active=False, facts=facts[pk]) for pk, title in hidden.items()]
    return matters, facts[None]


def of_key_result(row: KeyResultRow, since: datetime) -> Fact:
    key_result, last = row.key_result, row.last
    before = [said.value for said in key_result.said if said.value is not None and said.at < since]
    was = before[-1] if before else key_result.start
    change = row.previous_target
    has_moved = last is not None and last.at >= since and key_result.current not in {None, was}
    return Fact(
        about="keyresult",
        pk=key_result.pk,
        text=key_result.text,
        objectives=(key_result.objective_id,),
        of=key_result.objective.title,
        who=key_result.owner.name if key_result.owner else "",
        kind=key_result.kind,
        unit=key_result.unit,
        was=was,
        current=key_result.current,
        start=key_result.start,
        target=key_result.target,
        low=key_result.low,
        high=key_result.high,
        steps=row.step_count if key_result.kind == KeyResult.Kind.STEPS else 0,
        pace=row.standing.pace.value,
        points=row.standing.points_behind,
        days=(row.standing.days_silent or 0) if row.is_stale else 0,
        confidence=key_result.confidence,
        confidence_before=key_result.previous_confidence,
        note=last.note if last else "",
        blocker=last.blocker if last else "",
        said_on=timezone.localdate(last.at).isoformat() if last else "",
        has_changed=has_moved or (change is not None and change.at >= since),
    )


def of_initiative(initiative: Initiative) -> Fact:
    return Fact(
        about="initiative",
        pk=initiative.pk,
        text=initiative.text,
        objectives=(initiative.objective_id,),
        of=initiative.objective.title,
        who=initiative.owner.name if initiative.owner else "",
        due=initiative.due.isoformat() if initiative.due else "",
        is_late=initiative.is_open and initiative.due is not None and initiative.due < timezone.localdate(),
        state=initiative.state,
    )


def of_action_item(item: ActionItem) -> Fact:
    return Fact(
        about="actionitem",
        pk=item.pk,
        text=item.text,
        objectives=(item.objective_id,) if item.objective_id else (),
        of=item.objective.title if item.objective else "",
        who=item.owner.name,
        due=item.due.isoformat() if item.due else "",
        is_late=item.is_overdue,
        state="done" if item.is_done else "",
    )


def _requests(objectives: Iterable[int], person: Person) -> Iterator[Fact]:
    """What others wait for: answers to alignments, to offers of ownership, to requests to read."""
    asked = Q(state=Alignment.State.REQUESTED, to_objective__in=objectives)
    countered = Q(state=Alignment.State.COUNTERED, objective__in=objectives)
    alignments = Alignment.objects.visible_to(person).filter(asked | countered)
    for link in alignments.select_related("objective", "to_objective"):
        own, other, asks = link.to_objective, link.objective, link.kind
        if link.state == Alignment.State.COUNTERED:
            own, other, asks = other, own, "countered"
        yield Fact("alignment", link.pk, "", (own.pk, other.pk), own.title, asks=asks, other=other.title)
    for offer in (
        Offer.objects.open().filter(objective__in=objectives).select_related("objective", "key_result", "person")
    ):
        whole = (offer.objective_id,)
        text = offer.key_result.text if offer.key_result else ""
        yield Fact("offer", offer.pk, text, whole, offer.objective.title, offer.person.name, asks="own")
    for request in ReviewRequest.objects.open().filter(objective__in=objectives).select_related("objective", "person"):
        whole, name = (request.objective_id,), request.person.name
        yield Fact("reviewrequest", request.pk, request.note, whole, request.objective.title, name, asks="read")


def _due(objectives: Sequence[Objective], today: date) -> QuerySet[Initiative]:
    """Open initiatives that are due soon or overdue."""
    is_open = (Initiative.State.PLANNED, Initiative.State.IN_PROGRESS)
    due = Initiative.objects.filter(objective__in=objectives, state__in=is_open, due__lte=today + timedelta(days=SOON))
    return due.select_related("objective", "owner").order_by("due", "pk")


def _action_items(team: Team | None, objectives: Iterable[int], person: Person) -> QuerySet[ActionItem]:
    """Open ones of earlier meetings of the team, and those of its objectives."""
    of_meetings = (
        Q(outcome__point__meeting__team=team) if team else Q(outcome__point__meeting__team=None, outcome__isnull=False)
    )
    seen = Q(objective=None) | Q(objective__isnull=False) & seen_by(person, "objective__")
    items = ActionItem.objects.open().filter(of_meetings | Q(objective__in=objectives)).filter(seen)
    return items.select_related("objective", "owner").order_by("due", "pk")


@dataclass(frozen=True)
class Told:
    """A fact as it stands now, with the row or the item that marks are drawn of."""

    fact: Fact
    row: KeyResultRow | None = None
    item: ActionItem | None = None


def as_of_now(facts: Iterable[Fact], person: Person, since: datetime) -> list[Told]:
    """The same things as they stand now; what is gone meanwhile is as it was. A query for each kind that there is."""
    facts = list(facts)
    pks: dict[str, set[int]] = defaultdict(set)
    for fact in facts:
        pks[fact.about].add(fact.pk)
    found: dict[tuple[str, int], Told] = {}
    if pks["keyresult"]:
        for row in ledger.key_result_rows(KeyResult.objects.filter(pk__in=pks["keyresult"]), person=person):
            found["keyresult", row.key_result.pk] = Told(of_key_result(row, since), row)
    if pks["actionitem"]:
        for item in ActionItem.objects.shown_to(person).filter(pk__in=pks["actionitem"]):
            found["actionitem", item.pk] = Told(of_action_item(item), item=item)
    if pks["initiative"]:
        for initiative in Initiative.objects.filter(pk__in=pks["initiative"]).select_related("objective", "owner"):
            found["initiative", initiative.pk] = Told(of_initiative(initiative))
    waiting = _waiting(pks)
    told = []
    for fact in facts:
        if fact.asks:
            is_countered = waiting.get((fact.about, fact.pk))
            still_waits = is_countered is not None and is_countered == (fact.asks == "countered")
            told.append(Told(replace(fact, state="" if still_waits else "answered")))
        else:
            told.append(found.get((fact.about, fact.pk)) or Told(fact))
    return told


def _waiting(pks: dict[str, set[int]]) -> dict[tuple[str, int], bool]:
    """The requests that wait for an answer, each with whether it waits for the one to a counter-proposal. One query."""
    asked = {"alignment": Alignment.objects, "offer": Offer.objects, "reviewrequest": ReviewRequest.objects}
    countered = Q(state=Alignment.State.COUNTERED)
    kinds: list[QuerySet[Any, Any]] = [
        kind.open()  # type: ignore[attr-defined]
        .filter(pk__in=pks[about])
        .order_by()
        .annotate(
            about=Value(about, CharField()),
            is_countered=Case(When(countered, then=1), default=0) if about == "alignment" else Value(0),
        )
        .values_list("about", "pk", "is_countered")
        for about, kind in asked.items()
        if pks[about]
    ]
    if not kinds:
        return {}
    first, *others = kinds
    found = first.union(*others, all=True) if others else first
    return {(about, pk): bool(is_countered) for about, pk, is_countered in found}
