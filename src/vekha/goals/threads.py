"""What was said about an objective and its check-ins, as pages show it: threads, replies, short words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Prefetch, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vekha.activity.log import reference
from vekha.activity.models import Notice
from vekha.goals.models import CheckIn, Comment, Objective, Reaction
from vekha.people.models import Person


@dataclass(frozen=True)
class ReactionsOfAKind:
    kind: str
    words: str
    people: Sequence[Person]
    is_mine: bool


@dataclass(frozen=True)
class Said:
    """A comment with the short words it got."""

    comment: Comment
    reactions: Sequence[ReactionsOfAKind]


@dataclass(frozen=True)
class Thread:
    """What was said at one place until it was settled."""

    place: str
    about: str  # what the place is called
    settled_at: datetime | None
    said: Sequence[Said]

    @property
    def last(self) -> Comment:
        return self.said[-1].comment


@dataclass(frozen=True)
class Echo:
    """What a check-in brought about: the short words it got, and how many replies."""

    number: int  # of the check-in
    is_own: bool  # whether the reader said it
    reactions: Sequence[ReactionsOfAKind]
    count: int


@dataclass(frozen=True)
class UnseenReplies:
    """Replies to a check-in that somebody has not seen, and the notice that leads there."""

    count: int
    notice: int


def threads_of(comments: QuerySet[Comment], reader: Person, names: Mapping[str, str]) -> list[Thread]:
    """The comments by place, each thread where it began. `names`: what the places are called."""
    reactions = Prefetch("reactions", Reaction.objects.select_related("person"))
    threads: dict[tuple[str, datetime | None], list[Said]] = {}
    for comment in comments.select_related("by").prefetch_related("mentions", reactions):
        key = (comment.place, comment.settled_at)
        threads.setdefault(key, []).append(Said(comment, by_kind(comment.reactions.all(), reader)))
    gone = _("A part that is no longer there")
    return [Thread(place, names.get(place, gone), settled_at, said) for (place, settled_at), said in threads.items()]


def by_kind(reactions: Iterable[Reaction], reader: Person, *, to_a_check_in: bool = False) -> list[ReactionsOfAKind]:
    """The short words, every kind of them, with those who said it."""
    people: dict[str, list[Person]] = {kind.value: [] for kind in Reaction.Kind}
    for reaction in reactions:
        people[reaction.kind].append(reaction.person)
    words = {kind.value: str(kind.label) for kind in Reaction.Kind}
    if to_a_check_in:
        words[Reaction.Kind.THANKS.value] = pgettext("of a check-in", "Seen, thank you")
    return [ReactionsOfAKind(kind, words[kind], people[kind], reader in people[kind]) for kind in words]


def replies_at(objective: Objective, place: Combinable) -> Coalesce:
    """How much was said at the place of each row: to annotate with."""
    said = Comment.objects.filter(objective=objective, place=place).order_by().values("place")
    return Coalesce(Subquery(said.annotate(count=Count("pk")).values("count")), 0)


def echoes(check_ins: Iterable[tuple[int, int | None, int]], reader: Person) -> dict[int, Echo]:
    """What check-ins brought about, by their numbers. Each is given as its number, its author's, and how many replies
    there are. One query.
    """
    found = list(check_ins)
    reactions: dict[int, list[Reaction]] = {number: [] for number, _author, _count in found}
    for reaction in Reaction.objects.filter(check_in__in=reactions).select_related("person").order_by("pk"):
        reactions[reaction.check_in_id or 0].append(reaction)
    return {
        number: Echo(number, author == reader.pk, by_kind(reactions[number], reader, to_a_check_in=True), count)
        for number, author, count in found
    }


def load_unseen_replies(check_ins: Iterable[CheckIn], reader: Person) -> None:
    """Note at each of the check-ins the replies that wait for the reader. One query."""
    named = {reference(each): each for each in check_ins}
    written = Notice.objects.filter(person=reader, seen_at=None, event__verb="comment.written")
    unseen = written.filter(event__changes__place__in=list(named)).order_by()
    counted = unseen.values_list("event__changes__place").annotate(Count("pk"), Max("pk"))
    for place, count, notice in counted:
        named[place].unseen_replies = UnseenReplies(count, notice)
