"""What Vekha says in a chat: short plain texts in the language that is active.

`command` is what has to stand before every message there, "/vekha " for example; empty in a chat with a bot.
"""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from vekha.goals.models import CheckIn, KeyResult
from vekha.goals.news import Letter, in_plain_words
from vekha.goals.templatetags.check_ins import week_end
from vekha.goals.week import Week
from vekha.ui import formats

LONGEST_ROW = 120  # characters of a key result in a list
LONGEST_NEWS = 240
MOST_NEWS = 10  # lines of news in a message; the inbox has the rest
NBSP = "\u00a0"


def how_to_link(command: str) -> str:
    return _(
        "I do not know yet who you are in Vekha. Take a code at %(address)s and write it here: %(command)sCODE. From "
        "then on you check in from here."
    ) % {"address": _page("chat:accounts"), "command": command}


def linked(name: str) -> str:
    return _("Linked: from now on you check in here as %(name)s.") % {"name": name}


def wrong_code() -> str:
    return _(
        "This code does not work: it is used, older than 15 minutes, or mistyped. Take a new one at %(address)s."
    ) % {"address": _page("chat:accounts")}


def too_many_codes() -> str:
    return _("Too many codes that do not work. Wait 15 minutes and take a new one.")


def too_fast() -> str:
    return _("That is more than I can follow. Wait a minute and go on.")


def in_private_only() -> str:
    return _("Others read along here. Write to me directly, and I answer.")


def trouble() -> str:
    return _("That went wrong, and nothing is recorded. Check in at %(address)s.") % {"address": _page("goals:my-week")}


def helping() -> str:
    return _(
        "list: what is due\n"
        "2 45 7 two clients signed: number 2 of the list is at 45, you are sure to 7 of 10, and why\n"
        "2 +3 · 2 12/40 · 2 3.5M: values as you like to write them; 2 = for no change\n"
        "2 = ! waiting for the lawyers: what is in the way\n"
        "undo: takes the last check-in back"
    )


def unclear() -> str:
    return "\n".join([_("I did not understand that. This is what I know:"), helping()])


def one_by_one() -> str:
    return _("One key result in a message: send each line by itself. Nothing is recorded yet.")


def no_value(row: int, command: str) -> str:
    words = _("Write a value after the number, or = if nothing has changed: %(command)s%(row)d =")
    return words % {"row": row, "command": command}


def no_row(row: int, last: int, command: str) -> str:
    return ngettext(
        "There is no number %(row)d: the list has %(last)d row. It is shown by: %(command)slist",
        "There is no number %(row)d: the list has %(last)d rows. It is shown by: %(command)slist",
        last,
    ) % {"row": row, "last": last, "command": command}


def no_question(command: str) -> str:
    return _("There is nothing to choose from. What is due is shown by: %(command)slist") % {"command": command}


def question(written: str, readings: Sequence[float], command: str) -> str:
    letters = pgettext("to choose by", "abc")
    head = _("“%(written)s” can be read in more than one way:") % {"written": written}
    rows = [f"{letter}) {formats.number(reading)}" for letter, reading in zip(letters, readings, strict=False)]
    how = _("Answer with the letter: %(command)s%(letter)s") % {"command": command, "letter": letters[0]}
    return "\n".join([head, *rows, how])


def not_one_or_nothing() -> str:
    return _("This key result is done or it is not. Write yes or no behind its number.")


def not_recorded(objections: Sequence[str]) -> str:
    return " ".join([*objections, _("Nothing is recorded yet.")])


def show_anew(why: str) -> str:
    """Why the numbers are asked for again; the list follows."""
    match why:
        case "never":
            return _("First the list; answer by its numbers.")
        case "old":
            return _("The list you answer by is more than a day old, so nothing is recorded. This is today’s:")
        case "moved":
            return _("Somebody else has checked this in meanwhile, so nothing is recorded. This is how it stands:")
        case _:
            return _("That key result is not yours to check in any more, so nothing is recorded. This is what is:")


def nothing_owned() -> str:
    return _("No key result of an active objective is yours, so nothing is due.")


