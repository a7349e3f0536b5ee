"""Key results that read a KPI: connected with it, and its readings taken over as check-ins.

What is to be taken over follows from the data at any time: the readings that stand, and the check-ins made of them.
A day without a run loses nothing and doubles nothing.
"""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.goals import permissions
from vekha.goals.models import CheckIn, KeyResult, Objective
from vekha.kpis import permissions as kpi_permissions
from vekha.kpis.models import Kpi, Reading
from vekha.people.models import Person
from vekha.people.permissions import require

KINDS = (KeyResult.Kind.REACH, KeyResult.Kind.KEEP)  # those with a value to read
_DAY = timedelta(days=1)


@transaction.atomic
def connect(key_result: KeyResult, *, by: Person, kpi: Kpi | None) -> None:
    """Let the key result read its value from the KPI from now on; from none with None.

    Whoever sees the key result sees the values then, also without seeing the KPI.
    """
    require(permissions.can_change(by, key_result.objective))
    key_result.wait_for_others()
    if key_result.kpi_id == (kpi.pk if kpi else None):
        return
    if kpi:
        require(kpi_permissions.can_see(by, kpi))
        if key_result.kind not in KINDS:
            raise ValidationError({"kpi": _("Only a value to reach or to keep can come from a KPI.")}, code="kind")
    key_result.kpi = kpi
    key_result.save(update_fields=["kpi"])
    # The KPI is not named: not everybody who reads this may know of it.
    log.record(
        "key_result.connected" if kpi else "key_result.disconnected",
        by=by,
        subject=key_result.objective,
        target=key_result,
        changes={"text": key_result.text},
    )


def take_over() -> int:
    """Make check-ins of all readings that key results have not taken over yet, and undo those of readings taken back.

    Each reading since the first day of the key result becomes one check-in, as of the moment at which it held. Answers
    how many were made.
    """
    open_ones = KeyResult.objects.filter(
        objective__state=Objective.State.ACTIVE, objective__cycle__closed_at=None, kind__in=KINDS
    )
    begins = Coalesce("objective__own_starts", "objective__cycle__starts")
    first = Greatest(begins, Coalesce("added_on", begins))
    since = ExpressionWrapper(first - _DAY, output_field=DateTimeField())  # a coarse bound that an index knows
    told = CheckIn.objects.filter(reading=OuterRef("pk"), key_result=OuterRef(OuterRef("pk")))
    new = Reading.objects.standing().filter(~Exists(told), kpi=OuterRef("kpi"), at__gte=OuterRef("since"))
    new = new.filter(at__date__gte=OuterRef("first"))
    gone = _taken_back().filter(key_result=OuterRef("pk"))
    waiting = open_ones.annotate(first=first, since=since).filter(Exists(new) | Exists(gone))
    return sum(map(_follow, KeyResult.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)))))


@transaction.atomic
def _follow(key_result: KeyResult) -> int:
    """Bring the check-ins in line with the readings of the KPI as they stand now."""
    key_result.wait_for_others()
    if not key_result.objective.takes_check_ins:
        return 0
    gone = list(_taken_back().filter(key_result=key_result))
    CheckIn.objects.filter(pk__in=[check_in.pk for check_in in gone]).update(undone_at=timezone.now())
    made = [
        CheckIn(key_result=key_result, value=reading.value, at=reading.at, reading=reading)
        for reading in _unheard(key_result)
    ]
    if not (gone or made):
        return 0
    said = list(key_result.check_ins.standing().exclude(value=None).order_by("at", "pk"))
    CheckIn.objects.bulk_create(made)
    key_result.recompute()
    key_result.objective.recompute()
    for check_in in gone:
        _tell("check_in.undone", check_in, check_in.value)
    for check_in in made:
        before = next((each.value for each in reversed(said) if each.at <= check_in.at), None)
        said = sorted([*said, check_in], key=lambda each: (each.at, each.pk))
        _tell("check_in.recorded", check_in, [before, check_in.value], at=check_in.at, aloud=check_in is made[-1])
    return len(made)


def _unheard(key_result: KeyResult) -> list[Reading]:
    """The readings since its first day that it has not taken over, oldest first."""
    first = timezone.make_aware(datetime.combine(key_result.starts, time()))
    heard = key_result.check_ins.exclude(reading=None).values("reading")
    readings = Reading.objects.standing().filter(kpi=key_result.kpi_id, at__gte=first)
    return list(readings.exclude(pk__in=heard).order_by("at", "pk"))


def _taken_back() -> "QuerySet[CheckIn]":
    """Check-ins that stand although the reading they were taken over from does not any more."""
    return CheckIn.objects.standing().filter(author=None).exclude(reading__undone_at=None)


def _tell(verb: str, check_in: CheckIn, value: object, *, at: datetime | None = None, aloud: bool = False) -> None:
    """`aloud`: those who follow the objective hear of it; of many at once only of the last."""
    key_result = check_in.key_result
    objective = key_result.objective
    changes = {"key_result": key_result.text, "kind": key_result.kind, "unit": key_result.unit, "value": value}
    tell = objective.followers.all() if aloud else ()
    log.record(verb, by=None, subject=objective, target=check_in, changes=changes | {"kpi": True}, at=at, tell=tell)
