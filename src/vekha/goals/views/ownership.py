"""Who owns it: taking what nobody owns, giving it back, and answering when one is asked."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vekha.goals import permissions
from vekha.goals.actions import ownership as verbs
from vekha.goals.forms.ownership import RefusalForm
from vekha.goals.models import KeyResult, Objective, Offer
from vekha.goals.views import key_results
from vekha.goals.views.objectives import page_of, row_of
from vekha.people.access import Request, get_visible, not_found_unless, signed_in


@require_POST
@signed_in
def claim(request: Request, pk: int) -> HttpResponse:
    """Take a key result that nobody owns."""
    key_result = get_visible(KeyResult.objects.with_objective(), pk, request.user)
    try:
        verbs.claim(key_result, by=request.user)
    except ValidationError as error:
        return refused(request, key_result.objective_id, {"trouble": " ".join(error.messages)})
    messages.success(request, _("“%(text)s” is yours now.") % {"text": key_result})
    return back_to(request, key_result.objective, key_result)


@require_POST
@signed_in
def release(request: Request, pk: int) -> HttpResponse:
    """Give a key result back, with a reason."""
    key_result = get_visible(KeyResult.objects.with_objective(), pk, request.user)
    form = RefusalForm(request.POST, of=pk)
    if form.is_valid():
        try:
            verbs.release(key_result, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(text)s” stands open again.") % {"text": key_result})
            return back_to(request, key_result.objective, key_result)
    return key_results.page_of(request, key_result, release=form)


@require_POST
@signed_in
def answer_offer(request: Request, pk: int) -> HttpResponse:
    """Say yes or no to owning something. Only whoever was asked does; for all others there is nothing here."""
    offer = get_visible(
        Offer.objects.select_related("objective__cycle", "key_result", "by", "person"), pk, request.user
    )
    not_found_unless(offer.person_id == request.user.pk)
    what = request.POST.get("what")
    if what not in {"accept", "decline"}:
        return HttpResponseBadRequest()
    form = RefusalForm(request.POST, of=pk)
    try:
        if what == "accept":
            verbs.accept(offer, by=request.user)
            messages.success(request, _("“%(text)s” is yours now.") % {"text": offer.thing})
        elif form.is_valid():
            verbs.decline(offer, by=request.user, **form.cleaned_data)
            messages.success(request, _("They know now that you will not own it."))
    except ValidationError as error:
        if not hasattr(error, "error_dict"):  # it was answered meanwhile
            return refused(request, offer.objective_id, {"trouble": " ".join(error.messages)})
        form.add_error(None, error)
        return refused(request, offer.objective_id, {"declining": form, "declined": pk})
    if "inbox" in request.POST:  # answered there
        return redirect("goals:inbox")
    return back_to(request, offer.objective, offer.key_result)


def refused(request: Request, pk: int, why: dict[str, object]) -> HttpResponse:
    """The objective's page with what could not be done."""
    return render(request, "goals/objective.html", page_of(request, row_of(request, pk)) | why, status=422)


def back_to(request: Request, objective: Objective, key_result: KeyResult | None) -> HttpResponse:
    """The line of what has changed hands; whoever gave back the last that let them see it goes to the company."""
    if not permissions.can_see(request.user, Objective.objects.get(pk=objective.pk)):
        return redirect("goals:company")
    place = f"#key-result-{key_result.pk}" if key_result else ""
    return redirect(reverse("goals:objective", args=[objective.pk]) + place)
