"""One person: what they took on and what they last said. And finding somebody by name while one types."""

from datetime import date

from django.db.models import F, Q, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from vekha.goals import ledger, past
from vekha.goals.ledger import KeyResultRow, ObjectiveRow
from vekha.goals.models import ActionItem, CheckIn, Cycle, KeyResult, Objective
from vekha.goals.models.objective import behind_until, seen_by
from vekha.goals.permissions import can_change
from vekha.goals.tally import UNDECIDED
from vekha.goals.views.days import ChosenDay
from vekha.people.access import Request, signed_in
from vekha.people.models import Person
from vekha.people.permissions import can_change_organisation
from vekha.people.search import search_words

CHECK_INS = 10
FOUND = 12
OPEN = (*UNDECIDED, Objective.State.ACTIVE)


@require_GET
@signed_in
def person(request: Request, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    day = ChosenDay.of(request)
    rows, owned = as_it_stood(request, person, day.past) if day.past else as_it_stands(request, person)
    said = CheckIn.objects.standing().filter(seen_by(request.user, "key_result__objective__"), author=person)
    if day.past:
        said = said.filter(at__lt=past.moment_after(day.past))
    items = ActionItem.objects.visible_to(request.user).open().filter(owner=person)
    context = {
        "person": person,
        "day": day,
        "today": day.day,
        "action_items": () if day.past else items.shown_to(request.user).order_by(F("due").asc(nulls_last=True), "pk"),
        "memberships": person.memberships.select_related("team"),
        "rows": rows,
        "moved": day.address("goals:moved", person=person.pk),
        "is_folded": True,
        "owned": owned,
        "waiting": waiting(request, owned) if not (person.is_active or day.past) else [],
        "said": said.select_related("key_result")[:CHECK_INS],
        "may_change": can_change_organisation(request.user) and not day.past,
    }
    return render(request, "goals/person.html", context)


def as_it_stands(request: Request, person: Person) -> tuple[list[ObjectiveRow], list[KeyResultRow]]:
    """The objectives and the key results that the person owns."""
    objectives = Objective.objects.visible_to(request.user).filter(owner=person, state__in=OPEN, cycle__closed_at=None)
    key_results = KeyResult.objects.visible_to(request.user).filter(
        owner=person, objective__state__in=OPEN, objective__cycle__closed_at=None
    )
    threshold = behind_until()
    key_results = key_results.order_by("objective", "position")
    owned = ledger.key_result_rows(key_results, person=request.user, threshold=threshold)
    return ledger.objective_rows(objectives, threshold=threshold), owned


def as_it_stood(request: Request, person: Person, day: date) -> tuple[list[ObjectiveRow], list[KeyResultRow]]:
    """The same of a past day."""
    own = KeyResult.objects.filter(owner=person).order_by().values("objective")
    found = Objective.objects.visible_to(request.user).filter(Q(owner=person) | Q(pk__in=own))
    stood = past.on(day, found, cycles=Cycle.objects.all(), threshold=behind_until())
    there = {one.pk: one for one in stood.objectives if one.state in OPEN and not one.cycle.is_closed}
    prefetch_related_objects(list(there.values()), "owner")
    owned = list(stood.key_results().filter(owner=person, objective__in=list(there)).order_by("objective", "position"))
    for key_result in owned:
        key_result.objective = there[key_result.objective_id]
    rows = stood.objective_rows([one for one in there.values() if one.owner_id == person.pk])
    return rows, stood.key_result_rows(owned, person=request.user)


def waiting(request: Request, owned: list[KeyResultRow]) -> list[tuple[KeyResult, bool]]:
    """What somebody who left still owns, and whether this reader may find it a new owner."""
    return [(row.key_result, can_change(request.user, row.key_result.objective)) for row in owned]


@require_GET
@signed_in
def find_person(request: Request) -> HttpResponse:
    """The names for the list under a field, as one types; without words the reader and those of their teams."""
    words = search_words(request.GET.get("owner", ""))
    people = Person.objects.active()
    found = people.search(words) if words else people.filter(memberships__team__memberships__person=request.user)
    names = list(found.distinct()[:FOUND])
    if not words and request.user not in names:
        names.insert(0, request.user)
    return render(request, "goals/_people_options.html", {"people": names})
