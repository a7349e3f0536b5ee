"""How each rule has fared: what authors have said to its remarks. Only the replies that count are counted."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count
from django.urls import reverse

from vekha.advice.models import Reply
from vekha.coach import rules
from vekha.coach.document import Language
from vekha.goals.models.objective import seen_by
from vekha.people.models import Person

MOST_WORDS = 300  # replies whose words are shown, the newest of all rules


@dataclass
class Record:
    """What was said to one rule. `words`: replies in the author's words, newest first."""

    code: str
    title: str
    accepted: int = 0
    answered: int = 0
    not_true: int = 0
    on_purpose: int = 0
    later: int = 0
    words: list[Reply] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The rule's page; empty for a rule that is no more."""
        return reverse("advice:rule", args=[self.code]) if self.title else ""

    @property
    def replies(self) -> int:
        return self.accepted + self.answered + self.not_true + self.on_purpose + self.later

    @property
    def to_the_point(self) -> float:
        """The share of replies that did not say "not true here"."""
        return 1 - self.not_true / self.replies


def of_all_rules(reader: Person, language: Language) -> list[Record]:
    """The rules that were replied to, those most often off the point first.

    Everything is counted; words are shown of the objectives that the reader may see.
    """
    standing = Reply.objects.standing().order_by()
    records: dict[str, Record] = {}
    for code, what, reason, count in standing.values_list("code", "what", "reason").annotate(Count("pk")):
        rule = rules.find(code)
        record = records.setdefault(code, Record(code, rule.book.words[language].title if rule else ""))
        setattr(record, reason or what, count)
    words = defaultdict(list)
    shown = standing.exclude(text="").exclude(what=Reply.What.ACCEPTED).filter(seen_by(reader, "objective__"))
    for reply in shown.select_related("by", "objective").order_by("-pk")[:MOST_WORDS]:
        words[reply.code].append(reply)
    for code, record in records.items():
        record.words = words[code]
    return sorted(records.values(), key=lambda record: (record.to_the_point, -record.replies, record.code))
