from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vekha.kpis import corridor
from vekha.kpis.corridor import Corridor, Health
from vekha.people.models import Membership, Person, Role, Team
from vekha.ui.formats import local_date


class Rhythm(models.TextChoices):
    """How often a new reading is expected."""

    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")


RHYTHM_DAYS: dict[str, int] = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7, Rhythm.MONTHLY: 31, Rhythm.QUARTERLY: 92}


def seen_by(person: Person, kpi: str = "") -> Q:
    """What holds of the KPIs that the person may see; the same as `permissions.can_see` says of one.

    `kpi` leads to them from another model: `kpi__`.
    """
    if not person.is_active:
        return Q(pk__in=[])
    if person.role in {Role.ADMINISTRATOR, Role.COACH}:
        return Q()
    memberships = Membership.objects.filter(person=person).values("team")
    of_my_teams = Kpi.teams.through.objects.filter(team__in=memberships).values("kpi")
    seen = {"visibility": Kpi.Visibility.EVERYONE, "owner": person, "pk__in": of_my_teams}
    return Q(*((kpi + name, condition) for name, condition in seen.items()), _connector=Q.OR)


class KpiQuerySet(models.QuerySet["Kpi"]):
    def visible_to(self, person: Person) -> Self:
        """KPIs the person may see."""
        return self.filter(seen_by(person))

    def watched(self) -> Self:
        """KPIs that are not retired."""
        return self.filter(retired_at=None)


class Kpi(models.Model):
    """A number that says whether the business is healthy. It has a corridor and no target: nothing is won by it."""

    class Visibility(models.TextChoices):
        EVERYONE = "everyone", _("everyone in the company")
        TEAMS = "teams", _("its teams, coaches and administrators")

    name = models.CharField(_("name"), max_length=150)
    definition = models.TextField(_("definition"), max_length=2000)
    formula = models.TextField(_("formula"), max_length=2000, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    low = models.FloatField(_("healthy from"), null=True, blank=True)
    high = models.FloatField(_("healthy up to"), null=True, blank=True)
    floor = models.FloatField(_("broken below"), null=True, blank=True)
    ceiling = models.FloatField(_("broken above"), null=True, blank=True)
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="kpis"
    )
    teams = models.ManyToManyField(Team, verbose_name=_("teams"), blank=True, related_name="kpis")
    rhythm = models.CharField(_("rhythm of readings"), max_length=20, choices=Rhythm, default=Rhythm.WEEKLY)
    visibility = models.CharField(_("seen by"), max_length=10, choices=Visibility, default=Visibility.EVERYONE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # counts edits, so that two at once are noticed

    # The last reading that stands, kept in the transaction that changes it; `recompute` derives it again.
    value = models.FloatField(null=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    objects = KpiQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["retired_at", "name"])]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a corridor that nothing can lie in or that lacks the kerb of an outer bound."""
        errors: dict[str, Any] = {}
        if self.low is None and self.high is None:
            errors["low"] = gettext("A corridor needs a kerb: from where, or up to where, is it healthy?")
        elif self.low is not None and self.high is not None and self.low > self.high:
            errors["high"] = gettext("This lies below the other kerb.")
        if self.floor is not None and (self.low is None or self.floor >= self.low):
            errors["floor"] = gettext("This bound has to lie below “healthy from”.")
        if self.ceiling is not None and (self.high is None or self.ceiling <= self.high):
            errors["ceiling"] = gettext("This bound has to lie above “healthy up to”.")
        if errors:
            raise ValidationError(errors)

    @property
    def corridor(self) -> Corridor:
        return Corridor(self.low, self.high, self.floor, self.ceiling)

    @property
    def rhythm_days(self) -> int:
        """Days between two readings."""
        return RHYTHM_DAYS[self.rhythm]

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    @property
    def read_on(self) -> date | None:
        """The day of the last reading."""
        return local_date(self.read_at) if self.read_at else None

    def health(self, today: date | None = None) -> Health:
        """How it is doing."""
        return corridor.health(
            self.value,
            self.corridor,
            last=self.read_on,
            rhythm_days=self.rhythm_days,
            today=today or timezone.localdate(),
        )

    def days_silent(self, today: date | None = None) -> int:
        """Days since the last reading; 0 while there is none."""
        return max(0, ((today or timezone.localdate()) - self.read_on).days) if self.read_on else 0

    def wait_for_others(self) -> None:
        """Let whoever changes it now finish, and see what they have done."""
        self.refresh_from_db(from_queryset=Kpi.objects.select_for_update())

    def recompute(self) -> None:
        """Derive the last reading from the readings and save it."""
        last = self.readings.standing().first()
        self.value, self.read_at = (last.value, last.at) if last else (None, None)
        self.save(update_fields=["value", "read_at"])
