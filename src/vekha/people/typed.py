"""What was typed into a form when the session had ended. It waits in the new session and comes back once."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

KEY = "typed"
MOST_CHARACTERS = 500_000


def posted(request: HttpRequest) -> QueryDict | None:
    """What to fill the page's form with: the fields posted now, or those from before signing in, or None."""
    return request.POST if request.method == "POST" else take(request)


def keep(request: HttpRequest) -> None:
    """Keep the posted fields until the person has signed in. Passwords are never kept."""
    fields = request.POST.copy()
    for name in list(fields):
        if name == "csrfmiddlewaretoken" or "password" in name:
            del fields[name]
    if sum(len(value) for _name, values in fields.lists() for value in values) <= MOST_CHARACTERS:
        request.session[KEY] = {"path": request.path, "fields": fields.urlencode()}


def take(request: HttpRequest, path: str | None = None) -> QueryDict | None:
    """The fields posted to this path (by default the request's own) before signing in, once; None if there are none."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != (path or request.path):
        return None
    del request.session[KEY]
    messages.info(request, _("What you typed before signing in is back. It is not saved yet."))
    return QueryDict(kept["fields"])


def page_of(request: HttpRequest) -> str:
    """The page the person was on: the one asked for, or the one a form was sent from."""
    if request.method == "GET" and not request.htmx:  # type: ignore[attr-defined]
        return request.get_full_path()
    from_page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    parts = urlsplit(from_page)
    if parts.netloc != request.get_host():
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")
