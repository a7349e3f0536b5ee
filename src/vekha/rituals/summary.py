"""A meeting as one reader may see it: its points, what was told, what came out. The same for page, file and letter."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from vekha.goals.models import Objective
from vekha.people.models import Person
from vekha.rituals.agenda import Fact, Kind
from vekha.rituals.models import Meeting, Outcome, Point


@dataclass(frozen=True)
class ShownPoint:
    """A point with what its reader may be told of it."""

    point: Point
    number: int  # as the reader counts them
    facts: Sequence[Fact]
    outcomes: Sequence[Outcome]


def points_for(meeting: Meeting, person: Person, *, in_the_room: bool = False) -> list[ShownPoint]:
    """The points that the person may see. `in_the_room`: others look on, what is private stays out. Three queries."""
    points = list(meeting.points.all())
    facts = {point.pk: [Fact.read(fact) for fact in point.facts] for point in points}
    named = {pk for told in facts.values() for fact in told for pk in fact.objectives}
    named |= {point.objective_id for point in points if point.objective_id}
    objectives = Objective.objects.visible_to(person).filter(pk__in=named)
    if in_the_room:
        objectives = objectives.exclude(visibility=Objective.Visibility.PRIVATE)
    seen = set(objectives.values_list("pk", flat=True))
    outcomes: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in Outcome.objects.filter(point__meeting=meeting).select_related("by", "action__owner"):
        outcomes[outcome.point_id].append(outcome)

    shown: list[ShownPoint] = []
    for point in points:
        if point.objective_id and point.objective_id not in seen:
            continue
        told = [fact for fact in facts[point.pk] if seen.issuperset(fact.objectives)]
        if told or (outcomes[point.pk] and not facts[point.pk]) or point.kind == Kind.ELSE:
            shown.append(ShownPoint(point, len(shown) + 1, told, outcomes[point.pk]))
    return shown


def at(points: Sequence[ShownPoint], position: int) -> ShownPoint:
    """Where the meeting is, for a reader who may not see all of it: the last point up to there that they see."""
    before = [shown for shown in points if shown.point.position <= position]
    return before[-1] if before else points[0]


@dataclass(frozen=True)
class Summary:
    """What came out of a meeting."""

    meeting: Meeting
    points: Sequence[ShownPoint]
    there: Sequence[Person]

    @classmethod
    def of(cls, meeting: Meeting, person: Person) -> "Summary":
        there = Person.objects.filter(meetings__meeting=meeting, meetings__was_there=True).order_by("name")
        return cls(meeting, points_for(meeting, person), list(there))

    @property
    def told(self) -> list[ShownPoint]:
        """Without an empty last point."""
        return [shown for shown in self.points if shown.facts or shown.outcomes]

    @property
    def decisions(self) -> list[Outcome]:
        return self._of_kind(Outcome.Kind.DECISION)

    @property
    def actions(self) -> list[Outcome]:
        return self._of_kind(Outcome.Kind.ACTION)

    def _of_kind(self, kind: str) -> list[Outcome]:
        return [outcome for shown in self.points for outcome in shown.outcomes if outcome.kind == kind]
