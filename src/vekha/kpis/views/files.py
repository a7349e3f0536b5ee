"""Readings out of a file: looked at first, then recorded."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import ngettext

from vekha.kpis import permissions
from vekha.kpis.actions import readings as verbs
from vekha.kpis.forms import FileForm
from vekha.kpis.measured import Measured
from vekha.kpis.models import Kpi
from vekha.kpis.trouble import NoReading
from vekha.people.access import Request, get_visible, not_found_unless, signed_in

SALT = "kpis.file"
VALID_FOR = 3600  # seconds between looking and recording


@signed_in
def bring_in(request: Request, pk: int) -> HttpResponse:
    """What is found in a file waits in the page, signed, until it is recorded: the file itself is not kept."""
    kpi: Kpi = get_visible(Kpi.objects.select_related("owner"), pk, request.user)
    not_found_unless(not kpi.is_retired and permissions.can_record(request.user, kpi))
    if request.method == "POST" and "found" in request.POST:
        return record(request, kpi, request.POST["found"])
    form = FileForm(request.POST or None, request.FILES or None)
    found: list[Measured] | None = None
    trouble: NoReading | None = None
    if request.method == "POST" and form.is_valid():
        columns = {"value": form.cleaned_data["value"], "day": form.cleaned_data["day"]}
        try:
            found = verbs.look_into(kpi, by=request.user, table=form.cleaned_data["file"].read(), **columns)
        except NoReading as problem:
            trouble = problem
    context = {"kpi": kpi, "form": form, "found": found, "trouble": trouble}
    if found:
        rows = [[each.at.isoformat(), each.value] for each in found]
        context["signed"] = signing.dumps([kpi.pk, rows], salt=SALT, compress=True)
    return render(request, "kpis/file.html", context, status=422 if form.errors or trouble else 200)


def record(request: Request, kpi: Kpi, signed: str) -> HttpResponse:
    try:
        of, rows = signing.loads(signed, salt=SALT, max_age=VALID_FOR)
        not_found_unless(of == kpi.pk)
        found = [Measured(value, moment) for at, value in rows if (moment := parse_datetime(at))]
        count = verbs.bring_in(kpi, by=request.user, found=found)
    except signing.BadSignature:
        return redirect("kpis:bring-in", kpi.pk)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("kpis:kpi", kpi.pk)
    words = ngettext("%(count)d reading is new.", "%(count)d readings are new.", count)
    messages.success(request, words % {"count": count})
    return redirect("kpis:kpi", kpi.pk)
