import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Aggregate, OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from vekha.goals import progress
from vekha.goals.models.objective import Objective, seen_by
from vekha.goals.progress import Standing
from vekha.kpis.models import Kpi
from vekha.people.models import Person

if TYPE_CHECKING:
    from vekha.goals.models.check_in import CheckIn


class Pairs(Aggregate):
    """Pairs of a day and a number from many rows, as JSON in no order; NULL where there are none."""

    output_field = models.TextField()
    template = "json_agg(json_build_array(%(expressions)s))::text"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        columns = [compiler.compile(column)[0] for column in self.get_source_expressions() if column is not None]
        # The JSON of SQLite keeps fifteen digits of a number, its printf all of them.
        return "json_group_array(json_array({}, printf('%%!.17g', {})))".format(*columns), ()


class KeyResultQuerySet(models.QuerySet["KeyResult"]):
    def visible_to(self, person: Person) -> Self:
        """Key results of the objectives that the person may see."""
        return self.filter(seen_by(person, "objective__"))

    def with_objective(self) -> Self:
        """With all that decides where a key result stands and who may change it."""
        found = self.select_related("owner", "objective__cycle", "objective__owner").with_planned()
        return found.prefetch_related("objective__teams")

    def with_planned(self) -> Self:
        """With what is `planned`, in the same query."""
        values = PlannedValue.objects.filter(key_result=OuterRef("pk")).order_by().values("key_result")
        return self.annotate(planned_pairs=Subquery(values.annotate(pairs=Pairs("day", "value")).values("pairs")))

    def owed(self) -> Self:
        """The key results that somebody checks in: owned, in active objectives of cycles that are not closed."""
        active = self.filter(objective__state=Objective.State.ACTIVE, objective__cycle__closed_at=None)
        return active.exclude(owner=None)

    def owed_by(self, person: Person) -> Self:
        """The key results the person checks in."""
        return self.owed().filter(owner=person)


