"""Where the readings of a KPI come from by themselves: choose, try out, connect."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vekha.kpis import permissions
from vekha.kpis.actions import sources as verbs
from vekha.kpis.forms import SourceForm
from vekha.kpis.measured import Measured
from vekha.kpis.models import Kpi, Source
from vekha.kpis.phrases import PHRASES
from vekha.kpis.sources import Kind, kinds
from vekha.kpis.trouble import NoReading
from vekha.kpis.views.kpis import changeable
from vekha.people import typed
from vekha.people.access import Request, not_found_unless, signed_in


@signed_in
def source(request: Request, pk: int) -> HttpResponse:
    """Choose a kind of source, say how it is asked, see what it says, and only then connect it."""
    kpi = changeable(request, pk)
    not_found_unless(not kpi.is_retired)
    connected = Source.objects.filter(kpi=kpi).first()
    offered = [kind for kind in kinds().values() if permissions.can_connect(request.user, kpi, kind)]
    key = request.POST.get("kind") or request.GET.get("kind") or (connected.kind if connected else "")
    kind = next((kind for kind in offered if kind.key == key), None)
    if kind is None:
        context = {"kpi": kpi, "kinds": offered}
        return render(request, "kpis/choose_source.html", context)
    form = SourceForm(typed.posted(request), kind, connected, by=request.user)
    if request.method != "POST" or not form.is_valid():
        return page_of(request, kpi, kind, form)
    try:
        found = verbs.try_out(kpi, by=request.user, kind=kind.key, settings=form.settings | form.secrets)
        if "connect" not in request.POST:
            return page_of(request, kpi, kind, form, found=found)
        verbs.connect(kpi, by=request.user, kind=kind.key, settings=form.settings, secrets=form.secrets, found=found)
    except NoReading as problem:
        return page_of(request, kpi, kind, form, trouble=problem)
    except ValidationError as error:
        form.take_error(error)
        return page_of(request, kpi, kind, form)
    messages.success(request, _("Connected. “%(kpi)s” is read from there by itself now.") % {"kpi": kpi})
    return redirect("kpis:kpi", pk)


def page_of(
    request: Request,
    kpi: Kpi,
    kind: Kind,
    form: SourceForm,
    *,
    found: list[Measured] | None = None,
    trouble: NoReading | None = None,
) -> HttpResponse:
    context = {"kpi": kpi, "kind": kind, "form": form, "found": found, "trouble": trouble}
    return render(request, "kpis/source.html", context, status=422 if form.errors or trouble else 200)


@require_POST
@signed_in
def read_source(request: Request, pk: int) -> HttpResponse:
    """Ask the source now."""
    connected = connected_to(request, pk)
    not_found_unless(not connected.kpi.is_retired)
    try:
        if verbs.read_now(connected, by=request.user):
            messages.success(request, _("The source is read."))
    except NoReading as problem:
        phrase = PHRASES[problem.trouble]
        messages.error(request, f"{phrase.what} {phrase.advice}")
    return redirect("kpis:kpi", pk)


@require_POST
@signed_in
def disconnect_source(request: Request, pk: int) -> HttpResponse:
    verbs.disconnect(connected_to(request, pk), by=request.user)
    messages.success(request, _("The source is disconnected. What it has said stays."))
    return redirect("kpis:kpi", pk)


def connected_to(request: Request, pk: int) -> Source:
    """The source of the KPI, for those who may change it; 404 for all others."""
    found = Source.objects.select_related("kpi").filter(kpi=changeable(request, pk)).first()
    not_found_unless(found is not None)
    return found  # type: ignore[return-value]  # the line above
