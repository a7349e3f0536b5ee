"""The dialogue of author and coach: what was asked about which words of an objective, and what was said to it."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from vekha.activity import log
from vekha.advice import coaching
from vekha.advice.models import Reply
from vekha.coach.review import THE_SET, Finding
from vekha.goals.models import Initiative, KeyResult, Objective

Thing = Objective | KeyResult | Initiative


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding on a stored objective. `thing` is what it speaks of; of the whole set, the objective.

    Rule, place and words make the question: other words are another question, so a changed text is asked about anew.
    """

    objective: Objective
    finding: Finding
    thing: Thing
    place: int  # among the findings of the same rule on the same words
    statement: str  # the words it is about; of the whole set, those of all members, one a line

    @property
    def is_on_set(self) -> bool:
        return self.finding.target == THE_SET

    @property
    def about(self) -> str:
        return THE_SET if self.is_on_set else log.reference(self.thing)

    @property
    def question(self) -> str:
        parts = (self.finding.code, self.about, str(self.place), self.statement)
        return hashlib.sha1("\0".join(parts).encode(), usedforsecurity=False).hexdigest()


def remarks_on(objective: Objective, findings: Iterable[Finding]) -> list[Remark]:
    """The findings of a review, joined with the things of the objective that they speak of."""
    everything = "\n".join(map(str, [objective, *objective.key_results.all(), *objective.initiatives.all()]))
    seen: Counter[tuple[str, str]] = Counter()
    remarks = []
    for finding in findings:
        thing = thing_of(objective, finding.target)
        statement = everything if finding.target == THE_SET else str(thing)
        same = (finding.code, finding.target)
        remarks.append(Remark(objective, finding, thing, seen[same], statement))
        seen[same] += 1
    return remarks


def thing_of(objective: Objective, target: str) -> Thing:
    """What a finding's target names."""
    name, index = coaching.place_of(target)
    match name:
        case "key_results":
            return objective.key_results.all()[index]
        case "initiatives":
            return objective.initiatives.all()[index]
        case _:
            return objective


def replies_to(objective: Objective) -> dict[str, Reply]:
    """The replies that count, by their question: the same as `standing` says in SQL, for the few of one objective."""
    newest = {reply.question: reply for reply in objective.replies.select_related("by").order_by("pk")}
    return {question: reply for question, reply in newest.items() if reply.what != Reply.What.TAKEN_BACK}
