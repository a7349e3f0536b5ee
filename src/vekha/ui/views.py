import datetime

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from vekha.ui.icons import ICONS


class SampleForm(forms.Form):
    """One field of every kind, to look at."""

    title = forms.CharField(
        label=pgettext_lazy("parts", "Objective"),
        help_text=pgettext_lazy("parts", "What will be different, said so that its absence would be noticed."),
        widget=forms.Textarea(attrs={"rows": 2, "class": "statement-input"}),
    )
    target = forms.DecimalField(label=pgettext_lazy("parts", "Target"), localize=True)
    due = forms.DateField(
        label=pgettext_lazy("parts", "Due"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    team = forms.ChoiceField(
        label=pgettext_lazy("parts", "Team"),
        choices=[("support", pgettext_lazy("parts", "Support")), ("platform", pgettext_lazy("parts", "Platform"))],
    )
    commitment = forms.ChoiceField(
        label=pgettext_lazy("parts", "Commitment"),
        choices=[
            ("committed", pgettext_lazy("parts", "Committed")),
            ("aspirational", pgettext_lazy("parts", "Aspirational")),
        ],
        widget=forms.RadioSelect,
    )
    quiet = forms.BooleanField(label=pgettext_lazy("parts", "Seen only by its own teams"), required=False)


def parts(request: HttpRequest) -> HttpResponse:
    """Every mark and component in every state on one page, for those who build screens."""
    if not (settings.DEBUG or getattr(request.user, "is_administrator", False)):
        raise Http404
    if "HX-Request" in request.headers:  # the number of the ledger was asked where it comes from
        return render(request, "ui/_sample_explanation.html")
    today = timezone.localdate()
    return render(
        request,
        "ui/parts.html",
        {
            "form": SampleForm({"title": "", "target": "34,,5", "team": "support", "commitment": "committed"}),
            "why": "why" in request.GET,
            "icons": sorted(ICONS),
            "page": Paginator(range(240), 40).page(2),
            "rating": [4.6, 4.7, 4.5, 4.3, 4.6, 4.8, 4.6],
            "uptime": [4.55, 4.7, 4.8, 5.1],
            "falling": [27, 26, 24, 22, 19, 18, 17, 15],
            "rising": [12, 13, 15, 18, 22, 26, 29, 31],
            "stale": [4.1, 4.0, 3.4, 2.9],
            "days": [today - datetime.timedelta(days=days) for days in (-3, -1, 0, 1, 2, 5, 21, 400)],
            "today": today,
            "quarter_end": today + datetime.timedelta(days=80),
        },
    )
