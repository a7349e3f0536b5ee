"""What is done about a KPI: the objectives that it called for, the key results that read it, and a new draft."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from vekha.goals.actions import kpi_prompts as verbs
from vekha.goals.forms.objectives import running_cycle
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.goals.views.objectives import writing_of
from vekha.kpis import ledger
from vekha.kpis.models import Kpi
from vekha.people.access import Request, get_visible, not_found_unless, signed_in
from vekha.people.models import Role


@require_GET
@signed_in
def kpi_objectives(request: Request, pk: int) -> HttpResponse:
    """A part of the KPI's page, or a page of its own."""
    kpi: Kpi = get_visible(Kpi.objects, pk, request.user)
    objectives = list(
        Objective.objects.visible_to(request.user)
        .filter(prompted_by=kpi)
        .select_related("cycle", "owner")
        .order_by("-created_at", "-pk")
    )
    key_results = KeyResult.objects.visible_to(request.user).filter(kpi=kpi)
    row = ledger.rows_of([kpi])[0]
    context = {
        "kpi": kpi,
        "row": row,
        "objectives": objectives,
        "key_results": key_results.select_related("objective__cycle", "owner").order_by("-objective__created_at", "pk"),
        "may_write": not kpi.is_retired
        and row.broken_since is not None
        and request.user.role != Role.VIEWER
        and not any(each.state in verbs.AT_WORK and not each.cycle.is_closed for each in objectives),
    }
    template = "goals/_kpi_objectives.html" if request.htmx else "goals/kpi_objectives.html"
    return render(request, template, context)


@require_POST
@signed_in
def write_about_kpi(request: Request, pk: int) -> HttpResponse:
    """Begin a draft about the KPI and go on to write it."""
    kpi: Kpi = get_visible(Kpi.objects, pk, request.user)
    not_found_unless(request.user.role != Role.VIEWER and not kpi.is_retired)
    prefetch_related_objects([request.user], "memberships")
    try:
        written = verbs.write_about(kpi, by=request.user, cycle=running_cycle() or Cycle.backlog())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("kpis:kpi", pk)
    return redirect(writing_of(written) or reverse("goals:objective", args=[written.pk]))
