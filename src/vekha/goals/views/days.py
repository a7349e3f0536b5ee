"""The day that a page shows: today, or a past day by `?on=2026-10-05`."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.ui import formats

EARLIEST = date(1970, 1, 1)  # before it there was nothing to keep score with


@dataclass(frozen=True)
class ChosenDay:
    """The day somebody wants to see. What cannot be shown is said, and today stands instead."""

    today: date
    past: date | None = None  # None: today
    trouble: str = ""

    @classmethod
    def of(cls, request: HttpRequest, name: str = "on") -> "ChosenDay":
        asked, today = request.GET.get(name, "").strip()[:30], timezone.localdate()
        if not asked:
            return cls(today)
        try:
            day = date.fromisoformat(asked)
        except ValueError:
            words = _("“%(asked)s” is not a day. Write it like %(example)s; today is shown instead.")
            return cls(today, trouble=words % {"asked": asked, "example": today.isoformat()})
        if day > today:
            words = _("%(day)s is still to come: how things will stand nobody knows. Today is shown instead.")
            return cls(today, trouble=words % {"day": formats.day(day)})
        if day < EARLIEST:
            words = _("Nothing stood here on %(day)s yet. Today is shown instead.")
            return cls(today, trouble=words % {"day": formats.day(day)})
        return cls(today, day if day < today else None)

    def __str__(self) -> str:
        return formats.day(self.past) if self.past else _("Today")

    @property
    def day(self) -> date:
        return self.past or self.today

    def address(self, page: str, **choices: object) -> str:
        """The address of another page about the same day."""
        chosen = {**choices, **({"on": self.past.isoformat()} if self.past else {})}
        return f"{reverse(page)}?{urlencode(chosen)}"
