"""What a person types to check in, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import CheckIn, KeyResult
from vekha.goals.week import is_said
from vekha.people import typed as typed_before
from vekha.people.fields import DayField
from vekha.ui import formats, numbers
from vekha.ui.numbers import Typed

LONGEST_WORDS = 10_000  # characters of a note
MOST_CONFIDENT = 10


@dataclass(frozen=True, slots=True)
class Tick:
    """A step as it is offered for ticking."""

    number: int
    text: str
    is_ticked: bool
    is_past: bool  # done at the last check-in
    is_next: bool


class CheckInForm(forms.Form):
    """A check-in as it is typed. Nothing is required, everything is read leniently, and in doubt it asks.

    `value` is a number in any spelling, "+3" or "="; for steps, and for what is done or not, ticks take its place.
    `on` is the day it tells of, for one that comes late.
    `seen` is the last check-in the person saw while typing; `reading` is the answer to what an ambiguous number means.
    """

    seen = forms.IntegerField(required=False)
    reading = forms.FloatField(required=False)
    value = forms.CharField(required=False)
    confidence = forms.CharField(required=False)
    note = forms.CharField(required=False, max_length=LONGEST_WORDS)
    blocker = forms.CharField(required=False, max_length=LONGEST_WORDS)
    on = DayField(required=False)
    steps = forms.TypedMultipleChoiceField(required=False, coerce=int)
    done = forms.BooleanField(required=False)

    def __init__(
        self,
        key_result: KeyResult,
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        is_back: bool = False,
    ) -> None:
        unchanged = {"steps": range(1, int(key_result.current or 0) + 1), "done": bool(key_result.current)}
        super().__init__(data, initial={**unchanged, **(initial or {})})
        self.key_result = key_result
        self.is_back = is_back  # what was typed before the session ended stands in it again
        self.is_open = data is not None or initial is not None  # something waits in it
        self.readings: tuple[float, ...] = ()  # what the number may mean; the person chooses
        if key_result.kind == KeyResult.Kind.STEPS:
            self._texts = [step.text for step in key_result.steps.all()]
            self.fields["steps"].choices = list(enumerate(self._texts, 1))  # type: ignore[attr-defined]

    @classmethod
    def with_typed(cls, key_result: KeyResult, fields: QueryDict) -> "CheckInForm":
        """Holds what was posted before, without judging it."""
        return cls(key_result, initial={**fields.dict(), "steps": fields.getlist("steps")}, is_back=True)

    @classmethod
    def of(cls, check_in: CheckIn) -> "CheckInForm":
        """Holds a check-in that was taken back, to be put right."""
        value = check_in.value
        initial: dict[str, Any] = {
            "note": check_in.note,
            "blocker": check_in.blocker,
            "confidence": check_in.confidence,
        }
        if value is not None:
            initial |= {"value": _plain(value), "steps": range(1, int(value) + 1), "done": bool(value)}
        return cls(check_in.key_result, initial=initial)

    @property
    def scale(self) -> range:
        """The degrees of confidence."""
        return range(MOST_CONFIDENT + 1)

    @property
    def can_be_negative(self) -> bool:
        """Whether a minus makes sense; then the keyboard of a phone must have one."""
        return any(number < 0 for number in self._known)

    @property
    def check_in(self) -> dict[str, Any]:
        """What to record."""
        typed: Typed | None = self.cleaned_data["value"]
        said = {name: self.cleaned_data[name] for name in ("confidence", "note", "blocker")}
        on = self.cleaned_data["on"]
        if on is not None and on != timezone.localdate():
            said["at"] = timezone.make_aware(datetime.combine(on, time(12)))
        if typed is None:
            return said
        return said | {"change" if typed.is_change else "value": typed.value}

    def value_after(self) -> float | None:
        """The value that the check-in would leave; None if there is nothing new in it."""
        typed: Typed | None = self.cleaned_data["value"]
        if typed is None or typed == Typed(0, is_change=True):
            return None
        return (self.key_result.current or 0) + typed.value if typed.is_change else typed.value

    @property
    def ticks(self) -> list[Tick]:
        """The steps, in their order."""
        ticked = {str(number) for number in self["steps"].value()}
        past = int(self.key_result.current or 0)
        return [
            Tick(number, text, str(number) in ticked, number <= past, number == past + 1)
            for number, text in enumerate(self._texts, 1)
        ]

    def clean_value(self) -> Typed | None:
        if (reading := self.cleaned_data.get("reading")) is not None:
            return Typed(reading)
        text: str = self.cleaned_data["value"]
        if not text:
            return None
        current = self.key_result.current
        if meant := self._shares(text):
            if len(meant) > 1:
                raise self._ask(*meant)
            return Typed(meant[0])
        try:
            typed = numbers.read(text, unit=self.key_result.unit)
        except numbers.NotANumber:
            raise ValidationError(_("This is not a number. Write for example 34, 3.5M or +3.")) from None
        except numbers.AmbiguousNumber as ambiguous:
            for reading in ambiguous.readings:
                if formats.number(reading) == text and self._is_near(reading):
                    return Typed(reading)
            base = (current or 0) if ambiguous.is_change else 0
            raise self._ask(*(base + reading for reading in ambiguous.readings)) from None
        if typed.value < 0 and current is not None and not self.can_be_negative:
            raise self._ask(current + typed.value, typed.value)  # three less, or below zero?
        return typed

    def clean_confidence(self) -> int | None:
        text: str = self.cleaned_data["confidence"]
        if not text:
            return None
        try:
            typed = numbers.read(text)
        except ValueError:
            typed = None
        if typed is None or typed.is_change or typed.value not in self.scale:
            raise ValidationError(_("Confidence is a whole number from 0 to 10."))
        return int(typed.value)

    def clean(self) -> None:
        cleaned = self.cleaned_data
        match self.key_result.kind:
            case KeyResult.Kind.STEPS:
                ticked = sorted(cleaned.get("steps", ()))
                gap = next((number for number, tick in enumerate(ticked, 1) if number != tick), None)
                if gap is not None:
                    words = _("Steps are taken in their order: tick step %(step)d too, or take the later ones back.")
                    self.add_error("value", ValidationError(words % {"step": gap}))
                else:
                    cleaned["value"] = self._ticked(len(ticked))
            case KeyResult.Kind.DONE:
                cleaned["value"] = self._ticked(int(cleaned.get("done", False)))

    def _shares(self, text: str) -> list[float]:
        """What "half", or "12/40" of a percentage, may mean here; nothing where the text is no share."""
        it = self.key_result
        found: list[Fraction | float] = []
        if share := numbers.share(text):
            if it.unit == "%":
                found.append(100 * share)
            if it.target is not None:
                found += [it.target * share, (it.start or 0) + (it.target - (it.start or 0)) * share]
        elif it.unit == "%" and (share := numbers.part_and_whole(text)):
            found = [100 * share, numbers.read(text).value]
        return list(dict.fromkeys(round(float(value), 6) for value in found))

    def _ticked(self, value: int) -> Typed:
        """Ticks that stand as the person saw them change nothing, whatever somebody else said meanwhile."""
        seen = self.key_result.check_ins.filter(pk=self.cleaned_data.get("seen") or 0).first()
        if seen is not None and seen.value == value:
            return Typed(0, is_change=True)
        return Typed(value)

    def _ask(self, *readings: float) -> ValidationError:
        self.readings = readings
        return ValidationError(_("This can be read in two ways. Choose what you mean."))

    @property
    def _known(self) -> list[float]:
        """The numbers that the key result is about."""
        it = self.key_result
        return [number for number in (it.start, it.target, it.low, it.high, it.current) if number is not None]

    def _is_near(self, value: float) -> bool:
        """Whether the value is of the size that this key result is about."""
        sizes = [abs(number) for number in self._known if number]
        return bool(sizes) and min(sizes) / 10 <= abs(value) <= max(sizes) * 10


def _plain(value: float) -> str:
    """A number as one would type it: no groups, the language's decimal sign."""
    text = format(Decimal(repr(value)).normalize(), "f")
    return text.replace(".", ",") if formats.conventions().locale == "ru" else text


def typed_form(request: HttpRequest, key_result: KeyResult) -> CheckInForm | None:
    """What was typed for the key result when the session had ended, once."""
    fields = typed_before.take(request, reverse("goals:check-in", args=[key_result.pk]))
    return None if fields is None else CheckInForm.with_typed(key_result, fields)


def form_of(request: HttpRequest, row: KeyResultRow) -> CheckInForm | None:
    """The form of a row; none for one that is checked in for now and has nothing typed waiting."""
    form = typed_form(request, row.key_result)
    return form or (None if is_said(row.key_result) else CheckInForm(row.key_result))
