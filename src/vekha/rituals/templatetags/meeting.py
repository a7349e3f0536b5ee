"""What a meeting says: its points, their facts, its clock, in the reader's words."""

from datetime import date

from django import template
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from vekha.goals.models import Initiative, KeyResult
from vekha.goals.progress import Pace, Standing
from vekha.goals.templatetags.okr import pace
from vekha.rituals.agenda import Fact, Kind
from vekha.rituals.models import Meeting, Outcome, Point
from vekha.ui import formats

register = template.Library()


@register.filter
def title(point: Point) -> str:
    """The objective it is about, or what its things have in common."""
    if point.title:
        return point.title
    match point.kind:
        case Kind.CHANGED:
            return gettext("What moved")
        case Kind.AT_RISK:
            return gettext("Also at risk")
        case Kind.STALE:
            return gettext("Also without news")
        case Kind.BLOCKED:
            return gettext("Also blocked")
        case Kind.REQUESTS:
            return gettext("Others wait for us")
        case Kind.DUE:
            return gettext("Initiatives that are due")
        case Kind.ACTIONS:
            return gettext("Action items of earlier meetings")
        case _:
            return gettext("Anything else")


@register.filter
def reason(point: Point) -> str:
    """Why an objective is a point; empty for points that say it in their title."""
    if not point.title:
        return ""
    words = {
        Kind.CHANGED: gettext("moved"),
        Kind.AT_RISK: gettext("at risk"),
        Kind.STALE: gettext("without news"),
        Kind.BLOCKED: gettext("blocked"),
        Kind.REQUESTS: gettext("others wait"),
        Kind.DUE: gettext("something is due"),
        Kind.ACTIONS: gettext("action items"),
    }
    return words.get(Kind(point.kind), "")


@register.filter
def question(point: Point) -> str:
    """The one question that belongs to it."""
    match point.kind:
        case Kind.CHANGED:
            return gettext("What made it move, and what do we learn from that?")
        case Kind.AT_RISK:
            return gettext("What do we do differently this week?")
        case Kind.STALE:
            return gettext("What keeps us from checking in, and do we still want it?")
        case Kind.BLOCKED:
            return gettext("Who can clear the way, and by when?")
        case Kind.REQUESTS:
            return gettext("Who answers, and by when?")
        case Kind.DUE:
            return gettext("Does it still move a number, and what does it need to be done?")
        case Kind.ACTIONS:
            return gettext("What is done, and what do we let go of?")
        case _:
            return gettext("What else has to be said before we part?")


@register.filter
def heading(fact: Fact) -> str:
    """What a fact is about, in one sentence."""
    values = {"other": fact.other, "own": fact.of, "name": fact.who, "text": fact.text or fact.of}
    match fact.asks:
        case "supports":
            return gettext("“%(other)s” asks to support “%(own)s”") % values
        case "depends_on":
            return gettext("“%(other)s” depends on “%(own)s” and asks for a yes") % values
        case "countered":
            return gettext("Something else is proposed for “%(own)s”, about “%(other)s”") % values
        case "own":
            return gettext("%(name)s was asked to own “%(text)s”") % values
        case "read":
            return gettext("%(name)s was asked to read “%(own)s”") % values
        case _:
            return fact.text


@register.filter
def details(fact: Fact) -> str:
    """How it stood then, in one line."""
    if fact.about == "keyresult":
        return " · ".join(filter(None, [value(fact), _pace(fact), _confidence(fact), fact.who]))
    if fact.asks:
        return gettext("answered") if fact.state == "answered" else ""
    return " · ".join(filter(None, [fact.who, due(fact)]))


@register.filter
def value(fact: Fact) -> str:
    """The value of a key result, with what it was at the meeting before: "27 → 15 days (target 9)"."""
    if fact.current is None:
        return gettext("no check-in yet")
    match fact.kind:
        case KeyResult.Kind.STEPS:
            return gettext("%(done)d of %(total)d") % {"done": fact.current, "total": fact.steps}
        case KeyResult.Kind.DONE:
            return gettext("done") if fact.current else gettext("not yet")
    now = (moved(fact) or formats.number(fact.current)) + formats.behind_number(fact.unit)
    if fact.target is None:
        return now
    return gettext("%(now)s (target %(target)s)") % {"now": now, "target": formats.number(fact.target)}


@register.filter
def moved(fact: Fact) -> str:
    """Where the value went since the meeting before: "27 → 15"; empty where it is the same."""
    if fact.was is None or fact.current is None or fact.was == fact.current:
        return ""
    return f"{formats.number(fact.was)} → {formats.number(fact.current)}"


@register.filter
def due(fact: Fact) -> str:
    if fact.state == "done":
        return gettext("done")
    if fact.state == Initiative.State.DROPPED:
        return str(Initiative.State.DROPPED.label)
    if not fact.due:
        return ""
    day = date.fromisoformat(fact.due)
    words = gettext("was due %(day)s") if fact.is_late else gettext("by %(day)s")
    return words % {"day": formats.day(day)}


@register.simple_tag
def clock(meeting: Meeting) -> str:
    """How much of the time has gone."""
    gone = int((timezone.now() - meeting.begun_at).total_seconds() // 60)
    if gone > meeting.minutes:
        over = gone - meeting.minutes
        return ngettext("%(over)d minute over the time", "%(over)d minutes over the time", over) % {"over": over}
    words = ngettext("%(gone)d of %(all)d minute has gone", "%(gone)d of %(all)d minutes have gone", meeting.minutes)
    return words % {"gone": gone, "all": meeting.minutes}


@register.simple_tag
def clock_of_the_point(meeting: Meeting, share: int) -> str:
    """How much of its share the point has taken that the meeting is at."""
    gone = int((timezone.now() - meeting.position_since).total_seconds() // 60)
    return gettext("at this point %(gone)d of about %(share)s") % {"gone": gone, "share": formats.number(share)}


def _pace(fact: Fact) -> str:
    if fact.pace in (Pace.ON_PACE, Pace.NONE, ""):
        return ""
    return pace(Standing(None, None, fact.points / 100, Pace(fact.pace), fact.days))


def _confidence(fact: Fact) -> str:
    if fact.confidence is None:
        return ""
    if fact.confidence_before in (None, fact.confidence):
        return gettext("confidence %(now)d") % {"now": fact.confidence}
    return gettext("confidence %(before)d → %(now)d") % {"before": fact.confidence_before, "now": fact.confidence}


@register.filter
def line(outcome: Outcome) -> str:
    """A line that was written down, for letters and files: an action item with who does it and by when."""
    text, item = " ".join(outcome.text.split()), outcome.action
    if item is None:
        return text
    if item.due and not item.is_done:
        words = gettext("%(text)s (%(name)s, by %(day)s)")
        return words % {"text": text, "name": item.owner, "day": formats.day(item.due)}
    return gettext("%(text)s (%(name)s)") % {"text": text, "name": item.owner}
