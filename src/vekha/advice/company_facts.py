"""What a reader may see of a cycle as a whole, in a fixed number of queries, for Planning and the coach's questions.

Rows are plain tuples of what is asked about; with thousands of objectives models would take longer than the database.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from vekha.advice.models import OPEN, Relation
from vekha.advice.models.related import RelationQuerySet
from vekha.goals.models import Alignment, Cycle, KeyResult, Objective
from vekha.goals.models.objective import seen_by
from vekha.people.models import Person

State, Level, Kind = Objective.State, Objective.Level, Alignment.Kind
SETTLED = (State.AGREED, State.ACTIVE, State.CLOSED)


@dataclass(slots=True)
class Known:
    """An objective, as far as it is asked about. `teams`: its teams, by key."""

    pk: int
    title: str
    level: str
    state: str
    cycle: int
    cycle_name: str
    owner: int | None
    has_why: bool
    errors: int | None  # that the coach found; None: not read yet
    key_results: int = 0
    unowned: int = 0  # key results that nobody owns
    teams: list[int] = field(default_factory=list)

    @property
    def state_in_words(self) -> str:
        return str(State(self.state).label)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_settled(self) -> bool:
        """Agreed, or further."""
        return self.state in SETTLED


@dataclass(frozen=True, slots=True)
class Link:
    """An alignment that waits or is accepted, between two objectives that the reader sees."""

    pk: int
    objective: int
    to: int
    kind: str
    state: str
    asked_at: datetime

    @property
    def is_accepted(self) -> bool:
        return self.state == Alignment.State.ACCEPTED

    @property
    def waits_for(self) -> int:
        """The objective whose side has to answer."""
        return self.objective if self.state == Alignment.State.COUNTERED else self.to


@dataclass(frozen=True)
class CompanyFacts:
    """A cycle as one person sees it, with what its objectives are linked to in others."""

    cycle: Cycle
    known: dict[int, Known]  # by key; those of the cycle, and those that they have to do with
    links: list[Link]
    teams: dict[int, str]  # names

    @classmethod
    def of(cls, cycle: Cycle, person: Person) -> "CompanyFacts":
        """Four queries. Known are the cycle's objectives, the company's of the same time, and what they have to
        do with."""
        rows = _seen(cycle, person).annotate(has_why=~Q(why="")).values_list(*_COLUMNS)
        known = {row[0]: Known(*row) for row in rows}
        # Of the cycle as a whole, and of the few others: asking for thousands by key would take longer.
        others = [one.pk for one in known.values() if one.cycle != cycle.pk]
        of_known = Q(objective__cycle=cycle) | Q(objective__in=others)
        key_results = KeyResult.objects.filter(of_known).order_by().values("objective")
        counted = key_results.annotate(all=Count("pk"), owned=Count("owner"))
        for objective, count, owned in counted.values_list("objective", "all", "owned"):
            if objective in known:
                known[objective].key_results, known[objective].unowned = count, count - owned
        teams = {}
        belonging = Objective.teams.through.objects.filter(of_known).order_by("team__name")
        for objective, team, name in belonging.values_list("objective_id", "team_id", "team__name"):
            if objective in known:
                teams[team] = name
                known[objective].teams.append(team)
        return cls(cycle, known, _links(cycle, known), teams)

    @property
    def here(self) -> list[Known]:
        """The objectives of the cycle itself."""
        return [one for one in self.known.values() if one.cycle == self.cycle.pk]

    @property
    def above(self) -> list[Known]:
        """The company's objectives that are open while the cycle runs."""
        return [one for one in self.known.values() if one.level == Level.COMPANY and one.is_open]

    def supporters(self) -> dict[int, list[Link]]:
        """For each objective the links by which others of this cycle support it, the accepted ones first."""
        found = defaultdict(list)
        for link in sorted(self.links, key=lambda link: not link.is_accepted):
            if link.kind == Kind.SUPPORTS and self.known[link.objective].cycle == self.cycle.pk:
                found[link.to].append(link)
        return found

    def team_names(self, one: Known) -> list[str]:
        return [self.teams[team] for team in one.teams]


_COLUMNS = ("pk", "title", "level", "state", "cycle_id", "cycle__name", "owner_id", "has_why", "error_count__errors")


def _seen(cycle: Cycle, person: Person) -> QuerySet[Objective]:
    own = Q(cycle=cycle, state__in=[*OPEN, State.CLOSED])
    company = Q(level=Level.COMPANY, cycle__in=beside(cycle), state__in=OPEN)
    links = Alignment.objects.filter(state__in=Alignment.STANDING).order_by()
    linked = Q(pk__in=links.filter(objective__cycle=cycle).exclude(to_objective__cycle=cycle).values("to_objective"))
    linked |= Q(pk__in=links.filter(to_objective__cycle=cycle).exclude(objective__cycle=cycle).values("objective"))
    linked |= Q(pk__in=compared(cycle).exclude(other__cycle=cycle).values("other"))
    return Objective.objects.visible_to(person).filter(own | company | linked & Q(state__in=OPEN)).order_by("pk")


def compared(cycle: Cycle) -> RelationQuerySet:
    """The relations of the cycle's objectives to others of the same time that are more than near."""
    found = Relation.objects.filter(objective__cycle=cycle, other__cycle__in=beside(cycle)).order_by()
    return found.exclude(kind=Relation.Kind.RELATED)


def beside(cycle: Cycle) -> QuerySet[Cycle]:
    """The cycles that are open and share a day with this one, itself included."""
    others = Cycle.objects.filter(closed_at=None, is_backlog=False).filter(Q(ends=None) | Q(ends__gte=cycle.starts))
    others = others if cycle.ends is None else others.filter(starts__lte=cycle.ends)
    return (others | Cycle.objects.filter(pk=cycle.pk)).order_by()


def _links(cycle: Cycle, known: dict[int, Known]) -> list[Link]:
    here = Q(objective__cycle=cycle) | Q(to_objective__cycle=cycle)
    rows = Alignment.objects.filter(here, state__in=Alignment.STANDING).order_by("asked_at", "pk")
    columns = ("pk", "objective_id", "to_objective_id", "kind", "state", "asked_at")
    found = (Link(*row) for row in rows.values_list(*columns))
    # Known is what the person may see, so both ends are.
    return [link for link in found if link.objective in known and link.to in known]


def carried_by(cycle: Cycle, person: Person, more_than: int) -> Iterator[tuple[int, str, int]]:
    """The people who own more key results of the cycle than that: key, name, how many. One query."""
    open_ones = KeyResult.objects.filter(
        seen_by(person, "objective__"), objective__cycle=cycle, objective__state__in=OPEN, owner__is_active=True
    )
    counted = open_ones.order_by().values(key=F("owner_id"), name=F("owner__name")).annotate(count=Count("pk"))
    yield from counted.filter(count__gt=more_than).order_by("-count", "name").values_list("key", "name", "count")
