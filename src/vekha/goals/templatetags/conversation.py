from html import escape

from django import template
from django.urls import reverse
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString

from vekha.goals import mentions
from vekha.goals.models import Comment

register = template.Library()


@register.filter
def said(comment: Comment) -> SafeString:
    """The words of a comment: those who are mentioned and addresses of the web are links, lines stay lines."""
    text, pieces, end = comment.text, [], 0
    for mention in mentions.read(text, comment.mentions.all()):
        if mention.person:
            page = reverse("goals:person", args=[mention.person.pk])
            pieces.append(urlize(text[end : mention.start], nofollow=True, autoescape=True))
            pieces.append(f'<a class="mention" href="{page}">@{escape(mention.name)}</a>')
            end = mention.end
    pieces.append(urlize(text[end:], nofollow=True, autoescape=True))
    return SafeString(linebreaks("".join(pieces)))  # every piece is escaped
