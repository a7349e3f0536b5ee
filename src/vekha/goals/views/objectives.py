"""What is this and how is it going? One objective, and the forms to write, change and move it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When, prefetch_related_objects
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.activity import log
from vekha.activity.models import Event
from vekha.goals import ledger, past, permissions
from vekha.goals.actions import following
from vekha.goals.actions import objectives as verbs
from vekha.goals.actions.drafts import OPEN_STATES
from vekha.goals.forms.objectives import ClosingForm, ObjectiveForm
from vekha.goals.forms.ownership import RefusalForm
from vekha.goals.ledger import ObjectiveRow
from vekha.goals.models import Agreement, CheckIn, Cycle, Initiative, KeyResult, Objective, Offer
from vekha.goals.models.objective import ObjectiveQuerySet, behind_until
from vekha.goals.threads import Echo, echoes, replies_at
from vekha.goals.views.days import ChosenDay
from vekha.people import typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in
from vekha.people.models import Organisation, Person

EVENTS = 30
State = Objective.State
WAITING_STATES = (State.DRAFT, State.DROPPED)


@dataclass(frozen=True)
class Move:
    """A step to another state as a verb: what the button says and what the person should know before."""

    to: str
    words: str
    is_likely: bool = False


def moves(objective: Objective) -> list[Move]:
    """The steps that can follow, the likely one first. Closing has a form of its own."""
    steps = _moves(objective)
    # What has no time is not agreed upon: it is given a cycle first.
    return [step for step in steps if step.to in WAITING_STATES] if objective.cycle.is_backlog else steps


def _moves(objective: Objective) -> list[Move]:
    match objective.state:
        case State.DRAFT:
            return [Move(State.PROPOSED, _("Propose"), True), Move(State.DROPPED, _("Drop"))]
        case State.PROPOSED:
            return [
                Move(State.AGREED, _("Agree"), True),
                Move(State.DRAFT, _("Back to draft")),
                Move(State.POSTPONED, _("Postpone")),
                Move(State.DROPPED, _("Drop")),
            ]
        case State.AGREED:
            return [
                Move(State.ACTIVE, _("Begin"), True),
                Move(State.DRAFT, _("Back to draft")),
                Move(State.POSTPONED, _("Postpone")),
                Move(State.DROPPED, _("Drop")),
            ]
        case State.ACTIVE:
            return [Move(State.POSTPONED, _("Postpone")), Move(State.DROPPED, _("Drop"))]
        case State.CLOSED:
            return [Move(State.ACTIVE, _("Open again"))]
        case _:
            return [Move(State.DRAFT, _("Back to draft"), True), Move(State.ACTIVE, _("Take up again"))]


@dataclass(frozen=True)
class Ownership:
    """What waits for an owner, and what the reader may do about it."""

    offer: Offer | None  # the one that has no answer yet
    claimed: KeyResult | None  # what the reader may take
    form: RefusalForm | None  # where the reader was asked


@dataclass(frozen=True)
class Ways:
    """What else the reader may make of it."""

    may_duplicate: bool
    may_carry_over: bool
    may_wait: bool
    template: str  # where it is kept as a template for others; empty when it cannot be

    @property
    def some(self) -> bool:
        return self.may_duplicate or self.may_wait

    @classmethod
    def of(cls, objective: Objective, reader: Person) -> "Ways":
        writes = reader.role != "viewer"
        may_move = permissions.can_move(reader, objective)
        may_wait = may_move and not objective.has_begun
        is_open = objective.visibility == Objective.Visibility.EVERYONE
        template = address("library:keep-template", objective.pk) if may_move and is_open else ""
        given_up = objective.state in {State.DROPPED, State.POSTPONED}
        is_backlog = objective.cycle.is_backlog
        carries = writes and not is_backlog and (objective.has_begun or given_up or objective.cycle.is_closed)
        return cls(writes, carries, may_wait and not is_backlog, template)


@dataclass(frozen=True)
class Kin:
    """What it was copied or carried over from, and what was made of it, as far as the reader may see."""

    origin: Objective | None
    successors: list[Objective]

    @classmethod
    def of(cls, objective: Objective, reader: Person) -> "Kin":
        related = Q(origin=objective) | Q(pk=objective.origin_id)
        seen = list(Objective.objects.visible_to(reader).filter(related).select_related("cycle").order_by("pk"))
        origin = next((each for each in seen if each.pk == objective.origin_id), None)
        if origin:
            objective.origin = origin
        successors = [each for each in seen if each.origin_id == objective.pk]
        for each in successors:
            each.origin = objective
        return cls(origin, successors)


@require_GET
@signed_in
def objective(request: Request, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    return render(request, "goals/objective.html", page_of(request, row))


def page_of(request: Request, row: ObjectiveRow) -> dict[str, Any]:
    objective = row.objective
    prefetch_related_objects([request.user], "memberships")
    may_move = permissions.can_move(request.user, objective)
    offers = {offer.key_result_id: offer for offer in objective.offers.open().select_related("person", "by")}

    def ownership(key_result: KeyResult | None) -> Ownership:
        offer = offers.get(key_result.pk if key_result else None)
        is_asked = offer is not None and offer.person_id == request.user.pk
        may_claim = key_result is not None and not is_asked and permissions.can_claim(request.user, key_result)
        return Ownership(
            offer, key_result if may_claim else None, RefusalForm(of=offer.pk) if offer and is_asked else None
        )

    return {
        "row": row,
        "objective": objective,
        "since": objective.moved_at or objective.created_at,  # type: ignore[attr-defined]  # annotated by row_of
        "parts": [
            (
                part,
                permissions.can_check_in(request.user, part.key_result) and objective.takes_check_ins,
                ownership(part.key_result),
            )
            for part in row.key_results
        ],
        "initiatives": [
            (initiative, permissions.can_change_initiative(request.user, initiative))
            for initiative in initiatives_of(objective)
        ],
        "own": ownership(None),
        "mine": next((part for part in row.key_results if part.is_mine and objective.takes_check_ins), None),
        "may_change": permissions.can_change(request.user, objective),
        "moves": moves(objective) if may_move else [],
        "closing": ClosingForm(None, row.standing.progress) if may_move and objective.is_active else None,
        "coach": address("advice:objective", objective.pk),
        "writing": writing_of(objective),
        "ways": Ways.of(objective, request.user),
        "kin": Kin.of(objective, request.user),
        "feed": Feed.of(request, objective),
        "today": timezone.localdate(),
    }


def row_of(request: Request, pk: int) -> ObjectiveRow:
    """The objective with all that stands beside it, or 404."""
    agreements = Agreement.objects.filter(objective=OuterRef("pk"))
    follows = Objective.followers.through.objects.filter(objective=OuterRef("pk"), person=request.user)
    objectives = Objective.objects.visible_to(request.user).filter(pk=pk)
    state_verb = Case(*(When(state=state, then=Value(verb)) for state, verb in verbs.STATE_VERBS.items()))
    about_it = Event.objects.filter(subject=Concat(Value("objective/"), Cast(OuterRef("pk"), CharField())))
    moved = about_it.filter(Q(verb=OuterRef("state_verb")) | Q(verb="objective.written")).order_by("-at")
    marked = objectives.annotate(is_agreed_to=Exists(agreements), is_followed=Exists(follows), state_verb=state_verb)
    marked = marked.annotate(moved_at=moved.values("at")[:1])
    rows = ledger.rows(marked, person=request.user)
    if not rows:
        raise Http404
    return rows[0]


def initiatives_of(objective: Objective) -> list[Initiative]:
    """Its initiatives; each knows the places of the key results that it serves on the page, 1 for the first."""
    places = {key_result.pk: place for place, key_result in enumerate(objective.key_results.all(), 1)}
    initiatives = list(objective.initiatives.select_related("owner").prefetch_related("key_results"))
    for initiative in initiatives:
        initiative.objective = objective
        initiative.places = sorted(places[key_result.pk] for key_result in initiative.key_results.all())
    return initiatives


def address(name: str, *args: Any) -> str:
    """The address of a page that another app may or may not offer; empty when it does not."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def writing_of(objective: Objective) -> str:
    """The page where it is written with the coach; empty once it is no draft any more."""
    return address("advice:draft", objective.pk) if objective.state in OPEN_STATES else ""


