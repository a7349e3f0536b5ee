"""The settings page about chat: codes, and the accounts that are linked."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.chat.actions import accounts as verbs
from vekha.chat.models import ChatAccount, LinkCode, Service
from vekha.people.access import Request, get_visible, signed_in


@require_GET
@signed_in
def accounts(request: Request) -> HttpResponse:
    """From where a person checks in without opening Vekha, and how to add another place."""
    code = LinkCode.objects.open().filter(person=request.user).first()
    context = {
        "services": [Service(name) for name in settings.MESSENGERS],
        "accounts": ChatAccount.objects.visible_to(request.user),
        "code": code,
        "until": code.valid_until.astimezone(request.user.zone) if code else None,
        "bot": settings.TELEGRAM_BOT,
    }
    return render(request, "chat/accounts.html", context)


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
