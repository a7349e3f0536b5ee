"""One person: what they took on and what they last said. And finding somebody by name while one types."""

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from vekha.goals import ledger
from vekha.goals.models import ActionItem, CheckIn, KeyResult, Objective
from vekha.goals.models.objective import behind_until, seen_by
from vekha.goals.permissions import can_change
from vekha.goals.tally import UNDECIDED
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
    objectives = Objective.objects.visible_to(request.user).filter(owner=person, state__in=OPEN, cycle__closed_at=None)
    key_results = KeyResult.objects.visible_to(request.user).filter(
        owner=person, objective__state__in=OPEN, objective__cycle__closed_at=None
    )
    threshold = behind_until()
    key_results = key_results.order_by("objective", "position")
    owned = ledger.key_result_rows(key_results, person=request.user, threshold=threshold)
    said = CheckIn.objects.standing().filter(seen_by(request.user, "key_result__objective__"), author=person)
    items = ActionItem.objects.visible_to(request.user).open().filter(owner=person)
    context = {
        "person": person,
        "action_items": items.shown_to(request.user).order_by(F("due").asc(nulls_last=True), "pk"),
        "memberships": person.memberships.select_related("team"),
        "rows": ledger.objective_rows(objectives, threshold=threshold),
        "is_folded": True,
        "owned": owned,
        "waiting": waiting(request, owned) if not person.is_active else [],
        "said": said.select_related("key_result")[:CHECK_INS],
        "may_change": can_change_organisation(request.user),
    }
    return render(request, "goals/person.html", context)


def waiting(request: Request, owned: list[ledger.KeyResultRow]) -> list[tuple[KeyResult, bool]]:
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
