from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from vekha.advice import alignment, coaching, dialogue, permissions, rewriting
from vekha.advice.actions import replies as verbs
from vekha.advice.dialogue import Remark
from vekha.advice.forms import ReplyForm
from vekha.advice.good_marks import marks_on
from vekha.advice.models import Reply
from vekha.advice.notes import Note, NotedObjective, notes_on, shown_at_once
from vekha.coach import document
from vekha.coach.review import Review, ReviewedObjective
from vekha.goals import permissions as goals_permissions
from vekha.goals.actions.drafts import OPEN_STATES
from vekha.goals.models import Initiative, KeyResult, Objective
from vekha.goals.models.objective import seen_by
from vekha.people.access import Request, get_visible, signed_in
from vekha.people.models import Organisation


@dataclass(frozen=True)
class Beside:
    """A note beside an objective: what was said to it, and what the reader may do about it."""

    note: Note
    remark: Remark
    reply: Reply | None
    address: str  # where the statement is edited; empty for those who may not
    may_reply: bool
    form: ReplyForm | None  # with what was written here and could not be kept

    @property
    def may_accept(self) -> bool:
        """Whether the rewrite can take the place of the statement at once."""
        return bool(self.address and self.note.finding.rewrite and not self.remark.is_on_set)


@require_safe
@signed_in
def objective(request: Request, pk: int) -> HttpResponse:
    """The coach's findings on an objective: beside it as a fragment, or a page of their own."""
    return _panel(request, pk)


@require_POST
@signed_in
def reply(request: Request, pk: int) -> HttpResponse:
    """Answer the question of a note, dismiss it, or take its wording."""
    found, review = _among_others(request, pk)
    form = ReplyForm(request.POST)
    remark = _remark(found, review, request.POST.get("question"))
    if remark is None:
        return _panel(request, pk, form=form, has_changed=True)
    if not form.is_valid():
        return _panel(request, pk, form=form)
    what, reason, text = form.cleaned_data["what"], form.cleaned_data["reason"], form.cleaned_data["text"]
    try:
        match what:
            case Reply.What.ANSWERED:
                verbs.answer(remark, by=request.user, text=text)
            case Reply.What.DISMISSED:
                verbs.dismiss(remark, by=request.user, reason=reason, text=text)
            case _:
                words = rewriting.filled(remark.finding.rewrite or "", request.POST.getlist("blank"))
                verbs.accept(remark, by=request.user, text=words)
    except ValidationError as error:
        form.take_error(error)
        has_changed = getattr(error, "code", "") == "conflict"
        return _panel(request, pk, form=form, has_changed=has_changed)
    if what == Reply.What.ACCEPTED:
        messages.success(request, _told(remark, words))
        page = reverse("goals:objective", args=[pk])
        return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
    return _done(request, pk)


@require_POST
@signed_in
def take_back_reply(request: Request, pk: int) -> HttpResponse:
    """Take a reply back: the coach asks again."""
    said = get_object_or_404(Reply.objects.standing().filter(seen_by(request.user, "objective__")), pk=pk)
    pk = said.objective_id
    found, review = _among_others(request, pk)
    remark = _remark(found, review, said.question)
    if remark is None:
        return _panel(request, pk, has_changed=True)
    verbs.take_back(said, remark=remark, by=request.user)
    return _done(request, pk)


def visible(request: Request, pk: int) -> Objective:
    """The objective with all that the coach looks at, or 404."""
    things = Objective.objects.select_related("owner", "cycle").prefetch_related(
        "teams",
        Prefetch("key_results", KeyResult.objects.select_related("owner")),
        Prefetch("initiatives", Initiative.objects.select_related("owner").prefetch_related("key_results")),
    )
    found: Objective = get_visible(things, pk, request.user)
    # Few key results have steps; where none has, there is nothing to ask the database for.
    in_steps = [each for each in found.key_results.all() if each.kind == KeyResult.Kind.STEPS]
    prefetch_related_objects(in_steps, "steps")
    prefetch_related_objects([request.user], "memberships")
    return found


