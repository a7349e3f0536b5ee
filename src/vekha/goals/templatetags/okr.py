"""The facts of a row in marks and words: what the ledger knows, drawn by the marks of `ui`."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape

from django import template
from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy

from vekha.goals import planned, progress
from vekha.goals.ledger import MEASURED, KeyResultRow, ObjectiveRow
from vekha.goals.models import KeyResult, Objective, TargetChange
from vekha.goals.planned import Planned
from vekha.goals.progress import Pace, Standing
from vekha.goals.templatetags.forecast import chance_apart, rounded
from vekha.people.models import Person
from vekha.ui import formats
from vekha.ui.changes import Change, in_words
from vekha.ui.icons import ICONS
from vekha.ui.templatetags import marks

register = template.Library()

register.filter("unit", marks.unit)


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


@register.filter
def points(share: float | None) -> str:
    """A share of one in points with one digit, as the formula of an objective adds them up."""
    return formats.DASH if share is None else formats.number(round(share * 100, 1))


@register.simple_tag
def facts(row: KeyResultRow, flat: bool = False) -> SafeString:
    """Road, number and one line of words for a key result, by its kind.

    `flat`: for dense rows, with good news unsaid; the number of today leads to its formula.
    """
    key_result, standing = row.key_result, row.standing
    number = formats.percent(key_result.progress)
    words = "" if flat and standing.pace == Pace.ON_PACE else pace(standing)
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
            was = row.against_previous_target
            mark = marks.road(key_result.progress, standing.expected, standing.pace, was=was, flat=flat)
            if key_result.progress is not None and key_result.progress < 0 and not row.is_stale:
                number, words = formats.percent(0.0), gettext("worse than at the start")
    is_explained = flat and key_result.progress is not None and row.today == timezone.localdate()
    why = f"{address('goals:key-result', key_result.pk)}#explained-{key_result.pk}" if is_explained else ""
    return marks.facts_beside(mark, number, words, standing.pace, why)


@register.simple_tag
def objective_facts(standing: Standing, objective: Objective, past: date | None = None) -> SafeString:
    """Road, number and one line of words for an objective. The number opens its explanation in `why-<pk>`.

    `past`: the day of which the standing is, if it is not today's.
    """
    mark = marks.road(standing.progress, standing.expected, standing.pace)
    why = "" if standing.progress is None else address("goals:objective-progress", objective.pk)
    if why and past:
        why += f"?on={past.isoformat()}"
    number = formats.percent(standing.progress)
    return marks.facts_beside(mark, number, pace(standing), standing.pace, why, f"why-{objective.pk}")


@register.simple_tag
def team_facts(standing: Standing) -> SafeString:
    """Road and number for the mean of a team's objectives."""
    mark = marks.road(standing.progress, standing.expected, standing.pace, flat=True)
    return marks.facts_beside(mark, formats.percent(standing.progress), pace=standing.pace)


@register.simple_tag
def belongs(objective: Objective) -> SafeString:
    """Whose an objective is, in one line: teams, commitment, owner, own dates, state unless active."""
    words: list[str] = []
    teams = [escape(team.name) for team in objective.teams.all()]
    if len(teams) > 1:
        together = gettext("together: %(teams)s") % {"teams": formats.names(teams)}
        words.append(f'<span class="cross">{ICONS["together"]} {together}</span>')
    elif objective.level != Objective.Level.COMPANY:
        words += teams
    words.append(escape(objective.get_commitment_display()))
    if objective.owner:
        words.append(named(objective.owner))
    if objective.has_own_dates:
        dates = formats.span(objective.starts, objective.ends)
        words.append(escape(gettext("own dates: %(dates)s") % {"dates": dates}))
    if not objective.is_active:
        words.append(escape(objective.get_state_display()))
    return SafeString(" · ".join(words))  # each word is escaped


