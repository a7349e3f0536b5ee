"""Where an objective is written in dialogue with the coach: one form, saved field by field, and live advice on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from vekha.activity import log
from vekha.advice import coaching, dialogue, rewriting
from vekha.advice.actions import replies
from vekha.advice.dialogue import Remark
from vekha.advice.draft_page.as_typed import AsTyped
from vekha.advice.draft_page.notes import SaidTo, key_of, notes_on_draft, placed, words_asked
from vekha.advice.draft_page.sent import Left, Sent
from vekha.advice.draft_page.shown import ShownDraft
from vekha.advice.models import Reply
from vekha.advice.views.objectives import reviewed, visible
from vekha.coach.document import Language
from vekha.goals import permissions
from vekha.goals.actions import drafts as verbs
from vekha.goals.actions import objectives
from vekha.goals.models import Objective
from vekha.people import typed
from vekha.people.access import Request, get_visible, not_found_unless, signed_in
from vekha.people.models import Person

# All that live advice has to read: the rest is in what was typed.
_WITH_MEMBERS = Objective.objects.select_related("owner", "cycle").prefetch_related(
    "teams", "key_results__owner", "initiatives__owner"
)


@dataclass(frozen=True)
class Other:
    """Somebody else who has the draft open, and where their cursor is, in words if that is known."""

    person: str
    where: str


@require_http_methods(["GET", "POST"])
@signed_in
def draft(request: Request, pk: int) -> HttpResponse:
    """Write an objective: GET shows it, POST saves what stands in the form and does what the pressed button says."""
    if request.method == "POST":
        return _save(request, get_visible(Objective.objects.select_related("owner", "cycle"), pk, request.user))
    objective = visible(request, pk)
    kept = typed.take(request)
    if not _is_open_to(request.user, objective):
        if kept:
            sent = Sent(kept, objective, by=request.user)
            return _not_saved(request, objective, sent, sent.all_left())
        return _go(request, reverse("goals:objective", args=[pk]))
    if kept:
        sent = Sent(kept, objective, by=request.user)
        return _page(request, ShownDraft(objective, by=request.user, sent=sent, left=sent.all_left()))
    return _page(request, ShownDraft(objective, by=request.user))


@require_POST
def draft_advice(request: HttpRequest, pk: int) -> HttpResponse:
    """What the coach says about the draft as it is being typed. Nothing is written."""
    if not request.user.is_authenticated:  # what was typed is kept by the page, not by this
        return redirect_to_login(reverse("advice:draft", args=[pk]))
    objective = get_object_or_404(_WITH_MEMBERS, pk=pk)  # whoever may change it sees it
    prefetch_related_objects([request.user], "memberships")
    not_found_unless(permissions.can_change(request.user, objective))
    as_typed = AsTyped(objective, request.POST)
    notes = notes_on_draft(as_typed.objective, as_typed.part_of, as_typed.section_of, _reader())
    return render(request, "advice/_draft_advice.html", {"notes": notes, "reasons": Reply.Reason.choices})


def _save(request: Request, objective: Objective) -> HttpResponse:
    data, person = request.POST, request.user
    prefetch_related_objects([person], "memberships")
    sent = Sent(data, objective, by=person)
    try:
        saved = verbs.save(objective, by=person, written=sent.written)
    except (ValidationError, PermissionDenied):
        objective, left = visible(request, objective.pk), sent.all_left()
        if not _is_open_to(person, objective):  # proposed, agreed or given to others while they wrote
            return _not_saved(request, objective, sent, left)
        shown = ShownDraft(objective, by=person, sent=sent, left=left)
        return _page(request, shown, status=422, is_refused=True)
    left = sent.left(saved)
    if sent.has_facts or not _is_brief(request):
        try:
            objective = visible(request, objective.pk)
        except Http404:  # they have just closed its circle without them
            return _go(request, reverse("goals:company"))
    if not _is_open_to(person, objective):  # they have just given it to a team of others
        if saved.is_whole and not left and "reply" not in data:
            messages.success(request, _("Saved."))
            return _go(request, reverse("goals:objective", args=[objective.pk]))
        return _not_saved(request, objective, sent, left)
    shown = ShownDraft(objective, by=person, sent=sent, saved=saved, left=left, add=data.get("add", ""))
    said: dict[str, SaidTo] = {}
    if "reply" in data or "take-back" in data:
        said = _reply(request, objective, shown)
        objective = visible(request, objective.pk)
        shown = ShownDraft(objective, by=person, sent=sent, saved=saved, left=left)
    verbs.be_present(objective, by=person, place=_place(shown, data.get("place", "")))
    is_whole = saved.is_whole and not left and not said
    then = data.get("then", "")
    if is_whole and then in {"ask", "propose", "page"}:
        return _then(request, objective, then)
    if is_whole and not request.htmx and "add" not in data:
        messages.success(request, _("Saved."))
        return redirect("advice:draft", objective.pk)
    return _page(request, shown, status=200 if is_whole else 422, said=said)


def _is_open_to(person: Person, objective: Objective) -> bool:
    return objective.state in verbs.OPEN_STATES and permissions.can_change(person, objective)


def _not_saved(request: Request, objective: Objective, sent: Sent, left: Mapping[str, Left]) -> HttpResponse:
    """What was typed by somebody who cannot write here any more, to be copied; to a script, in its page."""
    template = "advice/_draft_not_saved.html" if request.htmx else "advice/draft_not_saved.html"
    context = {"objective": objective, "words": sent.unsaved_words(left)}
    return render(request, template, context, status=422)


def _then(request: Request, objective: Objective, then: str) -> HttpResponse:
    """Leave the page by one of its doors."""
    page = reverse("goals:objective", args=[objective.pk])
    if then == "propose":
        try:
            objectives.move(objective, by=request.user, to=Objective.State.PROPOSED)
        except ValidationError as error:  # what waits in the backlog is given a cycle first
            messages.error(request, " ".join(error.messages))
            return _go(request, page)
        messages.success(request, _("The objective is now: %(state)s.") % {"state": objective.get_state_display()})
    return _go(request, page + ("#review" if then == "ask" else ""))


def _reply(request: Request, objective: Objective, shown: ShownDraft) -> dict[str, SaidTo]:
    """Answer, dismiss, take a wording, or take any of it back. What could not be kept comes back with the reason."""
    data, person = request.POST, request.user
    remarks = dialogue.remarks_on(objective, reviewed(objective).objectives[0].findings)
    found = {key_of(remark, part): remark for remark, part in placed(remarks, shown.part_of)}
    if "take-back" in data:
        standing = {str(reply.pk): reply for reply in dialogue.replies_to(objective).values()}
        reply = standing.get(data["take-back"])
        remark = next((remark for remark in found.values() if reply and remark.question == reply.question), None)
        if reply and remark:
            replies.take_back(reply, remark=remark, by=person)
        return {}
    what, _space, key = data["reply"].partition(" ")
    remark = found.get(key)
    said = SaidTo(
        what=what,
        problems=[],
        blanks=data.getlist(f"blank-{key}"),
        answer=data.get(f"answer-{key}", ""),
        reason=data.get(f"reason-{key}", ""),
        because=data.get(f"because-{key}", ""),
    )
    if remark is None or words_asked(remark) != data.get(f"asked-{key}"):
        problems = [_("The words have changed meanwhile. What you said belongs to the words before.")]
    else:
        problems = _do_reply(remark, what, said, person)
    return {key: SaidTo(what, problems, said.blanks, said.answer, said.reason, said.because)} if problems else {}


def _do_reply(remark: Remark, what: str, said: SaidTo, person: Person) -> list[str]:
    try:
        match what:
            case Reply.What.ANSWERED:
                replies.answer(remark, by=person, text=said.answer)
            case Reply.What.DISMISSED:
                replies.dismiss(remark, by=person, reason=said.reason, text=said.because)
            case Reply.What.ACCEPTED:
                words = rewriting.filled(remark.finding.rewrite or "", said.blanks)
                replies.accept_in_draft(remark, by=person, text=words)
    except ValidationError as error:
        return list(error.messages)
    return []


def _page(
    request: Request,
    shown: ShownDraft,
    *,
    status: int = 200,
    is_refused: bool = False,
    said: dict[str, SaidTo] | None = None,
) -> HttpResponse:
    """The page, or to a script its form."""
    objective, left = shown.objective, shown.left.values()
    is_brief = _is_brief(request)
    context: dict[str, Any] = {
        "objective": objective,
        "draft": shown,
        "is_brief": is_brief,
        "reasons": Reply.Reason.choices,
        "others": _others(request, shown),
        "may_move": permissions.can_move(request.user, objective),
        "is_refused": is_refused,
        "has_conflicts": any(each.is_conflict for each in left) or shown.some_is_gone,
        "has_left": any(each.errors for each in left),
    }
    if not is_brief:
        context["notes"] = notes = notes_on_draft(objective, shown.part_of, shown.section_of, _reader(), said or {})
        shown.take(notes)
    template = "advice/_draft_form.html" if request.htmx else "advice/draft.html"
    return render(request, template, context, status=status)


def _is_brief(request: Request) -> bool:
    """A script that saves by itself has asked for advice already, and needs only what it does not show yet."""
    return bool(request.htmx) and not {"reply", "take-back"} & request.POST.keys()


def _others(request: Request, shown: ShownDraft) -> list[Other]:
    """Who else is here, and where."""
    names = {"title": _("the objective"), "why": _("the why"), "reality": _("the reality")}
    names |= {
        log.reference(part.thing): _("key result %(number)s") % {"number": part.number}
        for part in shown.key_results
        if part.thing
    }
    names |= {log.reference(part.thing): _("an initiative") for part in shown.initiatives if part.thing}
    here = shown.objective.presences.here_beside(request.user)
    return [Other(str(presence.person), names.get(presence.place, "")) for presence in here]


def _place(shown: ShownDraft, part: str) -> str:
    """A part of the page as the log names what stands there."""
    if part in {"title", "why", "reality"}:
        return part
    things = {each.name: each.thing for each in (*shown.key_results, *shown.initiatives)}
    thing = things.get(part)
    return log.reference(thing) if thing else ""


def _go(request: Request, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _reader() -> Language:
    return coaching.language_of(get_language() or "en")
