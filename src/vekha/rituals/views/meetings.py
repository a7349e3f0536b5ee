"""The weekly meeting: begun, one screen per point, closed; its summary; the meetings of a team so far."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vekha.people import typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in
from vekha.people.models import Organisation, Team
from vekha.rituals import matters, permissions
from vekha.rituals import summary as summaries
from vekha.rituals.actions import meetings as verbs
from vekha.rituals.forms import MeetingForm, OutcomeForm
from vekha.rituals.models import Meeting, Outcome, Point
from vekha.rituals.summary import ShownPoint, Summary

MOST_PAST = 30
A_WEEK = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def meetings(request: Request, pk: int | None = None) -> HttpResponse:
    """The meetings of a team, or without one those of the company: the one that runs, and those before."""
    team = get_object_or_404(Team, pk=pk) if pk else None
    may_lead = permissions.can_lead(request.user, team)
    form = MeetingForm(typed.posted(request))
    if request.method == "POST":
        not_found_unless(may_lead)
        if form.is_valid():
            try:
                begun = verbs.begin(team, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.take_error(error)
            else:
                return redirect("meetings:meeting", begun.pk)
    of_team = Meeting.objects.filter(team=team).select_related("leader")
    seen = Outcome.objects.visible_to(request.user).values("pk")
    kinds = {
        f"{kind}s": Count("points__outcomes", Q(points__outcomes__kind=kind, points__outcomes__in=seen))
        for kind in ("decision", "action")
    }
    context = {
        "team": team,
        "organisation": Organisation.current(),
        "running": of_team.running().first(),
        "past": of_team.held().annotate(**kinds)[:MOST_PAST],
        "may_lead": may_lead,
        "form": form,
    }
    return render(request, "rituals/meetings.html", context, status=form_status(request))


@require_safe
@signed_in
def meeting(request: Request, pk: int) -> HttpResponse:
    """The point the meeting is at, and with `point` in the address another one; with `big` for a big screen."""
    found = get_object_or_404(with_team(), pk=pk)
    if not found.is_running:
        return redirect("meetings:summary", pk)
    return render(request, "rituals/meeting.html", context_of(request, found))


@require_POST
@signed_in
def here(request: Request, pk: int) -> HttpResponse:
    """Somebody whose meeting it is has it before them; the page says so by itself."""
    found = get_object_or_404(with_team(), pk=pk)
    not_found_unless(permissions.belongs(request.user, found.team) and permissions.can_write(request.user, found))
    verbs.join(found, request.user)
    return HttpResponse(status=204)


@require_safe
@signed_in
def now(request: Request, pk: int) -> HttpResponse:
    """What is new for whoever looks at a point: where the meeting is, and what was written. Nothing: 204."""
    found = get_object_or_404(with_team(), pk=pk)
    context = now_context(request, found, summaries.points_for(found, request.user, in_the_room=is_big(request)))
    if context["seen"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "rituals/_now.html", context)


@require_POST
@signed_in
def go(request: Request, pk: int) -> HttpResponse:
    """Take the meeting to a point."""
    found = leadable(request, pk)
    to = request.POST.get("to", "")
    try:
        verbs.move(found, by=request.user, to=int(to) if to.isdecimal() and len(to) < 5 else -1)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(page_of(request, found))


@require_POST
@signed_in
def write(request: Request, pk: int) -> HttpResponse:
    """Write a line down at a point."""
    point = visible_point(request, pk)
    not_found_unless(request.user.role != "viewer")
    form = OutcomeForm(request.POST)
    if form.is_valid():
        try:
            verbs.write(point, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            if not request.htmx:
                return redirect(f"{page_of(request, point.meeting)}{'&' if is_big(request) else '?'}point={pk}")
            points = summaries.points_for(point.meeting, request.user, in_the_room=is_big(request))
            context = now_context(request, point.meeting, points, shown_pk=pk) | {"form": new_form(), "is_beside": True}
            return render(request, "rituals/_written.html", context)
    if not request.htmx:
        if not point.meeting.is_running:
            return redirect("meetings:summary", point.meeting_id)
        context = context_of(request, point.meeting, shown_pk=pk) | {"form": form}
        return render(request, "rituals/meeting.html", context, status=422)
    context = {"form": form, "point": point, "is_big": is_big(request)}
    return render(request, "rituals/_write.html", context, status=422)


@require_POST
@signed_in
def take_back(request: Request, pk: int) -> HttpResponse:
    """Take one's own line back."""
    lines = Outcome.objects.select_related("point__meeting__team", "action")
    outcome: Outcome = get_visible(lines, pk, request.user)
    not_found_unless(outcome.by_id == request.user.pk)
    point = outcome.point
    if permissions.can_take_back(request.user, outcome):
        verbs.take_back(outcome, by=request.user)
    if request.htmx:
        points = summaries.points_for(point.meeting, request.user, in_the_room=is_big(request))
        return render(request, "rituals/_now.html", now_context(request, point.meeting, points, shown_pk=point.pk))
    return redirect(f"{page_of(request, point.meeting)}{'&' if is_big(request) else '?'}point={point.pk}")