@dataclass(frozen=True)
class Feed:
    """What happened to an objective, newest first, a piece at a time."""

    lines: Sequence[tuple[Event, Echo | None]]  # with what a check-in brought about
    may_comment: bool
    only: str
    older: str  # the address of the next piece; empty at the end

    ONLY = {"check-ins": Q(verb__startswith="check_in."), "changes": ~Q(verb__startswith="check_in.")}

    @classmethod
    def of(cls, request: Request, objective: Objective) -> "Feed":
        only = request.GET.get("only", "")
        # A short word to a check-in stands beside the check-in.
        happened = Event.objects.filter(subject=log.reference(objective)).exclude(verb="check_in.reacted")
        events = happened.filter(cls.ONLY.get(only, Q()))
        asked = request.GET.get("shown", "")
        shown = int(asked) if asked.isdecimal() and len(asked) < 10 else 0  # what a database can count to
        counted = events.annotate(replies=replies_at(objective, OuterRef("target")))
        piece = list(counted.select_related("actor")[shown : shown + EVENTS + 1])
        older = ""
        if len(piece) > EVENTS:
            older = reverse("goals:objective-feed", args=[objective.pk])
            older += f"?shown={shown + EVENTS}" + (f"&only={only}" if only else "")
        said = {event: CheckIn.number_of(event.target) for event in piece if event.verb == "check_in.recorded"}
        echo_of = echoes(((said[event] or 0, event.actor_id, event.replies) for event in said), request.user)
        lines = [(event, echo_of.get(said.get(event) or 0)) for event in piece[:EVENTS]]
        return cls(lines, permissions.can_comment(request.user, objective), only, older)


