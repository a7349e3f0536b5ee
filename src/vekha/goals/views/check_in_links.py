"""Checking in by the link of a reminder: no sign-in, one person, one week, void when they ask."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vekha.goals.models import CheckIn, KeyResult
from vekha.goals.views import check_ins
from vekha.goals.views.my_week import owed_by
from vekha.people import links
from vekha.people.access import Request, not_found_unless

WORKS_FOR = timedelta(days=7)

P = ParamSpec("P")


def by_link(view: Callable[Concatenate[Request, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in whoever holds the link, as the person it was mailed to, for this request only."""

    @wraps(view)
    def wrapper(request: HttpRequest, *, link: str, **kwargs: Any) -> HttpResponse:
        found = links.read(link, "check-in")
        if found is None or timezone.localdate() >= date.fromisoformat(found[1]) + WORKS_FOR:
            return render(request, "goals/check_in_link_over.html", status=410)
        request.user, _sent_on = found
        request.check_in_link = link  # type: ignore[attr-defined]  # where the rows of this page answer
        with translation.override(request.user.language):
            response = view(request, **kwargs)  # type: ignore[arg-type, call-arg]
        patch_cache_control(response, private=True, no_store=True)
        return response

    return wrapper


@require_safe
@by_link
def check_in_by_link(request: Request) -> HttpResponse:
    """All that the person owes, on one screen."""
    return render(request, "goals/check_in_by_link.html", owed_by(request))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def row_by_link(request: Request, pk: int) -> HttpResponse:
    """The row of one key result, as for those who are signed in."""
    not_found_unless(KeyResult.objects.owed_by(request.user).filter(pk=pk).exists())
    return check_ins.check_in(request, pk)


@require_POST
@by_link
def undo_by_link(request: Request, pk: int) -> HttpResponse:
    """Take back what was checked in; of what is closed meanwhile the answer says so."""
    not_found_unless(CheckIn.objects.filter(pk=pk, key_result__owner=request.user).exists())
    return check_ins.undo_check_in(request, pk)