@register.simple_tag
def kept_by(row: KeyResultRow) -> SafeString:
    """Who keeps a key result and what is uncommon about it: its weight, a changed target, a late start."""
    key_result = row.key_result
    words = [named(key_result.owner) if key_result.owner else escape(gettext("nobody’s yet"))]
    if key_result.weight != 1:
        words.append(escape(gettext("weight %(weight)s") % {"weight": formats.number(key_result.weight)}))
    if row.previous_target:
        day = formats.day(row.previous_target.at)
        words.append(escape(gettext("target changed on %(day)s") % {"day": day}))
    if key_result.added_on:
        words.append(escape(gettext("since %(day)s") % {"day": formats.day(key_result.added_on)}))
    return SafeString(" · ".join(words))  # each word is escaped


@register.simple_tag
def named(person: Person) -> SafeString:
    """A person by name; of somebody who has left it is said."""
    name = SafeString(escape(person.name))
    return name if person.is_active else SafeString(f'{name} <span class="is-stale">({gettext("left")})</span>')


@register.filter
def written_day(day: str) -> str:
    """A day as the log keeps it, as people write it."""
    return formats.day(date.fromisoformat(day))


@register.simple_tag
def last_word(day: date | None, is_stale: bool, on: date | None = None) -> SafeString:
    """When the last check-in was; in fog colour when that is too long ago. `on`: the day that the page shows."""
    if day is None:
        return SafeString("")
    words = escape(formats.ago(day, on))
    return SafeString(f'<span class="is-stale">{words}</span>' if is_stale else words)


@register.simple_tag
def way(key_result: KeyResult, previous: TargetChange | None = None) -> SafeString:
    """The road in words: "from 27 to 9 days", the previous target struck through."""
    unit = marks.unit(key_result.unit)
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
    return SafeString(words)  # numbers, our own words, and the unit, which is escaped


@register.simple_tag
def planned_values(values: Planned, unit: str) -> str:
    """What is planned in the unit of its key result."""
    return planned_words(values, marks.unit(unit))


def planned_words(values: Planned, unit: str = "") -> str:
    """What is planned, day by day: "10 by 31 October, 40 by 30 November"."""
    if not values:
        return formats.DASH
    words = (
        gettext("%(value)s by %(day)s") % {"value": formats.number(value) + unit, "day": formats.day(day)}
        for day, value in values
    )
    return pgettext("between facts", ", ").join(words)


@register.simple_tag
def course(row: KeyResultRow) -> SafeString:
    """The way the readings went; steps and yes-or-no have none."""
    if row.key_result.kind not in MEASURED:
        return SafeString("")
    return marks.spark(row.readings, row.key_result.target, row.is_stale)


@register.simple_tag
def journey(row: KeyResultRow) -> SafeString:
    """Start, now and target in one line, the previous target struck through: "27 → 15 → 9 days"."""
    key_result = row.key_result
    unit = marks.unit(key_result.unit)
    now = f'<span class="now">{formats.number(key_result.current)}</span>' if key_result.current is not None else ""
    low, high = formats.number(key_result.low), formats.number(key_result.high)
    match key_result.kind:
        case KeyResult.Kind.KEEP if key_result.low is None:
            return SafeString(f"{now} " + gettext("not above %(high)s") % {"high": high + unit})
        case KeyResult.Kind.KEEP if key_result.high is None:
            return SafeString(f"{now} " + gettext("not below %(low)s") % {"low": low + unit})
        case KeyResult.Kind.KEEP:
            return SafeString(f"{now} " + gettext("within %(low)s–%(high)s") % {"low": low, "high": high + unit})
        case KeyResult.Kind.STEPS | KeyResult.Kind.DONE:
            return way(key_result)
        case _ if key_result.start is None or key_result.target is None:
            return way(key_result)
        case _:
            previous = row.previous_target
            struck = ""
            if previous and previous.target not in (None, key_result.target):
                struck = f"<s>{formats.number(previous.target)}</s> "
            stations = [formats.number(key_result.start), now, struck + formats.number(key_result.target) + unit]
            return SafeString(f" {ICONS['arrow']} ".join(filter(None, stations)))


