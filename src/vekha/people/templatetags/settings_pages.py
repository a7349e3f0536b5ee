"""The pages of the settings that a person may open."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vekha.people import permissions

register = template.Library()

# Which page of the settings the other pages stand below.
BELOW = {
    **dict.fromkeys(["people:edit-person", "people:leave", "people:come-back"], "people:persons"),
    **dict.fromkeys(
        ["people:new-team", "people:edit-team", "people:remove-team", "people:team-members", "people:team-member"],
        "people:teams",
    ),
    "account_change_password": "people:profile",
}


@dataclass(frozen=True)
class Page:
    name: Promise
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def settings_pages(context: Context) -> list[Page]:
    request = context["request"]
    pages = [("people:profile", _("Profile")), ("people:persons", _("People")), ("people:teams", _("Teams"))]
    if settings.MESSENGERS:
        pages.append(("chat:accounts", pgettext_lazy("a page of the settings", "Chat")))
    if permissions.can_invite_somebody(request.user):
        pages.append(("people:invitations", _("Invitations")))
    if permissions.can_change_organisation(request.user):
        pages.append(("people:organisation", _("Organisation")))
    if request.user.is_administrator or request.user.is_coach:
        pages.append(("advice:settings", pgettext_lazy("a page of the settings", "Coach")))
    here = request.resolver_match.view_name
    return [Page(name, reverse(url), url == BELOW.get(here, here)) for url, name in pages]
