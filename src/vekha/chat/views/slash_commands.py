"""The doors for slash commands: what is signed or bears a token is heard once."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse

from vekha.chat import mattermost
from vekha.chat import slack as slack_requests
from vekha.chat.actions import messages
from vekha.chat.actions.messages import Message
from vekha.chat.models import Service
from vekha.chat.views.door import door


@door("slack")
def slack(request: HttpRequest) -> HttpResponse:
    """A slash command of Slack."""
    if not slack_requests.is_signed(request.headers, request.body, settings.SLACK_SECRET):
        return HttpResponseForbidden()
    said = request.POST
    message = Message(
        service=Service.SLACK,
        number=request.headers["X-Slack-Signature"],  # another one in each second and for each command
        sender=f"{said.get('team_id', '')}/{said.get('user_id', '')}",
        sender_name=said.get("user_name", ""),
        text=said.get("text", ""),
        command=f"{said.get('command', '/vekha')} ",
    )
    return _answer(message, slack_requests.shown)


@door("mattermost")
def mattermost_command(request: HttpRequest) -> HttpResponse:
    """A slash command of Mattermost."""
    said = request.POST
    if not mattermost.is_known(said.get("token", ""), settings.MATTERMOST_TOKENS):
        return HttpResponseForbidden()
    message = Message(
        service=Service.MATTERMOST,
        number=said.get("trigger_id", "")[-200:] or str(uuid.uuid4()),
        sender=said.get("user_id", ""),
        sender_name=said.get("user_name", ""),
        text=said.get("text", ""),
        command=f"{said.get('command', '/vekha')} ",
    )
    return _answer(message, mattermost.shown)


def _answer(message: Message, shown: Callable[[str], dict[str, object]]) -> HttpResponse:
    """What the command brought about. A command that was sent before brings nothing, not even the answer to it."""
    heard, is_new = messages.hear(message)
    if not is_new:
        return HttpResponse(status=409)
    return JsonResponse(shown(heard.answer))
