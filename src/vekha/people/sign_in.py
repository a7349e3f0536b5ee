"""How people sign in: allauth does the work, this says what is ours about it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from vekha.people.models import Person


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our words, mails in the language of whom they go to, and nobody signs up alone: people come by invitation."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "E-mail and password do not belong together. Check both, or ask for a new password."
        ),
        "enter_current_password": _("This is not your current password."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or ask for a new password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:profile")

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        with translation.override(user.language):
            super().send_password_reset_mail(user, email, context)

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        with translation.override(user.language):
            super().send_notification_mail(template_prefix, user, context, email)


def display(person: Person) -> str:
    """How mails address a person."""
    return person.name
