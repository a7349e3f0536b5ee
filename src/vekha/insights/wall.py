"""What a screen on the wall shows, one thing after the other.

A wall is read by everybody who passes: whoever has opened it, there stands only what everybody in the company sees.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vekha.goals import ledger, movement, past
from vekha.goals.ledger import ObjectiveRow
from vekha.goals.models import CheckIn, Cycle, Objective
from vekha.goals.models.objective import ObjectiveQuerySet
from vekha.goals.movement import Move
from vekha.goals.past import Past
from vekha.goals.progress import Pace, Standing
from vekha.goals.tally import Tally
from vekha.kpis import ledger as kpi_ledger
from vekha.kpis.corridor import Health
from vekha.kpis.ledger import KpiRow
from vekha.kpis.models import Kpi
from vekha.people.models import Person

MOST_OBJECTIVES = 12
MOST_LINES = 6  # of a list: what can be read from afar
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
    """Somebody needs help: a blocker that a check-in names, or an objective at risk or without news."""

    blocked: CheckIn | None
    objective: Objective | None = None
    standing: Standing | None = None


@dataclass(frozen=True)
class Week:
    """The objectives of company and teams as they stand and as they stood a week ago."""

    before: Past
    now: Past

    @classmethod
    def of(cls, cycle: Cycle, today: date, threshold: float) -> "Week":
        found = open_objectives().filter(cycle=cycle).exclude(level=Objective.Level.PERSON)
        before = past.on(today - timedelta(days=7), found, cycles=[cycle], threshold=threshold)
        return cls(before, past.now(found, cycles=[cycle], threshold=threshold))

    def moves(self) -> list[tuple[Move, str]]:
        """What moved farthest, each with the words of the key result that moved most; not what time alone moved."""
        found = [move for move in movement.moves(self.before, self.now) if move.most][:MOST_LINES]
        texts = movement.texts_of(found)
        return [(move, texts[move.most.key_result]) for move in found if move.most]

    def calls(self) -> list[Call]:
        """What needs help, blockers first; each objective once."""
        blocked: dict[int, Call] = {}
        for check_in in movement.blockers(self.now.objectives, past.moment_after(self.now.day)):
            blocked.setdefault(check_in.key_result.objective_id, Call(check_in))
        pressing = (each for each in movement.pressing(self.now) if each[0].pk not in blocked)
        return [*blocked.values(), *(Call(None, *each) for each in pressing)][:MOST_LINES]


def kpis_beyond_their_corridor(today: date) -> list[KpiRow]:
    """KPIs that everybody sees and that have left their corridor, broken ones first."""
    seen = Kpi.objects.filter(visibility=Kpi.Visibility.EVERYONE).watched()
    health = {kpi: kpi.health(today) for kpi in seen}
    beyond = sorted((kpi for kpi in health if health[kpi] in BEYOND), key=lambda kpi: BEYOND.index(health[kpi]))
    return kpi_ledger.rows_of(beyond[:MOST_LINES])
