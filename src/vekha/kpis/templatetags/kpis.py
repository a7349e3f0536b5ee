"""The facts of a KPI in marks and words."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from vekha.kpis.corridor import Health, Side
from vekha.kpis.ledger import KpiRow
from vekha.kpis.models import Kpi
from vekha.kpis.phrases import PHRASES
from vekha.kpis.sources import kinds
from vekha.kpis.trouble import Trouble
from vekha.ui import formats
from vekha.ui.changes import Change, in_words
from vekha.ui.templatetags import marks

register = template.Library()

TONES = {Health.WATCH: "is-behind", Health.BROKEN: "is-risk", Health.STALE: "is-stale"}


@register.simple_tag
def corridor_mark(row: KpiRow) -> SafeString:
    """The last readings between the kerbs: outside they are hollow, broken ones are crossed out."""
    kpi = row.kpi
    label = (
        ngettext(
            "%(healthy)s of the last %(total)s reading is healthy",
            "%(healthy)s of the last %(total)s readings are healthy",
            len(row.readings),
        )
        % {"healthy": formats.number(row.healthy_readings), "total": formats.number(len(row.readings))}
        if row.readings
        else gettext("No reading yet")
    )
    return marks.kerbs(row.readings, kpi.low, kpi.high, row.is_stale, broken=row.broken_readings, label=label)


@register.simple_tag
def course(row: KpiRow) -> SafeString:
    """The way the readings went."""
    return marks.spark(row.readings, None, row.is_stale)


@register.filter
def health_words(row: KpiRow) -> str:
    """How it is doing, in words."""
    match row.health:
        case Health.HEALTHY:
            return gettext("healthy")
        case Health.STALE:
            days = row.kpi.days_silent(row.today)
            return ngettext("no news for %(days)d day", "no news for %(days)d days", days) % {"days": days}
        case Health.NONE:
            return gettext("no reading yet")
        case health:
            is_below = row.kpi.corridor.side(row.kpi.value or 0) is Side.BELOW
            if health is Health.WATCH:
                return gettext("to watch: below the corridor") if is_below else gettext("to watch: above the corridor")
            where = gettext("broken: below the corridor") if is_below else gettext("broken: above the corridor")
            if row.broken_since is None:
                return where
            return gettext("%(where)s since %(day)s") % {"where": where, "day": formats.day(row.broken_since)}


@register.filter
def health_tone(row: KpiRow) -> str:
    """The class that colours those words; healthy is ink."""
    return TONES.get(row.health, "")


@register.filter
def healthy_words(kpi: Kpi) -> SafeString:
    """Between which kerbs it is healthy: "2 to 5 %"."""
    unit = marks.unit(kpi.unit)
    low, high = formats.number(kpi.low), formats.number(kpi.high)
    if kpi.low is None:
        words = gettext("up to %(high)s") % {"high": high + unit}
    elif kpi.high is None:
        words = gettext("from %(low)s") % {"low": low + unit}
    else:
        words = gettext("%(low)s to %(high)s") % {"low": low, "high": high + unit}
    return SafeString(words)  # numbers, our own words, and the unit, which is escaped


@register.filter
def broken_words(kpi: Kpi) -> SafeString:
    """From where on it is broken: "below 1 or above 8 %"."""
    unit = marks.unit(kpi.unit)
    below = kpi.low if kpi.floor is None else kpi.floor
    above = kpi.high if kpi.ceiling is None else kpi.ceiling
    values = {"below": formats.number(below), "above": formats.number(above) + unit}
    if below is None:
        words = gettext("above %(above)s") % values
    elif above is None:
        words = gettext("below %(below)s") % {"below": formats.number(below) + unit}
    else:
        words = gettext("below %(below)s or above %(above)s") % values
    return SafeString(words)  # as above


@register.filter
def reading_tone(value: float, kpi: Kpi) -> str:
    """The class that colours one reading of the history."""
    return TONES.get(kpi.corridor.health(value), "")


@register.filter
def changes_of_kpi(fields: dict[str, list[str | None]]) -> list[Change]:
    """The changed fields of an event in words."""
    return [in_words(Kpi, name, *values) for name, values in fields.items()]


@register.filter
def kind_words(key: str) -> str:
    """What a kind of source is called; its key where it is not installed any more."""
    kind = kinds().get(key)
    return str(kind.name) if kind else key


@register.simple_tag
def what_happened(trouble: str, detail: str) -> str:
    """Why a source gave no number."""
    return str(PHRASES[Trouble(trouble)].what) % {"detail": detail}


@register.simple_tag
def what_to_do(trouble: str) -> str:
    return str(PHRASES[Trouble(trouble)].advice)
