"""One key result: its road, its history, and the forms to write, change and remove it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, OuterRef, Value, prefetch_related_objects
from django.db.models.functions import Cast, Concat
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.goals import ledger, permissions
from vekha.goals.actions import key_results as verbs
from vekha.goals.actions import kpi_values
from vekha.goals.chart import FormerPlan, former_plans
from vekha.goals.forms.key_results import KeyResultForm
from vekha.goals.forms.ownership import RefusalForm
from vekha.goals.models import CheckIn, KeyResult, Objective, TargetChange
from vekha.goals.models.objective import behind_until
from vekha.goals.threads import Echo, echoes, replies_at
from vekha.goals.views.kpi_handovers import way_to_watch
from vekha.kpis.models import Kpi
from vekha.people import typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in
from vekha.people.models import Person


@dataclass(frozen=True)
class Moment:
    """A line of the history: a check-in or a change of the road."""

    at: datetime
    check_in: CheckIn | None = None
    change: TargetChange | None = None
    plan: FormerPlan | None = None
    echo: Echo | None = None  # what the check-in brought about


def history_of(key_result: KeyResult, reader: Person) -> list[Moment]:
    """All that was said and changed, newest first; what was taken back is there too."""
    replies = replies_at(key_result.objective, Concat(Value("checkin/"), Cast(OuterRef("pk"), CharField())))
    check_ins = list(key_result.check_ins.select_related("author").annotate(replies=replies))
    counted = [(each.pk, each.author_id, each.replies) for each in check_ins]  # type: ignore[attr-defined]
    echo_of = echoes(counted, reader)
    said = [Moment(check_in.at, check_in=check_in, echo=echo_of[check_in.pk]) for check_in in check_ins]
    changed = [Moment(change.at, change=change) for change in key_result.target_changes.select_related("by")]
    planned = [Moment(plan.at, plan=plan) for plan in former_plans(key_result)]
    return sorted([*said, *changed, *planned], key=lambda moment: moment.at, reverse=True)


@require_GET
@signed_in
def key_result(request: Request, pk: int) -> HttpResponse:
    """Definition, history and check-in: below its line on the objective's page, or a page of its own."""
    key_result = get_visible(KeyResult.objects.with_objective(), pk, request.user)
    return page_of(request, key_result)


def page_of(
    request: Request, key_result: KeyResult, trouble: str = "", reason: str = "", release: RefusalForm | None = None
) -> HttpResponse:
    """`trouble`: why it was not removed, for the `reason` that was typed."""
    objective = key_result.objective
    prefetch_related_objects([request.user], "memberships")
    may_change = permissions.can_change(request.user, objective)
    may_release = key_result.owner_id == request.user.pk or (
        key_result.owner_id is not None and permissions.can_move(request.user, objective)
    )
    threshold = behind_until()
    history = history_of(key_result, request.user)
    context = {
        "key_result": key_result,
        "objective": objective,
        "part": ledger.row(key_result, person=request.user, threshold=threshold),
        "threshold": round(threshold * 100),
        "history": history,
        "changes": [moment.change for moment in history if moment.change],
        "former_plans": [moment.plan for moment in history if moment.plan],
        "may_change": may_change,
        "may_comment": permissions.can_comment(request.user, objective),
        "may_check_in": objective.takes_check_ins and permissions.can_check_in(request.user, key_result),
        "may_remove": may_change and not any(moment.check_in for moment in history),
        "release": release or (RefusalForm(of=key_result.pk) if may_release else None),
        "trouble": trouble,
        "reason": reason,
        "today": timezone.localdate(),
        "kpi": kpi_of(key_result, request.user),
        "watch": way_to_watch(key_result, request.user),
    }
    template = "goals/_key_result.html" if request.htmx else "goals/key_result.html"
    return render(request, template, context, status=422 if trouble or release else 200)


def kpi_of(key_result: KeyResult, reader: Person) -> Kpi | None:
    """The KPI that it reads, as far as the reader may see it."""
    return Kpi.objects.visible_to(reader).filter(key_results=key_result).first() if key_result.kpi_id else None


@signed_in
def new_key_result(request: Request, pk: int) -> HttpResponse:
    objective = get_visible(Objective.objects, pk, request.user)
    not_found_unless(permissions.can_change(request.user, objective))
    form = KeyResultForm(typed.posted(request), objective, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                written = verbs.add(objective, by=request.user, **form.facts)
                kpi_values.connect(written, by=request.user, kpi=form.kpi)
        except ValidationError as error:
            form.take_error(error)
        else:
            if "another" in request.POST:
                messages.success(request, _("“%(text)s” is added. The next one:") % {"text": written})
                return redirect("goals:new-key-result", pk)
            return redirect("goals:objective", pk)
    context = {"form": form, "objective": objective}
    return render(request, "goals/new_key_result.html", context, status=form_status(request))


@signed_in
def edit_key_result(request: Request, pk: int) -> HttpResponse:
    key_result = get_visible(KeyResult.objects.with_objective(), pk, request.user)
    not_found_unless(permissions.can_change(request.user, key_result.objective))
    form = KeyResultForm(typed.posted(request), key_result.objective, key_result, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                verbs.edit(key_result, by=request.user, **form.facts)
                kpi_values.connect(key_result, by=request.user, kpi=form.kpi)
        except ValidationError as error:
            form.take_error(error)
            key_result = get_visible(KeyResult.objects.with_objective(), pk, request.user)
        else:
            messages.success(request, _("The key result is saved."))
            return redirect("goals:objective", key_result.objective_id)
    context = {"form": form, "key_result": key_result, "objective": key_result.objective}
    return render(request, "goals/edit_key_result.html", context, status=form_status(request))


@require_POST
@signed_in
def remove_key_result(request: Request, pk: int) -> HttpResponse:
    key_result = get_visible(KeyResult.objects.with_objective(), pk, request.user)
    not_found_unless(permissions.can_change(request.user, key_result.objective))
    reason = request.POST.get("reason", "")
    try:
        verbs.remove(key_result, by=request.user, reason=reason)
    except ValidationError as error:
        return page_of(request, key_result, " ".join(error.messages), reason)
    messages.success(request, _("“%(text)s” is removed.") % {"text": key_result.text})
    return redirect("goals:objective", key_result.objective_id)