@require_POST
@signed_in
def close(request: Request, pk: int) -> HttpResponse:
    found = leadable(request, pk)
    verbs.close(found, by=request.user)
    return redirect("meetings:summary", pk)


@require_POST
@signed_in
def reopen(request: Request, pk: int) -> HttpResponse:
    """Go on with a meeting that was closed just now."""
    found = leadable(request, pk)
    try:
        verbs.reopen(found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("meetings:summary", pk)
    return redirect("meetings:meeting", pk)


@require_safe
@signed_in
def summary(request: Request, pk: int) -> HttpResponse:
    """What came out of a meeting that is over."""
    found = get_object_or_404(with_team(), pk=pk)
    if found.closed_at is None:
        return redirect("meetings:meeting", pk)
    goes_out = found.closed_at + verbs.AGAIN
    context = {
        "meeting": found,
        "summary": Summary.of(found, request.user),
        "goes_out": goes_out if goes_out > timezone.now() else None,
        "may_lead": permissions.can_lead(request.user, found.team),
    }
    return render(request, "rituals/summary.html", context)


@require_safe
@signed_in
def summary_as_markdown(request: Request, pk: int) -> HttpResponse:
    """The same as a file."""
    found = get_object_or_404(with_team(), pk=pk)
    if found.is_running:
        return redirect("meetings:meeting", pk)
    context = {"meeting": found, "summary": Summary.of(found, request.user)}
    text = render_to_string("rituals/summary.md", context)
    name = f"meeting-{timezone.localdate(found.begun_at)}.md"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/markdown; charset=utf-8", headers=headers)


def with_team() -> Any:
    return Meeting.objects.select_related("team", "leader")


def leadable(request: Request, pk: int) -> Meeting:
    """The meeting, for those who may lead it; 404 for all others."""
    found: Meeting = get_object_or_404(with_team(), pk=pk)
    not_found_unless(permissions.can_lead(request.user, found.team))
    return found


def visible_point(request: Request, pk: int) -> Point:
    point = get_object_or_404(Point.objects.select_related("meeting__team", "meeting__leader", "objective"), pk=pk)
    if point.objective:
        get_visible(type(point.objective).objects, point.objective.pk, request.user)
    return point


def is_big(request: Request) -> bool:
    return "big" in request.GET


def page_of(request: Request, found: Meeting) -> str:
    """Where the meeting is, in the size it is looked at."""
    return reverse("meetings:meeting", args=[found.pk]) + ("?big=1" if is_big(request) else "")


def new_form() -> OutcomeForm:
    return OutcomeForm(initial={"kind": Outcome.Kind.NOTE, "due": timezone.localdate() + A_WEEK})


def now_context(
    request: Request, found: Meeting, points: list[ShownPoint], shown_pk: int | None = None
) -> dict[str, Any]:
    """What others see of the point as soon as it happens. `seen` names this state of it."""
    current = summaries.at(points, found.position)
    asked = str(shown_pk or request.GET.get("point", ""))
    shown = next((one for one in points if str(one.point.pk) == asked), None)
    if asked and shown is None and "seen" not in request.GET:
        raise Http404
    shown = shown or current
    lines = [outcome.pk for outcome in shown.outcomes]
    seen = [current.point.pk, len(lines), max(lines, default=0), found.closed_at is not None]
    return {
        "meeting": found,
        "points": points,
        "current": current,
        "shown": shown,
        "point": shown.point,
        "is_current": shown.point == current.point,
        "is_big": is_big(request),
        "follows": "point" not in request.GET or "follows" in request.GET,
        "page": page_of(request, found),
        "seen": ".".join(str(int(part)) for part in seen),
        "is_running": found.is_running,
    }


def context_of(request: Request, found: Meeting, shown_pk: int | None = None) -> dict[str, Any]:
    """All that stands on the screen of a point."""
    prefetch_related_objects([request.user], "memberships")
    points = summaries.points_for(found, request.user, in_the_room=is_big(request))
    context = now_context(request, found, points, shown_pk)
    place = points.index(context["shown"])
    may_lead = permissions.can_lead(request.user, found.team)
    address = f"{context['page']}{'&' if is_big(request) else '?'}point="
    return (
        context
        | {
            "told": matters.as_of_now(context["shown"].facts, request.user, found.since),
            "links": [(one, f"{address}{one.point.pk}") for one in points],
            "share": max(1, round(found.minutes / len(points))),  # minutes of a point
            "before": points[place - 1] if place else None,
            "after": next(iter(points[place + 1 :]), None),
            "address": address,
            "may_lead": may_lead,
            "leads": may_lead and found.leader_id == request.user.pk,
            "may_write": permissions.can_write(request.user, found),
            "is_theirs": permissions.belongs(request.user, found.team),
            "form": new_form(),
            "size_url": page_of(request, found).removesuffix("?big=1") + ("" if is_big(request) else "?big=1"),
        }
    )