@register.simple_tag
def ledger_lines(row: ObjectiveRow, is_folded: bool) -> SafeString:
    """An objective and its key results as lines of the ledger. A page has two hundred, so no template stands behind."""
    objective = row.objective
    page = address("goals:objective", objective.pk)
    past = row.today if row.today < timezone.localdate() else None
    if objective.score is None:
        verdict = objective_facts(row.standing, objective, past)
    else:
        verdict = marks.score(objective.score, objective.commitment)
    parts = "".join(key_result_line(part) for part in row.key_results)
    if not parts and not is_folded:
        parts = (
            '<tr class="kr"><td class="what soft" colspan="6">'
            f"{escape(gettext('No key results yet: nobody could say when this is reached.'))}"
            + ("" if past else f' <a href="{page}">{escape(gettext("Add one"))}</a>')
            + "</td></tr>"
        )
    return SafeString(  # the title is escaped, the rest are marks and our own words
        f'<tbody id="objective-{objective.pk}"><tr class="obj"><td class="what"><a class="plain" href="{page}">'
        f'{escape(objective.title)}</a><span class="meta">{belongs(objective)}</span></td>'
        f'<td class="spark-cell"></td><td class="from-to"></td><td class="facts-cell">{verdict}</td>'
        f"<td>{marks.conf(objective.confidence, objective.previous_confidence, row.is_stale)}</td>"
        f'<td class="who">{last_word(objective.checked_in_on, row.is_stale, row.today)}</td></tr>'
        f'<tr class="why-row"><td colspan="6" id="why-{objective.pk}"></td></tr>{parts}</tbody>'
    )


def key_result_line(row: KeyResultRow) -> SafeString:
    """A key result as a line of the ledger."""
    key_result = row.key_result
    confidence = marks.conf(key_result.confidence, key_result.previous_confidence, row.is_stale)
    if row.course is not None and (words := chance_apart(row)):
        page = address("goals:key-result-forecast", key_result.pk)
        confidence += SafeString(f'<a class="apart" href="{page}">{escape(words)}</a>')
    return SafeString(  # the text is escaped, the rest are marks
        f'<tr class="kr"><td class="what"><a class="plain" href="{address("goals:key-result", key_result.pk)}">'
        f'{escape(key_result.text)}</a><span class="meta">{kept_by(row)}</span></td>'
        f'<td class="spark-cell">{course(row)}</td>'
        f'<td class="from-to">{journey(row)}</td>'
        f'<td class="facts-cell">{facts(row, flat=True)}</td>'
        f"<td>{confidence}</td>"
        f'<td class="who">{last_word(key_result.checked_in_on, row.is_stale, row.today)}</td></tr>'
    )


@register.simple_tag
@lru_cache(maxsize=4096)
def address(page: str, pk: int) -> str:
    """The address of a page about one thing, for lists: the same as `url`, worked out once."""
    return reverse(page, args=[pk])


@register.simple_tag
def formula(row: KeyResultRow) -> str:
    """How the key result's progress follows from its inputs: "(15 − 27) ÷ (9 − 27)"."""
    key_result = row.key_result
    if key_result.current is None:
        return gettext("no check-in yet")
    match key_result.kind:
        case KeyResult.Kind.KEEP:
            return ngettext(
                "%(inside)d of %(total)d check-in inside the corridor",
                "%(inside)d of %(total)d check-ins inside the corridor",
                len(row.readings),
            ) % {"inside": row.readings_inside, "total": len(row.readings)}
        case KeyResult.Kind.STEPS:
            return ngettext("%(done)d of %(total)d step", "%(done)d of %(total)d steps", row.step_count) % {
                "done": key_result.current,
                "total": row.step_count,
            }
        case KeyResult.Kind.DONE:
            return gettext("done") if key_result.current else gettext("not yet")
        case _ if key_result.start is None or key_result.target is None:
            return gettext("start or target is missing")
        case _:
            start, target = formats.number(key_result.start), formats.number(key_result.target)
            return f"({formats.number(key_result.current)} − {start}) ÷ ({target} − {start})"


@dataclass(frozen=True)
class Expectation:
    """Where a key result should stand by now: by what, and how that follows from its inputs."""

    words: str
    formula: str = ""
    value: str = ""


