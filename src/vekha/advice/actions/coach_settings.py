"""How the coach judges in this company: changed."""

from collections.abc import Collection, Mapping
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.advice import permissions
from vekha.advice.models import LIMITS, CoachSettings
from vekha.coach import rules
from vekha.coach.settings import Severity, default_settings
from vekha.people.models import Organisation, Person
from vekha.people.permissions import require

# Limits of one kind: each is at least the one before it.
IN_ORDER = (
    ("key_results_at_least", "key_results", "key_results_at_most"),
    ("initiatives", "initiatives_at_most"),
)


@transaction.atomic
def change(
    *, by: Person, limits: Mapping[str, int], severities: Mapping[str, str], off: Collection[str]
) -> CoachSettings:
    """Say how the coach judges here. What is as shipped is not kept, so that it follows what is shipped later.

    Raises a ValidationError whose fields are the names of limits.
    """
    require(permissions.can_tune(by))
    current = CoachSettings.current()
    shipped = default_settings().limits
    numbers = {name: limits.get(name, getattr(shipped, name)) for name in LIMITS}
    _check(numbers)
    kept = {
        "limits": {name: number for name, number in numbers.items() if number != getattr(shipped, name)},
        "severities": {
            code: Severity(severity).value
            for code, severity in sorted(severities.items())
            if severity != rules.BY_CODE[code].book.severity
        },
        "off": sorted(set(off) & rules.BY_CODE.keys()),
    }
    changes = changed(current, kept)
    if changes:
        save(current)
        log.record("coach.tuned", by=by, subject=Organisation.current(), changes=changes)
    return current


def _check(numbers: Mapping[str, int]) -> None:
    for name, number in numbers.items():
        if number < 1:
            raise ValidationError({name: _("Write a number from 1 on.")}, code="limit")
    for names in IN_ORDER:
        for low, high in pairwise(names):
            if numbers[high] < numbers[low]:
                raise ValidationError(
                    {high: _("This number cannot lie below %(number)s, the one before it.") % {"number": numbers[low]}},
                    code="order",
                )
