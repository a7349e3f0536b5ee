"""My week: what should I do now?"""

from typing import Any

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
    context = owed_by(request) | {"waiting": inbox.waiting_count(request.user)}
    return render(request, "goals/my_week.html", context)


def owed_by(request: Request) -> dict[str, Any]:
    """The `week` of whoever asks, and their rows in `groups`, each with its form."""
    rows = ledger.key_result_rows(KeyResult.objects.owed_by(request.user), person=request.user)
    ledger.load_authors(rows)
    week = Week([row.key_result for row in rows])
    groups = [
        (objective, [(row, form_of(request, row)) for row in group]) for objective, group in by_need(rows, week.today)
    ]
    return {"week": week, "groups": groups}
