"""The forms of an initiative, and its steps from state to state."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from vekha.goals import permissions
from vekha.goals.actions import initiatives as verbs
from vekha.goals.forms.initiatives import InitiativeForm
from vekha.goals.models import Initiative, Objective
from vekha.goals.models.objective import seen_by
from vekha.people import typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in


@signed_in
def new_initiative(request: Request, pk: int) -> HttpResponse:
    objective = get_visible(Objective.objects, pk, request.user)
    not_found_unless(permissions.can_change(request.user, objective))
    form = InitiativeForm(typed.posted(request), objective, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.add(objective, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            return redirect("goals:objective", pk)
    context = {"form": form, "objective": objective}
    return render(request, "goals/new_initiative.html", context, status=form_status(request))


@signed_in
def edit_initiative(request: Request, pk: int) -> HttpResponse:
    initiative = changeable(request, pk)
    objective = initiative.objective
    form = InitiativeForm(typed.posted(request), objective, initiative, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.edit(initiative, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("The initiative is saved."))
            return redirect("goals:objective", objective.pk)
    context = {
        "form": form,
        "initiative": initiative,
        "objective": objective,
        "may_remove": permissions.can_change(request.user, objective),
    }
    return render(request, "goals/edit_initiative.html", context, status=form_status(request))


@require_POST
@signed_in
def move_initiative(request: Request, pk: int) -> HttpResponse:
    """Say in place that an initiative is under way, done, dropped."""
    initiative = changeable(request, pk)
    state = request.POST.get("state", "")
    if state not in Initiative.State.values:
        return HttpResponseBadRequest()
    verbs.edit(initiative, by=request.user, state=state)
    if not request.htmx:
        return redirect("goals:objective", initiative.objective_id)
    places = {key_result.pk: place for place, key_result in enumerate(initiative.objective.key_results.all(), 1)}
    initiative.places = sorted(places[key_result.pk] for key_result in initiative.key_results.all())
    context = {"initiative": initiative, "may_move": True, "today": timezone.localdate()}
    return trigger_client_event(render(request, "goals/_initiative.html", context), "objective-changed")


@require_POST
@signed_in
def remove_initiative(request: Request, pk: int) -> HttpResponse:
    initiative = changeable(request, pk)
    not_found_unless(permissions.can_change(request.user, initiative.objective))
    text = initiative.text
    verbs.remove(initiative, by=request.user)
    messages.success(request, _("“%(text)s” is removed.") % {"text": text})
    return redirect("goals:objective", initiative.objective_id)


def changeable(request: Request, pk: int) -> Initiative:
    """The initiative, for those who may change it; 404 for all others."""
    initiative = get_object_or_404(
        Initiative.objects.select_related("objective__cycle", "owner"),
        seen_by(request.user, "objective__"),
        pk=pk,
    )
    not_found_unless(permissions.can_change_initiative(request.user, initiative))
    return initiative
