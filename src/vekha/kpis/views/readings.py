"""Recording what a KPI is, and taking that back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vekha.kpis import permissions
from vekha.kpis.actions import readings as verbs
from vekha.kpis.forms import ReadingForm
from vekha.kpis.models import Kpi, Reading
from vekha.kpis.views.kpis import page_of
from vekha.people.access import Request, get_visible, not_found_unless, signed_in


@require_POST
@signed_in
def record_reading(request: Request, pk: int) -> HttpResponse:
    kpi: Kpi = get_visible(Kpi.objects.select_related("owner"), pk, request.user)
    not_found_unless(permissions.can_record(request.user, kpi))
    form = ReadingForm(request.POST, kpi)
    if form.is_valid():
        try:
            verbs.record(kpi, by=request.user, **form.reading)
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("The reading is recorded."))
            return redirect("kpis:kpi", pk)
    return page_of(request, kpi, form)


@require_POST
@signed_in
def undo_reading(request: Request, pk: int) -> HttpResponse:
    reading: Reading = get_visible(Reading.objects.select_related("kpi"), pk, request.user)
    not_found_unless(permissions.can_undo(request.user, reading, timezone.now()))
    verbs.undo(reading, by=request.user)
    messages.success(request, _("The reading is taken back. It stays in the history, struck through."))
    return redirect("kpis:kpi", reading.kpi_id)
