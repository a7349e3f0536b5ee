"""What is agreed, and what blocks? The planning of a cycle on one page, and the same team by team in a meeting."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vekha.goals.actions import cycles as verbs
from vekha.goals.models import Cycle
from vekha.goals.permissions import can_change_cycles
from vekha.goals.views.company import with_choices
from vekha.people import typed
from vekha.people.access import Request, form_status, not_found_unless, signed_in
from vekha.people.models import Organisation
from vekha.rituals.forms import LessonsForm
from vekha.rituals.planning import Planning, TeamState

MOST_BLOCKS = 12
MOST_NAMES = 60


@require_safe
@signed_in
def planning(request: Request, pk: int | None = None) -> HttpResponse:
    """The planning of a cycle; with `team` in the address one team of it, with `big` for a big screen."""
    cycles = list(Cycle.objects.filter(is_backlog=False))
    cycle = chosen(cycles, pk)
    may_change = can_change_cycles(request.user)
    if cycle is None:
        return render(request, "rituals/planning_empty.html", {"may_open": may_change})
    plan = Planning.of(cycle, request.user)
    context: dict[str, Any] = {
        "cycle": cycle,
        "cycles": [other for other in cycles if not other.is_closed or other == cycle],
        "plan": plan,
        "is_big": "big" in request.GET,
        "size_url": with_choices(request, big="" if "big" in request.GET else "1"),
        "overview_url": with_choices(request, team=""),
        "may_write": request.user.role != "viewer",
        "may_change": may_change,
    }
    if "team" in request.GET:
        return render(request, "rituals/planning_team.html", context | team_context(request, plan))
    first = next(iter(plan.teams), None)
    context |= {
        "organisation": Organisation.current(),
        "teams": [(state, team_url(request, state)) for state in plan.teams],
        "next_url": team_url(request, first) if first else "",
        "blocks": plan.blocks[:MOST_BLOCKS],
        "more_blocks": max(0, len(plan.blocks) - MOST_BLOCKS),
        "silent": plan.participation.silent[:MOST_NAMES],
        "more_silent": max(0, len(plan.participation.silent) - MOST_NAMES),
    }
    return render(request, "rituals/planning.html", context)


def chosen(cycles: list[Cycle], pk: int | None) -> Cycle | None:
    """The cycle asked for (or 404); else the next one that has not begun; else the running one that began last."""
    if pk is not None:
        for cycle in cycles:
            if cycle.pk == pk:
                return cycle
        raise Http404
    today = timezone.localdate()
    ahead = [cycle for cycle in cycles if not cycle.is_closed and cycle.starts > today]
    running = sorted((cycle for cycle in cycles if cycle.is_running(today)), key=lambda cycle: cycle.ends is None)
    return next(iter([*sorted(ahead, key=lambda cycle: cycle.starts), *running, *cycles]), None)


def team_context(request: Request, plan: Planning) -> dict[str, Any]:
    """One team of the planning, and the ways to the teams before and after it."""
    state = next((state for state in plan.teams if str(state.team.pk) == request.GET["team"]), None)
    if state is None:
        raise Http404
    before, after = plan.neighbours(state)
    return {
        "state": state,
        "rows": plan.rows_of(state),
        "questions": plan.questions_to(state),
        "before": before,
        "after": after,
        "previous_url": team_url(request, before) if before else with_choices(request, team=""),
        "next_url": team_url(request, after) if after else "",
    }


def team_url(request: Request, state: TeamState) -> str:
    return with_choices(request, team=state.team.pk)


@signed_in
def lessons(request: Request, pk: int) -> HttpResponse:
    """Write down what the last retrospective decided for this cycle."""
    not_found_unless(can_change_cycles(request.user))
    cycle = get_object_or_404(Cycle, pk=pk, is_backlog=False)
    form = LessonsForm(typed.posted(request), cycle, initial={"seen": cycle.lessons})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.write_lessons(cycle, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            now_seen = request.POST.copy()
            now_seen["seen"] = cycle.lessons
            form = LessonsForm(now_seen, cycle)
            form.take_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("rituals:planning-of", pk)
    return render(request, "rituals/lessons.html", {"cycle": cycle, "form": form}, status=form_status(request))
