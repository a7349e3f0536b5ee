"""How the fields of Django forms are drawn inside <c-field>."""

from django import template
from django.forms import CheckboxInput
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField, more: str = "") -> SafeString:
    """The control with the look of an input; `more` adds classes (number, bare, statement-input)."""
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": " ".join(filter(None, ["input", own, more]))})


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the field is a single box to tick, whose label stands after it."""
    return isinstance(field.field.widget, CheckboxInput)
