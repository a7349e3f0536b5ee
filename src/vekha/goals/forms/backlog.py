"""What people say when an objective is put into the backlog or taken out of it."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy

from vekha.goals.models import Cycle


class CycleChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # it takes none when it runs
    """A cycle that is open. One that has been closed since the page was made is named as such."""

    def __init__(self, cycles: "QuerySet[Cycle]") -> None:
        super().__init__(
            cycles.filter(closed_at=None),
            label=gettext_lazy("Cycle"),
            empty_label=None,
            error_messages={
                "invalid_choice": gettext_lazy("This cycle has been closed meanwhile. Choose another one."),
            },
        )


def coming_cycle(besides: Cycle | None = None) -> Cycle | None:
    """The cycle in which something may begin next: the first that lies ahead, else one that runs."""
    today = timezone.localdate()
    cycles = Cycle.objects.dated().filter(closed_at=None)
    if besides:
        cycles = cycles.exclude(pk=besides.pk)
    ahead = cycles.filter(starts__gt=today).order_by("starts").first()
    return ahead or cycles.running(today).exclude(ends=None).first() or cycles.running(today).first()


class WaitForm(forms.Form):
    """Why it waits."""

    note = forms.CharField(
        label=gettext_lazy("Why it waits"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What would have to be so that you take it up? Whoever looks here next will know."),
    )


class TakeUpForm(forms.Form):
    """The cycle in which it is taken up."""

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data, initial={"cycle": coming_cycle()})
        self.fields["cycle"] = CycleChoice(Cycle.objects.dated())
