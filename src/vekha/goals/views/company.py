"""Are we winning? All objectives of a cycle in one ledger, and the answer in a sentence above them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vekha.goals import ledger, past, tally
from vekha.goals.models import Cycle, Objective
from vekha.goals.models.objective import ObjectiveQuerySet, behind_until
from vekha.goals.permissions import can_change_cycles
from vekha.goals.progress import Pace, Standing, expected
from vekha.goals.tally import GIVEN_UP, IN_PLAY, NEEDS_A_LOOK, UNDECIDED, Tally
from vekha.goals.views.days import ChosenDay
from vekha.people.access import Request, signed_in
from vekha.people.search import search_words

A_PAGE = 40
EXCEPTIONS = 2
MOST_TEAMS = 20
# What the answer needs of an objective that it names.
NAMED = ("title", "state", "progress", "own_starts", "own_ends", "own_rhythm", "checked_in_on", "cycle")
LEVELS: tuple[tuple[str, Promise], ...] = (
    (Objective.Level.COMPANY, _("Company")),
    (Objective.Level.TEAM, _("Teams")),
    (Objective.Level.PERSON, _("Personal")),
)
# What may be shown instead of all objectives in play: words, states, and what else must hold.
ONLY: dict[str, tuple[Promise, tuple[str, ...], Q]] = {
    "cross-team": (_("cross-team only"), IN_PLAY, Q(team_count__gt=1)),
    "look": (_("needs a look"), IN_PLAY, Q(pace__in=NEEDS_A_LOOK)),
    "drafts": (_("not decided yet"), UNDECIDED, Q()),
    "given-up": (_("dropped or postponed"), GIVEN_UP, Q()),
}


@dataclass(frozen=True)
class Choice:
    """A way to see the ledger, and how many objectives it would show."""

    words: Promise
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class CycleLink:
    """A cycle to look at instead."""

    cycle: Cycle
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Board:
    """What the page compares, as it stands or as it stood."""

    counts: Tally
    level: str
    only: Sequence[Choice]
    answer: "Answer"
    page: "Page[Any]"
    rows: Sequence[ledger.ObjectiveRow]
    teams: Sequence[tally.TeamLine]


@signed_in
def company(request: Request) -> HttpResponse:
    cycles = list(Cycle.objects.all())
    day = ChosenDay.of(request)
    cycle = chosen_cycle(request, cycles, day.past)
    if cycle is None:
        return render(request, "goals/company_empty.html", {"may_open": can_change_cycles(request.user)})
    if cycle.is_backlog:
        return redirect("goals:backlog")
    threshold, words = behind_until(), search_words(request.GET.get("q", ""))
    visible: ObjectiveQuerySet = Objective.objects.visible_to(request.user)
    found = visible.search(words) if words else visible
    if day.past:
        board = as_it_stood(request, found.filter(cycle=cycle), cycle, day.past, threshold)
        if words:  # teams are shown with all that they had
            whole = past.on(day.past, visible.filter(cycle=cycle), cycles=[cycle], threshold=threshold)
            board = replace(
                board, teams=whole.team_lines(cycle, past.Teams.of_all(visible.filter(cycle=cycle)), MOST_TEAMS)
            )
    else:
        board = as_it_stands(request, found, cycle, day.day, threshold)
    earlier = None if day.past else previous_of(cycle, cycles)
    return render(
        request,
        "goals/company.html",
        {
            "day": day,
            "cycle": past.cycle_on(cycle, day.day),
            "cycles": cycle_links(request, cycles, cycle),
            "levels": [
                Choice(name, with_choices(request, level=key, page=""), board.counts.count(key), key == board.level)
                for key, name in LEVELS
            ],
            "only": board.only,
            "words": words,
            "kept": [(name, value) for name, value in request.GET.items() if name not in {"q", "page"}],
            "today": day.day,
            "gone": expected(cycle.starts, cycle.ends, day.day),
            "is_narrowed": bool(words or request.GET.get("only")),
            "answer": board.answer,
            "moved": day.address("goals:moved", cycle=cycle.pk, level=board.level),
            "page": board.page,
            "rows": board.rows,
            "is_folded": "fold" in request.GET,
            "fold_url": with_choices(request, fold="" if "fold" in request.GET else "1"),
            "teams": board.teams,
            "are_most_teams": len(board.teams) == MOST_TEAMS,
            "earlier": earlier,
            "closed": closed_in(earlier, visible),
            "threshold": round(threshold * 100),
            "may_write": request.user.role != "viewer" and not day.past,
            "may_change_cycles": can_change_cycles(request.user),
        },
    )


def as_it_stands(request: Request, found: ObjectiveQuerySet, cycle: Cycle, today: date, threshold: float) -> Board:
    """Counted by the database."""
    counts, level, shown = chosen_now(request, found, cycle, today, threshold)
    of_level = found.with_pace(cycle, today, threshold).filter(level=level)
    choices = only_choices(request, counts, level, request.GET.get("only", ""))
    paginator = Paginator(shown.order_by("pk"), A_PAGE)
    paginator.count = next((choice.count for choice in choices if choice.is_chosen), counts.count(level))
    page = paginator.get_page(request.GET.get("page"))
    return Board(
        counts=counts,
        level=level,
        only=choices,
        answer=Answer.of(counts, level, of_level, cycle, threshold),
        page=page,
        rows=ledger.rows(shown_on(page), person=request.user, today=today, threshold=threshold),
        teams=tally.of_teams(cycle, person=request.user, behind_until=threshold, most=MOST_TEAMS),
    )


def as_it_stood(request: Request, found: ObjectiveQuerySet, cycle: Cycle, day: date, threshold: float) -> Board:
    """Counted here, from what the day is derived from."""
    stood = past.on(day, found, cycles=[cycle], threshold=threshold)
    teams = past.Teams.of_all(found)
    counts, level, shown = chosen_then(request, stood, teams)
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    return Board(
        counts=counts,
        level=level,
        only=only_choices(request, counts, level, request.GET.get("only", "")),
        answer=Answer.naming(stood.exceptions(level, pressing(counts, level), EXCEPTIONS), counts, level),
        page=page,
        rows=stood.rows(list(page.object_list), person=request.user),
        teams=stood.team_lines(cycle, teams, MOST_TEAMS),
    )


def chosen_now(
    request: HttpRequest, found: ObjectiveQuerySet, cycle: Cycle, today: date, threshold: float
) -> tuple[Tally, str, ObjectiveQuerySet]:
    """The counts of the cycle, the chosen level, and the objectives of it that the choices of the address leave."""
    objectives = found.with_pace(cycle, today, threshold)
    counts = tally.of(objectives.with_team_count())
    level = chosen_level(request, counts)
    _words, states, condition = ONLY.get(request.GET.get("only", ""), ("", IN_PLAY, Q()))
    # Found by what is counted, loaded without it.
    shown = found.filter(cycle=cycle, level=level, state__in=states)
    if condition:
        of_level = objectives.filter(level=level).with_team_count().filter(condition)
        shown = Objective.objects.filter(pk__in=of_level.values("pk"), state__in=states)
    return counts, level, shown


def chosen_then(request: HttpRequest, stood: past.Past, teams: past.Teams) -> tuple[Tally, str, list[Objective]]:
    """The same of a past day."""
    counts = stood.tally(teams)
    level = chosen_level(request, counts)
    only = request.GET.get("only", "")
    states = ONLY[only][1] if only in ONLY else IN_PLAY
    shown = [one for one in stood.objectives if one.level == level and one.state in states]
    if only == "look":
        shown = [one for one in shown if stood.standing(one).pace in NEEDS_A_LOOK]
    elif only == "cross-team":
        shown = [one for one in shown if teams.is_cross_team(one)]
    return counts, level, shown


def shown_on(page: "Page[Objective]") -> ObjectiveQuerySet:
    """The objectives of one page, still as a query."""
    return page.object_list  # type: ignore[return-value]


def chosen_cycle(request: HttpRequest, cycles: list[Cycle], day: date | None = None) -> Cycle | None:
    """The cycle asked for; else the one running (that day) that began last; else the newest with days."""
    asked = [cycle for cycle in cycles if str(cycle.pk) == request.GET.get("cycle")]
    running = [cycle for cycle in cycles if (past.cycle_on(cycle, day) if day else cycle).is_running(day)]
    dated = [cycle for cycle in cycles if not cycle.is_backlog]
    return next(iter([*asked, *sorted(running, key=lambda cycle: cycle.ends is None), *dated]), None)


def chosen_level(request: HttpRequest, counts: Tally) -> str:
    """The level asked for; else the highest that has something in play."""
    keys = [key for key, _name in LEVELS]
    asked = request.GET.get("level", "")
    return asked if asked in keys else next((key for key in keys if counts.count(key)), keys[0])


def with_choices(request: HttpRequest, **choices: object) -> str:
    """This address with some choices made anew; an empty one is left out."""
    kept = {**request.GET.dict(), **{name: str(choice) for name, choice in choices.items()}}
    return "?" + urlencode({name: choice for name, choice in kept.items() if choice})


def only_choices(request: HttpRequest, counts: Tally, level: str, chosen: str) -> list[Choice]:
    """The narrower views of the level that have something to show. Choosing the chosen one again widens the view."""
    numbers = {
        "cross-team": counts.count(level, cross_team=True),
        "look": counts.count(level, paces=NEEDS_A_LOOK),
        "drafts": counts.count(level, states=UNDECIDED),
        "given-up": counts.count(level, states=GIVEN_UP),
    }
    return [
        Choice(words, with_choices(request, only="" if key == chosen else key, page=""), numbers[key], key == chosen)
        for key, (words, _states, _condition) in ONLY.items()
        if numbers[key] or key == chosen
    ]


def cycle_links(request: HttpRequest, cycles: list[Cycle], chosen: Cycle) -> dict[str, list[CycleLink]]:
    """The running cycles, the others, and what has no time."""
    links: dict[str, list[CycleLink]] = {"running": [], "others": [], "backlog": []}
    for cycle in cycles:
        url = with_choices(request, cycle=cycle.pk, page="", only="", level="", q="")
        kind = "backlog" if cycle.is_backlog else "running" if cycle.is_running() else "others"
        links[kind].append(CycleLink(cycle, url, cycle == chosen))
    return links


def previous_of(cycle: Cycle, cycles: list[Cycle]) -> Cycle | None:
    """The cycle that was over last when this one began."""
    over = [other for other in cycles if other != cycle and other.ends and other.ends <= cycle.starts]
    return max(over, key=lambda other: (other.ends, other.starts), default=None)


def closed_in(cycle: Cycle | None, visible: ObjectiveQuerySet) -> list[Objective]:
    """What was closed in the cycle, the company's objectives first."""
    if cycle is None:
        return []
    order = {key: place for place, (key, _name) in enumerate(LEVELS)}
    closed = visible.filter(cycle=cycle, state=Objective.State.CLOSED).order_by("pk")[:A_PAGE]
    return sorted(closed, key=lambda objective: order[objective.level])


