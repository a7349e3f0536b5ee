"""The doors that messengers knock at: they know nobody, so every request shows a signature or a token."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

MOST_BYTES = 256 * 1024  # of a request: the longest message of a messenger is shorter

View = Callable[[HttpRequest], HttpResponse]


def door(messenger: str) -> Callable[[View], View]:
    """Open only while the messenger is switched on, for POST, and for nothing larger than a message."""

    def opened(view: View) -> View:
        @csrf_exempt
        @require_POST
        @wraps(view)
        def wrapper(request: HttpRequest) -> HttpResponse:
            if messenger not in settings.MESSENGERS:
                raise Http404
            if len(request.body) > MOST_BYTES:
                return HttpResponse(status=413)
            return view(request)

        return wrapper

    return opened
