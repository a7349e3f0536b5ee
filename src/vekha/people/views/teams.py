from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.people import permissions, typed
from vekha.people.access import Request, form_status, not_found_unless, signed_in
from vekha.people.actions import teams as verbs
from vekha.people.forms import TeamForm
from vekha.people.models import Membership, Person, Team
from vekha.people.search import search_words

MOST_FOUND = 8


@signed_in
def teams(request: Request) -> HttpResponse:
    """The company as a tree of teams."""
    leads = Membership.objects.filter(role=Membership.Role.LEAD, person__is_active=True).select_related("person")
    tree = (
        Team.objects.annotate(size=Count("memberships", filter=Q(memberships__person__is_active=True)))
        .prefetch_related(Prefetch("memberships", leads, to_attr="leads"))
        .in_tree_order()
    )
    changeable = {team.pk for team in Team.objects.changeable_by(request.user)}
    return render(request, "people/teams.html", {"tree": tree, "changeable": changeable})


@signed_in
def new_team(request: Request) -> HttpResponse:
    not_found_unless(permissions.can_change_organisation(request.user))
    form = TeamForm(typed.posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            team = verbs.create(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("%(team)s is there. Now say who is in it.") % {"team": team})
            return redirect("people:edit-team", team.pk)
    return render(request, "people/new_team.html", {"form": form}, status=form_status(request))


@signed_in
def edit_team(request: Request, pk: int) -> HttpResponse:
    """A team's name, place and people."""
    team = changeable_team(request, pk)
    form = TeamForm(typed.posted(request), team, moves=permissions.can_change_organisation(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.edit(team, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("%(team)s is saved.") % {"team": team})
            return redirect("people:edit-team", pk)
    return page_of(request, pk, form)


@require_POST
@signed_in
def remove_team(request: Request, pk: int) -> HttpResponse:
    team = changeable_team(request, pk)
    not_found_unless(permissions.can_change_organisation(request.user))
    try:
        verbs.remove(team, by=request.user)
    except ValidationError as error:
        return page_of(request, pk, TeamForm(None, team), " ".join(error.messages))
    messages.success(request, _("%(team)s is removed.") % {"team": team})
    return redirect("people:teams")


@require_GET
@signed_in
def team_members(request: Request, pk: int) -> HttpResponse:
    """Who is in a team, and who could be: those found by the words."""
    return members_of(request, changeable_team(request, pk))


@require_POST
@signed_in
def team_member(request: Request, pk: int, person_pk: int) -> HttpResponse:
    """One person's place in a team. The deed: add, lead, member (no longer lead), remove."""
    team = changeable_team(request, pk)
    deed = request.POST.get("deed")
    try:
        if deed == "add":
            verbs.add_member(team, get_object_or_404(Person, pk=person_pk), by=request.user)
        else:
            membership = get_object_or_404(team.memberships.select_related("person"), person=person_pk)
            if deed == "remove":
                verbs.remove_member(membership, by=request.user)
            else:
                verbs.set_lead(membership, by=request.user, leads=deed == "lead")
    except ValidationError as error:
        return members_of(request, team, " ".join(error.messages))
    return members_of(request, team)


def changeable_team(request: Request, pk: int) -> Team:
    """The team, for those who may change it; 404 for all others."""
    team = get_object_or_404(Team, pk=pk)
    not_found_unless(permissions.can_change_team(request.user, team))
    return team


def page_of(request: Request, pk: int, form: TeamForm, trouble: str = "") -> HttpResponse:
    """The page of one team as the database knows it, whatever a refused verb has done to the object."""
    team = get_object_or_404(Team, pk=pk)
    context = {"form": form, "team": team, "trouble": trouble, **people_of(request, team)}
    return render(request, "people/edit_team.html", context, status=form_status(request))


def members_of(request: Request, team: Team, trouble: str = "") -> HttpResponse:
    """The people of a team: the fragment where htmx asks, else the whole page."""
    if request.htmx:
        context = {"team": team, "trouble": trouble, **people_of(request, team)}
        return render(request, "people/_members.html", context, status=422 if trouble else 200)
    if request.method == "POST" and not trouble:
        return redirect("people:edit-team", team.pk)
    form = TeamForm(None, team, moves=permissions.can_change_organisation(request.user))
    return page_of(request, team.pk, form, trouble)


def people_of(request: Request, team: Team) -> dict[str, object]:
    """The members of a team, leads first, and the others whom the words find."""
    words = search_words(request.GET.get("words", ""))
    others = Person.objects.active().exclude(memberships__team=team)
    return {
        "members": team.memberships.select_related("person").order_by("role", "person__name"),
        "words": words,
        "found": others.search(words)[:MOST_FOUND] if words else None,
    }
