"""My week: what should I do now?"""

from django.http import HttpResponse
from django.shortcuts import render

from vekha.goals import inbox, ledger
from vekha.goals.forms.check_ins import form_of
from vekha.goals.models import KeyResult
from vekha.goals.week import Week, by_need
from vekha.people.access import Request, signed_in


@signed_in
def my_week(request: Request) -> HttpResponse:
    """All key results that the person checks in, by objective, what needs them first."""
    rows = ledger.key_result_rows(KeyResult.objects.owed_by(request.user), person=request.user)
    ledger.load_authors(rows)
    week = Week([row.key_result for row in rows])
    groups = [
        (objective, [(row, form_of(request, row)) for row in group]) for objective, group in by_need(rows, week.today)
    ]
    context = {"week": week, "groups": groups, "waiting": inbox.waiting_count(request.user)}
    return render(request, "goals/my_week.html", context)
