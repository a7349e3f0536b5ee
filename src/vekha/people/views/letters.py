"""What a person does about letters from within a letter, and about the links in them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from vekha.people import links
from vekha.people.access import Request, signed_in
from vekha.people.actions import people


@csrf_exempt  # a mail program posts it by itself when its user clicks once (RFC 8058); the link is signed
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, link: str) -> HttpResponse:
    """End letters of a kind. Opening the link only asks: programs that look at links must not end anything."""
    found = links.read(link, "stop")
    if found is None:
        return render(request, "people/stop_letters.html", {"is_over": True}, status=410)
    person, kind = found
    if request.method == "POST":
        people.stop_letters(person, by=person, kind=kind)
    with translation.override(person.language):
        return render(request, "people/stop_letters.html", {"kind": kind, "is_done": request.method == "POST"})


@require_POST
@signed_in
def void_links(request: Request) -> HttpResponse:
    """Make the links of all letters so far worthless."""
    people.void_links(request.user, by=request.user)
    messages.success(request, _("The links in all letters so far no longer work."))
    return redirect("people:profile")
