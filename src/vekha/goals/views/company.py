"""Are we winning? All objectives of a cycle in one ledger, and the answer in a sentence above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vekha.goals import ledger, tally
from vekha.goals.models import Cycle, Objective
from vekha.goals.models.objective import ObjectiveQuerySet, behind_until
from vekha.goals.permissions import can_change_cycles
from vekha.goals.progress import Pace, Standing, expected
from vekha.goals.tally import GIVEN_UP, IN_PLAY, NEEDS_A_LOOK, UNDECIDED, Tally
from vekha.people.access import Request, signed_in
from vekha.people.search import search_words

A_PAGE = 40
EXCEPTIONS = 2
MOST_TEAMS = 20
# What the answer needs of an objective that it names.
NAMED = ("title", "state", "progress", "own_starts", "own_ends", "checked_in_on", "cycle")
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


@signed_in
def company(request: Request) -> HttpResponse:
    cycles = list(Cycle.objects.all())
    cycle = chosen_cycle(request, cycles)
    if cycle is None:
        return render(request, "goals/company_empty.html", {"may_open": can_change_cycles(request.user)})
    if cycle.is_backlog:
        return redirect("goals:backlog")
    today, threshold, words = timezone.localdate(), behind_until(), search_words(request.GET.get("q", ""))
    visible: ObjectiveQuerySet = Objective.objects.visible_to(request.user)
    found = visible.search(words) if words else visible
    objectives = found.with_pace(cycle, today, threshold)
    counts = tally.of(objectives.with_team_count())
    level = chosen_level(request, counts)
    only = request.GET.get("only", "")
    of_level = objectives.filter(level=level)
    _words, states, condition = ONLY.get(only, ("", IN_PLAY, Q()))
    # Found by what is counted, loaded without it.
    shown = found.filter(cycle=cycle, level=level, state__in=states)
    if condition:
        shown = Objective.objects.filter(
            pk__in=of_level.with_team_count().filter(condition).values("pk"), state__in=states
        )
    choices = only_choices(request, counts, level, only)
    paginator = Paginator(shown.order_by("pk"), A_PAGE)
    paginator.count = next((choice.count for choice in choices if choice.is_chosen), counts.count(level))
    page = paginator.get_page(request.GET.get("page"))
    earlier = previous_of(cycle, cycles)
    return render(
        request,
        "goals/company.html",
        {
            "cycle": cycle,
            "cycles": cycle_links(request, cycles, cycle),
            "levels": [
                Choice(name, with_choices(request, level=key, page=""), counts.count(key), key == level)
                for key, name in LEVELS
            ],
            "only": choices,
            "words": words,
            "kept": [(name, value) for name, value in request.GET.items() if name not in {"q", "page"}],
            "today": today,
            "gone": expected(cycle.starts, cycle.ends, today),
            "is_narrowed": bool(words or only),
            "answer": Answer.of(counts, level, of_level, cycle, threshold),
            "page": page,
            "rows": ledger.rows(shown_on(page), person=request.user, today=today, threshold=threshold),
            "is_folded": "fold" in request.GET,
            "fold_url": with_choices(request, fold="" if "fold" in request.GET else "1"),
            "teams": (teams := tally.of_teams(cycle, person=request.user, behind_until=threshold, most=MOST_TEAMS)),
            "are_most_teams": len(teams) == MOST_TEAMS,
            "earlier": earlier,
            "closed": closed_in(earlier, visible),
            "threshold": round(threshold * 100),
            "may_write": request.user.role != "viewer",
            "may_change_cycles": can_change_cycles(request.user),
        },
    )


def shown_on(page: "Page[Objective]") -> ObjectiveQuerySet:
    """The objectives of one page, still as a query."""
    return page.object_list  # type: ignore[return-value]


def chosen_cycle(request: HttpRequest, cycles: list[Cycle]) -> Cycle | None:
    """The cycle asked for; else the running one that began last; else the newest with days."""
    asked = [cycle for cycle in cycles if str(cycle.pk) == request.GET.get("cycle")]
    running = [cycle for cycle in cycles if cycle.is_running()]
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
        active = (Objective.State.ACTIVE,)
        kinds = [kind for kind in NEEDS_A_LOOK if counts.count(level, active, (kind,))]
        worst = exceptions(objectives, kinds, cycle, threshold) if kinds else []
        return cls(
            total=counts.count(level, active),
            on_pace=counts.count(level, active, (Pace.ON_PACE,)),
            waiting=counts.count(level, active, (Pace.NONE,)),
            closed=counts.count(level, (Objective.State.CLOSED,)),
            exceptions=worst,
            more=counts.count(level, active, kinds) - len(worst),
        )


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
