"""What waits for a person, and what others did that concerns them.

All of it is asked of the data at the moment of reading: whoever may not see an objective any more finds no trace of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Model, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from vekha.activity.models import Event, Notice
from vekha.goals.models import ActionItem, Alignment, CheckIn, Comment, KeyResult, Objective, Offer, ReviewRequest
from vekha.kpis.models import Kpi
from vekha.people.models import Membership, Person, Role

State = Alignment.State
# Events that ask the person who hears of them. What they ask waits until it is answered; it is no news.
ASKS = (
    Q(event__verb__in=("review.asked", "offer.made"))
    | Q(event__verb="alignment.requested", event__changes__asked=True)
    | Q(event__verb="alignment.countered", event__changes__asked=False)
)


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the person: what it is, in words, since when, and where it is answered."""

    thing: Alignment | Offer | ReviewRequest | Comment | Objective
    objective: Objective  # the person's own side of it
    words: str
    note: str
    at: datetime
    page: str

    @property
    def kind(self) -> str:
        return str(self.thing._meta.model_name)


def waiting(person: Person, most: int = 100) -> list[Waiting]:
    """All that waits for the person, at most so many of a kind."""
    requests = alignments(person).select_related("objective", "to_objective").prefetch_related("steps__by")
    offered = offers(person).select_related("objective", "key_result", "by")
    in_words = Prefetch("key_results", KeyResult.objects.with_planned())
    return [
        *map(_alignment_waits, requests[:most]),
        *map(_offer_waits, offered[:most]),
        *map(_review_request_waits, review_requests(person).select_related("objective", "by")[:most]),
        *map(_mention_waits, mentions(person).select_related("objective", "by")[:most]),
        *map(_objective_waits, proposed(person).prefetch_related(in_words, "key_results__steps")[:most]),
    ]


def waiting_count(person: Person) -> int:
    """How much waits for the person, in one query."""
    first, *others = (kind(person).order_by().values_list("pk") for kind in KINDS)
    return int(first.union(*others, all=True).count())


def people_asked(people: Collection[Person]) -> set[int]:
    """Those of the people for whom something may wait, whatever of it they see. For the others nothing does."""
    asked = Alignment.objects.filter(state__in=(State.REQUESTED, State.COUNTERED)).order_by()
    ends = Objective.objects.filter(Q(pk__in=asked.values("objective")) | Q(pk__in=asked.values("to_objective")))
    of_teams = Membership.objects.filter(person__in=people)
    proposals = Objective.objects.filter(state=Objective.State.PROPOSED)
    unsettled = Comment.objects.filter(settled_at=None)
    found: tuple[tuple[QuerySet[Any], str], ...] = (
        (ends.filter(owner__in=people), "owner"),
        (KeyResult.objects.filter(owner__in=people, objective__in=ends), "owner"),
        (of_teams.filter(role=Membership.Role.LEAD, team__objectives__in=ends), "person"),
        (of_teams.filter(team__objectives__in=proposals), "person"),
        (Offer.objects.open().filter(person__in=people), "person"),
        (ReviewRequest.objects.open().filter(person__in=people), "person"),
        (unsettled.filter(mentions__in=people), "mentions"),
    )
    return {pk for things, whom in found for pk in things.order_by().values_list(whom, flat=True)}


def alignments(person: Person) -> QuerySet[Alignment]:
    """Those that wait for an answer of the side that the person speaks for."""
    if person.role == Role.VIEWER:
        return Alignment.objects.none()
    asked = Q(state=State.REQUESTED) & _speaks_for(person, "to_objective", "to_key_result")
    countered = Q(state=State.COUNTERED) & _speaks_for(person, "objective", "key_result")
    return Alignment.objects.visible_to(person).filter(asked | countered)


def offers(person: Person) -> QuerySet[Offer]:
    """Those of ownership to the person."""
    return Offer.objects.open().visible_to(person).filter(person=person)


def review_requests(person: Person) -> QuerySet[ReviewRequest]:
    """What the person is asked to read."""
    return ReviewRequest.objects.open().visible_to(person).filter(person=person)


def mentions(person: Person) -> QuerySet[Comment]:
    """Comments that mention the person, are not settled, and that they have not seen."""
    unseen = Notice.objects.filter(person=person, seen_at=None, event__verb="comment.written")
    comments = Comment.objects.visible_to(person).filter(mentions=person, settled_at=None)
    return comments.alias(name=_name(Comment)).filter(name__in=unseen.order_by().values("event__target"))


