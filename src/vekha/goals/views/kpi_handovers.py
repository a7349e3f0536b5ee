"""From a won key result to a KPI that watches over it."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from vekha.goals import permissions
from vekha.goals.actions import kpi_handovers as verbs
from vekha.goals.kpi_handover import corridor_of, is_won, rhythm_of
from vekha.goals.models import KeyResult, Objective
from vekha.kpis import permissions as kpi_permissions
from vekha.kpis.forms import KpiForm
from vekha.kpis.models import Kpi
from vekha.people import typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in
from vekha.people.models import Person


def way_to_watch(key_result: KeyResult, reader: Person) -> str:
    """Where the reader makes a KPI of it, or proposes a corridor to the one it reads; empty where they may not."""
    objective = key_result.objective
    if not is_won(key_result) or objective.visibility == Objective.Visibility.PRIVATE:
        return ""
    if key_result.kpi is None:
        may = permissions.can_hand_over(reader, key_result) and kpi_permissions.can_write_some(reader)
        return reverse("goals:watch-key-result", args=[key_result.pk]) if may else ""
    if not kpi_permissions.can_change(reader, key_result.kpi):
        return ""
    corridor = {name: value for name, value in asdict(corridor_of(key_result)).items() if value is not None}
    return f"{reverse('kpis:edit-kpi', args=[key_result.kpi.pk])}?{urlencode(corridor)}"


@signed_in
def watch(request: Request, pk: int) -> HttpResponse:
    """The form of a KPI, filled with what the key result knows."""
    key_result: KeyResult = get_visible(KeyResult.objects.with_objective(), pk, request.user)
    prefetch_related_objects([request.user], "memberships")
    not_found_unless(key_result.kpi is None and bool(way_to_watch(key_result, request.user)))
    form = KpiForm(typed.posted(request), by=request.user, initial=known(key_result, request.user))
    if request.method == "POST" and form.is_valid():
        try:
            kpi = verbs.hand_over(key_result, by=request.user, **form.facts)
        except ValidationError as error:
            form.take_error(error)
        except PermissionDenied:
            form.add_error("teams", _("You write KPIs for teams you belong to. Choose one of yours."))
        else:
            messages.success(
                request, _("“%(kpi)s” stands on the board, with what was checked in so far.") % {"kpi": kpi}
            )
            return redirect("kpis:kpi", kpi.pk)
    context = {"form": form, "key_result": key_result, "objective": key_result.objective}
    return render(request, "goals/watch_key_result.html", context, status=form_status(request))


def known(key_result: KeyResult, by: Person) -> dict[str, Any]:
    """What the key result says of the KPI to be."""
    objective = key_result.objective
    is_open = objective.visibility == Objective.Visibility.EVERYONE
    return asdict(corridor_of(key_result)) | {
        "name": key_result.text[:150],
        "definition": key_result.definition,
        "source": key_result.source,
        "unit": key_result.unit,
        "rhythm": rhythm_of(key_result),
        "owner": key_result.owner if key_result.owner and key_result.owner.is_active else by,
        "teams": [team.pk for team in objective.teams.all()],
        "visibility": Kpi.Visibility.EVERYONE if is_open else Kpi.Visibility.TEAMS,
    }