@register.simple_tag
def expectation(row: KeyResultRow) -> Expectation | None:
    """How what is expected of a key result is computed; None where nothing is."""
    key_result, end = row.key_result, row.key_result.ends
    if not key_result.objective.is_active:
        return None
    if key_result.kind == KeyResult.Kind.KEEP:
        return Expectation(gettext("A corridor is kept all the time; no day expects more of it than another."))
    now = progress.stretch(key_result.starts, end, row.today, key_result.plan)
    if now is None:
        return Expectation(gettext("The end is open, so nothing is expected by a certain day."))
    by_time = gettext("By time, up to %(day)s") % {"day": formats.day(now.day)}
    start, target, days = key_result.start, key_result.target, f"{now.gone} ÷ {now.whole}"
    share = gettext("%(share)s of the way") % {"share": formats.percent(now.expected)}
    if key_result.kind == KeyResult.Kind.STEPS:
        words = ngettext("%(done)d of %(total)d step", "%(done)d of %(total)d steps", row.step_count)
        done = words % {"done": row.expected_steps or 0, "total": row.step_count}
        return Expectation(by_time, f"{days} = {formats.percent(now.expected)}", done)
    if key_result.kind == KeyResult.Kind.DONE or start is None or target is None or start == target:
        return Expectation(by_time, days, share)

    def value(share: float) -> str:
        return rounded(start + (target - start) * share, abs(target - start))

    before, planned_then = value(now.before), value(now.share)
    words = by_time
    if now.day != end or now.before:
        words = gettext("By plan, up to %(value)s by %(day)s") % {"value": planned_then, "day": formats.day(now.day)}
    unit = marks.unit(key_result.unit)
    formula = f"{before} + ({planned_then} − {before}) × {days} = {value(now.expected)}{unit}"
    return Expectation(words, formula, share)


HOW_MANY = [
    pgettext_lazy("how many objectives", "none"),
    pgettext_lazy("how many objectives", "one"),
    pgettext_lazy("how many objectives", "two"),
    pgettext_lazy("how many objectives", "three"),
    pgettext_lazy("how many objectives", "four"),
    pgettext_lazy("how many objectives", "five"),
    pgettext_lazy("how many objectives", "six"),
    pgettext_lazy("how many objectives", "seven"),
    pgettext_lazy("how many objectives", "eight"),
    pgettext_lazy("how many objectives", "nine"),
    pgettext_lazy("how many objectives", "ten"),
]
OF_HOW_MANY = [
    pgettext_lazy("of how many objectives", "none"),
    pgettext_lazy("of how many objectives", "one"),
    pgettext_lazy("of how many objectives", "two"),
    pgettext_lazy("of how many objectives", "three"),
    pgettext_lazy("of how many objectives", "four"),
    pgettext_lazy("of how many objectives", "five"),
    pgettext_lazy("of how many objectives", "six"),
    pgettext_lazy("of how many objectives", "seven"),
    pgettext_lazy("of how many objectives", "eight"),
    pgettext_lazy("of how many objectives", "nine"),
    pgettext_lazy("of how many objectives", "ten"),
]


@register.filter
def how_many(count: int) -> str:
    """So many objectives, in a word up to ten: "two"."""
    if count < len(HOW_MANY):
        return str(HOW_MANY[count])
    return pgettext("how many objectives", "%(count)s") % {"count": formats.number(count)}


@register.filter
def of_how_many(count: int) -> str:
    """Out of so many objectives, in a word up to ten: Russian needs another case here."""
    if count < len(OF_HOW_MANY):
        return str(OF_HOW_MANY[count])
    return pgettext("of how many objectives", "%(count)s") % {"count": formats.number(count)}


@register.simple_tag
def changes_of(kind: str, fields: dict[str, list[str | None]]) -> list[Change]:
    """The changed fields of an event in words: their names, and values as people write them."""
    model = apps.get_model("goals", kind)
    return [_change(model, name, *values) for name, values in fields.items()]


def _change(model: type[Model], name: str, before: str | None, after: str | None) -> Change:
    if name == "planned":
        return Change(gettext("Planned values"), *(planned_words(planned.read(text or "")) for text in (before, after)))
    if name == "steps":
        return Change(gettext("steps"), before or "", after or "")
    return in_words(model, name, before, after)
