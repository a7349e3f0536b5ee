"""The backlog: what may come later, how something gets there, and how it is taken up in a cycle."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vekha.goals import permissions
from vekha.goals.actions import backlog as verbs
from vekha.goals.forms.backlog import TakeUpForm, WaitForm
from vekha.goals.models import Cycle, Objective
from vekha.people import typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in
from vekha.people.search import search_words

A_PAGE = 40
State = Objective.State


@require_GET
@signed_in
def backlog(request: Request) -> HttpResponse:
    """What waits, the newest first; what was dropped there when it is asked for."""
    words, is_dropped = search_words(request.GET.get("q", "")), request.GET.get("only") == "dropped"
    waiting = Objective.objects.visible_to(request.user).filter(cycle__is_backlog=True)
    dropped = waiting.filter(state=State.DROPPED)
    shown = dropped if is_dropped else waiting.exclude(state=State.DROPPED)
    shown = (shown.search(words) if words else shown).select_related("owner", "cycle").order_by("-pk")
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    visible = Objective.objects.visible_to(request.user).select_related("cycle")
    objectives = list(page.object_list)
    prefetch_related_objects(objectives, "teams", "key_results", Prefetch("origin", visible))
    prefetch_related_objects([request.user], "memberships")
    context = {
        "page": page,
        "rows": [(objective, permissions.can_change(request.user, objective)) for objective in objectives],
        "words": words,
        "is_dropped": is_dropped,
        "dropped": dropped.count(),
        "cycle": Cycle.objects.open_backlog(),
        "may_write": request.user.role != "viewer",
    }
    return render(request, "goals/backlog.html", context)


@signed_in
def put_into_backlog(request: Request, pk: int) -> HttpResponse:
    """Say why it waits, and put it there."""
    objective = get_visible(Objective.objects, pk, request.user)
    not_found_unless(permissions.can_move(request.user, objective))
    form = WaitForm(typed.posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.put(objective, by=request.user, note=form.cleaned_data["note"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("It waits in the backlog."))
            return redirect("goals:objective", pk)
    context = {"form": form, "objective": objective}
    return render(request, "goals/put_into_backlog.html", context, status=form_status(request))


@signed_in
def take_up(request: Request, pk: int) -> HttpResponse:
    """Choose the cycle in which it is taken up."""
    objective = get_visible(Objective.objects, pk, request.user)
    not_found_unless(permissions.can_change(request.user, objective))
    form = TakeUpForm(typed.posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.take_up(objective, by=request.user, cycle=form.cleaned_data["cycle"])
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("It is a draft in “%(cycle)s” now.") % {"cycle": objective.cycle})
            return redirect("goals:objective", pk)
    context = {"form": form, "objective": objective}
    return render(request, "goals/take_up.html", context, status=form_status(request))
