"""What all forms say where Django would speak for itself: what to do, in few words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_CHOOSE = _("Choose one of what is offered.")
MESSAGES: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.DateField: {"invalid": _("Write a day, such as 2026-11-20.")},
    forms.EmailField: {"invalid": _("Write an e-mail address, such as name@example.com.")},
    forms.IntegerField: {"invalid": _("Write a whole number.")},
    forms.FloatField: {"invalid": _("Write a number.")},
    forms.ChoiceField: {"invalid_choice": _CHOOSE},
    forms.MultipleChoiceField: {"invalid_choice": _CHOOSE},
    forms.ModelChoiceField: {"invalid_choice": _CHOOSE},
    forms.ModelMultipleChoiceField: {"invalid_choice": _CHOOSE},
}


def set_them() -> None:
    """For every form from now on; a field that brings words of its own keeps them."""
    for field, messages in MESSAGES.items():
        field.default_error_messages = {**field.default_error_messages, **messages}
