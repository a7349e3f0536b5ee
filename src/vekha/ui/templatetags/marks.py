"""The small marks of the product: drawn hundreds of times a page, so plain strings and no template behind them.

What is a SafeString here is built here, and every word in it is escaped. `escape` is Python's own: it is four times
as quick as Django's, which also looks for lazy words.

Every mark carries its meaning as a label in the reader's language. Shares are parts of one (0.67), None is "not known".
The drawing itself (bands, pole, fog) is in look.css under "the four facts".
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from html import escape
from itertools import zip_longest
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from vekha.ui import formats
from vekha.ui.icons import ICONS

register = template.Library()

register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("day", formats.day)
register.filter("ago", formats.ago)
register.filter("span", formats.span)
register.filter("names", formats.names)

PACE_CLASSES = {"on_pace": "", "behind": " behind", "at_risk": " risk", "stale": " stale", "none": ""}
PACE_TONES = {"behind": " is-behind", "at_risk": " is-risk", "stale": " is-stale"}
SCORE_BOUNDS = {"committed": (1.0, 0.7), "aspirational": (0.7, 0.4)}  # good from here, missed below there
GAP = re.compile(r"_{2,}")
SPARK_READINGS = 26
KERB_READINGS = 12


def percents(share: float) -> int:
    """Where the share stands on a road from 0 to 100; beyond either end it stands at the end."""
    return min(max(formats.whole_percent(share), 0), 100)


def remembered(draw: Callable[..., SafeString]) -> Callable[..., SafeString]:
    """Draws the same mark once in each language: where people compare, the same thousand are shown again and again."""

    @lru_cache(maxsize=8192)
    def stored(_language: str | None, args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> SafeString:
        return draw(*args, **dict(named))

    @wraps(draw)
    def drawn(*args: Any, **named: Any) -> SafeString:
        hashable = tuple(tuple(value) if isinstance(value, list) else value for value in args)
        return stored(get_language(), hashable, tuple(named.items()))

    return drawn


@register.simple_tag
@remembered
def road(
    progress: float | None,
    expected: float | None,
    pace: str,
    was: float | None = None,
    label: str | None = None,
    flat: bool = False,
) -> SafeString:
    """Progress walked and the waymark where it should stand today.

    `was` is where the same value would stand against the previous target; `flat` is the lower road of dense rows.
    """
    walked = 0 if progress is None else percents(progress)
    parts = [f'<span class="road{PACE_CLASSES[pace]}{" flat" if flat else ""}" style="--p:{walked}']
    pole = None if expected is None else percents(expected)
    if pole is not None:
        parts.append(f";--e:{pole}")
    parts.append(f'" role="img" aria-label="{escape(label or road_label(progress, expected, pace, was))}">')
    parts.append('<i class="walked"></i>')
    if pole is not None and pole > walked and pace in ("behind", "at_risk"):
        parts.append('<i class="owed"></i>')
    if was is not None:
        parts.append(f'<i class="was" style="--at:{percents(was)}"></i>')
    if pole is not None:
        parts.append('<i class="pole"></i>')
    parts.append("</span>")
    return SafeString("".join(parts))


def road_label(progress: float | None, expected: float | None, pace: str, was: float | None) -> str:
    if progress is None:
        return gettext("No check-in yet")
    values = {"done": formats.percent(progress), "expected": formats.percent(expected)}
    if pace == "stale":
        label = gettext("%(done)s done at the last check-in, which was long ago") % values
    elif expected is None:
        label = gettext("%(done)s done") % values
    else:
        label = gettext("%(done)s done, %(expected)s expected by now") % values
    if was is not None:
        label += gettext("; %(was)s against the previous target") % {"was": formats.percent(was)}
    return label


@register.simple_tag
def rod(done: float, total: int, expected: float | None = None, label: str | None = None) -> SafeString:
    """Steps as bands of a rod. `done` and `expected` count steps; the fraction of a step half done is drawn."""
    parts = [f'<span class="rod{" many" if total > 12 else ""}" style="--n:{total}']
    if expected is not None:
        parts.append(f";--e:{percents(expected / total) if total else 0}")
    parts.append(f'" role="img" aria-label="{escape(label or rod_label(done, total, expected))}">')
    for band in range(total):
        if band + 1 <= done:
            parts.append('<b class="done"></b>')
        elif band < done:
            parts.append(f'<b class="part" style="--f:{percents(done - band)}"></b>')
        elif expected is not None and band + 1 <= expected:
            parts.append('<b class="owed"></b>')
        else:
            parts.append("<b></b>")
    if expected is not None:
        parts.append('<i class="pole"></i>')
    parts.append("</span>")
    return SafeString("".join(parts))


def rod_label(done: float, total: int, expected: float | None) -> str:
    values = {"done": formats.number(done), "total": formats.number(total), "expected": formats.number(expected)}
    if expected is None:
        return gettext("Done: %(done)s of %(total)s") % values
    return gettext("Done: %(done)s of %(total)s, planned by now: %(expected)s") % values


@register.simple_tag
@remembered
def kerbs(
    readings: Sequence[float],
    low: float | None = None,
    high: float | None = None,
    stale: bool = False,
    broken: Sequence[float] = (),
    label: str | None = None,
) -> SafeString:
    """Readings between two kerbs, oldest first; a reading outside is hollow. One of `low` and `high` may be absent.

    `broken` are those of the values that lie too far outside: they are crossed out.
    """
    inside = [(low is None or value >= low) and (high is None or value <= high) for value in readings]
    shown = list(readings)[-KERB_READINGS:]
    heights = kerb_heights(shown, low, high)
    step = 94 / max(len(shown) - 1, 1)
    first = 97 - step * (len(shown) - 1)
    parts = [
        f'<svg class="kerbs{" old" if stale else ""}" role="img" aria-label="{escape(label or kerbs_label(inside))}">',
        "" if high is None else '<line x2="100%" y1="3.5" y2="3.5"/>',
        "" if low is None else '<line x2="100%" y1="16.5" y2="16.5"/>',
    ]
    for place, (value, y, is_inside) in enumerate(zip(shown, heights, inside[-KERB_READINGS:], strict=True)):
        x = f"{first + step * place:.1f}%"
        if value in broken:
            parts.append(f'<svg class="broken" x="{x}" y="{y:.1f}"><path d="M-3-3 3 3M3-3-3 3"/></svg>')
            continue
        kind, radius = ("", 3.2 if place == len(shown) - 1 else 2) if is_inside else (' class="out"', 2.6)
        parts.append(f'<circle{kind} cx="{x}" cy="{y:.1f}" r="{radius}"/>')
    parts.append("</svg>")
    return SafeString("".join(parts))


def kerb_heights(readings: Sequence[float], low: float | None, high: float | None) -> list[float]:
    """Where each reading stands between the kerbs (drawn at 3.5 and 16.5); one outside stands just beyond its kerb."""
    known = [*readings, *(kerb for kerb in (low, high) if kerb is not None)]
    bottom = min(known) if low is None else low
    top = max(known) if high is None else high

    def height(value: float) -> float:
        if value < bottom:
            return 18.5
        if value > top:
            return 1.5
        return 14 - 8 * (value - bottom) / (top - bottom) if top > bottom else 10

    return [height(value) for value in readings]


def kerbs_label(inside: Sequence[bool]) -> str:
    if not inside:
        return gettext("No check-in yet")
    values = {"inside": sum(inside), "total": len(inside)}
    if inside[-1]:
        return gettext("Inside the corridor: %(inside)s check-ins of %(total)s, the last one too") % values
    return gettext("Inside the corridor: %(inside)s check-ins of %(total)s, the last one outside") % values


@register.simple_block_tag
def facts_beside(
    content: SafeString,
    number: str,
    words: str = "",
    pace: str = "none",
    why: str = "",
    place: str = "",
    is_open: bool = False,
) -> SafeString:
    """The content, a mark (road, rod or kerbs), with its number and one line of words.

    `why` is the address of the explanation of the number and `place` the id of the element it opens in; without
    JavaScript, or without a place, the address shows the page with it open (`is_open`).
    """
    shown = escape(number)
    if why:
        label = escape(gettext("%(number)s: where it comes from") % {"number": number})
        opens = (
            f' hx-get="{escape(why)}" hx-target="#{escape(place)}" aria-controls="{escape(place)}" '
            f'aria-expanded="{"true" if is_open else "false"}"'
        )
        shown = SafeString(
            f'<a class="explain" href="{escape(why)}"{opens if place else ""} aria-label="{label}">{shown}</a>'
        )
    line = f'<span class="pace{PACE_TONES.get(pace, "")}">{escape(words)}</span>' if words else ""
    old = " old" if pace == "stale" else ""
    return SafeString(f'<div class="facts{old}">{content}<span class="pct">{shown}</span>{line}</div>')


@register.simple_tag
@remembered
def conf(value: int | None, previous: int | None = None, stale: bool = False) -> SafeString:
    """Confidence 0-10: an upright gauge, the number and, when it moved, the previous one with an arrow."""
    if value is None:
        silence = escape(gettext("No confidence stated yet"))
        return SafeString(f'<span class="conf" role="img" aria-label="{silence}"><i></i><b>{formats.DASH}</b></span>')
    label, moved = gettext("Confidence %(value)s of 10") % {"value": value}, ""
    if previous is not None and previous != value:
        label += gettext(", was %(previous)s") % {"previous": previous}
        moved = f"<small>{'↑' if value > previous else '↓'} {previous}</small>"
    return SafeString(
        f'<span class="conf{" old" if stale else ""}" style="--c:{min(max(value, 0), 10)}" role="img" '
        f'aria-label="{escape(label)}"><i></i><b>{value}</b>{moved}</span>'
    )


@register.simple_tag
def score(value: float | None, commitment: str = "") -> SafeString:
    """The verdict 0.0-1.0 as a stamp. A committed objective is won only at 1.0; an aspirational one from 0.7,
    and at 1.0 it stays plain ink, because it asks "was it ambitious?"."""
    if value is None:
        label = escape(gettext("No score yet"))
        return SafeString(f'<span class="score" role="img" aria-label="{label}">{formats.DASH}</span>')
    tone = ""
    if commitment in SCORE_BOUNDS:
        won, missed = SCORE_BOUNDS[commitment]
        if value < missed:
            tone = " is-risk"
        elif value >= won and not (commitment == "aspirational" and value >= 1):
            tone = " is-won"
    text = formats.score(value)
    label = escape(gettext("Score %(score)s") % {"score": text})
    return SafeString(f'<span class="score{tone}" role="img" aria-label="{label}">{text}</span>')


@register.simple_tag
@remembered
def spark(values: Sequence[float], target: float | None = None, stale: bool = False) -> SafeString:
    """The way a number went, oldest first, and a dotted line at its target. Without a reading nothing is drawn."""
    if not values:
        return SafeString("")
    shown = list(values)[-SPARK_READINGS:]
    known = shown if target is None else [*shown, target]
    bottom, height = min(known), max(known) - min(known)
    step = 70 / max(len(shown) - 1, 1)

    def y(value: float) -> float:
        return 21 - 18 * (value - bottom) / height if height else 12

    points = [(72 - step * (len(shown) - 1 - place), y(value)) for place, value in enumerate(shown)]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    goal = "" if target is None else f'<path class="goal" d="M0 {y(target):.1f}H76"/>'
    return SafeString(
        f'<svg class="spark{" old" if stale else ""}" viewBox="0 0 76 24" role="img" '
        f'aria-label="{escape(spark_label(shown, target))}">{goal}<path d="M{line}"/>'
        f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="2.5"/></svg>'
    )


def spark_label(values: Sequence[float], target: float | None) -> str:
    values_in_words = {"first": formats.number(values[0]), "last": formats.number(values[-1])}
    if target is None:
        return gettext("Went from %(first)s to %(last)s") % values_in_words
    return gettext("Went from %(first)s to %(last)s, target %(target)s") % {
        **values_in_words,
        "target": formats.number(target),
    }


@register.filter
def unit(unit: str) -> SafeString:
    """The unit as it stands behind its number."""
    return SafeString(escape(formats.behind_number(unit)))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside words that say the same; it is never the only sign, so screen readers pass over it."""
    return ICONS[name]


@register.simple_tag
def comma() -> str:
    """What stands between two names, where each of them is drawn by itself; `names` draws them all."""
    return formats.conventions().between_names


@register.simple_tag
def key(name: str) -> SafeString:
    """A key cap. keys.js writes the Mac's own signs into it there."""
    return SafeString(f'<kbd class="key">{escape(name)}</kbd>')


@register.simple_tag
def blanks(text: str, form: str = "", said: Sequence[str] = (), name: str = "blank") -> SafeString:
    """A rewrite with its gaps ("from __ to __") as inputs in place, of the form with the id `form` if one is named.

    `said` is what somebody has written into the gaps before; `name` is that of the inputs.
    """
    owner = f' form="{escape(form)}"' if form else ""
    words = escape(gettext("What stands here"))
    first, *rest = (escape(part) for part in GAP.split(text))
    shown = [first]
    for part, value in zip_longest(rest, said[: len(rest)], fillvalue=""):
        written = f' value="{escape(value)}"' if value else ""
        shown.append(
            f'<input class="blank" name="{escape(name)}"{owner}{written} autocomplete="off" aria-label="{words}">{part}'
        )
    return SafeString("".join(shown))
