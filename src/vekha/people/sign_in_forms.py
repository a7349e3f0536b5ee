"""The forms of signing in: allauth's, in our words."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password once more"),
}
PASSWORD_HINT = _("At least 10 characters. A short sentence is easy to keep and hard to guess.")


class InOurWords:
    """Our labels instead of allauth's; no placeholders, because they vanish when they are needed."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS[name]
            field.help_text = PASSWORD_HINT if name == "password1" else ""
            field.widget.attrs.pop("placeholder", None)


class SignInForm(InOurWords, forms.LoginForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(InOurWords, forms.ChangePasswordForm):  # type: ignore[misc]
    pass


class NewPasswordForm(InOurWords, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(InOurWords, forms.ResetPasswordForm):  # type: ignore[misc]
    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Mail a link, or to an unknown address that it is unknown: the answer on the screen is the same."""
        if self.users:
            return str(super().save(request, **kwargs))
        # Not allauth's way: its mail leads to signing up, and nobody signs up alone here.
        email: str = self.cleaned_data["email"]
        get_adapter().send_mail("account/email/unknown_account", email, {})
        return email
