from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vekha.advice import permissions
from vekha.advice.actions import coach_settings as verbs
from vekha.advice.forms import CoachSettingsForm
from vekha.advice.models import CoachSettings
from vekha.people import permissions as people_permissions
from vekha.people import typed
from vekha.people.access import Request, form_status, not_found_unless, signed_in
from vekha.people.models import Organisation


@signed_in
def settings(request: Request) -> HttpResponse:
    """How the coach judges in this company."""
    not_found_unless(permissions.can_tune(request.user))
    form = CoachSettingsForm(typed.posted(request), CoachSettings.current())
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change(by=request.user, **form.facts)
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("The coach judges by these settings now."))
            return redirect("advice:settings")
    context = {
        "form": form,
        "organisation": Organisation.current(),
        "may_change_organisation": people_permissions.can_change_organisation(request.user),
    }
    return render(request, "advice/settings.html", context, status=form_status(request))
