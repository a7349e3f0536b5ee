import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.activity.log import reference
from vekha.goals import progress
from vekha.goals.models.cycle import RHYTHM_DAYS, Cycle, Rhythm
from vekha.goals.models.pace import GapOf, PaceOf
from vekha.goals.models.sight import IsSeenBy
from vekha.goals.planned import written
from vekha.goals.progress import Standing
from vekha.kpis.models import Kpi
from vekha.people.models import Membership, Organisation, Person, Role, Team


def seen_by(person: Person, objective: str = "", visibility: str = "") -> Q:
    """What holds of the objectives that the person may see; the same as `permissions.can_see` says of one.

    `objective` leads to them from another model: `objective__`; `visibility` to what is asked instead of their own.
    """
    if not person.is_active:
        return Q(pk__in=[])
    if person.role == Role.ADMINISTRATOR:
        return Q()
    columns = (f"{objective}pk", f"{objective}owner", visibility or f"{objective}visibility")
    return Q(IsSeenBy(person.pk, person.role == Role.COACH, *columns))


def speaking_for(objectives: Iterable[int]) -> Q:
    """What holds of the people who speak for one of these objectives to others: owners, and leads of their teams."""
    objectives = list(objectives)
    leads = Membership.objects.filter(role=Membership.Role.LEAD, team__objectives__in=objectives)
    owners = Objective.objects.filter(pk__in=objectives).order_by()
    return Q(pk__in=leads.values("person")) | Q(pk__in=owners.values("owner"))


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    def visible_to(self, person: Person) -> Self:
        """Objectives the person may see."""
        return self.filter(seen_by(person))

    def in_play(self) -> Self:
        """Objectives that people work on now."""
        return self.filter(state=Objective.State.ACTIVE)

    def search(self, words: str) -> Self:
        return self.filter(search_text__contains=words.casefold())

    def take_rhythms(self) -> None:
        """Derive `own_rhythm` again: that of the first team, by its number, that has one of its own."""
        from vekha.goals.models.reminder import TeamCheckInTime  # it imports this module

        times = TeamCheckInTime.objects.filter(team__objectives=OuterRef("pk")).exclude(rhythm="").order_by("team")
        self.update(own_rhythm=Coalesce(Subquery(times.values("rhythm")[:1]), Value("")))

    def with_team_count(self) -> Self:
        """With `team_count`; more than one makes an objective cross-team."""
        links = Objective.teams.through.objects.filter(objective=OuterRef("pk")).order_by()
        counts = links.values("objective").annotate(count=Count("pk")).values("count")  # type: ignore[misc]  # the plugin loses the count
        return self.annotate(team_count=Coalesce(Subquery(counts), 0))

    def with_pace(self, cycle: Cycle, today: date, behind_until: float) -> Self:
        """The cycle's objectives with `pace`, and with `gap` to order by."""
        pace = PaceOf(cycle, today, behind_until)
        return self.filter(cycle=cycle).alias(gap=GapOf(cycle, today)).annotate(pace=pace)


