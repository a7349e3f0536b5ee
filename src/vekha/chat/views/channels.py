"""Where messages go: a person's choice, and the channel of a team."""

from django.conf import settings
from django.contrib import messages as told
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vekha.chat import permissions
from vekha.chat.actions import channels as verbs
from vekha.chat.forms import ChannelForm, MessagesForm
from vekha.chat.models import Messages, TeamChannel
from vekha.chat.phrases import words_of
from vekha.chat.views.accounts import page_of
from vekha.people.access import Request, form_status, not_found_unless, signed_in
from vekha.people.models import Team


@require_POST
@signed_in
def choose_messages(request: Request) -> HttpResponse:
    """What is brought to a person's messenger, and to which account."""
    form = MessagesForm(request.POST, request.user, Messages.objects.filter(person=request.user).first())
    if not form.is_valid():
        return page_of(request, form)
    account = form.cleaned_data["account"]
    if account is None:
        verbs.stop(by=request.user)
        told.success(request, _("No more messages come to your messenger."))
        return redirect("chat:accounts")
    try:
        verbs.choose(
            account,
            by=request.user,
            wants_reminders=form.cleaned_data["wants_reminders"],
            news_rhythm=form.cleaned_data["news_rhythm"],
        )
    except ValidationError as error:
        form.take_error(error)
        return page_of(request, form)
    told.success(request, _("Messages come to %(account)s from now on.") % {"account": account})
    return redirect("chat:accounts")


@signed_in
def team_channel(request: Request, pk: int) -> HttpResponse:
    """The channel to which a team's digest goes, and how it went."""
    team = get_object_or_404(Team, pk=pk)
    not_found_unless(permissions.can_set_channel(request.user, team))
    if not settings.CHANNELS:
        raise Http404
    form = ChannelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "clear" in request.POST:
        verbs.clear_channel(team, by=request.user)
        told.success(request, _("The week of this team goes to no channel any more."))
        return redirect("chat:team-channel", pk)
    if request.method == "POST" and form.is_valid():
        try:
            channel = verbs.set_channel(team, by=request.user, address=form.cleaned_data["address"])
        except ValidationError as error:
            form.take_error(error)
        else:
            told.success(request, _("A first message has arrived in %(service)s.") % {"service": channel.service})
            return redirect("chat:team-channel", pk)
    channel_now = TeamChannel.objects.filter(team=team).first()
    context = {
        "team": team,
        "form": form,
        "channel": channel_now,
        "trouble": words_of(channel_now.trouble) if channel_now and channel_now.trouble else "",
    }
    return render(request, "chat/team_channel.html", context, status=form_status(request))
