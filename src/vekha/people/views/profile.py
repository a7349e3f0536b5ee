from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from vekha.people import typed
from vekha.people.access import Request, form_status, signed_in
from vekha.people.actions import people
from vekha.people.forms import ProfileForm


@signed_in
def profile(request: Request) -> HttpResponse:
    """What a person says about themselves."""
    form = ProfileForm(typed.posted(request), request.user)
    if request.method == "POST" and form.is_valid():
        try:
            people.edit(request.user, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            with translation.override(request.user.language):
                messages.success(request, _("Your profile is saved."))
            return redirect("people:profile")
    return render(request, "people/profile.html", {"form": form}, status=form_status(request))
