"""My week: what should I do now?"""

from typing import Any

from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from vekha.goals import inbox, ledger
from vekha.goals.forms.check_ins import form_of
from vekha.goals.models import ActionItem, KeyResult
from vekha.goals.threads import load_unseen_replies
from vekha.goals.week import Week, by_need
from vekha.people.access import Request, signed_in
from vekha.people.models import Person


@signed_in
def my_week(request: Request) -> HttpResponse:
    """All key results that the person checks in, by objective, what needs them first."""
    context = owed_by(request)
    last = [row.last for _objective, rows in context["groups"] for row, _form in rows if row.last]
    load_unseen_replies([each for each in last if each.author_id == request.user.pk], request.user)
    context |= {
        "waiting": inbox.waiting_count(request.user),
        "action_items": action_items_of(request.user),
    }
    return render(request, "goals/my_week.html", context)


def action_items_of(person: Person) -> list[ActionItem]:
    """What the person has to do, and what they have done today: that can be undone."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    items = ActionItem.objects.shown_to(person).filter(owner=person)
    return list(items.filter(Q(done_at=None) | Q(done_at__gte=midnight)).order_by(F("due").asc(nulls_last=True), "pk"))


def owed_by(request: Request) -> dict[str, Any]:
    """The `week` of whoever asks, and their rows in `groups`, each with its form."""
    rows = ledger.key_result_rows(KeyResult.objects.owed_by(request.user), person=request.user)
    ledger.load_authors(rows)
    week = Week([row.key_result for row in rows])
    groups = [
        (objective, [(row, form_of(request, row)) for row in group]) for objective, group in by_need(rows, week.today)
    ]
    return {"week": week, "groups": groups}
