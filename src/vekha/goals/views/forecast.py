"""Where the forecast of a key result comes from."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vekha.goals import ledger
from vekha.goals.models import KeyResult
from vekha.people.access import Request, get_visible, signed_in


@require_GET
@signed_in
def key_result_forecast(request: Request, pk: int) -> HttpResponse:
    """The formula with its inputs: under the forecast, or a page of its own."""
    key_result = get_visible(KeyResult.objects.with_objective(), pk, request.user)
    context = {"key_result": key_result, "part": ledger.row(key_result, person=request.user)}
    template = "goals/_forecast_explained.html" if request.htmx else "goals/key_result_forecast.html"
    return render(request, template, context)
