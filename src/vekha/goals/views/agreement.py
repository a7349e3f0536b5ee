"""Who has agreed to an objective, as which words, and what should be settled before the others do."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from vekha.goals import permissions
from vekha.goals.actions import objectives as verbs
from vekha.goals.models import Agreement, Alignment, Objective
from vekha.people.access import Request, get_visible, signed_in
from vekha.ui import formats

State = Objective.State


@dataclass(frozen=True)
class Agreed:
    """Somebody's agreement."""

    agreement: Agreement
    is_current: bool  # whether the words are still those that were agreed to

    @property
    def teams(self) -> str:
        teams = [membership.team.name for membership in self.agreement.person.memberships.all()]
        return formats.names(teams)


@dataclass(frozen=True)
class Unsettled:
    """What still waits for somebody, and where."""

    words: str
    address: str


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def agreement(request: Request, pk: int) -> HttpResponse:
    """Who has agreed: a line of the objective's page, or a page of its own. Posting agrees."""
    objective = get_visible(Objective.objects.select_related("cycle", "owner"), pk, request.user)
    if request.method != "POST":
        return page_of(request, objective)
    try:
        verbs.agree(objective, by=request.user, seen=request.POST.get("words", ""))
    except ValidationError as error:
        return page_of(request, objective, trouble=" ".join(error.messages))
    if not request.htmx:
        messages.success(request, _("You have agreed to these words."))
        if "inbox" in request.POST:  # agreed there
            return redirect("goals:inbox")
        return redirect("goals:objective", pk)
    said = _("You have agreed to these words.")
    return trigger_client_event(page_of(request, objective, said=said), "objective-changed")


def page_of(request: Request, objective: Objective, trouble: str = "", said: str = "") -> HttpResponse:
    given = objective.agreements.select_related("person").prefetch_related("person__memberships__team")
    words = objective.agreed_words()
    agreed = [Agreed(agreement, agreement.words == words) for agreement in given]
    mine = next((each for each in agreed if each.agreement.person_id == request.user.pk), None)
    asks = objective.state in (State.PROPOSED, State.AGREED) or (objective.is_active and mine is not None)
    current = {each.agreement.person_id for each in agreed if each.is_current}
    is_proposed = objective.state == State.PROPOSED
    context = {
        "objective": objective,
        "words": words,
        "agreed": agreed,
        "may_agree": (
            asks
            and not trouble  # other words than those that were read: they are read first
            and request.user.pk not in current
            and permissions.can_comment(request.user, objective)
        ),
        "again": mine is not None,
        "missing": [person for person in objective.voices() if person.pk not in current] if is_proposed else [],
        "unsettled": list(unsettled(request, objective)) if is_proposed else [],
        "trouble": trouble,
        "said": said,
    }
    template = "goals/_agreement.html" if request.htmx else "goals/agreement.html"
    return render(request, template, context, status=422 if trouble else 200)


def unsettled(request: Request, objective: Objective) -> Iterator[Unsettled]:
    """What somebody has been asked and has not answered, and what nobody owns."""
    page = reverse("goals:objective", args=[objective.pk])
    asked = Alignment.objects.visible_to(request.user).of(objective).open()
    for alignment in asked.select_related("objective", "to_objective"):
        other = alignment.to_objective if alignment.objective_id == objective.pk else alignment.objective
        yield Unsettled(_("Alignment without an answer: %(other)s") % {"other": other}, f"{page}#alignments")
    offers = {offer.key_result_id: offer for offer in objective.offers.open().select_related("person")}
    if offer := offers.get(None):
        yield Unsettled(_("%(name)s has not said whether they will own it") % {"name": offer.person}, page)
    for key_result in objective.key_results.all():
        place = f"{page}#key-result-{key_result.pk}"
        if offer := offers.get(key_result.pk):
            words = _("%(name)s has not said whether they will own the key result: %(key_result)s")
            yield Unsettled(words % {"name": offer.person, "key_result": key_result}, place)
        elif key_result.owner_id is None:
            yield Unsettled(_("Nobody owns the key result: %(key_result)s") % {"key_result": key_result}, place)
    for request_to_read in objective.review_requests.open().select_related("person"):
        words = _("%(name)s was asked to read it and has not answered")
        yield Unsettled(words % {"name": request_to_read.person}, f"{page}#talk")
