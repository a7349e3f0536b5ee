"""The facts of a row in marks and words: what the ledger knows, drawn by the marks of `ui`."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import KeyResult, TargetChange
from vekha.goals.progress import Pace, Standing
from vekha.ui import formats
from vekha.ui.templatetags import marks

register = template.Library()

NBSP = "\u00a0"

PACE_CLASSES = {Pace.BEHIND: " is-behind", Pace.AT_RISK: " is-risk", Pace.STALE: " is-stale"}


@register.filter
def pace(standing: Standing) -> str:
    """Where it stands, in words: "12 points behind". Empty while there is nothing to say."""
    points, days = standing.points_behind, standing.days_silent or 0
    match standing.pace:
        case Pace.ON_PACE:
            return gettext("on pace")
        case Pace.BEHIND:
            return ngettext("%(points)d point behind", "%(points)d points behind", points) % {"points": points}
        case Pace.AT_RISK if points:
            return ngettext("at risk, %(points)d point behind", "at risk, %(points)d points behind", points) % {
                "points": points
            }
        case Pace.AT_RISK:
            return gettext("at risk")
        case Pace.STALE:
            return ngettext("no news for %(days)d day", "no news for %(days)d days", days) % {"days": days}
        case _:
            return ""


@register.simple_tag
def facts(row: KeyResultRow) -> SafeString:
    """Road, number and one line of words for a key result, by its kind."""
    key_result, standing = row.key_result, row.standing
    number = formats.percent(key_result.progress)
    words = pace(standing)
    match key_result.kind:
        case KeyResult.Kind.KEEP:
            mark = marks.kerbs(row.readings, key_result.low, key_result.high, stale=row.is_stale)
            if row.readings and not row.is_stale:
                words = gettext("inside in %(inside)d check-ins of %(total)d") % {
                    "inside": row.readings_inside,
                    "total": len(row.readings),
                }
        case KeyResult.Kind.STEPS:
            total = row.step_count
            mark = marks.rod(key_result.current or 0, total, row.expected_steps)
            if key_result.current is not None:
                number = gettext("%(done)d of %(total)d") % {"done": key_result.current, "total": total}
        case KeyResult.Kind.DONE:
            mark = marks.rod(key_result.current or 0, 1)
            if key_result.current is not None:
                number = gettext("done") if key_result.current else gettext("not yet")
        case _:
            mark = marks.road(key_result.progress, standing.expected, standing.pace, was=row.against_previous_target)
            if key_result.progress is not None and key_result.progress < 0 and not row.is_stale:
                number, words = formats.percent(0.0), gettext("worse than at the start")
    return _facts(mark, number, words, standing)


@register.simple_tag
def objective_facts(standing: Standing) -> SafeString:
    """Road, number and one line of words for an objective."""
    mark = marks.road(standing.progress, standing.expected, standing.pace)
    return _facts(mark, formats.percent(standing.progress), pace(standing), standing)


def _facts(mark: SafeString, number: str, words: str, standing: Standing) -> SafeString:
    return format_html(
        '<div class="facts">{}<span class="pct">{}</span><span class="pace{}">{}</span></div>',
        mark,
        number,
        PACE_CLASSES.get(standing.pace, ""),
        words,
    )


@register.simple_tag
def way(key_result: KeyResult, previous: TargetChange | None = None) -> SafeString:
    """The road in words: "from 27 to 9 days", the previous target struck through."""
    unit = NBSP + escape(key_result.unit) if key_result.unit else ""
    struck = ""
    if previous is not None and previous.target is not None and previous.target != key_result.target:
        struck = f"<s>{formats.number(previous.target)}</s> "
    low, high = formats.number(key_result.low), formats.number(key_result.high)
    match key_result.kind:
        case KeyResult.Kind.KEEP if key_result.low is None:
            words = gettext("keep at or below %(high)s") % {"high": high + unit}
        case KeyResult.Kind.KEEP if key_result.high is None:
            words = gettext("keep at or above %(low)s") % {"low": low + unit}
        case KeyResult.Kind.KEEP:
            words = gettext("keep between %(low)s and %(high)s") % {"low": low, "high": high + unit}
        case KeyResult.Kind.STEPS:
            total = len(key_result.steps.all())
            words = ngettext("%(total)d step", "%(total)d steps", total) % {"total": total}
        case KeyResult.Kind.DONE:
            words = gettext("done or not done")
        case _ if key_result.start is None or key_result.target is None:
            words = gettext("start or target is missing")
        case _:
            words = gettext("from %(start)s to %(target)s") % {
                "start": formats.number(key_result.start),
                "target": struck + formats.number(key_result.target) + unit,
            }
    return mark_safe(words)  # noqa: S308  numbers, our own words, and the unit, which is escaped
