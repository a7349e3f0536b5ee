"""What pages show of the coach. Marks stand dozens of times on a page, so they are plain strings with no template
behind them: what is a SafeString here is built here, and every word in it is escaped.
"""

from collections.abc import Iterable, Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from vekha.advice.coaching import language_of
from vekha.advice.good_marks import ShownMark
from vekha.advice.marking import Piece
from vekha.advice.models import Reply
from vekha.coach import rules
from vekha.ui.templatetags.marks import icon

register = template.Library()


@register.filter
def rule_title(code: str) -> str:
    """What the rule of that code objects to, in the reader's words; the code itself once there is no such rule."""
    rule = rules.find(code)
    return rule.book.words[language_of(get_language() or "en")].title if rule else code


@register.filter
def reason_words(reason: str) -> str:
    """The reason of a dismissal in words."""
    return str(Reply.Reason(reason).label) if reason else ""


@register.simple_tag
def marked(cut: Iterable[Piece], *, still: bool = False) -> SafeString:
    """Words with their marks and the numbers of the notes, which lead there unless `still`."""
    parts = []
    for piece in cut:
        words = escape(piece.text)
        parts.append(f'<mark class="{piece.severity}">{words}</mark>' if piece.severity else words)
        for number, finding in ((numbered.number, numbered.finding) for numbered in piece.ends):
            name = f"f{number}"
            inside = f'<b data-note="{name}">{number}</b>' if still else f'<a href="#{name}">{number}</a>'
            parts.append(f'<sup class="ref {finding.severity.value}">{inside}</sup>')
    return SafeString("".join(parts))


@register.simple_tag
def clear() -> SafeString:
    """Nothing is to be said about a statement."""
    word = gettext("clear")
    return SafeString(f'<span class="ok">{icon("check")} {escape(word)}</span>')


@register.simple_tag
def good_marks(marks: Iterable[tuple[str, Sequence[ShownMark]]]) -> SafeString:
    """The marks of a good objective and of good key results, as they stand: no score."""
    colon = pgettext("after a label", ": ")
    parts = ['<dl class="good-marks">']
    for name, of in marks:
        parts.append(f"<div><dt>{escape(name)}</dt><dd><ul>")
        parts += [
            f'<li class="{mark.standing}"><span aria-hidden="true">{mark.sign}</span> {escape(mark.word)}'
            f'<span class="sr">{escape(colon + mark.standing_word)}</span></li>'
            for mark in of
        ]
        parts.append("</ul></dd></div>")
    return SafeString("".join([*parts, "</dl>"]))