@dataclass(frozen=True)
class Answer:
    """What the sentence under the title says: how many are on pace, and the worst exceptions."""

    total: int
    on_pace: int
    waiting: int  # nothing to compare: no check-in yet, or no end
    closed: int
    exceptions: Sequence[tuple[Objective, Standing]]
    more: int  # exceptions beyond those named

    @classmethod
    def of(cls, counts: Tally, level: str, objectives: ObjectiveQuerySet, cycle: Cycle, threshold: float) -> "Answer":
        kinds = pressing(counts, level)
        return cls.naming(exceptions(objectives, kinds, cycle, threshold) if kinds else [], counts, level)

    @classmethod
    def naming(cls, worst: Sequence[tuple[Objective, Standing]], counts: Tally, level: str) -> "Answer":
        active = (Objective.State.ACTIVE,)
        return cls(
            total=counts.count(level, active),
            on_pace=counts.count(level, active, (Pace.ON_PACE,)),
            waiting=counts.count(level, active, (Pace.NONE,)),
            closed=counts.count(level, (Objective.State.CLOSED,)),
            exceptions=worst,
            more=counts.count(level, active, NEEDS_A_LOOK) - len(worst),
        )


def pressing(counts: Tally, level: str) -> list[Pace]:
    """The kinds of exceptions that there are, the most pressing first."""
    return [kind for kind in NEEDS_A_LOOK if counts.count(level, (Objective.State.ACTIVE,), (kind,))]


def exceptions(
    objectives: ObjectiveQuerySet, kinds: Sequence[Pace], cycle: Cycle, threshold: float
) -> list[tuple[Objective, Standing]]:
    """The two worst: of each of the first two kinds the worst, so that a silence is heard beside debts."""
    by_gap = objectives.order_by(F("gap").desc(nulls_last=True), "pk")
    kinds = kinds[:EXCEPTIONS]
    worst = Q(pk__in=[])
    for kind in kinds:
        worst |= Q(pk__in=by_gap.filter(Q(pace=kind)).values("pk")[: EXCEPTIONS // len(kinds)])
    found = sorted(by_gap.filter(worst).only(*NAMED), key=lambda objective: kinds.index(Pace(objective.pace)))
    for objective in found:
        objective.cycle = cycle
    return [(objective, objective.standing(behind_until=threshold)) for objective in found]
