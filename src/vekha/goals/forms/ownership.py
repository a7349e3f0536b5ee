"""What people type when they give something back or will not take it."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy


class RefusalForm(forms.Form):
    """A reason. That there is one is the verb's to ask for."""

    reason = forms.CharField(label=gettext_lazy("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: QueryDict | None = None, *, of: int) -> None:
        """`of`: the number of what it is about; several of these forms stand on one page."""
        super().__init__(data, auto_id=f"why-{of}-%s")
