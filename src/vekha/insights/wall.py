"""What a screen on the wall shows, one thing after the other.

A wall is read by everybody who passes: whoever has opened it, there stands only what everybody in the company sees.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vekha.goals import ledger
from vekha.goals.ledger import ObjectiveRow
from vekha.goals.models import CheckIn, Cycle, Objective
from vekha.goals.models.objective import ObjectiveQuerySet
from vekha.goals.progress import Pace, Standing
from vekha.goals.tally import NEEDS_A_LOOK, Tally
from vekha.kpis import ledger as kpi_ledger
from vekha.kpis.corridor import Health
from vekha.kpis.ledger import KpiRow
from vekha.kpis.models import Kpi
from vekha.people.models import Person

MOST_OBJECTIVES = 12
MOST_LINES = 6  # of a list: what can be read from afar
BLOCKED_LATELY = timedelta(days=28)
BEYOND = (Health.BROKEN, Health.WATCH)
LEVELS: tuple[tuple[str, Promise], ...] = (
    (Objective.Level.COMPANY, _("Company")),
    (Objective.Level.TEAM, _("Teams")),
)
PACES: tuple[tuple[Pace, Promise], ...] = (
    (Pace.ON_PACE, pgettext_lazy("shares", "on pace")),
    (Pace.BEHIND, pgettext_lazy("shares", "behind")),
    (Pace.AT_RISK, pgettext_lazy("shares", "at risk")),
    (Pace.STALE, pgettext_lazy("shares", "without news")),
    (Pace.NONE, pgettext_lazy("shares", "with nothing to compare yet")),
)


def open_objectives() -> ObjectiveQuerySet:
    """The objectives that everybody in the company sees."""
    found: ObjectiveQuerySet = Objective.objects.filter(visibility=Objective.Visibility.EVERYONE)
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """So many objectives of a level stand so."""

    pace: Pace
    words: Promise
    count: int


def distribution(counts: Tally) -> list[tuple[Promise, int, list[Share]]]:
    """Of each level that has something active: its name, how many, and how they stand."""
    active = (Objective.State.ACTIVE,)
    levels = []
    for level, name in LEVELS:
        shares = [Share(pace, words, counts.count(level, active, (pace,))) for pace, words in PACES]
        if whole := sum(share.count for share in shares):
            levels.append((name, whole, [share for share in shares if share.count]))
    return levels


def company_objectives(cycle: Cycle, person: Person, today: date, threshold: float) -> list[ObjectiveRow]:
    """The active objectives of the whole company with all their key results."""
    active = open_objectives().filter(cycle=cycle, level=Objective.Level.COMPANY).in_play().order_by("pk")
    return ledger.rows(active[:MOST_OBJECTIVES], person=person, today=today, threshold=threshold)


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody needs help: a blocker that a check-in names, or an objective that is far from where it should be."""

    objective: Objective
    blocked: CheckIn | None
    standing: Standing | None


def calls(cycle: Cycle, today: date, threshold: float) -> list[Call]:
    """What needs help, blockers first; each objective once."""
    in_cycle = open_objectives().filter(cycle=cycle).exclude(level=Objective.Level.PERSON).in_play()
    found = [Call(check_in.key_result.objective, check_in, None) for check_in in blockers(in_cycle)]
    named = {call.objective.pk for call in found}
    worst = in_cycle.with_pace(cycle, today, threshold).filter(Q(pace__in=NEEDS_A_LOOK)).exclude(pk__in=named)
    worst = worst.order_by(F("gap").desc(nulls_last=True), "pk").select_related("cycle")[: MOST_LINES - len(found)]
    return found + [Call(objective, None, objective.standing(today, threshold)) for objective in worst]


def blockers(objectives: ObjectiveQuerySet) -> list[CheckIn]:
    """The newest word of each key result, where it names a blocker; the newest first, one an objective."""
    standing = CheckIn.objects.standing()
    later = standing.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
    named = standing.filter(
        ~Exists(later.filter(key_result=OuterRef("key_result"))),
        key_result__objective__in=objectives.order_by().values("pk"),
        at__gte=timezone.now() - BLOCKED_LATELY,
    ).exclude(blocker="")
    of_objective: dict[int, CheckIn] = {}
    for check_in in named.select_related("key_result__objective__cycle").prefetch_related("helpers").order_by("-at"):
        of_objective.setdefault(check_in.key_result.objective_id, check_in)
    return list(of_objective.values())[:MOST_LINES]


def kpis_beyond_their_corridor(today: date) -> list[KpiRow]:
    """KPIs that everybody sees and that have left their corridor, broken ones first."""
    seen = Kpi.objects.filter(visibility=Kpi.Visibility.EVERYONE).watched()
    health = {kpi: kpi.health(today) for kpi in seen}
    beyond = sorted((kpi for kpi in health if health[kpi] in BEYOND), key=lambda kpi: BEYOND.index(health[kpi]))
    return kpi_ledger.rows_of(beyond[:MOST_LINES])
