"""Checking in a key result and taking that back: a row that answers for itself, on whatever page it stands."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from vekha.goals import ledger, permissions
from vekha.goals.actions import check_ins
from vekha.goals.forms.check_ins import CheckInForm, typed_form
from vekha.goals.models import CheckIn, KeyResult
from vekha.goals.week import week_of
from vekha.people import typed
from vekha.people.access import Request, get_visible, signed_in
from vekha.people.permissions import require


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check_in(request: Request, pk: int) -> HttpResponse:
    """The row of one key result, open to be checked in; the check-in itself; and, of fields sent by GET, what it would
    change."""
    key_result = _key_result(request, pk)
    require(permissions.can_check_in(request.user, key_result))
    if request.method != "POST":
        if "seen" in request.GET:
            return _foresee(request, key_result)
        return _answer(request, key_result, typed_form(request, key_result) or CheckInForm(key_result, initial={}))
    form = CheckInForm(key_result, request.POST)
    if form.is_valid():
        try:
            check_ins.record(key_result, by=request.user, **form.check_in)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if request.htmx:
                return _answer(request, key_result, None, said=_("Checked in: %s.") % key_result)
            return _back_to_row(request, key_result)
    return _answer(request, key_result, form, said=_("Not checked in: %s.") % key_result)


@require_POST
@signed_in
def undo_check_in(request: Request, pk: int) -> HttpResponse:
    """Take a check-in back; its words stand in the row again, to be put right."""
    taken_back = get_object_or_404(CheckIn, pk=pk)
    taken_back.key_result = _key_result(request, taken_back.key_result_id)
    try:
        check_ins.undo(taken_back, by=request.user)
    except ValidationError as error:  # closed meanwhile: what the page shows is over, too
        messages.error(request, " ".join(error.messages))
        return HttpResponseClientRefresh() if request.htmx else _back_to_row(request, taken_back.key_result)
    if request.htmx:
        form = CheckInForm.of(taken_back)
        return _answer(request, taken_back.key_result, form, said=_("Taken back: %s.") % taken_back.key_result)
    return _back_to_row(request, taken_back.key_result)


def _key_result(request: Request, pk: int) -> KeyResult:
    key_result: KeyResult = get_visible(
        KeyResult.objects.select_related("owner", "objective__cycle", "objective__owner").with_planned(),
        pk,
        request.user,
    )
    if key_result.kind == KeyResult.Kind.STEPS:
        prefetch_related_objects([key_result], "steps")
    return key_result


def _foresee(request: Request, key_result: KeyResult) -> HttpResponse:
    """Where the key result would stand after what is being typed, beside where it stands now. Nothing is stored."""
    form = CheckInForm(key_result, request.GET)
    now = ledger.row(key_result, person=request.user)
    value = form.value_after() if form.is_valid() else None
    then = None if value is None else ledger.row_after(now, value)
    return render(request, "goals/_foreseen.html", {"now": now, "then": then})


def _answer(request: Request, key_result: KeyResult, form: CheckInForm | None, said: str = "") -> HttpResponse:
    """The row for a page that stays, or a page of its own where there is no JavaScript."""
    row = ledger.row(key_result, person=request.user)
    status = 422 if form and form.errors else 200
    if not request.htmx:
        return render(request, "goals/check_in.html", {"row": row, "form": form}, status=status)
    page, _query, _rest = typed.page_of(request).partition("?")
    is_week = page == reverse("goals:my-week") or hasattr(request, "check_in_link")
    week = week_of(request.user) if is_week else None
    context = {"row": row, "form": form, "week": week, "said": said, "is_new": form is None}
    response = render(request, "goals/_check_in_reply.html", context, status=status)
    # The objective's page shows itself anew around the row.
    return trigger_client_event(response, "objective-changed") if said and status == 200 else response


def _back_to_row(request: Request, key_result: KeyResult) -> HttpResponse:
    """The page that the row was sent from, at the row. From the row's own page, on to where one compares."""
    page = typed.page_of(request)
    if page.startswith(reverse("goals:check-in", args=[key_result.pk])):
        if key_result.owner_id == request.user.pk:
            page = reverse("goals:my-week")
        else:
            page = reverse("goals:objective", args=[key_result.objective_id])
    return redirect(f"{page}#key-result-{key_result.pk}")
