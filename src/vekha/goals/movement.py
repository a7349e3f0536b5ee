"""What moved between two days, and what needs help: the second and the third question of every board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from vekha.goals.models import CheckIn, KeyResult, Objective
from vekha.goals.past import Past
from vekha.goals.progress import Pace, Standing, counted

BETTER_FIRST = (Pace.ON_PACE, Pace.NONE, Pace.BEHIND, Pace.AT_RISK, Pace.STALE)


@dataclass(frozen=True)
class Step:
    """The key result that moved most within an objective."""

    key_result: int
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Move:
    """An objective whose progress or pace is another than it was."""

    objective: Objective
    before: Standing
    after: Standing
    size: float  # the way that it moved, as a share; where only the pace changed, by how much it fell back or caught up
    most: Step | None

    @property
    def is_worse(self) -> bool:
        """It lost progress; where it has as much as before, its pace is worse than it was."""
        if _points(self.before) != _points(self.after):
            return counted(self.after.progress) < counted(self.before.progress)
        before, after = (BETTER_FIRST.index(standing.pace) for standing in (self.before, self.after))
        return after > before

    @property
    def has_new_pace(self) -> bool:
        return self.before.pace != self.after.pace


def moves(before: Past, after: Past) -> list[Move]:
    """What was active on both days and moved, the farthest first; among equals what got worse."""
    then = {one.pk: one for one in before.objectives if one.is_active}
    found = [_move(then[one.pk], one, before, after) for one in after.objectives if one.is_active and one.pk in then]
    moved = [move for move in found if move.has_new_pace or _points(move.before) != _points(move.after)]
    return sorted(moved, key=lambda move: (-round(move.size * 100), not move.is_worse, move.objective.pk))


def _points(standing: Standing) -> int | None:
    return None if standing.progress is None else round(standing.progress * 100)


def _move(then: Objective, now: Objective, before: Past, after: Past) -> Move:
    was, stands = before.standing(then), after.standing(now)
    size = abs(counted(now.progress) - counted(then.progress))
    if _points(was) == _points(stands) and stands.expected is not None and was.expected is not None:
        size = abs(after.gap(now) - before.gap(then))
    walked = {part.pk: part.progress for part in before.parts.get(then.pk, ())}
    steps = [Step(part.pk, walked.get(part.pk), part.progress) for part in after.parts.get(now.pk, ())]
    moved = [step for step in steps if step.before != step.after]
    most = max(moved, key=lambda step: abs((step.after or 0.0) - (step.before or 0.0)), default=None)
    return Move(now, was, stands, size, most)


def pressing(stood: Past) -> list[tuple[Objective, Standing]]:
    """What is at risk or without news, what is at risk first, the farthest behind first."""
    found = [(one, stood.standing(one)) for one in stood.objectives if one.is_active]
    pressing = [(one, standing) for one, standing in found if standing.pace in (Pace.AT_RISK, Pace.STALE)]
    return sorted(pressing, key=lambda each: (each[1].pace != Pace.AT_RISK, -stood.gap(each[0]), each[0].pk))


def blockers(objectives: Sequence[Objective], until: datetime) -> list[CheckIn]:
    """The newest words of the key results of these objectives, where they name a blocker, the newest first.

    Two queries. Each knows its key result and those who can help.
    """
    is_newer = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    newer = CheckIn.objects.standing().filter(is_newer, key_result=OuterRef("key_result"), at__lt=until)
    said = CheckIn.objects.standing().exclude(blocker="").filter(at__lt=until)
    found = said.filter(~Exists(newer), key_result__objective__in=[one.pk for one in objectives if one.is_active])
    return list(found.select_related("key_result", "author").prefetch_related("helpers").order_by("-at", "-pk"))


def texts_of(moves: Sequence[Move]) -> dict[int, str]:
    """The words of the key results that moved most. One query."""
    pks = [move.most.key_result for move in moves if move.most]
    return dict(KeyResult.objects.filter(pk__in=pks).values_list("pk", "text"))
