from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from vekha.advice import permissions, track_record
from vekha.advice.coaching import language_of
from vekha.people.access import Request, not_found_unless, signed_in


@require_safe
@signed_in
def precision(request: Request) -> HttpResponse:
    """How often each rule was to the point, by what authors said to it."""
    not_found_unless(permissions.can_tune(request.user))
    records = track_record.of_all_rules(request.user, language_of(get_language() or "en"))
    return render(request, "advice/precision.html", {"records": records})
