"""What a KPI that has left its corridor says of itself, in the words of an objective about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.utils.translation import gettext as _

from vekha.kpis import ledger
from vekha.kpis.corridor import Side
from vekha.kpis.models import Kpi
from vekha.kpis.templatetags.kpis import healthy_words
from vekha.ui import formats

LAST = 5  # readings that are told


@dataclass(frozen=True)
class KpiPrompt:
    """A KPI outside its corridor, and since when it is broken, if it is."""

    kpi: Kpi
    readings: Sequence[float]  # the last ones that stand, oldest first
    broken_since: datetime | None

    @classmethod
    def of(cls, kpi: Kpi) -> "KpiPrompt | None":
        """None while it is in its corridor, or nobody knows."""
        row = ledger.rows_of([kpi])[0]
        if kpi.value is None or kpi.corridor.side(kpi.value) is Side.INSIDE:
            return None
        return cls(kpi, row.readings, row.broken_since)

    @property
    def kerb(self) -> float:
        """The end of the corridor beyond which it is: where it has to come back to."""
        is_below = self.kpi.corridor.side(self._now) is Side.BELOW
        kerb = self.kpi.low if is_below else self.kpi.high
        return kerb if kerb is not None else self._now

    @property
    def title(self) -> str:
        """The one gap is the author's: what will be different for whom."""
        return _("“%(kpi)s” is healthy again: …") % {"kpi": self.kpi}

    @property
    def reality(self) -> str:
        """The facts: name, value, corridor, since when, and how it went."""
        words = [
            _("“%(kpi)s” is %(value)s; healthy is %(corridor)s.")
            % {"kpi": self.kpi, "value": self._with_unit(self._now), "corridor": unescape(healthy_words(self.kpi))}
        ]
        if self.broken_since:
            words.append(_("It has been broken since %(day)s.") % {"day": formats.day(self.broken_since)})
        if len(self.readings) > 1:
            last = formats.names(map(formats.number, self.readings[-LAST:]))
            words.append(_("The last readings: %(readings)s.") % {"readings": last})
        return formats.sentences(words)

    @property
    def key_result(self) -> str:
        """From what it is to where it is healthy."""
        road = {"kpi": self.kpi, "start": formats.number(self._now), "target": self._with_unit(self.kerb)}
        return _("“%(kpi)s” from %(start)s to %(target)s") % road

    @property
    def _now(self) -> float:
        return self.kpi.value or 0.0

    def _with_unit(self, value: float) -> str:
        return formats.number(value) + formats.behind_number(self.kpi.unit)
