"""The teams as a tree, and one team: what it is for, who is in it, what it wants to change."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from vekha.goals import ledger, past, tally
from vekha.goals.actions import check_in_times
from vekha.goals.forms.cycles import TeamCheckInTimeForm
from vekha.goals.ledger import ObjectiveRow
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.goals.models.objective import ObjectiveQuerySet, behind_until
from vekha.goals.tally import GIVEN_UP, UNDECIDED, TeamLine
from vekha.goals.views.company import A_PAGE, chosen_cycle, cycle_links
from vekha.goals.views.days import ChosenDay
from vekha.people import typed
from vekha.people.access import Request, form_status, signed_in
from vekha.people.models import Membership, Person, Team
from vekha.people.permissions import can_change_team, require
from vekha.people.search import search_words

TEAMS_A_PAGE = 100
UNDECIDED_OR_ACTIVE = (*UNDECIDED, Objective.State.ACTIVE)


@require_GET
@signed_in
def teams(request: Request) -> HttpResponse:
    """All teams as a tree, or those that the words find."""
    words = search_words(request.GET.get("q", ""))
    found = list(Team.objects.search(words)) if words else Team.objects.all().in_tree_order()
    page = Paginator(found, TEAMS_A_PAGE).get_page(request.GET.get("page"))
    shown = {team.pk: team for team in page.object_list}
    cycle = chosen_cycle(request, list(Cycle.objects.all()))
    lines = lines_of(request.user, cycle, shown, behind_until())
    leads = Membership.objects.filter(team__in=shown, role=Membership.Role.LEAD, person__is_active=True)
    names: dict[int, list[Person]] = {}
    for lead in leads.select_related("person"):
        names.setdefault(lead.team_id, []).append(lead.person)
    rows = [(team, lines.get(team.pk), names.get(team.pk, [])) for team in page.object_list]
    return render(request, "goals/teams.html", {"page": page, "rows": rows, "words": words, "cycle": cycle})


def lines_of(person: Person, cycle: Cycle | None, teams: Collection[int], threshold: float) -> dict[int, TeamLine]:
    """How these teams stand in the cycle, by their keys."""
    if cycle is None:
        return {}
    lines = tally.of_teams(cycle, person=person, behind_until=threshold, teams=teams)
    return {line.pk: line for line in lines}


@require_GET
@signed_in
def team(request: Request, pk: int) -> HttpResponse:
    team = get_object_or_404(Team.objects.select_related("check_in_time", "parent__parent__parent"), pk=pk)
    cycles = list(Cycle.objects.all())
    day = ChosenDay.of(request)
    cycle = chosen_cycle(request, cycles, day.past)
    children = list(team.children.all())
    if day.past and cycle:
        page, rows, lines = as_it_stood(request, team, children, cycle, day.past)
    else:
        page, rows, lines = as_it_stands(request, team, children, cycle)
    may_change = not day.past and can_change_team(request.user, team)
    context = {
        "team": team,
        "day": day,
        "kept": list(request.GET.items()),
        "cycle": cycle,
        "cycles": cycle_links(request, cycles, cycle) if cycle else None,
        "members": [] if day.past else members_of(team, Objective.objects.visible_to(request.user), cycle),
        "page": page,
        "rows": rows,
        "moved": day.address("goals:moved", team=team.pk, cycle=cycle.pk) if cycle else "",
        "children": children,
        "lines": lines,
        "quiet": [child for child in children if child.pk not in lines],
        "may_change": may_change,
        "time": time_form(request, team) if may_change else None,
        "channel": reverse("chat:team-channel", args=[pk]) if may_change and settings.CHANNELS else "",
        "may_write": request.user.role != "viewer" and not day.past,
    }
    return render(request, "goals/team.html", context)


def as_it_stands(
    request: Request, team: Team, children: Collection[Team], cycle: Cycle | None
) -> tuple["Page[Any]", list[ObjectiveRow], dict[int, TeamLine]]:
    """A page of the team's objectives, their rows, and how the teams within it stand."""
    own = Objective.objects.visible_to(request.user).filter(teams=team, cycle=cycle).exclude(state__in=GIVEN_UP)
    # A team has few objectives a cycle, so all are loaded and only one page of them is furnished.
    loaded = list(own.select_related("cycle", "owner").order_by("pk"))
    page = Paginator(loaded, A_PAGE).get_page(request.GET.get("page"))
    threshold = behind_until()
    rows = ledger.rows_of(list(page.object_list), person=request.user, threshold=threshold)
    lines = lines_of(request.user, cycle, [child.pk for child in children], threshold) if children else {}
    return page, rows, lines


def as_it_stood(
    request: Request, team: Team, children: Collection[Team], cycle: Cycle, day: date
) -> tuple["Page[Any]", list[ObjectiveRow], dict[int, TeamLine]]:
    """The same of a past day."""
    links = Objective.teams.through.objects.filter(team__in=[team, *children])
    found = Objective.objects.visible_to(request.user).filter(cycle=cycle, pk__in=links.values("objective"))
    stood = past.on(day, found, cycles=[cycle], threshold=behind_until())
    own, lines, within = stood.objectives, {}, {child.pk for child in children}
    if children:
        teams = past.Teams.of_all(found)
        own = [one for one in own if team.pk in teams.of(one)]
        lines = {line.pk: line for line in stood.team_lines(cycle, teams) if line.pk in within}
    page = Paginator([one for one in own if one.state not in GIVEN_UP], A_PAGE).get_page(request.GET.get("page"))
    return page, stood.rows(list(page.object_list), person=request.user), lines


def time_form(request: Request, team: Team) -> TeamCheckInTimeForm:
    """The form for when the team checks in."""
    return TeamCheckInTimeForm(typed.posted(request), getattr(team, "check_in_time", None))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def team_check_in_time(request: Request, pk: int) -> HttpResponse:
    """When the team checks in: set, or left to its cycles."""
    team = get_object_or_404(Team, pk=pk)
    require(can_change_team(request.user, team))
    if "clear" in request.POST:
        check_in_times.clear_time(team, by=request.user)
        return redirect("goals:team", pk)
    form = time_form(request, team)
    if request.method == "POST" and form.is_valid():
        try:
            check_in_times.set_time(team, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            return redirect("goals:team", pk)
    return render(request, "goals/team_check_in_time.html", {"team": team, "time": form}, status=form_status(request))


def members_of(team: Team, visible: ObjectiveQuerySet, cycle: Cycle | None) -> list[Membership]:
    """Who is in the team, leads first, each with how many objectives and key results of the cycle they own."""
    objectives = visible.filter(cycle=cycle, state__in=UNDECIDED_OR_ACTIVE)
    key_results = KeyResult.objects.filter(objective__in=objectives.values("pk"))
    return list(
        team.memberships.filter(person__is_active=True)
        .select_related("person")
        .annotate(objectives=owned(objectives), key_results=owned(key_results))
        .order_by("role", "person__name")
    )


def owned(things: QuerySet[Any]) -> Coalesce:
    """How many of the things the person of the outer row owns."""
    mine = things.filter(owner=OuterRef("person")).order_by().values("owner")
    return Coalesce(Subquery(mine.annotate(count=Count("pk")).values("count")), 0)
