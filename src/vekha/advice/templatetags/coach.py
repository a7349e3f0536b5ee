"""What other apps' pages say of the coach."""

from django import template
from django.utils.translation import get_language

from vekha.advice.coaching import language_of
from vekha.advice.models import Reply
from vekha.coach import rules

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
