"""What stands open to those who are not signed in."""

from django import template
from django.urls import NoReverseMatch, reverse

from vekha.people.models import Organisation

register = template.Library()


@register.simple_tag
def coach_without_sign_in() -> str:
    """The address of the coach where the organisation lets strangers ask it; empty elsewhere."""
    if not Organisation.current().coach_is_open:
        return ""
    try:
        return reverse("advice:coach")
    except NoReverseMatch:
        return ""
