from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vekha.advice import alignment
from vekha.goals.models import Objective
from vekha.people.access import Request, get_visible, signed_in


@require_safe
@signed_in
def suggestions(request: Request, pk: int) -> HttpResponse:
    """Objectives of other teams to align with: a fragment beside a draft, or a page of its own."""
    objective = get_visible(Objective.objects.select_related("cycle"), pk, request.user)
    found = [
        (other, [(key_result, alignment.direction(key_result)) for key_result in other.key_results.all()])
        for other in alignment.suggestions(objective, request.user)
    ]
    template = "advice/_suggestions.html" if request.htmx else "advice/suggestions.html"
    return render(request, template, {"objective": objective, "suggestions": found})
