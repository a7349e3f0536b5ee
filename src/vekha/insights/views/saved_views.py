"""The choices of a page, kept under a name: the list of them, the way back to them, and their forms."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.goals.models import Cycle
from vekha.goals.views.company import LEVELS, ONLY
from vekha.insights import permissions
from vekha.insights.actions import saved_views as verbs
from vekha.insights.forms import SavedViewForm
from vekha.insights.models import SavedView
from vekha.kpis.views.board import PARTS
from vekha.people import typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in
from vekha.people.models import Team
from vekha.ui import formats

A_PAGE = 100


@require_GET
@signed_in
def saved_views(request: Request) -> HttpResponse:
    """Own views, and what others share."""
    person = request.user
    own = list(SavedView.objects.filter(owner=person).select_related("team"))
    others = SavedView.objects.visible_to(person).exclude(owner=person).select_related("team", "owner")
    page = Paginator(others, A_PAGE).get_page(request.GET.get("page"))
    shown = [*own, *page.object_list]
    said = said_of(shown)
    rows = [(view, said[view.pk], permissions.can_change(person, view)) for view in shown]
    context = {"own": rows[: len(own)], "others": rows[len(own) :], "page": page}
    return render(request, "insights/saved_views.html", context)


@require_GET
@signed_in
def saved_view(request: Request, pk: int) -> HttpResponse:
    """On to the page with the choices of the view."""
    return redirect(get_visible(SavedView.objects, pk, request.user).address)


@signed_in
def new_view(request: Request, page: str, pk: int | None = None) -> HttpResponse:
    """Keep the choices of the address; `pk`: the team whose page it is."""
    team = get_object_or_404(Team, pk=pk) if pk else None
    view = SavedView(owner=request.user, page=page, team=team, choices=SavedView.kept(page, request.GET.dict()))
    form = SavedViewForm(typed.posted(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            kept = verbs.keep(
                by=request.user,
                name=form.cleaned_data["name"],
                page=page,
                team=team,
                choices=view.choices,
                is_shared=form.cleaned_data.get("is_shared", False),
            )
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("“%(view)s” is kept among the saved views.") % {"view": kept})
            return redirect(kept.address)
    context = {"form": form, "view": view, "said": said_of([view])[view.pk]}
    return render(request, "insights/new_saved_view.html", context, status=form_status(request))


@signed_in
def edit_view(request: Request, pk: int) -> HttpResponse:
    view = changeable(request, pk)
    form = SavedViewForm(typed.posted(request), view, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.edit(
                view,
                by=request.user,
                name=form.cleaned_data["name"],
                is_shared=form.cleaned_data.get("is_shared", False),
            )
        except ValidationError as error:
            form.take_error(error)
            view = changeable(request, pk)
        else:
            messages.success(request, _("“%(view)s” is saved.") % {"view": view})
            return redirect("insights:views")
    context = {"form": form, "view": view, "said": said_of([view])[view.pk]}
    return render(request, "insights/edit_saved_view.html", context, status=form_status(request))


@require_POST
@signed_in
def remove_view(request: Request, pk: int) -> HttpResponse:
    view = changeable(request, pk)
    verbs.remove(view, by=request.user)
    messages.success(request, _("“%(view)s” is removed. The page itself stays as it is.") % {"view": view})
    return redirect("insights:views")


def changeable(request: Request, pk: int) -> SavedView:
    """The view, for those who may change it; 404 for all others."""
    view: SavedView = get_visible(SavedView.objects.select_related("team"), pk, request.user)
    not_found_unless(permissions.can_change(request.user, view))
    return view


def said_of(views: Collection[SavedView]) -> dict[int | None, list[str]]:
    """What each of the views shows, in words. Two queries."""
    cycles = {str(cycle.pk): cycle for cycle in Cycle.objects.all()}
    asked = {view.choices.get("team", "") for view in views}
    numbers = [number for number in asked if number.isdecimal() and len(number) < 10]  # as far as databases count
    teams = {str(team.pk): team for team in Team.objects.filter(pk__in=numbers)}
    return {view.pk: in_words(view, cycles, teams) for view in views}


def in_words(view: SavedView, cycles: Mapping[str, Cycle], teams: Mapping[str, Team]) -> list[str]:
    """Page and choices, one after the other: "Company", "Q4 2026", "Teams", "needs a look"."""
    choices, words = view.choices, [str(view.team or view.get_page_display())]
    if view.page == SavedView.Page.KPIS:
        words += [str(teams[choices["team"]])] if choices.get("team") in teams else []
        words += [str(PARTS[choices["show"]])] if choices.get("show") in PARTS else []
        return words
    words.append(str(cycles.get(choices.get("cycle", ""), _("the cycle that runs"))))
    with suppress(KeyError, ValueError):  # no day, or one that no calendar has: the page passes it over, too
        words.append(_("as it was on %(day)s") % {"day": formats.day(date.fromisoformat(choices["on"]))})
    words += [str(name) for key, name in LEVELS if key == choices.get("level")]
    words += [str(ONLY[choices["only"]][0])] if choices.get("only") in ONLY else []
    words += [_("“%(words)s”") % {"words": choices["q"]}] if "q" in choices else []
    words += [_("without key results")] if "fold" in choices else []
    return words
