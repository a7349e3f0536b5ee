"""Presenter mode: are we winning, for a screen on the wall. It turns its pages by itself (ui/js/wall.js)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vekha.goals import tally
from vekha.goals.models import Cycle
from vekha.goals.models.objective import behind_until
from vekha.goals.views.company import Answer, chosen_cycle, chosen_level, with_choices
from vekha.insights import wall
from vekha.people.access import Request, signed_in

SECONDS = 20  # a screen stands so long
LEAST_SECONDS, MOST_SECONDS = 5, 3600


@dataclass(frozen=True)
class Screen:
    """One page of the wall; `kind` is that of its template."""

    kind: str
    shown: Any
    url: str
    is_chosen: bool

    @property
    def template(self) -> str:
        return f"insights/_wall_{self.kind}.html"


@require_GET
@signed_in
def present(request: Request) -> HttpResponse:
    """The screens of a cycle: `seconds` each (0: until somebody turns), beginning with `screen`."""
    cycle = chosen_cycle(request, list(Cycle.objects.all()))
    if cycle is None or cycle.is_backlog:
        return redirect("goals:company")
    today, threshold = timezone.localdate(), behind_until()
    objectives = wall.open_objectives().with_pace(cycle, today, threshold)
    counts = tally.of(objectives.with_team_count())
    level = chosen_level(request, counts)
    answer = Answer.of(counts, level, objectives.filter(level=level), cycle, threshold)
    shown: list[tuple[str, Any]] = [("answer", {"answer": answer, "levels": wall.distribution(counts)})]
    shown += [("objective", row) for row in wall.company_objectives(cycle, request.user, today, threshold)]
    week = wall.Week.of(cycle, today, threshold)
    lists = (
        ("moves", week.moves()),
        ("calls", week.calls()),
        ("kpis", wall.kpis_beyond_their_corridor(today)),
    )
    shown += [(kind, lines) for kind, lines in lists if lines]
    number = min(max(whole(request.GET.get("screen"), 1), 1), len(shown))
    seconds = whole(request.GET.get("seconds"), SECONDS)
    seconds = min(max(seconds, LEAST_SECONDS), MOST_SECONDS) if seconds else 0
    context = {
        "cycle": cycle,
        "now": timezone.localtime(),
        "seconds": seconds,
        "screens": [
            Screen(kind, what, with_choices(request, screen=place), place == number)
            for place, (kind, what) in enumerate(shown, 1)
        ],
        "previous": with_choices(request, screen=(number - 2) % len(shown) + 1),
        "next": with_choices(request, screen=number % len(shown) + 1),
        "number": number,
        "stop": with_choices(request, screen=number, seconds=0),
        "go": with_choices(request, screen=number, seconds=SECONDS),
    }
    return render(request, "insights/wall.html", context)


def whole(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 6 else otherwise
