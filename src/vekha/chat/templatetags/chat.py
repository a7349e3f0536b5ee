"""The words of chat accounts."""

from django import template

from vekha.chat.models import ChatAccount

register = template.Library()


@register.filter
def chat_account(changes: dict[str, str]) -> str:
    """A chat account as the log keeps it: "Telegram · dora"."""
    return str(ChatAccount(service=changes["service"], name=changes["name"]))