def proposed(person: Person) -> QuerySet[Objective]:
    """Objectives of the person's teams that are proposed, and to which they have not agreed.

    Whoever has agreed, and to other words than now, hears of the change as news.
    """
    if person.role == Role.VIEWER:
        return Objective.objects.none()
    mine = Objective.teams.through.objects.filter(team__memberships__person=person).values("objective")
    found = Objective.objects.visible_to(person).filter(state=Objective.State.PROPOSED, pk__in=mine)
    return found.exclude(agreements__person=person)


KINDS: tuple[Any, ...] = (alignments, offers, review_requests, mentions, proposed)


def notices(person: Person) -> QuerySet[Notice]:
    """What the person should hear of and may see now."""
    objectives = _names(Objective.objects.visible_to(person))
    both_ends = _names(Alignment.objects.visible_to(person))
    is_alignment = Q(event__verb__startswith="alignment.")
    items = _names(ActionItem.objects.filter(Q(owner=person) | Q(by=person), objective=None))
    kpis = _names(Kpi.objects.visible_to(person))
    is_mine = Q(event__subject__in=objectives) | Q(event__subject__in=items)
    is_mine |= Q(event__verb="kpi.broken", event__subject__in=kpis)
    heard = Notice.objects.filter(is_mine, person=person)
    return heard.filter(~is_alignment | Q(event__target__in=both_ends))


def news(person: Person, among: QuerySet[Notice] | None = None, *, is_asked: bool = True) -> QuerySet[Notice]:
    """What others did and does not wait for the person: what they have not seen first, then the newest.

    `among`: some of their `notices`, where they are known already. `is_asked`: whether anything may wait for them.
    """
    is_seen = Case(When(seen_at=None, then=0), default=1)
    waits = Q(event__verb="comment.written", event__target__in=_names(mentions(person))) if is_asked else Q()
    heard = notices(person) if among is None else among
    return heard.exclude(ASKS | waits).order_by(is_seen, "-event__at", "-pk")


def asking(person: Person) -> QuerySet[Notice]:
    """Notices of what waits for the person."""
    offered = offers(person)
    key_results = _names(KeyResult.objects.filter(offers__in=offered))
    objectives = _names(Objective.objects.filter(offers__in=offered.filter(key_result=None)))
    waits = (
        Q(event__verb="offer.made", event__target__in=key_results)
        | Q(event__verb="offer.made", event__target__in=objectives)
        | Q(event__verb="review.asked", event__target__in=_names(review_requests(person)))
        | Q(event__verb__startswith="alignment.", event__target__in=_names(alignments(person)))
        | Q(event__verb="comment.written", event__target__in=_names(mentions(person)))
        | Q(event__verb="objective.proposed", event__subject__in=_names(proposed(person)))
    )
    return notices(person).filter(waits)


def page_of(event: Event) -> str:
    """The address where one sees what happened."""
    subject, _slash, objective = event.subject.partition("/")
    kind, _slash, number = event.target.partition("/")
    match kind:
        case "kpi":
            return reverse("kpis:kpi", args=[number])
        case "actionitem" if subject == "actionitem":
            return f"{reverse('goals:my-week')}#action-item-{number}"
        case "actionitem":
            return f"{reverse('goals:objective', args=[objective])}#action-item-{number}"
        case "comment":
            return page_of_comment(int(objective), event.changes.get("place", ""), int(number))
        case "checkin" if event.verb == "check_in.reacted":
            return reverse("goals:replies", args=[number])
        case "reviewrequest":
            return f"{reverse('goals:conversation', args=[objective])}#reading"
        case "alignment":
            return f"{reverse('goals:request-alignment', args=[objective])}#alignment-{number}"
        case "keyresult":
            return f"{reverse('goals:objective', args=[objective])}#key-result-{number}"
        case _:
            return reverse("goals:objective", args=[objective])


def page_of_comment(objective: int, place: str, comment: int) -> str:
    """The address at which a comment is read: one about a check-in stands beside it."""
    check_in = CheckIn.number_of(place)
    page = reverse("goals:replies", args=[check_in]) if check_in else reverse("goals:conversation", args=[objective])
    return f"{page}#comment-{comment}"


