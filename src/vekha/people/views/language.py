from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from vekha.people.actions import people
from vekha.people.models import Person

YEAR = 365 * 24 * 60 * 60


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language: to a person from now on, before sign-in to this browser."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        raise BadRequest
    page = request.POST.get("next", "")
    hosts = {request.get_host()}
    response = redirect(page if url_has_allowed_host_and_scheme(page, hosts, request.is_secure()) else "/")
    if isinstance(request.user, Person):
        people.edit(request.user, by=request.user, language=code)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
