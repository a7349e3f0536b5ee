"""The cycles: which run, which are over, and the forms to open, change and close them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.goals.actions import cycles as verbs
from vekha.goals.forms.cycles import CycleForm
from vekha.goals.models import Cycle, Objective
from vekha.goals.models.objective import seen_by
from vekha.goals.permissions import can_change_cycles
from vekha.people import typed
from vekha.people.access import Request, form_status, not_found_unless, signed_in


@require_GET
@signed_in
def cycles(request: Request) -> HttpResponse:
    seen = seen_by(request.user, "objectives__")
    counted = Cycle.objects.annotate(size=Count("objectives", filter=seen))
    rows, today = list(counted.dated()), timezone.localdate()
    running = [cycle for cycle in rows if cycle.is_running(today)]
    ahead = [cycle for cycle in rows if not cycle.is_closed and cycle.starts > today]
    context = {
        "running": running,
        "ahead": ahead,
        "waiting": counted.filter(is_backlog=True, size__gt=0).first(),
        "over": [cycle for cycle in rows if cycle not in running and cycle not in ahead],
        "may_change": can_change_cycles(request.user),
    }
    return render(request, "goals/cycles.html", context)


@signed_in
def new_cycle(request: Request) -> HttpResponse:
    not_found_unless(can_change_cycles(request.user))
    form = CycleForm(typed.posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            cycle = verbs.open_cycle(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("The cycle “%(cycle)s” is open.") % {"cycle": cycle})
            return redirect("goals:cycles")
    return render(request, "goals/new_cycle.html", {"form": form}, status=form_status(request))


@signed_in
def edit_cycle(request: Request, pk: int) -> HttpResponse:
    not_found_unless(can_change_cycles(request.user))
    cycle = get_object_or_404(Cycle.objects.dated(), pk=pk)
    form = CycleForm(typed.posted(request), cycle)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.edit(cycle, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
            cycle = get_object_or_404(Cycle, pk=pk)
        else:
            messages.success(request, _("The cycle “%(cycle)s” is saved.") % {"cycle": cycle})
            return redirect("goals:cycles")
    active = cycle.objectives.filter(state=Objective.State.ACTIVE).count()
    context = {"form": form, "cycle": cycle, "active": active}
    return render(request, "goals/edit_cycle.html", context, status=form_status(request))


@require_POST
@signed_in
def close_cycle(request: Request, pk: int) -> HttpResponse:
    not_found_unless(can_change_cycles(request.user))
    cycle = get_object_or_404(Cycle, pk=pk)
    try:
        verbs.close(cycle, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The cycle “%(cycle)s” is closed.") % {"cycle": cycle})
    return redirect("goals:cycles")


@require_POST
@signed_in
def reopen_cycle(request: Request, pk: int) -> HttpResponse:
    not_found_unless(can_change_cycles(request.user))
    cycle = get_object_or_404(Cycle, pk=pk)
    verbs.reopen(cycle, by=request.user)
    messages.success(request, _("The cycle “%(cycle)s” is open again.") % {"cycle": cycle})
    return redirect("goals:cycles")
