from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from vekha.advice import coaching
from vekha.advice.notes import Note, notes_on
from vekha.goals import permissions
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.people.access import Request, get_visible, signed_in
from vekha.people.models import Organisation


@require_safe
@signed_in
def objective(request: Request, pk: int) -> HttpResponse:
    """The coach's findings on an objective: beside it as a fragment, or a page of their own."""
    found: Objective = get_visible(
        Objective.objects.select_related("owner").prefetch_related(
            "teams", "key_results__owner", "key_results__steps", "initiatives__owner"
        ),
        pk,
        request.user,
    )
    organisation = Organisation.current()
    review = coaching.of_objective(found, language=organisation.language, stage=organisation.stage)
    language = coaching.language_of(get_language() or organisation.language)
    (noted,) = notes_on(review, language).objectives
    may_change = permissions.can_change(request.user, found)
    context = {
        "objective": found,
        "noted": noted,
        "notes": _with_addresses(found, noted.notes, may_change),
        "held_back": _with_addresses(found, noted.held_back, may_change),
    }
    return render(request, "advice/_objective.html" if request.htmx else "advice/objective.html", context)


def _with_addresses(objective: Objective, notes: Sequence[Note], may_change: bool) -> list[tuple[Note, str]]:
    """Each note with the address where its statement is edited; empty for those who may not."""
    return [(note, _address(objective, note.finding.target) if may_change else "") for note in notes]


def _address(objective: Objective, target: str) -> str:
    name, index = coaching.place_of(target)
    thing: KeyResult | Initiative
    match name:
        case "key_results":
            thing = objective.key_results.all()[index]
            return reverse("goals:edit-key-result", args=[thing.pk])
        case "initiatives":
            thing = objective.initiatives.all()[index]
            return reverse("goals:edit-initiative", args=[thing.pk])
        case _:
            return reverse("goals:edit-objective", args=[objective.pk])