class Objective(models.Model):
    """What a team, the company or a person wants to change, and why."""

    class Level(models.TextChoices):
        COMPANY = "company", _("company")
        TEAM = "team", _("team")
        PERSON = "person", _("person")

    class Commitment(models.TextChoices):
        ASPIRATIONAL = "aspirational", _("aspirational")
        COMMITTED = "committed", _("committed")
        LEARNING = "learning", _("learning")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        ACTIVE = "active", _("active")
        CLOSED = "closed", _("closed")
        DROPPED = "dropped", _("dropped")
        POSTPONED = "postponed", _("postponed")

    class Visibility(models.TextChoices):
        EVERYONE = "everyone", _("everyone in the company")
        TEAMS = "teams", _("its teams, coaches and administrators")
        PRIVATE = "private", _("its owners and administrators")

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="objectives")
    title = models.CharField(_("objective"), max_length=300)
    why = models.TextField(
        _("why"), blank=True, help_text=_("So that what? Who will notice, and what is worth more to them?")
    )
    reality = models.TextField(_("reality"), blank=True, help_text=_("The situation today that calls for it."))
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.TEAM)
    teams = models.ManyToManyField(
        Team,
        verbose_name=_("teams"),
        blank=True,
        related_name="objectives",
        help_text=_("Several teams make it a cross-team objective."),
    )
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="objectives"
    )
    commitment = models.CharField(_("commitment"), max_length=20, choices=Commitment, default=Commitment.ASPIRATIONAL)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    visibility = models.CharField(_("seen by"), max_length=10, choices=Visibility, default=Visibility.EVERYONE)
    own_starts = models.DateField(_("own first day"), null=True, blank=True)
    own_ends = models.DateField(_("own last day"), null=True, blank=True)
    score = models.FloatField(_("score"), null=True, blank=True)
    closing_note = models.TextField(_("closing note"), blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    origin = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="successors"
    )  # what it was duplicated or carried over from
    prompted_by = models.ForeignKey(
        Kpi, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="objectives"
    )  # the KPI that left its corridor and called for it
    own_rhythm = models.CharField(
        max_length=20, choices=Rhythm, blank=True, editable=False
    )  # that of its first team with a rhythm of its own; empty: the cycle's
    followers = models.ManyToManyField(Person, related_name="follows")  # hear of its check-ins
    version = models.PositiveIntegerField(default=1, editable=False)  # counts edits, so that two at once are noticed

    pace: str  # set by with_pace

    # Rolled up from the key results in the transaction that changes them; `recompute` derives them again.
    progress = models.FloatField(null=True, editable=False)
    confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    previous_confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    checked_in_on = models.DateField(null=True, editable=False)
    search_text = models.TextField(editable=False, default="")

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["cycle", "level", "state"]),
            models.Index(fields=["owner", "state"]),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, **kwargs: Any) -> None:
        self.fold()
        super().save(**kwargs)

    def fold(self) -> None:
        """Keep the text that is searched in one case: SQLite folds the case of ASCII only."""
        self.search_text = f"{self.title} {self.why}".casefold()

    def get_commitment_display(self) -> str:  # type: ignore[no-redef]  # the plugin adds it, too
        """As Django has it, without hashing all the choices for every line of a ledger."""
        return str(self.Commitment(self.commitment).label)

    @property
    def starts(self) -> date:
        """The first day: its own or the cycle's."""
        return self.own_starts or self.cycle.starts

    @property
    def ends(self) -> date | None:
        """The last day: its own or the cycle's; None when the end is open."""
        return self.own_ends or self.cycle.ends

    @property
    def rhythm(self) -> str:
        """How often check-ins are expected: as a team of it has chosen, or as the cycle says."""
        return self.own_rhythm or self.cycle.rhythm

    @property
    def rhythm_days(self) -> int | None:
        """Days between two check-ins; None without a rhythm."""
        return RHYTHM_DAYS[self.rhythm]

    @property
    def has_own_dates(self) -> bool:
        return self.own_starts is not None or self.own_ends is not None

    @property
    def is_cross_team(self) -> bool:
        return len(self.teams.all()) > 1

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_carried_over(self) -> bool:
        """Whether it goes on with what its `origin` was about in another cycle; else it is a mere copy."""
        origin = self.origin
        return origin is not None and origin.cycle_id != self.cycle_id and not origin.cycle.is_backlog

    @property
    def has_begun(self) -> bool:
        """Active, over, or checked in before it was taken back: part of the history of its cycle."""
        return self.state in {self.State.ACTIVE, self.State.CLOSED} or self.checked_in_on is not None

    @property
    def is_settled(self) -> bool:
        """Agreed or begun: whoever changes its words or targets now says why."""
        return self.state in {self.State.AGREED, self.State.ACTIVE}

    @property
    def takes_check_ins(self) -> bool:
        return self.is_active and not self.cycle.is_closed

    def standing(self, today: date | None = None, behind_until: float = 0.25) -> Standing:
        """Progress against the expectation; nothing is expected of what is not active."""
        if not self.is_active:
            return Standing(self.progress, None, None, progress.Pace.NONE)
        return progress.standing(
            self.progress,
            start=self.starts,
            end=self.ends,
            today=today or timezone.localdate(),
            last_check_in=self.checked_in_on,
            rhythm_days=self.rhythm_days,
            behind_until=behind_until,
        )

    def voices(self) -> list[Person]:
        """Those who speak for it to others: its owner and the leads of its teams."""
        return list(Person.objects.active().filter(speaking_for([self.pk])))

    def readers(self) -> "models.QuerySet[Person]":
        """The people who may see it: `seen_by` the other way round."""
        people = Person.objects.active()
        if self.visibility == self.Visibility.EVERYONE:
            return people
        may = Q(role=Role.ADMINISTRATOR) | Q(pk=self.owner_id) | Q(pk__in=self.key_results.order_by().values("owner"))
        if self.visibility == self.Visibility.TEAMS:
            members = Membership.objects.filter(team__in=self.teams.all()).values("person")
            may |= Q(role=Role.COACH) | Q(pk__in=members)
        return people.filter(may)

    def places(self) -> dict[str, str]:
        """Its parts as `Comment.place` names them, each with its words; empty: the whole. Check-ins, many, aside."""
        words = {"": self.title, "title": self.title, "why": self.why, "reality": self.reality}
        for part in (*self.key_results.all(), *self.initiatives.all()):
            words[reference(part)] = part.text
        return words

    def agreed_words(self) -> str:
        """A fingerprint of what people agree to: its words; words, targets, plans and weights of its key results."""
        words: list[Any] = [self.title, self.why, self.reality]
        at_hand = "key_results" in getattr(self, "_prefetched_objects_cache", {})
        key_results = list(self.key_results.all() if at_hand else self.key_results.with_planned())
        prefetch_related_objects(key_results, "steps")
        for key_result in key_results:
            road = (key_result.start, key_result.target, key_result.low, key_result.high)
            steps = [(step.text, step.weight) for step in key_result.steps.all()]
            parts = [key_result.text, key_result.kind, *road, key_result.weight, steps]
            words.append([*parts, written(key_result.planned)] if key_result.planned else parts)
        return sha256(json.dumps(words).encode()).hexdigest()

    def set_teams(self, teams: Iterable[Team]) -> None:
        """Let it belong to these teams, and be checked in as often as they are."""
        self.teams.set(teams)
        Objective.objects.filter(pk=self.pk).take_rhythms()
        self.refresh_from_db(fields=["own_rhythm"])

    def wait_for_others(self) -> None:
        """The same as `KeyResult.wait_for_others`, where the objective itself is at hand."""
        self.refresh_from_db(from_queryset=Objective.objects.select_related("cycle").select_for_update(of=("self",)))

    def recompute(self) -> None:
        """Derive the stored roll-up from the key results and save it."""
        key_results = list(self.key_results.all())
        self.progress = progress.roll_up(
            (progress.Part(key_result.progress, key_result.weight) for key_result in key_results),
            progress.RollUp(self.cycle.roll_up),
        )
        self.confidence = progress.confidence(key_result.confidence for key_result in key_results)
        self.previous_confidence = progress.confidence(key_result.confidence_before for key_result in key_results)
        self.checked_in_on = max(
            (key_result.checked_in_on for key_result in key_results if key_result.checked_in_on), default=None
        )
        self.save(update_fields=["progress", "confidence", "previous_confidence", "checked_in_on"])


def behind_until() -> float:
    """The organisation's threshold between behind and at risk, as a share."""
    return Organisation.current().behind_until / 100