@dataclass(frozen=True)
class NewsOfAnObjective:
    """What happened to one objective, or to the action items that belong to none; and to a KPI."""

    objective: Objective | Kpi | None
    notices: Sequence[Notice]

    @property
    def title(self) -> str:
        return str(self.objective or _("Action items"))

    @property
    def unseen(self) -> int:
        return sum(notice.seen_at is None for notice in self.notices)


def by_objective(found: Sequence[Notice]) -> list[NewsOfAnObjective]:
    """The notices by the objective they are about, in the order in which each comes first."""
    groups: dict[str, list[Notice]] = {}
    for notice in found:
        subject = notice.event.subject
        groups.setdefault("" if subject.startswith("actionitem/") else subject, []).append(notice)
    named: dict[str, Objective | Kpi | None] = {"": None}
    for model in (Objective, Kpi):
        kind = f"{model._meta.model_name}/"
        numbers = [int(subject.removeprefix(kind)) for subject in groups if subject.startswith(kind)]
        if numbers:
            named |= {f"{kind}{pk}": thing for pk, thing in model.objects.in_bulk(numbers).items()}
    return [NewsOfAnObjective(named[subject], group) for subject, group in groups.items() if subject in named]


def _speaks_for(person: Person, objective: str, key_result: str) -> Q:
    """What holds of an alignment at whose end the person speaks; `permissions.can_speak_for`, for the end's own people.

    Coaches and administrators may speak for everything; what waits for them is what they carry themselves.
    """
    led = Membership.objects.filter(person=person, role=Membership.Role.LEAD).values("team")
    of_led = Objective.teams.through.objects.filter(team__in=led).values("objective")
    return (
        Q(**{f"{objective}__owner": person}) | Q(**{f"{objective}__in": of_led}) | Q(**{f"{key_result}__owner": person})
    )


def _name(model: type[Model]) -> Concat:
    """How the log names a thing of the model: `objective/12`."""
    return Concat(Value(f"{model._meta.model_name}/"), Cast("pk", CharField()))


def _names(things: QuerySet[Any]) -> Any:
    """The names of the things in the log, to look among."""
    return things.order_by().annotate(called=_name(things.model)).values("called")


def _alignment_waits(alignment: Alignment) -> Waiting:
    last = list(alignment.steps.all())[-1]
    own, other = alignment.to_objective, alignment.objective
    if alignment.state == State.COUNTERED:
        own, other = other, own
        words = _("Something else is proposed for “%(own)s”, about “%(other)s”")
    elif last.kind == Alignment.Kind.SUPPORTS:
        words = _("“%(other)s” asks to support “%(own)s”")
    else:
        words = _("“%(other)s” depends on “%(own)s” and asks for a yes")
    page = f"{reverse('goals:request-alignment', args=[own.pk])}#alignment-{alignment.pk}"
    return Waiting(alignment, own, words % {"own": own, "other": other}, last.text, last.at, page)


def _offer_waits(offer: Offer) -> Waiting:
    if offer.key_result:
        words = _("%(name)s asks you to own the key result “%(text)s”")
    else:
        words = _("%(name)s asks you to own the objective “%(text)s”")
    words %= {"name": _by(offer.by), "text": offer.thing}
    page = f"{reverse('goals:objective', args=[offer.objective_id])}#offer-{offer.pk}"
    return Waiting(offer, offer.objective, words, "", offer.at, page)


def _review_request_waits(request: ReviewRequest) -> Waiting:
    words = _("%(name)s asks you to read “%(objective)s”")
    words %= {"name": _by(request.by), "objective": request.objective}
    page = f"{reverse('goals:conversation', args=[request.objective_id])}#waits"
    return Waiting(request, request.objective, words, request.note, request.at, page)


def _mention_waits(comment: Comment) -> Waiting:
    words = _("%(name)s mentions you at “%(objective)s”")
    words %= {"name": _by(comment.by), "objective": comment.objective}
    page = page_of_comment(comment.objective_id, comment.place, comment.pk)
    return Waiting(comment, comment.objective, words, comment.text, comment.at, page)


def _objective_waits(objective: Objective) -> Waiting:
    words = _("“%(objective)s” is proposed: do you agree?") % {"objective": objective}
    page = reverse("goals:objective", args=[objective.pk])
    return Waiting(objective, objective, words, objective.why, objective.created_at, page)


def _by(person: Person | None) -> str:
    return str(person or _("Somebody who is no longer here"))
