"""What people type about a key result. The kind decides which fields count."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vekha.goals.forms.fields import GoalsForm, PlannedField, ReasonField, StepsField
from vekha.goals.forms.objectives import left
from vekha.goals.models import KeyResult, Objective
from vekha.kpis.models import Kpi
from vekha.kpis.templatetags.kpis import healthy_words
from vekha.people.fields import DayField, NumberField, PersonField
from vekha.people.models import Person
from vekha.ui import formats

Kind = KeyResult.Kind
# The fields that only some kinds have.
OF_KIND = {
    "start": (Kind.REACH,),
    "target": (Kind.REACH,),
    "low": (Kind.KEEP,),
    "high": (Kind.KEEP,),
    "unit": (Kind.REACH, Kind.KEEP),
    "kpi": (Kind.REACH, Kind.KEEP),
    "steps": (Kind.STEPS,),
    "planned": (Kind.REACH,),
}


class KpiField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A KPI that the person may see, with what it is now and where it is healthy."""

    def __init__(self, *, by: Person, now: int | None) -> None:
        """`now`: the one that is chosen. It stays so, nameless, also where the person may not see it."""
        seen = Kpi.objects.visible_to(by)
        self.seen = set(seen.values_list("pk", flat=True))
        super().__init__(
            queryset=Kpi.objects.filter(Q(pk__in=seen.watched().order_by()) | Q(pk=now)),
            label=_("Reads its value from the KPI"),
            required=False,
            empty_label=_("none: its owner says the value"),
            help_text=_("Each new reading is a check-in then. Start and unit, left empty, are the KPI’s."),
        )

    def label_from_instance(self, kpi: Kpi) -> str:
        if kpi.pk not in self.seen:
            return _("a KPI that you may not see")
        now = formats.number(kpi.value) + (formats.behind_number(kpi.unit) if kpi.value is not None else "")
        return format_html("{} · {} · {}", kpi, now, _("healthy: %(corridor)s") % {"corridor": healthy_words(kpi)})


class KeyResultForm(GoalsForm):
    start = NumberField(label=gettext_lazy("Start"), required=False, help_text=gettext_lazy("Where it stands today."))
    target = NumberField(label=gettext_lazy("Target"), required=False)
    low = NumberField(label=gettext_lazy("Not below"), required=False)
    high = NumberField(label=gettext_lazy("Not above"), required=False)
    steps = StepsField(
        label=gettext_lazy("Steps, one a line"),
        required=False,
        help_text=gettext_lazy("In their order; a step counts once it is done."),
    )
    planned = PlannedField(
        label=gettext_lazy("Planned values"),
        required=False,
        help_text=gettext_lazy(
            "Where it does not grow evenly: what it should be by certain days. "
            "Between them, and to the target on the last day, the expectation goes evenly."
        ),
    )
    owner = PersonField(
        label=gettext_lazy("Owner"),
        required=False,
        help_text=gettext_lazy(
            "One person who checks it in: a name or an e-mail. "
            "Somebody else is asked first; whoever an administrator names owns it at once."
        ),
    )
    is_leading = forms.NullBooleanField(
        label=gettext_lazy("When it moves"),
        required=False,
        widget=forms.Select(
            choices=[
                ("unknown", gettext_lazy("not said")),
                ("true", gettext_lazy("leading: early enough to steer by")),
                ("false", gettext_lazy("lagging: when it is too late to steer")),
            ]
        ),
    )
    weight = NumberField(
        label=gettext_lazy("Weight"),
        required=False,
        help_text=gettext_lazy("Beside the other key results; 1 unless one counts for more, 0 takes it out."),
    )
    due = DayField(
        label=gettext_lazy("Due"), required=False, help_text=gettext_lazy("If earlier than the objective’s last day.")
    )
    reason = ReasonField()

    class Meta:
        model = KeyResult
        fields = (
            "text", "kind", "start", "target", "low", "high", "unit", "steps", "planned", "definition", "source",
            "owner", "is_leading", "weight", "due", "reason",
        )  # fmt: skip
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2, "class": "statement-input"}),
            "kind": forms.RadioSelect,
            "definition": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"text": gettext_lazy("By what will it be known")}
        help_texts = {
            "text": gettext_lazy("A measure, from where to where."),
            "kind": gettext_lazy(
                "Reach: up or down from a start to a target. Keep: the value stays in a corridor all the time. "
                "Steps: milestones in their order. Done: only where nothing can be measured."
            ),
            "definition": gettext_lazy("So that two people who count get the same number."),
            "source": gettext_lazy("Where the number is read."),
            "unit": gettext_lazy("Days, %, clients."),
        }

    def __init__(
        self,
        data: QueryDict | None,
        objective: Objective,
        thing: KeyResult | None = None,
        *,
        by: Person | None = None,
        **kwargs: Any,
    ) -> None:
        """`by`: whoever may choose a KPI to read from, where one can be chosen."""
        kpi = thing.kpi_id if thing else None
        super().__init__(data, thing, initial={"kpi": kpi}, **kwargs)
        if by:
            self.fields["kpi"] = KpiField(by=by, now=kpi)
        self.objective = objective
        for field in self.fields.values():
            if isinstance(field, NumberField | PlannedField):
                field.unit = data.get(self.add_prefix("unit"), "") if data else ""
        if thing:
            in_steps = thing.kind == Kind.STEPS
            self.initial["planned"] = lambda: thing.planned
            self.initial["steps"] = [step.text for step in thing.steps.all()] if in_steps else []
            if thing.owner and not thing.owner.is_active:
                self.fields["owner"].help_text = left(thing.owner)
        if not objective.is_settled:
            del self.fields["reason"]
        elif thing is None:
            self.fields["reason"] = ReasonField(
                label=gettext_lazy("Why it is added now"),
                help_text=gettext_lazy("Others have agreed to the objective without it. For everybody to see."),
            )

    def clean_weight(self) -> float:
        weight: float | None = self.cleaned_data["weight"]
        return 1 if weight is None else weight

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes: what the chosen kind has no use for is left empty."""
        facts = dict(self.cleaned_data)
        facts.pop("kpi", None)
        if (kpi := self.kpi) is not None:
            facts["unit"] = facts["unit"] or kpi.unit
            facts["start"] = kpi.value if facts["start"] is None else facts["start"]
        for name, kinds in OF_KIND.items():
            if name in facts and facts["kind"] not in kinds:
                facts[name] = [] if name in {"steps", "planned"} else "" if name == "unit" else None
        return facts

    @property
    def kpi(self) -> Kpi | None:
        """The KPI that the value is read from; None for a kind that has no value to read."""
        return self.cleaned_data.get("kpi") if self.cleaned_data["kind"] in OF_KIND["kpi"] else None
