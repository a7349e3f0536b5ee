"""How views let people in: who is asking, whether they are signed in, and what of it they may see."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from vekha.people import typed
from vekha.people.models import Person

P = ParamSpec("P")
M = TypeVar("M", bound=models.Model, covariant=True)


class Request(HttpRequest):
    """A request of somebody who is signed in."""

    user: Person
    htmx: HtmxDetails


class VisibleQuerySet(Protocol[M]):
    def visible_to(self, person: Person) -> "models.QuerySet[Any]": ...


def signed_in(
    view: Callable[Concatenate[Request, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Ask for sign-in first. What was typed into a form meanwhile is kept and comes back after it (see `typed`)."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)  # type: ignore[arg-type]
            # The Back button asks again: a page from before a check-in would say that there was none.
            patch_cache_control(response, private=True, no_store=True)
            return response
        if request.method == "POST":
            typed.keep(request)
        page = typed.page_of(request)
        redirect = redirect_to_login(page)
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(redirect.url)
        return redirect

    return wrapper


def not_found_unless(allowed: bool) -> None:
    """404 for those who may not: whether there is such a page is nobody else's business."""
    if not allowed:
        raise Http404


def get_visible(things: VisibleQuerySet[M], pk: int, person: Person) -> Any:
    """One thing the person may see, or 404: whether it exists is nobody else's business."""
    thing = things.visible_to(person).filter(pk=pk).first()
    if thing is None:
        raise Http404
    return thing


def form_status(request: HttpRequest) -> int:
    """The status of a page with a form: 422 when it comes back with objections, 200 when it is opened."""
    return 422 if request.method == "POST" else 200
