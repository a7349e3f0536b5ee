"""What moved and what needs help, of the company, a team or a person: beside their page, or a page of its own."""

from datetime import timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from vekha.goals import movement, past
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.goals.models.objective import ObjectiveQuerySet, behind_until
from vekha.goals.views.company import LEVELS, chosen_cycle
from vekha.goals.views.days import ChosenDay
from vekha.people.access import Request, signed_in
from vekha.people.models import Person, Team

MOST = 20
A_WEEK = timedelta(days=7)


@require_GET
@signed_in
def moved(request: Request) -> HttpResponse:
    """Of the objectives of a level (`level`), of a team (`team`) or of a person (`person`), since a day (`since`)."""
    cycles = list(Cycle.objects.all())
    day = ChosenDay.of(request)
    cycle = chosen_cycle(request, cycles, day.past)
    open_then = [one for one in cycles if not past.cycle_on(one, day.day).is_closed]
    found, whose, page = chosen_objectives(request, cycle, open_then)
    since = ChosenDay.of(request, "since")
    begins = min(since.past, day.day - timedelta(days=1)) if since.past else day.day - A_WEEK
    threshold = behind_until()
    before = past.on(begins, found, cycles=cycles, threshold=threshold)
    if day.past:
        after = past.on(day.past, found, cycles=cycles, threshold=threshold)
    else:
        after = past.now(found, cycles=cycles, threshold=threshold)
    moves = movement.moves(before, after)
    blockers = movement.blockers(after.objectives, past.moment_after(day.day))
    pressing = movement.pressing(after)
    context = {
        "day": day,
        "since": begins,
        "trouble": since.trouble,
        "latest": day.day - timedelta(days=1),
        "whose": whose,
        "back": page,
        "kept": [(name, value) for name, value in request.GET.items() if name != "since"],
        "moves": with_texts(moves[:MOST]),
        "more_moves": max(0, len(moves) - MOST),
        "blockers": blockers[:MOST],
        "pressing": pressing[:MOST],
        "more_pressing": max(0, len(pressing) - MOST) + max(0, len(blockers) - MOST),
        "is_beside": bool(request.htmx),
    }
    return render(request, "goals/_moved.html" if request.htmx else "goals/moved.html", context)


def chosen_objectives(
    request: Request, cycle: Cycle | None, open_then: list[Cycle]
) -> tuple[ObjectiveQuerySet, str, str]:
    """The objectives asked for, whose they are in words, and the page that they are from.

    Those of a person are of all cycles that were open.
    """
    visible: ObjectiveQuerySet = Objective.objects.visible_to(request.user)
    if (number := request.GET.get("person", "")).isdecimal():
        person = get_object_or_404(Person, pk=number)
        own = KeyResult.objects.filter(owner=person).order_by().values("objective")
        found = visible.filter(Q(owner=person) | Q(pk__in=own), cycle__in=open_then)
        return found, person.name, reverse("goals:person", args=[person.pk])
    if (number := request.GET.get("team", "")).isdecimal():
        team = get_object_or_404(Team, pk=number)
        return visible.filter(teams=team, cycle=cycle), team.name, reverse("goals:team", args=[team.pk])
    names = {str(key): str(name) for key, name in LEVELS}
    level = request.GET.get("level", "")
    level = level if level in names else Objective.Level.COMPANY.value
    return visible.filter(cycle=cycle, level=level), names[level], reverse("goals:company")


def with_texts(moves: list[movement.Move]) -> list[tuple[movement.Move, str]]:
    """Each with the words of the key result that moved most in it."""
    texts = movement.texts_of(moves)
    return [(move, texts.get(move.most.key_result, "") if move.most else "") for move in moves]
