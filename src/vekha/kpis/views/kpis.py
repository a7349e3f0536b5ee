"""One KPI: is it healthy, and how has it been? And the forms to write, change and retire it."""

import math
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.activity import log
from vekha.activity.models import Event
from vekha.kpis import ledger, permissions
from vekha.kpis.actions import kpis as verbs
from vekha.kpis.chart import BOUNDS
from vekha.kpis.forms import KpiForm, ReadingForm
from vekha.kpis.models import Kpi, Source
from vekha.people import typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in

READINGS = 60
EVENTS = 30
# What is told beside the history, which shows the readings themselves.
TOLD = ["kpi.written", "kpi.changed", "kpi.retired", "kpi.brought_back", "source.connected", "source.disconnected"]


@require_GET
@signed_in
def kpi(request: Request, pk: int) -> HttpResponse:
    kpi = get_visible(Kpi.objects.select_related("owner"), pk, request.user)
    waiting = typed.take(request, reverse("kpis:record-reading", args=[pk]))
    return page_of(request, kpi, ReadingForm(waiting, kpi))


def page_of(request: Request, kpi: Kpi, form: ReadingForm) -> HttpResponse:
    """The page of one KPI, with the form to record a reading in whatever state it is."""
    prefetch_related_objects([request.user], "memberships")
    prefetch_related_objects([kpi], "teams")
    now = timezone.now()
    readings = list(kpi.readings.select_related("author")[:READINGS])
    for reading in readings:
        reading.kpi = kpi  # with its teams, which decide who takes a reading back
    context = {
        "kpi": kpi,
        "row": ledger.rows_of([kpi])[0],
        "history": [(reading, permissions.can_undo(request.user, reading, now)) for reading in readings],
        "source": Source.objects.filter(kpi=kpi).first(),
        "events": Event.objects.filter(subject=log.reference(kpi), verb__in=TOLD).select_related("actor")[:EVENTS],
        "form": form,
        "may_record": not kpi.is_retired and permissions.can_record(request.user, kpi),
        "may_change": permissions.can_change(request.user, kpi),
    }
    return render(request, "kpis/kpi.html", context, status=form_status(request))


@signed_in
def new_kpi(request: Request) -> HttpResponse:
    not_found_unless(permissions.can_write_some(request.user))
    form = KpiForm(typed.posted(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            kpi = verbs.write(by=request.user, **form.facts)
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("“%(kpi)s” stands on the board. Record its first reading.") % {"kpi": kpi})
            return redirect("kpis:kpi", kpi.pk)
    return render(request, "kpis/new_kpi.html", {"form": form}, status=form_status(request))


@signed_in
def edit_kpi(request: Request, pk: int) -> HttpResponse:
    kpi = changeable(request, pk)
    form = KpiForm(typed.posted(request), kpi, by=request.user, initial=proposed(request))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.edit(kpi, by=request.user, version=form.seen, **form.facts)
        except ValidationError as error:
            kpi = changeable(request, pk)
            if getattr(error, "code", "") == "conflict":
                form.show_conflict(kpi, " ".join(error.messages))
            else:
                form.take_error(error)
        else:
            messages.success(request, _("“%(kpi)s” is saved.") % {"kpi": kpi})
            return redirect("kpis:kpi", pk)
    context = {"form": form, "kpi": kpi, "proposed": request.method == "GET" and proposed(request)}
    return render(request, "kpis/edit_kpi.html", context, status=form_status(request))


def proposed(request: Request) -> dict[str, Any]:
    """The corridor that the address proposes: all of it, with what is not named left open."""
    said = {name: _number(request.GET.get(name, "")) for name in BOUNDS}
    return said if any(value is not None for value in said.values()) else {}


def _number(text: str) -> float | None:
    try:
        return value if math.isfinite(value := float(text)) else None
    except ValueError:
        return None


@require_POST
@signed_in
def retire_kpi(request: Request, pk: int) -> HttpResponse:
    kpi = changeable(request, pk)
    verbs.retire(kpi, by=request.user)
    messages.success(request, _("“%(kpi)s” is retired. Its readings stay.") % {"kpi": kpi})
    return redirect("kpis:kpi", pk)


@require_POST
@signed_in
def bring_back_kpi(request: Request, pk: int) -> HttpResponse:
    kpi = changeable(request, pk)
    verbs.bring_back(kpi, by=request.user)
    messages.success(request, _("“%(kpi)s” is on the board again.") % {"kpi": kpi})
    return redirect("kpis:kpi", pk)


def changeable(request: Request, pk: int) -> Kpi:
    """The KPI, for those who may change it; 404 for all others."""
    kpi: Kpi = get_visible(Kpi.objects.select_related("owner"), pk, request.user)
    not_found_unless(permissions.can_change(request.user, kpi))
    return kpi