def listed(key_results: Sequence[KeyResult], week: Week, more: int, command: str) -> str:
    """The rows that may be checked in, numbered from 1. `more`: how many there was no room for."""
    if week.left:
        head = ngettext("%(left)d check-in is due:", "%(left)d check-ins are due:", week.left) % {"left": week.left}
    elif week.next_due:
        head = _("All is checked in until %(day)s. What you may check in again:") % {"day": formats.day(week.next_due)}
    else:
        head = _("Nothing is due. What you may check in:")
    rows = [_row(number, key_result, week.today) for number, key_result in enumerate(key_results, 1)]
    if more:
        words = ngettext("And %(more)d more, once these are done.", "And %(more)d more, once these are done.", more)
        rows.append(words % {"more": more})
    example = _("Answer like this: %(command)s1 45 7 what changed. Or %(command)s1 = for no change.")
    return "\n".join([head, *rows, example % {"command": command}])


def checked_in(check_in: CheckIn, before: float | None, week: Week) -> str:
    """What was recorded, from what to what, and what is left."""
    key_result = check_in.key_result
    value = reading(key_result, check_in.value)
    if check_in.value is None:
        now = _("no value yet")
    elif before == check_in.value:
        now = _("%(value)s, no change") % {"value": value}
    elif before is None:
        now = value
    else:
        old = formats.number(before) if key_result.kind in {"reach", "keep"} else reading(key_result, before)
        now = f"{old} → {value}"
    parts = [now]
    if check_in.confidence is not None:
        parts.append(_("confidence %(confidence)d") % {"confidence": check_in.confidence})
    lines = [_short(key_result), " · ".join(parts)]
    if check_in.note:
        lines.append(check_in.note)
    if check_in.blocker:
        lines.append(_("In the way: %(blocker)s") % {"blocker": check_in.blocker})
    return "\n".join([*lines, _("%(week)s.") % {"week": week_end(week)}])


def taken_back(check_in: CheckIn, now: float | None) -> str:
    key_result = check_in.key_result
    return _("Taken back. %(key_result)s: %(value)s again.") % {
        "key_result": _short(key_result),
        "value": _("no value yet") if now is None else reading(key_result, now),
    }


def not_taken_back(objections: Sequence[str]) -> str:
    return " ".join([*objections, _("Nothing is taken back.")])


def nothing_to_take_back() -> str:
    return _("There is no check-in from here to take back. Older ones you take back at %(address)s.") % {
        "address": _page("goals:my-week")
    }


def reading(key_result: KeyResult, value: float | None) -> str:
    """A value as its kind is read: "24 days", "2 of 5 steps", "done"."""
    if value is None:
        return _("no value yet")
    match key_result.kind:
        case KeyResult.Kind.STEPS:
            total = len(key_result.steps.all())
            words = ngettext("%(done)s of %(total)d step", "%(done)s of %(total)d steps", total)
            return words % {"done": formats.number(value), "total": total}
        case KeyResult.Kind.DONE:
            return _("done") if value else _("not yet")
        case _:
            unit = key_result.unit
            parted = "" if not unit or (unit == "%" and formats.conventions().locale != "ru") else NBSP
            return f"{formats.number(value)}{parted}{unit}"


def _row(number: int, key_result: KeyResult, today: date) -> str:
    facts = [reading(key_result, key_result.current)]
    if key_result.confidence is not None:
        facts.append(_("confidence %(confidence)d") % {"confidence": key_result.confidence})
    if key_result.is_stale(today):
        days = (today - (key_result.checked_in_on or key_result.starts)).days
        facts.append(ngettext("no news for %(days)d day", "no news for %(days)d days", days) % {"days": days})
    return f"{number}. {_short(key_result)}\n    {' · '.join(facts)}"


def _short(key_result: KeyResult) -> str:
    return Truncator(key_result.text).chars(LONGEST_ROW, truncate="…")


def _page(name: str) -> str:
    return settings.ADDRESS + reverse(name)


def news(letter: Letter) -> str:
    """What waits for a person and what is new, in their language."""
    with translation.override(letter.person.language):
        lines = [letter.subject]
        lines += [f"– {Truncator(waiting.words).chars(LONGEST_NEWS)}" for waiting in letter.waits[:MOST_NEWS]]
        for group in letter.news[: MOST_NEWS - len(lines[1:])]:
            said = " · ".join(in_plain_words(notice.event).replace("\n", " · ") for notice in group.notices[:2])
            title, said = Truncator(group.title).chars(LONGEST_ROW), Truncator(said).chars(LONGEST_NEWS)
            lines.append(f"– {title}" + pgettext("after a label", ": ") + said)
        return "\n".join([*lines, _page("goals:inbox")])


def hello(team: str) -> str:
    """The first message in a team's channel."""
    return _("From now on the week of %(team)s comes here, on Mondays.") % {"team": team}
