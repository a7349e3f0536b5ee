"""Weekly meetings: begun, led from point to point, written down, closed.

Whoever begins one decides with their own eyes what it speaks of; each reader is shown what they may see of it.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import save
from vekha.goals.actions import action_items
from vekha.goals.permissions import can_see
from vekha.people.models import Organisation, Person, Team
from vekha.people.permissions import require
from vekha.rituals import agenda, matters, permissions
from vekha.rituals.agenda import Fact
from vekha.rituals.models import Meeting, Outcome, Participant, Point

A_WEEK = timedelta(days=7)
AGAIN = timedelta(minutes=10)  # within which a closed meeting may go on; its summary is mailed after them


@transaction.atomic
def begin(team: Team | None, *, by: Person, minutes: int = 30) -> Meeting:
    """Begin a meeting of the team (None: of the company) and make its agenda."""
    require(permissions.can_lead(by, team))
    _one_at_a_time(team)
    if Meeting.objects.running().filter(team=team).exists():
        raise ValidationError(_("A meeting is running already. Close it first, or join it."), code="running")
    now = timezone.now()
    last = Meeting.objects.held().filter(team=team).first()
    since = last.begun_at if last else now - A_WEEK
    plan = agenda.of(*matters.gather(team, by, since))
    meeting = Meeting(team=team, leader=by, minutes=minutes, since=since, fine=plan.fine, begun_at=now)
    meeting.position_since = now
    save(meeting)
    Point.objects.bulk_create(
        Point(
            meeting=meeting,
            position=position,
            kind=topic.kind.value,
            objective_id=topic.objective,
            title=topic.title,
            facts=[fact.stored() for fact in topic.facts],
        )
        for position, topic in enumerate(plan.topics)
    )
    join(meeting, by)
    log.record("meeting.begun", by=by, subject=team or meeting, target=meeting)
    return meeting


def join(meeting: Meeting, person: Person) -> None:
    """Note that somebody is there."""
    require(permissions.can_write(person, meeting))
    Participant.objects.bulk_create([Participant(meeting=meeting, person=person)], ignore_conflicts=True)


@transaction.atomic
def move(meeting: Meeting, *, by: Person, to: int) -> None:
    """Go to the point at this position. Whoever moves the meeting leads it from then on."""
    require(permissions.can_lead(by, meeting.team))
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_related("team").select_for_update(of=("self",)))
    _refuse_closed(meeting)
    if not meeting.points.filter(position=to).exists():
        raise ValidationError(_("There is no such point."), code="position")
    if to != meeting.position:
        meeting.position, meeting.position_since = to, timezone.now()
    meeting.leader = by
    meeting.save(update_fields=["position", "position_since", "leader"])
    join(meeting, by)


@transaction.atomic
def write(
    point: Point, *, by: Person, kind: str, text: str, owner: Person | None = None, due: date | None = None
) -> Outcome:
    """Write a line down: a note, a decision, or an action item, which stands in its owner's week at once."""
    meeting = Meeting.objects.select_for_update().get(pk=point.meeting_id)  # whoever closes it waits for this line
    _refuse_closed(meeting)
    require(permissions.can_write(by, meeting) and (point.objective is None or can_see(by, point.objective)))
    outcome = Outcome(point=point, kind=kind, text=text.strip(), by=by)
    if kind == Outcome.Kind.ACTION:
        if owner is None:
            raise ValidationError({"owner": _("Say who does it: one person.")}, code="owner")
        outcome.action = action_items.give(outcome.text, by=by, owner=owner, due=due, objective=point.objective)
    save(outcome)
    join(meeting, by)
    return outcome


@transaction.atomic
def take_back(outcome: Outcome, *, by: Person) -> None:
    """Take one's own line back, and with it the action item that was given."""
    meeting = Meeting.objects.select_for_update().get(pk=outcome.point.meeting_id)  # whoever closes it waits
    _refuse_closed(meeting)
    require(permissions.can_take_back(by, outcome))
    item = outcome.action
    outcome.delete()
    if item:
        action_items.take_back(item, by=by)


@transaction.atomic
def close(meeting: Meeting, *, by: Person) -> None:
    """End it: its facts are kept as they are now, and those who were there or belong to the team get the summary."""
    require(permissions.can_lead(by, meeting.team))
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_related("team").select_for_update(of=("self",)))
    if not meeting.is_running:
        return
    meeting.closed_at = timezone.now()
    meeting.save(update_fields=["closed_at"])
    points = list(meeting.points.all())
    kept = [[Fact.read(fact) for fact in point.facts] for point in points]
    now = iter(matters.as_of_now([fact for facts in kept for fact in facts], by, meeting.since))
    for point, facts in zip(points, kept, strict=True):
        point.facts = [next(now).fact.stored() for _fact in facts]
    Point.objects.bulk_update(points, ["facts"])
    if meeting.team:
        members = Person.objects.active().filter(memberships__team=meeting.team).distinct()
        absent = [Participant(meeting=meeting, person=person, was_there=False) for person in members]
        Participant.objects.bulk_create(absent, ignore_conflicts=True)
    log.record("meeting.held", by=by, subject=meeting.team or meeting, target=meeting)


@transaction.atomic
def reopen(meeting: Meeting, *, by: Person) -> None:
    """Go on with a meeting that was closed just now."""
    require(permissions.can_lead(by, meeting.team))
    _one_at_a_time(meeting.team)
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_related("team").select_for_update(of=("self",)))
    if meeting.closed_at is None:
        return
    if timezone.now() - meeting.closed_at > AGAIN or Meeting.objects.running().filter(team=meeting.team).exists():
        raise ValidationError(_("It is over: its summary has gone out. Begin the next one."), code="over")
    meeting.closed_at = None
    meeting.save(update_fields=["closed_at"])
    meeting.participants.filter(was_there=False).delete()


def _one_at_a_time(team: Team | None) -> None:
    """Whoever begins a meeting of the same team waits here until our transaction ends."""
    if team:
        Team.objects.select_for_update().get(pk=team.pk)
    else:
        list(Organisation.objects.select_for_update())


def _refuse_closed(meeting: Meeting) -> None:
    if not meeting.is_running:
        raise ValidationError(
            _("The meeting is over. What is to be done now is given on the objective’s page."), code="over"
        )
