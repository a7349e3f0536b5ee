"""The statistics of a cycle, of the company or of one team."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from vekha.goals import statistics
from vekha.goals.models import Cycle, Objective
from vekha.goals.models.objective import ObjectiveQuerySet, behind_until
from vekha.goals.permissions import can_change_cycles
from vekha.goals.views.company import chosen_cycle, cycle_links
from vekha.people.access import Request, signed_in
from vekha.people.models import Person, Team


@require_GET
@signed_in
def cycle_statistics(request: Request) -> HttpResponse:
    """Of all objectives of a cycle (`cycle`) that the reader may see, or of those of a team (`team`)."""
    cycles = list(Cycle.objects.all())
    cycle = chosen_cycle(request, cycles)
    if cycle is None:
        return render(request, "goals/company_empty.html", {"may_open": can_change_cycles(request.user)})
    if cycle.is_backlog:
        return redirect("goals:backlog")
    number = request.GET.get("team", "")
    team = get_object_or_404(Team, pk=number) if number.isdecimal() else None
    found: ObjectiveQuerySet = Objective.objects.visible_to(request.user).filter(cycle=cycle)
    if team:
        found = found.filter(teams=team)
    threshold = behind_until()
    context = {
        "cycle": cycle,
        "cycles": cycle_links(request, cycles, cycle),
        "team": team,
        "statistics": statistics.of(found, cycle, threshold=threshold),
        "threshold": round(threshold * 100),
        "sees_all": sees_all(request.user),
    }
    return render(request, "goals/statistics.html", context)


def sees_all(person: Person) -> bool:
    """Whether nothing is left out of what this reader counts."""
    return person.role == "administrator"