class KeyResult(models.Model):
    """One sentence by which the objective will be known to be reached."""

    class Kind(models.TextChoices):
        REACH = progress.Kind.REACH, _("reach a value")
        KEEP = progress.Kind.KEEP, _("keep within a corridor")
        STEPS = progress.Kind.STEPS, _("steps, one after the other")
        DONE = progress.Kind.DONE, _("done or not done")

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="key_results")
    text = models.CharField(_("key result"), max_length=300)
    definition = models.TextField(_("how it is computed"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.REACH)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    start = models.FloatField(_("start"), null=True, blank=True)
    target = models.FloatField(_("target"), null=True, blank=True)
    low = models.FloatField(_("not below"), null=True, blank=True)
    high = models.FloatField(_("not above"), null=True, blank=True)
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), null=True, blank=True, on_delete=models.PROTECT, related_name="key_results"
    )
    is_leading = models.BooleanField(
        _("leading"), null=True, blank=True, help_text=_("It moves early enough to steer by.")
    )
    weight = models.FloatField(_("weight"), default=1, validators=[MinValueValidator(0)])
    due = models.DateField(_("due"), null=True, blank=True)
    kpi = models.ForeignKey(
        Kpi, verbose_name=_("KPI"), null=True, blank=True, on_delete=models.SET_NULL, related_name="key_results"
    )  # while it is worked on, its readings are taken over as check-ins; afterwards it watches over what was won
    position = models.PositiveSmallIntegerField(default=0)
    added_on = models.DateField(
        null=True, blank=True, editable=False
    )  # set when it joins an objective that is already active: its own road begins that day

    # Follows from the check-ins, in their transaction; `recompute` derives them again.
    current = models.FloatField(null=True, editable=False)
    progress = models.FloatField(null=True, editable=False)
    confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    previous_confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    checked_in_on = models.DateField(null=True, editable=False)

    planned_pairs: str | None  # set by with_planned

    objects = KeyResultQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["owner", "objective"])]

    def __str__(self) -> str:
        return self.text

    @property
    def starts(self) -> date:
        """The first day of its road: the objective's, or the day it was added to a running one."""
        starts = self.objective.starts
        return starts if self.added_on is None else max(starts, self.added_on)

    @property
    def ends(self) -> date | None:
        """The last day of its road: its own due date or the objective's."""
        return self.due or self.objective.ends

    @cached_property
    def planned(self) -> list[tuple[date, float]]:
        """What it should be by certain days, in their order."""
        if self.kind != self.Kind.REACH or self.pk is None:
            return []
        if "planned_pairs" not in vars(self):
            return list(self.planned_values.values_list("day", "value"))
        pairs = json.loads(self.planned_pairs or "[]")
        return sorted((date.fromisoformat(day), float(value)) for day, value in pairs)

    @property
    def plan(self) -> list[tuple[date, float]]:
        """The same in shares of the way; empty where nothing is planned, or where there is no way."""
        if self.kind != self.Kind.REACH or self.start is None or self.target is None or self.start == self.target:
            return []
        return [(day, progress.reach(self.start, self.target, value)) for day, value in self.planned]

    def progress_at(self, readings: Sequence[float], step_weights: Sequence[float] = ()) -> float | None:
        """Progress after these readings (oldest first), by the formula of its kind; None without readings."""
        road = {"start": self.start, "target": self.target, "low": self.low, "high": self.high}
        return progress.walked(self.kind, readings, **road, step_weights=step_weights)

    def standing(
        self, today: date | None = None, behind_until: float = 0.25, weights: Sequence[float] | None = None
    ) -> Standing:
        """Progress against the expectation. What is kept is not expected to grow with time.

        `weights`: those of its steps, where they are at hand.
        """
        if not self.objective.is_active:
            return Standing(self.progress, None, None, progress.Pace.NONE)
        today = today or timezone.localdate()
        if self.kind != self.Kind.STEPS:
            weights = ()
        elif weights is None:
            weights = [step.weight for step in self.steps.all()]
        standing = progress.standing(
            self.progress,
            start=self.starts,
            end=None if self.kind == self.Kind.KEEP else self.ends,
            today=today,
            last_check_in=self.checked_in_on,
            rhythm_days=self.objective.rhythm_days,
            behind_until=behind_until,
            weights=weights,
            plan=self.plan,
        )
        if self.kind == self.Kind.KEEP and standing.pace != progress.Pace.STALE:
            return self._keeping(standing)
        return standing

    def is_stale(self, today: date) -> bool:
        """The same as `standing` says of its news, without a look at its steps."""
        last, rhythm_days = self.checked_in_on or self.starts, self.objective.rhythm_days
        return self.objective.is_active and today > self.starts and progress.is_stale(last, rhythm_days, today)

    def _keeping(self, standing: Standing) -> Standing:
        """A corridor has no road by time: inside it all is well, outside it is at risk."""
        if self.current is None:
            pace = progress.Pace.NONE
        elif progress.inside(self.current, self.low, self.high):
            pace = progress.Pace.ON_PACE
        else:
            pace = progress.Pace.AT_RISK
        return Standing(standing.progress, None, None, pace, standing.days_silent)

    @cached_property
    def said(self) -> "list[CheckIn]":
        """The check-ins that stand, oldest first. `ledger.load_said` loads those of many key results at once."""
        return list(self.check_ins.standing().order_by("at", "pk"))

    @property
    def readings(self) -> list[float]:
        """The values of the check-ins that stand, oldest first."""
        return [check_in.value for check_in in self.said if check_in.value is not None]

    def wait_for_others(self) -> None:
        """One at a time may change what an objective is rolled up from; others wait here until its transaction ends.

        Afterwards the key result, its objective and its cycle are as they stand now.
        """
        now = KeyResult.objects.select_related("objective__cycle").select_for_update(of=("self", "objective"))
        self.refresh_from_db(from_queryset=now)

    def recompute(self) -> None:
        """Derive current value, progress and confidence from the check-ins that stand, and save them."""
        vars(self).pop("said", None)
        steps = self.steps.all() if self.kind == self.Kind.STEPS else ()
        self.follow(self.said, [step.weight for step in steps])
        self.save(update_fields=["current", "progress", "confidence", "previous_confidence", "checked_in_on"])

    def follow(self, check_ins: "Iterable[CheckIn]", step_weights: Sequence[float]) -> None:
        """Set current value, progress and confidence from these check-ins, oldest first."""
        said = list(check_ins)
        readings = [check_in.value for check_in in said if check_in.value is not None]
        beliefs = [check_in.confidence for check_in in said if check_in.confidence is not None]
        self.current = readings[-1] if readings else None
        self.progress = self.progress_at(readings, step_weights)
        self.confidence = beliefs[-1] if beliefs else None
        self.previous_confidence = beliefs[-2] if len(beliefs) > 1 else None
        self.checked_in_on = timezone.localdate(said[-1].at) if said else None

    @property
    def confidence_before(self) -> int | None:
        """The confidence before the last check-in; the last one where there was none before."""
        return self.confidence if self.previous_confidence is None else self.previous_confidence


class Step(models.Model):
    """A milestone of a key result of steps. Steps are taken in their order."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(_("step"), max_length=200)
    weight = models.FloatField(_("weight"), default=1, validators=[MinValueValidator(0)])
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class PlannedValue(models.Model):
    """A target on the way: what a key result should be by a day, where it is not expected to grow evenly."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="planned_values")
    day = models.DateField(_("day"))
    value = models.FloatField(_("value"))

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["key_result", "day"], name="one_planned_value_a_day")]

    def __str__(self) -> str:
        return f"{self.value} · {self.day}"


class TargetChange(models.Model):
    """A target as it was before somebody changed it. It stays visible beside the new one."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="target_changes")
    start = models.FloatField(null=True)
    target = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.target}"
