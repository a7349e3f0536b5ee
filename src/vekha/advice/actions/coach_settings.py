"""How the coach judges in this company: changed."""

from collections.abc import Collection, Mapping
from itertools import pairwise
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vekha.activity import log
from vekha.activity.changes import changed, save
from vekha.advice import permissions
from vekha.advice.models import LIMITS, WORD_CLASSES, CoachSettings
from vekha.coach import rules
from vekha.coach.settings import Severity, default_settings
from vekha.people.models import Organisation, Person
from vekha.people.permissions import require

MOST_WORDS = 300  # of a class
LONGEST_WORD = 60
# Limits of one kind: each is at least the one before it.
IN_ORDER = (
    ("key_results_at_least", "key_results", "key_results_at_most"),
    ("initiatives", "initiatives_at_most"),
)


@transaction.atomic
def change(
    *,
    by: Person,
    limits: Mapping[str, int] = MappingProxyType({}),
    severities: Mapping[str, str] = MappingProxyType({}),
    off: Collection[str] = (),
    words: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> CoachSettings:
    """Say how the coach judges here. What is as shipped is not kept, so that it follows what is shipped later.

    Raises a ValidationError whose fields are the names of limits and of classes of words.
    """
    require(permissions.can_tune(by))
    current = CoachSettings.current()
    shipped = default_settings().limits
    numbers = {name: limits.get(name, getattr(shipped, name)) for name in LIMITS}
    _check(numbers)
    _check_words(words)
    kept = {
        "limits": {name: number for name, number in numbers.items() if number != getattr(shipped, name)},
        "severities": {
            code: Severity(severity).value
            for code, severity in sorted(severities.items())
            if severity != rules.BY_CODE[code].book.severity
        },
        "off": sorted(set(off) & rules.BY_CODE.keys()),
        "words": {name: sorted(set(words[name])) for name in WORD_CLASSES if words.get(name)},
    }
    changes = changed(current, kept)
    if changes:
        save(current)
        log.record("coach.tuned", by=by, subject=Organisation.current(), changes=changes)
    return current


def _check_words(words: Mapping[str, Collection[str]]) -> None:
    for name, phrases in words.items():
        if len(phrases) > MOST_WORDS:
            raise ValidationError({name: _("Up to %(most)s words fit here.") % {"most": MOST_WORDS}}, code="many")
        if long := next((phrase for phrase in phrases if len(phrase) > LONGEST_WORD), None):
            raise ValidationError(
                {name: _("“%(words)s” is too long: one word or a short phrase a line.") % {"words": long}}, code="long"
            )


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
