"""The day that a page shows: today, or a past day by `?on=2026-10-05`."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from vekha.ui import formats


@dataclass(frozen=True)
class ChosenDay:
    """The day somebody wants to see. What cannot be shown is said, and today stands instead."""

    today: date
    past: date | None = None  # None: today
    trouble: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "ChosenDay":
        asked, today = request.GET.get("on", "").strip()[:30], timezone.localdate()
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
        return cls(today, day if day < today else None)

    def __str__(self) -> str:
        return formats.day(self.past) if self.past else _("Today")

    @property
    def day(self) -> date:
        return self.past or self.today

    @property
    def query(self) -> str:
        """What leads to the same day on another page; empty for today."""
        return f"?on={self.past.isoformat()}" if self.past else ""
