"""What becomes of a number that was won: the corridor in which a KPI would watch over it."""

from vekha.goals.models import KeyResult, Objective, Rhythm
from vekha.kpis.corridor import Corridor
from vekha.kpis.models import Rhythm as KpiRhythm

SUCCESS = 0.7  # the score from which an objective counts as won

RHYTHMS = {
    Rhythm.WEEKLY: KpiRhythm.WEEKLY,
    Rhythm.TWO_WEEKLY: KpiRhythm.MONTHLY,
    Rhythm.MONTHLY: KpiRhythm.MONTHLY,
    Rhythm.NONE: KpiRhythm.QUARTERLY,
}


def is_won(key_result: KeyResult) -> bool:
    """Whether a number was won that can be watched over: it reached its target, or its objective closed with success.

    What is kept within a corridor is won only at the close.
    """
    objective = key_result.objective
    if key_result.current is None:
        return False
    closed = objective.state == Objective.State.CLOSED
    has_succeeded = closed and (objective.score or 0.0) >= SUCCESS
    match key_result.kind:
        case KeyResult.Kind.REACH:
            return key_result.target is not None and (has_succeeded or (key_result.progress or 0.0) >= 1)
        case KeyResult.Kind.KEEP:
            return has_succeeded
        case _:
            return False


def corridor_of(key_result: KeyResult) -> Corridor:
    """Healthy from the target on, to be watched down to half the way back. What was kept keeps its corridor."""
    start, target = key_result.start, key_result.target
    if key_result.kind == KeyResult.Kind.KEEP or target is None:
        return Corridor(key_result.low, key_result.high)
    half = None if start is None else (start + target) / 2
    if start is not None and start > target:
        return Corridor(high=target, ceiling=half)
    return Corridor(low=target, floor=half)


def rhythm_of(key_result: KeyResult) -> KpiRhythm:
    """How often it is read: as often as it was checked in, where a KPI knows such a rhythm; else more rarely."""
    return RHYTHMS[Rhythm(key_result.objective.rhythm)]
