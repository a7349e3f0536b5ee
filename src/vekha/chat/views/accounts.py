"""The settings page about chat: codes, and the accounts that are linked."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.chat import ways
from vekha.chat.actions import accounts as verbs
from vekha.chat.forms import MessagesForm
from vekha.chat.models import ChatAccount, LinkCode, Messages, Service
from vekha.chat.phrases import words_of
from vekha.people.access import Request, get_visible, signed_in


@require_GET
@signed_in
def accounts(request: Request) -> HttpResponse:
    """From where a person checks in without opening Vekha, and how to add another place."""
    return page_of(request)


def page_of(request: Request, form: MessagesForm | None = None) -> HttpResponse:
    """`form`: what was chosen about messages and refused."""
    now = Messages.objects.filter(person=request.user).select_related("account").first()
    code = LinkCode.objects.open().filter(person=request.user).first()
    context = {
        "services": [Service(name) for name in settings.MESSENGERS],
        "accounts": list(ChatAccount.objects.visible_to(request.user)),
        "form": form or MessagesForm(None, request.user, now),
        "may_be_told": bool(ways.services()),
        "messages_now": now,
        "trouble": words_of(now.trouble) if now and now.trouble else "",
        "code": code,
        "until": code.valid_until.astimezone(request.user.zone) if code else None,
        "bot": settings.TELEGRAM_BOT,
    }
    return render(request, "chat/accounts.html", context, status=422 if form else 200)


@require_POST
@signed_in
def new_code(request: Request) -> HttpResponse:
    verbs.give_code(by=request.user)
    return redirect("chat:accounts")


@require_POST
@signed_in
def unlink(request: Request, pk: int) -> HttpResponse:
    account: ChatAccount = get_visible(ChatAccount.objects, pk, request.user)
    verbs.unlink(account, by=request.user)
    messages.success(request, _("Unlinked: %(account)s.") % {"account": account})
    return redirect("chat:accounts")
