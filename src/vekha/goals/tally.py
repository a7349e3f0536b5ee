"""How many objectives stand how.

Counted by the database, so that a page costs the same with ten objectives and with ten thousand.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from vekha.goals.models import Cycle, Objective
from vekha.goals.models.cycle import RHYTHM_DAYS
from vekha.goals.models.objective import seen_by
from vekha.goals.progress import Pace, Standing, standing
from vekha.people.models import Person, Team

State = Objective.State
IN_PLAY = (State.ACTIVE, State.CLOSED)
UNDECIDED = (State.DRAFT, State.PROPOSED, State.AGREED)
GIVEN_UP = (State.DROPPED, State.POSTPONED)
NEEDS_A_LOOK = (Pace.AT_RISK, Pace.STALE, Pace.BEHIND)  # the most pressing first


@dataclass(frozen=True, slots=True)
class Line:
    """So many objectives are alike in this."""

    level: str
    state: str
    pace: str
    is_cross_team: bool
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The objectives of a cycle, counted."""

    lines: Sequence[Line]

    def count(
        self,
        level: str | None = None,
        states: Collection[str] = IN_PLAY,
        paces: Collection[str] | None = None,
        cross_team: bool = False,
    ) -> int:
        return sum(
            line.count
            for line in self.lines
            if (level is None or line.level == level)
            and line.state in states
            and (paces is None or line.pace in paces)
            and (line.is_cross_team or not cross_team)
        )


def of(objectives: QuerySet[Objective]) -> Tally:
    """Count objectives that carry `pace` and `team_count` (`with_pace`, `with_team_count`). One query."""
    counted = objectives.annotate(cross=Q(team_count__gt=1)).order_by()
    grouped = counted.values_list("level", "state", "pace", "cross").annotate(count=Count("pk"))
    return Tally([Line(level, state, pace, bool(cross), count) for level, state, pace, cross, count in grouped])


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team's objectives of a cycle in one line."""

    pk: int
    name: str
    objectives: int
    cross_team: int
    standing: Standing
    confidence: int | None
    key_results: int
    fresh: int  # key results checked in within the last rhythm

    @property
    def is_stale(self) -> bool:
        return self.standing.pace == Pace.STALE


def of_teams(
    cycle: Cycle,
    *,
    person: Person,
    behind_until: float,
    teams: Collection[int] | None = None,
    most: int | None = None,
    today: date | None = None,
) -> list[TeamLine]:
    """A line for each team (or of these only) with active objectives in the cycle that the person may see, by name.

    Two queries.

    `most`: so many lines and no more, the teams that have come least far.
    """
    today = today or timezone.localdate()
    asked = Team.objects.all() if teams is None else Team.objects.filter(pk__in=teams)
    active = seen_by(person, "objectives__") & Q(objectives__cycle=cycle, objectives__state=State.ACTIVE)
    others = Objective.teams.through.objects.filter(objective=OuterRef("objectives")).exclude(team=OuterRef("pk"))
    walked = Least(Greatest(Coalesce(F("objectives__progress"), 0.0), 0.0), 1.0)
    lines = list(
        asked.filter(active)
        .annotate(shared=Exists(others))
        .values("pk", "name", "check_in_time__rhythm")
        .annotate(
            count=Count("objectives"),
            cross_team=Count("objectives", filter=Q(shared=True)),
            progress=Avg(walked, filter=Q(objectives__progress__isnull=False)),
            confidence=Min("objectives__confidence"),
            last=Max("objectives__checked_in_on"),
        )
        .order_by("progress", "name")[:most]
    )
    fresh = Count("objectives__key_results", filter=_said_lately(cycle, today))
    shown = Team.objects.filter(active, pk__in=[line["pk"] for line in lines]).order_by()
    counts = shown.annotate(key_results=Count("objectives__key_results"), fresh=fresh)
    key_results = {pk: (whole, fresh) for pk, whole, fresh in counts.values_list("pk", "key_results", "fresh")}
    return [
        TeamLine(
            pk=line["pk"],
            name=line["name"],
            objectives=line["count"],
            cross_team=line["cross_team"],
            standing=standing(
                line["progress"],
                start=cycle.starts,
                end=cycle.ends,
                today=today,
                last_check_in=line["last"],
                rhythm_days=RHYTHM_DAYS[line["check_in_time__rhythm"] or cycle.rhythm],
                behind_until=behind_until,
            ),
            confidence=line["confidence"],
            key_results=key_results[line["pk"]][0],
            fresh=key_results[line["pk"]][1],
        )
        for line in sorted(lines, key=lambda line: str(line["name"]))
    ]


def _said_lately(cycle: Cycle, today: date) -> Q:
    """What holds of key results (of the objectives of a team) checked in within their last rhythm, or the last week."""
    lately = Q()
    for name, days in RHYTHM_DAYS.items():
        own = [name, ""] if name == cycle.rhythm else [name]
        since = today - timedelta(days=days or 7)
        lately |= Q(objectives__own_rhythm__in=own, objectives__key_results__checked_in_on__gt=since)
    return lately
