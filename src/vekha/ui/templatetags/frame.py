"""What the frame of every page needs: the places to go, the languages, the theme."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

register = template.Library()

PLACES: tuple[tuple[str, Promise], ...] = (
    ("goals:my-week", _("My week")),
    ("goals:company", _("Company")),
    ("kpis:board", _("KPIs")),
    ("insights:map", _("Map")),
    ("rituals:planning", _("Planning")),
    ("library:library", _("Library")),
    ("advice:coach", _("Coach")),
)
# The apps whose pages stand below a place, where these are not its own, and single pages of other apps.
APPS = {"goals:my-week": (), "goals:company": ("goals", "insights", "meetings"), "insights:map": ()}
PAGES = {"advice:draft": "goals:company", "advice:objective": "goals:company"}
INBOX = "goals:inbox"  # it has a place of its own at the end of the header
SHORT_NAMES = {"ru": "Рус", "en": "Eng", "zh-hans": "中文"}
THEMES = {
    "light": mark_safe(' data-theme="light"'),
    "dark": mark_safe(' data-theme="dark"'),
}


@dataclass(frozen=True)
class Place:
    name: Promise
    url: str
    current: str  # the value of aria-current: "page" on the page itself, "true" on one below it, empty elsewhere


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    short: str
    current: bool


@register.simple_tag(takes_context=True)
def places(context: Context) -> list[Place]:
    """The main pages. A place whose page is not installed is not shown."""
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request else None
    view_name = match.view_name if match else ""
    found = []
    for url_name, name in PLACES:
        try:
            found.append(Place(name, reverse(url_name), where(view_name, url_name)))
        except NoReverseMatch:
            continue
    return found


def where(view_name: str, place: str) -> str:
    """Whether a view stands at a place or below it. What apps show beside My week and the map belongs to Company."""
    if view_name == place:
        return "page"
    own_place = view_name in (INBOX, *(name for name, _words in PLACES))
    app, _colon, _page = view_name.partition(":")
    if view_name in PAGES:
        return "true" if PAGES[view_name] == place else ""
    below = app in APPS.get(place, (place.partition(":")[0],))
    return "true" if below and not own_place else ""


@register.simple_tag
def languages() -> list[Language]:
    """The languages of the product by their own names."""
    active = get_language()
    return [
        Language(code, get_language_info(code)["name_local"], SHORT_NAMES.get(code, code), code == active)
        for code, _name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def chosen_theme(context: Context) -> SafeString:
    """The theme the reader chose with the toggle (theme.js keeps it in a cookie); without one the system decides."""
    request: HttpRequest | None = context.get("request")
    return THEMES.get(request.COOKIES.get("theme", ""), mark_safe("")) if request else mark_safe("")


@register.filter
def html_language(code: str) -> str:
    """zh-hans as the lang attribute writes it: zh-Hans."""
    language, _dash, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language
