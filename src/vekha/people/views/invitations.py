from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from vekha.people import mail, permissions, typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in
from vekha.people.actions import invitations as verbs
from vekha.people.forms import InvitationForm, JoinForm
from vekha.people.models import Invitation, Organisation

PER_PAGE = 50
INVITED = "invitation"  # where the session keeps the token


@signed_in
def invitations(request: Request) -> HttpResponse:
    """Invite somebody; see which invitations are open."""
    not_found_unless(permissions.can_invite_somebody(request.user))
    form = InvitationForm(typed.posted(request), by=request.user, language=translation.get_language() or "")
    if request.method == "POST" and form.is_valid():
        try:
            invitation = verbs.invite(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            if mail.send_invitation(invitation, link_of(request, invitation)):
                messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invitation})
            else:
                messages.warning(
                    request,
                    _("The mail to %(email)s could not be sent. Copy the link below and send it yourself.")
                    % {"email": invitation},
                )
            return redirect("people:invitations")
    open_ones = Invitation.objects.open().visible_to(request.user).select_related("team", "invited_by")
    page = Paginator(open_ones, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(invitation, link_of(request, invitation)) for invitation in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "people/invitations.html", context, status=form_status(request))


@require_POST
@signed_in
def withdraw_invitation(request: Request, pk: int) -> HttpResponse:
    invitation = get_visible(Invitation.objects, pk, request.user)
    try:
        verbs.withdraw(invitation, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": invitation})
    return redirect("people:invitations")


@never_cache
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link leads. The token moves into the session, so that it stands in no other address and in no log."""
    request.session[INVITED] = token
    return redirect("people:join")


@never_cache
@sensitive_post_parameters("password")
def join(request: HttpRequest) -> HttpResponse:
    """The invited person says who they are, chooses a password and is in."""
    invitation = invitation_of(request, request.session.get(INVITED, ""))
    if invitation is None or not invitation.is_open:
        return closed(request, invitation)
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        invitation,
        initial={"language": translation.get_language()},
    )
    if request.method == "POST" and not request.user.is_authenticated and form.is_valid():
        try:
            person = verbs.accept(invitation, **form.cleaned_data)
        except ValidationError as error:
            if getattr(error, "code", None) == "closed":
                return closed(request, invitation_of(request, invitation.token))
            form.take_error(error)
        else:
            login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
            request.session.pop(INVITED)
            return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "invitation": invitation, "organisation": Organisation.current()}
    return render(request, "people/join.html", context, status=form_status(request))


def invitation_of(request: HttpRequest, token: str) -> Invitation | None:
    """The invitation with this token. Its pages speak its language, unless another was chosen in this browser."""
    invitation = Invitation.objects.filter(token=token).select_related("team", "invited_by").first()
    if invitation and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and not request.user.is_authenticated:
        translation.activate(invitation.language)
    return invitation


def closed(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """What became of the invitation, and what to do. 404 where there never was one, 410 where it is over."""
    context = {"state": invitation.state if invitation else "unknown"}
    return render(request, "people/invitation_closed.html", context, status=410 if invitation else 404)


def link_of(request: HttpRequest, invitation: Invitation) -> str:
    return request.build_absolute_uri(reverse("people:accept-invitation", args=[invitation.token]))
