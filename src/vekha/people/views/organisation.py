from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vekha.people import permissions, typed
from vekha.people.access import Request, form_status, not_found_unless, signed_in
from vekha.people.actions import organisation as verbs
from vekha.people.forms import OrganisationForm
from vekha.people.models import Organisation


@signed_in
def organisation(request: Request) -> HttpResponse:
    """What the company says of itself, and how Vekha speaks to it."""
    not_found_unless(permissions.can_change_organisation(request.user))
    current = Organisation.current()
    form = OrganisationForm(typed.posted(request), current)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.edit(current, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("The organisation is saved."))
            return redirect("people:organisation")
    return render(request, "people/organisation.html", {"form": form}, status=form_status(request))
