"""The words of My week and of a row in it."""

from datetime import date

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext_lazy

from vekha.goals import permissions, week
from vekha.goals.ledger import KeyResultRow
from vekha.goals.models import CheckIn, KeyResult
from vekha.people.models import Person

register = template.Library()

COUNTS = [
    pgettext_lazy("how many", "one"),
    pgettext_lazy("how many", "two"),
    pgettext_lazy("how many", "three"),
    pgettext_lazy("how many", "four"),
    pgettext_lazy("how many", "five"),
    pgettext_lazy("how many", "six"),
    pgettext_lazy("how many", "seven"),
    pgettext_lazy("how many", "eight"),
    pgettext_lazy("how many", "nine"),
    pgettext_lazy("how many", "ten"),
]
WHOLES = [
    pgettext_lazy("out of", "one"),
    pgettext_lazy("out of", "two"),
    pgettext_lazy("out of", "three"),
    pgettext_lazy("out of", "four"),
    pgettext_lazy("out of", "five"),
    pgettext_lazy("out of", "six"),
    pgettext_lazy("out of", "seven"),
    pgettext_lazy("out of", "eight"),
    pgettext_lazy("out of", "nine"),
    pgettext_lazy("out of", "ten"),
]


def count(number: int) -> str:
    """How many, in words up to ten."""
    return str(COUNTS[number - 1]) if 1 <= number <= len(COUNTS) else str(number)


def out_of(number: int) -> str:
    """Out of how many, in words up to ten."""
    return str(WHOLES[number - 1]) if 1 <= number <= len(WHOLES) else str(number)


@register.simple_tag
def week_answer(of: week.Week) -> SafeString:
    """What is left, and who is silent: "Six of eight left to check in. One has no news for 24 days."."""
    left, total = of.left, of.total
    if not total:
        due = gettext("Nothing is due this week.")
    elif not left:
        due = ngettext("The key result is checked in.", "All %(total)s key results are checked in.", total)
    elif left == total:
        due = ngettext("%(left)s key result to check in.", "%(left)s key results to check in.", left)
    else:
        due = ngettext("%(left)s of %(total)s left to check in.", "%(left)s of %(total)s left to check in.", left)
    if not left:
        sentence = capfirst(due % {"total": count(total)})
    else:
        sentence = capfirst(due % {"left": count(left), "total": out_of(total)})
    if silence := _silence(of):
        sentence = gettext("%(due)s %(silence)s") % {"due": sentence, "silence": silence}
    return mark_safe(sentence)  # noqa: S308  our own words and numbers


def _silence(of: week.Week) -> SafeString:
    silent = of.silent
    if not silent:
        return mark_safe("")
    key_result, days = silent[0]
    if len(silent) > 1:
        words = ngettext(
            "%(silent)s have no news, the longest {open}for %(days)d day{close}.",
            "%(silent)s have no news, the longest {open}for %(days)d days{close}.",
            days,
        )
    elif of.total > 1:
        words = ngettext(
            "%(silent)s has {open}no news for %(days)d day{close}.",
            "%(silent)s has {open}no news for %(days)d days{close}.",
            days,
        )
    else:
        words = ngettext(
            "It has {open}no news for %(days)d day{close}.", "It has {open}no news for %(days)d days{close}.", days
        )
    sentence = capfirst(words % {"silent": count(len(silent)), "days": days})
    link = format_html('<a class="is-stale" href="#key-result-{}">', key_result.pk)
    return format_html(sentence, open=link, close=mark_safe("</a>"))


@register.simple_tag
def week_end(of: week.Week) -> str:
    """What is still between the person and a closed week."""
    if not of.left:
        return gettext("The week is closed")
    words = ngettext("%(left)s more, and the week is closed", "%(left)s more, and the week is closed", of.left)
    return capfirst(words % {"left": count(of.left)})


@register.filter
def is_crossed(row: KeyResultRow) -> bool:
    """Whether the check-in before the last one was made in the same period of the rhythm, too."""
    first_day = week.counts_from(row.key_result.objective, timezone.localdate())
    return row.before is not None and timezone.localdate(row.before.at) >= first_day


@register.filter
def exact(number: float) -> str:
    """A number for machines."""
    return repr(number)


@register.filter
def is_owed(key_result: KeyResult) -> bool:
    return week.is_owed(key_result)


@register.filter
def due_again(key_result: KeyResult) -> date | None:
    """The first day on which the next check-in is due; None without a rhythm."""
    return week.due_again(key_result, timezone.localdate())


@register.filter
def can_be_undone_by(check_in: CheckIn, person: Person) -> bool:
    return permissions.can_undo(person, check_in, timezone.now())


@register.simple_tag(takes_context=True)
def row_url(context: Context, key_result: KeyResult) -> str:
    """Where the row of a key result answers: behind the link of the letter that the page was opened by, if it was."""
    if link := getattr(context["request"], "check_in_link", ""):
        return reverse("goals:row-by-link", args=[link, key_result.pk])
    return reverse("goals:check-in", args=[key_result.pk])


@register.simple_tag(takes_context=True)
def undo_url(context: Context, check_in: CheckIn) -> str:
    """Where a check-in is taken back."""
    if link := getattr(context["request"], "check_in_link", ""):
        return reverse("goals:undo-by-link", args=[link, check_in.pk])
    return reverse("goals:undo-check-in", args=[check_in.pk])
