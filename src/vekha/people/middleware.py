from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from vekha.people.models import Organisation, Person


class LanguageMiddleware:
    """Speaks a person's language; before sign-in the chosen one, the browser's, or the organisation's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(self.language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            patch_vary_headers(response, ["Accept-Language"])
            return response

    def language(self, request: HttpRequest) -> str:
        if isinstance(request.user, Person):
            return request.user.language
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen in dict(settings.LANGUAGES):
            return chosen
        return wished(request.headers.get("Accept-Language", "")) or Organisation.current().language


def wished(accepted: str) -> str:
    """The first of the languages a browser accepts that we speak, or empty."""
    for code, _weight in parse_accept_lang_header(accepted.lower()):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return ""
