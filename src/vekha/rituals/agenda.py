"""What a weekly meeting speaks of, and in which order. Pure: facts in, points out.

Silence is good news: an objective that is on pace gets no point. One that needs somebody gets one point with all that
there is to tell of it; the rest of what moved, waits or is due is told in one point each.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Self

MOST_OF_THEIR_OWN = 7  # objectives that everybody sees and that get a point each; the others of a kind share one
SOON = 7  # days: an initiative that is due within them is spoken of


class Kind(StrEnum):
    """Why something is a point, in the order in which points come."""

    CHANGED = "changed"
    AT_RISK = "at_risk"
    STALE = "stale"
    BLOCKED = "blocked"
    REQUESTS = "requests"
    DUE = "due"
    ACTIONS = "actions"
    ELSE = "else"


ORDER = list(Kind)
GRAVE = (Kind.AT_RISK, Kind.STALE, Kind.BLOCKED)


@dataclass(frozen=True)
class Fact:
    """One thing to tell, as it is now. Numbers, days and names only: every reader gets it in their own words."""

    about: str  # "keyresult", "alignment", "offer", "reviewrequest", "initiative", "actionitem"
    pk: int
    text: str = ""
    objectives: tuple[int, ...] = ()  # whoever does not see all of them is not told
    of: str = ""  # the objective's title, where it stands among those of others
    who: str = ""
    # of a key result
    kind: str = ""
    unit: str = ""
    was: float | None = None  # at the meeting before
    current: float | None = None
    start: float | None = None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    steps: int = 0
    pace: str = ""
    points: int = 0  # behind
    days: int = 0  # silent
    confidence: int | None = None
    confidence_before: int | None = None
    note: str = ""
    blocker: str = ""
    said_on: str = ""  # ISO
    has_changed: bool = False
    # of what is asked for, and of what is to be done
    asks: str = ""
    other: str = ""  # the objective at the other side
    due: str = ""  # ISO
    is_late: bool = False
    state: str = ""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What it is a point for."""
        match self.about:
            case "keyresult":
                found = {
                    Kind.CHANGED: self.has_changed,
                    Kind.AT_RISK: self.pace == "at_risk",
                    Kind.STALE: self.pace == "stale",
                    Kind.BLOCKED: bool(self.blocker),
                }
                return tuple(kind for kind, holds in found.items() if holds)
            case "initiative":
                return (Kind.DUE,)
            case "actionitem":
                return (Kind.ACTIONS,)
            case _:
                return (Kind.REQUESTS,)

    @property
    def gravest(self) -> Kind | None:
        return next((kind for kind in self.kinds if kind in GRAVE), None)

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it, without what is not said."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "", (), 0, False)} | {
            name: value
            for name in ("current", "was", "start", "target", "low", "high", "confidence", "confidence_before")
            if (value := getattr(self, name)) is not None
        }

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        known = {one.name for one in fields(cls)}
        kept = {name: value for name, value in stored.items() if name in known}
        return cls(**kept | {"objectives": tuple(kept.get("objectives", ()))})


@dataclass(frozen=True)
class Matter:
    """An objective of the meeting with all that there is to tell of it."""

    objective: int
    title: str
    is_open: bool  # everybody sees it
    is_active: bool = True
    facts: Sequence[Fact] = field(default_factory=list)

    @property
    def kinds(self) -> list[Kind]:
        """What it is a point for, the first in the order of the meeting first."""
        return sorted({kind for fact in self.facts for kind in fact.kinds}, key=ORDER.index)

    @property
    def gravest(self) -> Kind | None:
        return next((kind for kind in self.kinds if kind in GRAVE), None)

    @property
    def need(self) -> tuple[int, int]:
        """How much it needs somebody: points behind, then days of silence."""
        return max((fact.points for fact in self.facts), default=0), max((fact.days for fact in self.facts), default=0)


@dataclass(frozen=True)
class Topic:
    """A point to be: about one objective, or about several things of a kind that everybody may see."""

    kind: Kind
    facts: Sequence[Fact]
    objective: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Agenda:
    topics: Sequence[Topic]
    fine: int  # objectives that need no word, of those that everybody sees


def of(matters: Sequence[Matter], loose: Sequence[Fact] = ()) -> Agenda:
    """The points of a meeting. `loose`: action items that belong to no objective."""
    grave = sorted((one for one in matters if one.gravest), key=lambda one: (-one.need[0], -one.need[1]))
    shared_late = [one for one in grave if one.is_open][MOST_OF_THEIR_OWN:]
    own = [one for one in matters if (one.gravest and one not in shared_late) or (not one.is_open and one.kinds)]
    own.sort(key=lambda one: grave.index(one) if one in grave else len(grave))
    told = {one.objective for one in own}

    topics = [Topic(one.gravest or one.kinds[0], _in_order(one.facts), one.objective, one.title) for one in own]
    rest = [one for one in matters if one.objective not in told]
    for kind in ORDER:
        facts = [fact for one in rest for fact in one.facts if kind in fact.kinds]
        if kind in GRAVE:
            facts = [fact for one in shared_late for fact in one.facts if fact.gravest == kind]
        elif kind == Kind.CHANGED:
            facts = [fact for fact in facts if not set(fact.kinds) & set(GRAVE)]
        elif kind == Kind.ACTIONS:
            facts += loose
        if facts:
            topics.append(Topic(kind, facts))
    topics.append(Topic(Kind.ELSE, ()))
    topics.sort(key=lambda topic: ORDER.index(topic.kind))  # those of a kind stay in their order
    return Agenda(topics, sum(one.is_active and one.is_open and not one.gravest for one in matters))


def _in_order(facts: Sequence[Fact]) -> list[Fact]:
    """What needs somebody first, the rest of the key results after it, then what waits and is due."""

    def place(fact: Fact) -> int:
        if fact.about != "keyresult":
            return len(ORDER) + ORDER.index(fact.kinds[0])
        return min((ORDER.index(kind) for kind in fact.kinds if kind in GRAVE), default=len(ORDER))

    return sorted(facts, key=place)