def reviewed(found: Objective, others: Sequence[document.Objective] = ()) -> Review:
    """The review of an objective by the company's settings."""
    organisation = Organisation.current()
    return coaching.of_objective(found, language=organisation.language, stage=organisation.stage, others=others)


def _among_others(request: Request, pk: int) -> tuple[Objective, Review]:
    """The objective, and its review with what it repeats or contradicts among those that everybody sees."""
    found = visible(request, pk)
    return found, reviewed(found, alignment.others(found))


def _remark(found: Objective, review: Review, question: str | None) -> Remark | None:
    """The remark that asks this question; None when it is asked no more."""
    remarks = dialogue.remarks_on(found, review.objectives[0].findings)
    return next((remark for remark in remarks if remark.question == question), None)


def _told(remark: Remark, words: str) -> str:
    """What became of a wording that was taken."""
    told = _("The new wording is saved.")
    made = rewriting.read_apart(words)[1:] if isinstance(remark.thing, KeyResult) else []
    if any(isinstance(each, document.KeyResult) for each in made):
        told = _("The line is two key results now.")
    elif made:
        told = _("The new wording is saved, and the work stands among the initiatives.")
    return told


def _done(request: Request, pk: int) -> HttpResponse:
    """The panel as it is now; without htmx the page it belongs to."""
    if request.htmx:
        return trigger_client_event(_panel(request, pk), "remark-replied")
    return redirect("advice:objective", pk)


def _panel(request: Request, pk: int, *, form: ReplyForm | None = None, has_changed: bool = False) -> HttpResponse:
    """All notes on an objective with the dialogue. `has_changed`: a reply came to words that are others by now."""
    language = coaching.language_of(get_language() or "en")
    found, review = _among_others(request, pk)
    (noted,) = notes_on(review, language).objectives
    beside = _beside(request, found, noted, form)
    speaking = [each for each in beside if not each.reply and not each.note.finding.held_back]
    shown = shown_at_once(each.note.finding.severity for each in speaking)
    context: dict[str, Any] = {
        "objective": found,
        "noted": noted,
        "remarks": len(speaking),
        "notes": speaking[:shown],
        "further": speaking[shown:],
        "held_back": [each for each in beside if not each.reply and each.note.finding.held_back],
        "marks": marks_on(_without_settled(review.objectives[0], beside), language),
        "settled": [each for each in beside if each.reply],
        "reasons": Reply.Reason.choices,
        "lost": form if has_changed else None,
        "has_changed": has_changed,
        "off": review.settings.off,
    }
    template = "advice/_objective.html" if request.htmx else "advice/objective.html"
    return render(request, template, context, status=422 if form or has_changed else 200)


def _without_settled(judged: ReviewedObjective, beside: list[Beside]) -> ReviewedObjective:
    """As it stands once what was replied to is settled."""
    return replace(judged, findings=tuple(each.note.finding for each in beside if not each.reply))


def _beside(request: Request, found: Objective, noted: NotedObjective, form: ReplyForm | None) -> list[Beside]:
    notes: Sequence[Note] = [*noted.notes, *noted.held_back]
    replies = dialogue.replies_to(found)
    asked = request.POST.get("question")
    beside = []
    for note, remark in zip(notes, dialogue.remarks_on(found, [note.finding for note in notes]), strict=True):
        question = remark.question
        beside.append(
            Beside(
                note=note,
                remark=remark,
                reply=replies.get(question),
                address=_address(request, remark),
                may_reply=permissions.can_reply(request.user, found, remark.thing),
                form=form if question == asked else None,
            )
        )
    return beside


def _address(request: Request, remark: Remark) -> str:
    """Where the statement is edited; empty for those who may not."""
    thing = remark.thing
    if remark.objective.state in OPEN_STATES and goals_permissions.can_change(request.user, remark.objective):
        return reverse("advice:draft", args=[remark.objective.pk])
    if isinstance(thing, Initiative):
        may, name = goals_permissions.can_change_initiative(request.user, thing), "goals:edit-initiative"
    else:
        may = goals_permissions.can_change(request.user, remark.objective)
        name = "goals:edit-key-result" if isinstance(thing, KeyResult) else "goals:edit-objective"
    return reverse(name, args=[thing.pk]) if may else ""
