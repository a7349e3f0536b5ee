"""An objective copied or carried over, and what of a cycle is unfinished and may go on in another."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vekha.goals.actions import duplicates as verbs
from vekha.goals.actions.duplicates import Copy
from vekha.goals.forms.duplicates import DuplicateForm
from vekha.goals.models import Cycle, Objective
from vekha.goals.views.objectives import writing_of
from vekha.people import typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in
from vekha.ui import formats

A_PAGE = 40


@signed_in
def duplicate_objective(request: Request, pk: int) -> HttpResponse:
    """Choose what comes along and where to; `?carry-over` begins where the original stands now."""
    objective = get_visible(Objective.objects.select_related("cycle", "owner"), pk, request.user)
    not_found_unless(request.user.role != "viewer")
    carries_over = "carry-over" in request.GET
    form = DuplicateForm(typed.posted(request), objective, by=request.user, carries_over=carries_over)
    if request.method == "POST" and form.is_valid():
        try:
            copy = verbs.duplicate(objective, by=request.user, **form.facts)
        except ValidationError as error:
            form.take_error(error)
        except PermissionDenied:
            form.add_error("teams", _("You write for teams you belong to. Choose one of yours."))
        else:
            messages.success(request, _said_of(copy))
            return redirect(writing_of(copy.objective) or reverse("goals:objective", args=[copy.objective.pk]))
    context = {"form": form, "objective": objective, "carries_over": carries_over}
    return render(request, "goals/duplicate_objective.html", context, status=form_status(request))


@require_GET
@signed_in
def unfinished(request: Request, pk: int) -> HttpResponse:
    """What a cycle leaves: all that was not won, and where it goes on already."""
    cycle = get_object_or_404(Cycle.objects.dated(), pk=pk)
    visible = Objective.objects.visible_to(request.user)
    won = Q(state=Objective.State.CLOSED, score__gte=1)
    left = visible.filter(cycle=cycle).exclude(won).select_related("owner", "cycle").order_by("level", "pk")
    successors = Prefetch("successors", visible.exclude(cycle=cycle).select_related("cycle"), to_attr="goes_on_as")
    page = Paginator(left.prefetch_related("teams", successors), A_PAGE).get_page(request.GET.get("page"))
    context = {"cycle": cycle, "page": page, "may_write": request.user.role != "viewer"}
    return render(request, "goals/unfinished.html", context)


def _said_of(copy: Copy) -> str:
    said = _("The copy is a draft in “%(cycle)s”. Look whether its words and numbers hold there.")
    said %= {"cycle": copy.objective.cycle}
    if copy.unasked:
        names = formats.names(person.name for person in copy.unasked)
        said += " " + _("Not asked, because they have left or do not see it: %(names)s.") % {"names": names}
    return said
