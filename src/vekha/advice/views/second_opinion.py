"""A second opinion from the company's own choice of a language model, when a person asks for it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from vekha.advice import coaching, second_opinion
from vekha.advice.forms import PasteForm
from vekha.advice.second_opinion_endpoint import Endpoint, NoAnswer, configured
from vekha.advice.views.objectives import reviewed, visible
from vekha.coach.review import ReviewedObjective
from vekha.people.access import Request, not_found_unless, signed_in


@require_POST
@signed_in
def on_objective(request: Request, pk: int) -> HttpResponse:
    """About a stored objective, for those who may see it."""
    found = visible(request, pk)
    return _asked(request, reviewed(found).objectives[0], {"objective": found})


@require_POST
@signed_in
def on_text(request: Request) -> HttpResponse:
    """About one objective of a text on the Coach page: the one of that number, as the coach has read it."""
    form = PasteForm(request.POST, reader=request.user)
    number = request.POST.get("okr", "")
    if not form.is_valid() or not number.isdecimal():
        return redirect("advice:coach")
    pasted = form.pasted
    context = {"number": number, "pasted": pasted}
    # What leaves the machine is what the person has seen reviewed, not what was typed since.
    if request.POST.get("reviewed") != pasted.fingerprint:
        return _page(request, context | {"has_changed": True})
    objectives = coaching.of_text(pasted.text, stage=pasted.stage, answers=pasted.answers).objectives
    not_found_unless(0 < int(number) <= len(objectives))
    return _asked(request, objectives[int(number) - 1], context)


def _asked(request: Request, about: ReviewedObjective, context: dict[str, Any]) -> HttpResponse:
    endpoint = configured()
    if endpoint is None:
        return _page(request, context)
    try:
        answer = second_opinion.ask(about, endpoint, coaching.language_of(get_language() or "en"))
    except NoAnswer as problem:
        return _page(request, context | _of(endpoint) | {"trouble": problem.trouble.name})
    return _page(request, context | _of(endpoint) | {"opinion": answer})


def _of(endpoint: Endpoint) -> dict[str, Any]:
    return {"host": endpoint.host, "model": endpoint.model, "seconds": max(1, round(endpoint.timeout))}


def _page(request: Request, context: dict[str, Any]) -> HttpResponse:
    template = "advice/_second_opinion.html" if request.htmx else "advice/second_opinion.html"
    return render(request, template, context)
