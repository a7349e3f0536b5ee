"""How many objectives stand how.

Counted by the database, so that a page costs the same with ten objectives and with ten thousand.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.goals.models.objective import seen_by
from vekha.goals.progress import Pace, Standing, standing
from vekha.people.models import Person

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
    links = Objective.teams.through.objects.all()
    others = links.filter(objective=OuterRef("objective")).exclude(team=OuterRef("team"))
    walked = Least(Greatest(Coalesce(F("objective__progress"), 0.0), 0.0), 1.0)
    active = seen_by(person, "objective__") & Q(objective__cycle=cycle, objective__state=State.ACTIVE)
    counted = links if teams is None else links.filter(team__in=teams)
    lines = list(
        counted.filter(active)
        .annotate(shared=Exists(others))
        .values("team_id", "team__name")
        .annotate(
            objectives=Count("objective"),
            cross_team=Count("objective", filter=Q(shared=True)),
            progress=Avg(walked, filter=Q(objective__progress__isnull=False)),
            confidence=Min("objective__confidence"),
            last=Max("objective__checked_in_on"),
        )
        .order_by("progress", "team__name")[:most]
    )
    week_ago = today - timedelta(days=cycle.rhythm_days or 7)
    fresh = Count("pk", filter=Q(checked_in_on__gt=week_ago))
    parts = KeyResult.objects.filter(active, objective__teams__in=[line["team_id"] for line in lines])
    counts = parts.order_by().values_list("objective__teams").annotate(key_results=Count("pk"), fresh=fresh)
    key_results = {team: (all_of_them, fresh_ones) for team, all_of_them, fresh_ones in counts}
    return [
        TeamLine(
            pk=line["team_id"],
            name=line["team__name"],
            objectives=line["objectives"],
            cross_team=line["cross_team"],
            standing=standing(
                line["progress"],
                start=cycle.starts,
                end=cycle.ends,
                today=today,
                last_check_in=line["last"],
                rhythm_days=cycle.rhythm_days,
                behind_until=behind_until,
            ),
            confidence=line["confidence"],
            key_results=key_results.get(line["team_id"], (0, 0))[0],
            fresh=key_results.get(line["team_id"], (0, 0))[1],
        )
        for line in sorted(lines, key=lambda line: str(line["team__name"]))
    ]
