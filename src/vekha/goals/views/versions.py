"""How the words of an objective came about: who wrote which, what differs, and the way back to any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.goals import permissions
from vekha.goals.actions import drafts
from vekha.goals.actions import versions as verbs
from vekha.goals.differences import Piece, pairs, pieces
from vekha.goals.models import Objective, Version
from vekha.people.access import Request, get_visible, not_found_unless, signed_in

A_PAGE = 20


@dataclass(frozen=True)
class Difference:
    """A part that reads differently than before."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Row:
    """A version beside the one before it. Without a `version`: the words as they stand, changed on other pages."""

    version: Version | None
    words: dict[str, Any]
    differences: list[Difference]
    is_reordered: bool
    is_first: bool
    is_current: bool

    @classmethod
    def of(cls, version: Version | None, words: dict[str, Any], before: Version | None, now: dict[str, Any]) -> "Row":
        is_first = version is not None and version.number == 1
        differences = [] if before is None else differing(before.words, words)
        is_reordered = before is not None and not differences and before.words != words
        return cls(version, words, differences, is_reordered, is_first, words == now)


@require_GET
@signed_in
def versions(request: Request, pk: int) -> HttpResponse:
    objective = get_visible(Objective.objects.select_related("cycle"), pk, request.user)
    return _page(request, objective, request.GET.get("page", ""))


@require_POST
@signed_in
def restore_version(request: Request, pk: int, number: int) -> HttpResponse:
    """Let the words stand again as in that version. What is refused comes back with the reason that was typed."""
    objective = get_visible(Objective.objects.select_related("cycle"), pk, request.user)
    not_found_unless(permissions.can_change(request.user, objective))
    version = get_object_or_404(Version.objects.visible_to(request.user), objective=objective, number=number)
    version.objective = objective
    reason = request.POST.get("reason", "")
    try:
        restored = verbs.restore(version, by=request.user, reason=reason)
    except ValidationError as error:
        later = Version.objects.visible_to(request.user).filter(objective=objective, number__gt=number).count()
        trouble = {"refused": number, "trouble": " ".join(error.messages), "reason": reason}
        objective = get_visible(Objective.objects.select_related("cycle"), pk, request.user)
        return _page(request, objective, str(later // A_PAGE + 1), trouble, status=422)
    messages.success(
        request,
        _("The words of version %(old)s stand there again; they are version %(new)s now.")
        % {"old": number, "new": restored.number},
    )
    return redirect(reverse("goals:versions", args=[pk]))


def _page(
    request: Request, objective: Objective, number: str, trouble: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    found = Version.objects.visible_to(request.user).filter(objective=objective).select_related("by")
    page = Paginator(found, A_PAGE).get_page(number)
    shown = list(page.object_list)
    before: list[Version | None] = [*shown[1:]]
    if shown:
        before.append(found.filter(number__lt=shown[-1].number).first())
    now = drafts.words_of(objective)
    rows = [Row.of(version, version.words, earlier, now) for version, earlier in zip(shown, before, strict=True)]
    if page.number == 1 and shown and shown[0].words != now:
        rows.insert(0, Row.of(None, now, shown[0], now))
    context = {
        "objective": objective,
        "page": page,
        "rows": rows,
        "is_partial": objective.versions.exclude(pk__in=found.order_by().values("pk")).exists(),
        "may_change": permissions.can_change(request.user, objective),
        **(trouble or {}),
    }
    return render(request, "goals/versions.html", context, status=status)


def differing(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """The parts that read differently, in the order of the page."""
    names = {"title": _("Objective"), "why": _("Why"), "reality": _("Reality")}
    found = [
        Difference(label, pieces(before[name], after[name]))
        for name, label in names.items()
        if before[name] != after[name]
    ]
    found += _differing_parts(_("Key result %(number)s"), before["key_results"], after["key_results"])
    return found + _differing_parts(_("Initiative %(number)s"), before["initiatives"], after["initiatives"])


def _differing_parts(label: str, before: Sequence[str], after: Sequence[str]) -> list[Difference]:
    """Each text that changed, came or went. Its number is its place in the later list, of one that went in the old."""
    found = []
    for old, new in pairs(before, after):
        texts = "" if old is None else before[old], "" if new is None else after[new]
        if texts[0] != texts[1]:
            place = new if new is not None else old or 0
            found.append(Difference(label % {"number": place + 1}, pieces(*texts)))
    return found