@require_GET
@signed_in
def feed(request: Request, pk: int) -> HttpResponse:
    """What happened: the next piece for htmx, a page of its own without JavaScript."""
    objective = get_visible(Objective.objects, pk, request.user)
    template = "goals/_feed_items.html" if request.htmx else "goals/objective_feed.html"
    return render(request, template, {"objective": objective, "feed": Feed.of(request, objective)})


@require_GET
@signed_in
def progress(request: Request, pk: int) -> HttpResponse:
    """How the objective's number follows from its inputs: under the number, or a page of its own."""
    day = ChosenDay.of(request)
    row = past_row_of(request, pk, day.past) if day.past else row_of(request, pk)
    objective, cycle, today = row.objective, row.objective.cycle, day.day
    template = "goals/_objective_progress.html" if request.htmx else "goals/objective_progress.html"
    context = {
        "row": row,
        "day": day,
        "objective": objective,
        "is_weakest": cycle.roll_up == Cycle.RollUp.WEAKEST,
        "gone": min((today - objective.starts).days + 1, whole) if (whole := days_of(objective)) else None,
        "whole": whole,
        "threshold": Organisation.current().behind_until,
    }
    return render(request, template, context)


def past_row_of(request: Request, pk: int, day: date) -> ObjectiveRow:
    """The same as it stood at the end of a past day; 404 also where it was not there yet."""
    found: ObjectiveQuerySet = Objective.objects.visible_to(request.user).filter(pk=pk)
    stood = past.on(day, found, cycles=Cycle.objects.all(), threshold=behind_until())
    not_found_unless(bool(stood.objectives))
    return stood.rows(stood.objectives, person=request.user)[0]


def days_of(objective: Objective) -> int | None:
    """How many days the objective has in all; None with an open end."""
    return (objective.ends - objective.starts).days + 1 if objective.ends else None


@signed_in
def new_objective(request: Request) -> HttpResponse:
    not_found_unless(request.user.role != "viewer")
    form = ObjectiveForm(typed.posted(request), by=request.user, initial=wished(request))
    if request.method == "POST" and form.is_valid():
        try:
            written = verbs.write(by=request.user, **form.facts)
        except ValidationError as error:
            form.take_error(error)
        else:
            return redirect(writing_of(written) or reverse("goals:objective", args=[written.pk]))
    return render(request, "goals/new_objective.html", {"form": form}, status=form_status(request))


def wished(request: Request) -> dict[str, Any]:
    """What the address already says of the objective to be written: its cycle, team, level."""
    wishes = {name: request.GET[name] for name in ("cycle", "level") if name in request.GET}
    if "team" in request.GET:
        wishes["teams"] = [request.GET["team"]]  # type: ignore[assignment]
    return wishes


@signed_in
def edit_objective(request: Request, pk: int) -> HttpResponse:
    objective = get_visible(Objective.objects, pk, request.user)
    not_found_unless(permissions.can_change(request.user, objective))
    if request.method == "GET" and (writing := writing_of(objective)):
        return redirect(writing)
    form = ObjectiveForm(typed.posted(request), objective, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.edit(objective, by=request.user, version=form.seen, **form.facts)
        except ValidationError as error:
            objective = get_visible(Objective.objects, pk, request.user)
            if getattr(error, "code", "") == "conflict":
                form.show_conflict(objective, " ".join(error.messages))
            else:
                form.take_error(error)
        else:
            messages.success(request, _("The objective is saved."))
            if not permissions.can_see(request.user, objective):  # they have just closed its circle without them
                return redirect("goals:company")
            return redirect("goals:objective", pk)
    context = {"form": form, "objective": objective}
    return render(request, "goals/edit_objective.html", context, status=form_status(request))


@require_POST
@signed_in
def follow_objective(request: Request, pk: int) -> HttpResponse:
    """Hear of its check-ins from now on, or no longer."""
    objective = get_visible(Objective.objects.select_related("cycle", "owner"), pk, request.user)
    if "stop" in request.POST:
        following.unfollow(objective, by=request.user)
        messages.success(request, _("You will hear no more of its check-ins."))
    else:
        following.follow(objective, by=request.user)
        messages.success(request, _("Its check-ins will stand in your inbox and in the letter with news."))
    return redirect("goals:objective", pk)


@require_POST
@signed_in
def move_objective(request: Request, pk: int) -> HttpResponse:
    """Move the objective to another state; closing brings the score and what was decided."""
    objective = get_visible(Objective.objects, pk, request.user)
    to = request.POST.get("to", "")
    if to not in State.values:
        return HttpResponseBadRequest()
    form = ClosingForm(request.POST, objective.progress)
    if to != State.CLOSED:
        try:
            verbs.move(objective, by=request.user, to=to)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("goals:objective", pk)
    elif not form.is_valid():
        context = {**page_of(request, row_of(request, pk)), "closing": form}
        return render(request, "goals/objective.html", context, status=422)
    else:
        verbs.move(objective, by=request.user, to=to, **form.cleaned_data)
    messages.success(request, _("The objective is now: %(state)s.") % {"state": objective.get_state_display()})
    return redirect("goals:objective", pk)
