from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, F, FloatField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vekha.goals import progress
from vekha.goals.models.cycle import Cycle
from vekha.goals.progress import Standing
from vekha.people.models import Organisation, Person, Role, Team


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    def visible_to(self, person: Person) -> Self:
        """Objectives the person may see; the same as `permissions.can_see` says of one."""
        if not person.is_active:
            return self.none()
        if person.role == Role.ADMINISTRATOR:
            return self
        owns_part = Objective.objects.filter(key_results__owner=person).values("pk")
        of_my_teams = Objective.objects.filter(teams__memberships__person=person).values("pk")
        everyone, teams = Objective.Visibility.EVERYONE, Objective.Visibility.TEAMS
        among_teams = Q(visibility=teams) if person.role == Role.COACH else Q(visibility=teams, pk__in=of_my_teams)
        return self.filter(Q(visibility=everyone) | Q(owner=person) | Q(pk__in=owns_part) | among_teams)

    def in_play(self) -> Self:
        """Objectives that people work on now."""
        return self.filter(state=Objective.State.ACTIVE)

    def search(self, words: str) -> Self:
        return self.filter(search_text__contains=words.casefold())

    def with_team_count(self) -> Self:
        """With `team_count`; more than one makes an objective cross-team."""
        links = Objective.teams.through.objects.filter(objective=OuterRef("pk")).order_by()
        counts = links.values("objective").annotate(count=Count("pk")).values("count")  # type: ignore[misc]  # the plugin loses the count
        return self.annotate(team_count=Coalesce(Subquery(counts), 0))

    def with_pace(self, cycle: Cycle, today: date, behind_until: float) -> Self:
        """The cycle's objectives with `gap` and `pace`, told in SQL as `Objective.standing` tells them of one.

        Time is reckoned in Python (one query finds the own dates in use), so SQL only compares shares.
        """
        objectives = self.filter(cycle=cycle)
        dates = objectives.exclude(own_starts=None, own_ends=None).order_by().values_list("own_starts", "own_ends")
        by_own_dates = [
            When(
                Q(own_starts=starts) & Q(own_ends=ends),
                then=Value(progress.expected(starts or cycle.starts, ends or cycle.ends, today)),
            )
            for starts, ends in dates.distinct()
        ]
        by_cycle = Value(progress.expected(cycle.starts, cycle.ends, today))
        expected = Cast(Case(*by_own_dates, default=by_cycle) if by_own_dates else by_cycle, FloatField())
        walked = Least(Greatest(F("progress"), Value(0.0)), Value(1.0))
        begun = Q(own_starts__lt=today) | (Q(own_starts=None) if cycle.starts < today else Q(pk__in=[]))
        stale = When(Q(pk__in=[]), then=Value(progress.Pace.STALE))
        if cycle.rhythm_days is not None:
            fresh_from = today - timedelta(days=2 * cycle.rhythm_days)
            stale = When(Q(last_word__lt=fresh_from) & begun, then=Value(progress.Pace.STALE))
        return objectives.annotate(
            last_word=Coalesce("checked_in_on", "own_starts", Value(cycle.starts)),
            gap=expected - walked,
            pace=Case(
                When(~Q(state=Objective.State.ACTIVE), then=Value(progress.Pace.NONE)),
                stale,
                When(Q(progress=None) | Q(gap=None), then=Value(progress.Pace.NONE)),
                When(gap__lte=0.005, then=Value(progress.Pace.ON_PACE)),
                When(gap__lte=behind_until + 0.005, then=Value(progress.Pace.BEHIND)),
                default=Value(progress.Pace.AT_RISK),
                output_field=models.CharField(),
            ),
        )


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
    version = models.PositiveIntegerField(default=1, editable=False)  # counts edits, so that two at once are noticed

    pace: str  # set by with_pace, as is gap

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

    @property
    def starts(self) -> date:
        """The first day: its own or the cycle's."""
        return self.own_starts or self.cycle.starts

    @property
    def ends(self) -> date | None:
        """The last day: its own or the cycle's; None when the end is open."""
        return self.own_ends or self.cycle.ends

    @property
    def has_own_dates(self) -> bool:
        return self.own_starts is not None or self.own_ends is not None

    @property
    def is_cross_team(self) -> bool:
        return len(self.teams.all()) > 1

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

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
            rhythm_days=self.cycle.rhythm_days,
            behind_until=behind_until,
        )

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
        self.save(update_fields=["progress", "confidence", "previous_confidence", "checked_in_on", "search_text"])


def behind_until() -> float:
    """The organisation's threshold between behind and at risk, as a share."""
    return Organisation.current().behind_until / 100
