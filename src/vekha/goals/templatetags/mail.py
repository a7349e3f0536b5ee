from django import template

from vekha.goals.news import in_plain_words

register = template.Library()
register.filter("in_plain_words", in_plain_words)


@register.filter
def indented(text: str) -> str:
    """The lines after the first stand under its words."""
    return text.replace("\n", "\n  ")
