"""Is this well written? Paste a text, read what the coach asks, put its rewrites in, keep the OKRs as drafts."""

import time
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vekha.advice import coaching, examples, rewriting, unsure
from vekha.advice.actions import begin_drafts
from vekha.advice.actions.begin_drafts import Drafts
from vekha.advice.forms import DraftsForm, Pasted, PasteForm
from vekha.advice.notes import notes_on
from vekha.coach import reading, report
from vekha.coach.document import Language
from vekha.coach.review import Review
from vekha.goals.models import Objective
from vekha.people import typed
from vekha.people.access import Request, form_status, signed_in
from vekha.people.models import Organisation, Person

DOWNLOADS = {
    "json": ("application/json", "okr-review.json", report.as_json),
    "sarif": ("application/sarif+json", "okr-review.sarif", report.as_sarif),
}


@require_http_methods(["GET", "POST"])
def coach(request: HttpRequest) -> HttpResponse:
    """Open to people who are signed out where the organisation allows it."""
    organisation = Organisation.current()
    if not (request.user.is_authenticated or organisation.coach_is_open):
        return signed_in(coach)(request)
    # Also what was to become drafts when the session had ended.
    posted = typed.posted(request) or typed.take(request, reverse("advice:make-drafts"))
    stage = organisation.stage if request.user.is_authenticated else None
    example = examples.numbered(request.GET.get("example"), _language())
    if posted is None and example is None:
        return _page(request, PasteForm(initial={"stage": stage}, reader=request.user))
    fields = posted or {"text": example.text if example else "", "stage": stage}
    form = PasteForm(fields, request.FILES, reader=request.user)
    if not form.is_valid():
        return _page(request, form, status=form_status(request))
    pasted = form.pasted
    if wanted := request.POST.get("apply"):
        pasted = _with_rewrite(request, pasted, wanted)
    if asked := DOWNLOADS.get(request.GET.get("format", "")):
        content_type, name, written = asked
        words = written([_review(pasted)], _reader())
        return HttpResponse(
            words, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
    return _reviewed(request, pasted, kept=posted)


@require_http_methods(["GET", "POST"])
@signed_in
def make_drafts(request: Request) -> HttpResponse:
    """Put the OKRs of the text into a cycle as drafts."""
    if request.method == "GET":  # somebody comes back to the address of a form
        return redirect("advice:coach")
    paste = PasteForm(request.POST, request.FILES, reader=request.user)
    form = DraftsForm(request.POST, person=request.user)
    if not paste.is_valid():
        return _page(request, paste, status=422)
    if form.is_valid() and (made := _made(request, form, paste.pasted)):
        messages.success(request, _told(made, form.cleaned_data["cycle"].name))
        first = made.objectives[0]
        alone = len(made.objectives) == 1
        return redirect("advice:draft", first.pk) if alone else redirect("goals:person", request.user.pk)
    return _reviewed(request, paste.pasted, drafts_form=form, status=422)


def _made(request: Request, form: DraftsForm, pasted: Pasted) -> Drafts | None:
    """The drafts; None when they could not be made, with the reason in the form."""
    level, team = form.cleaned_data["level"], form.cleaned_data["team"]
    read = _review(pasted).document
    if not read.objectives:
        return None  # the page says that nothing was found
    try:
        return begin_drafts.from_text(
            read,
            by=request.user,
            cycle=form.cleaned_data["cycle"],
            level=level,
            teams=[team] if team and level == Objective.Level.TEAM else [],
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    except PermissionDenied:
        form.add_error("level", _("You may not write objectives of this level there. Choose another level or team."))
    return None


def _told(made: Drafts, cycle: str) -> str:
    """What was made, in words."""
    objectives, key_results, initiatives = len(made.objectives), len(made.key_results), len(made.initiatives)
    said = [
        ngettext("%(count)d draft made in “%(cycle)s”", "%(count)d drafts made in “%(cycle)s”", objectives)
        % {"count": objectives, "cycle": cycle}
    ]
    if key_results:
        said.append(ngettext("%d key result", "%d key results", key_results) % key_results)
    if measured := len(made.measured):
        said.append(
            ngettext("%d of them with its number understood", "%d of them with their numbers understood", measured)
            % measured
        )
    if initiatives:
        said.append(ngettext("%d initiative", "%d initiatives", initiatives) % initiatives)
    return pgettext("end of a sentence", "%s.") % pgettext("between the parts of a list", ", ").join(said)


def _review(pasted: Pasted) -> Review:
    return coaching.of_text(pasted.text, stage=pasted.stage, answers=pasted.answers)


def _with_rewrite(request: HttpRequest, pasted: Pasted, wanted: str) -> Pasted:
    """The text with the rewrite of the note of that number put in, if the text is still the one it was said about."""
    if request.POST.get("reviewed") == pasted.fingerprint:
        for note in notes_on(_review(pasted), _reader()):
            if str(note.number) == wanted and note.place and note.finding.rewrite:
                words = rewriting.filled(note.finding.rewrite, request.POST.getlist("blank"))
                return replace(pasted, text=rewriting.put_in(pasted.text, note.place, words))
    messages.info(request, _("The text has changed meanwhile, so nothing was put in. These are the remarks on it now."))
    return pasted


def _reviewed(
    request: HttpRequest,
    pasted: Pasted,
    *,
    kept: QueryDict | None = None,
    drafts_form: DraftsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with the notes on a text. `kept`: where its drafts should go, as chosen before."""
    started = time.perf_counter()
    read = reading.read(pasted.text)
    review = coaching.of_document(unsure.answered(read, pasted.answers), stage=pasted.stage)
    notes = notes_on(review, _reader(), pasted.places)
    milliseconds = round(1000 * (time.perf_counter() - started)) or 1
    if drafts_form is None and isinstance(request.user, Person):
        chosen = {name: kept[name] for name in DraftsForm.base_fields if name in kept} if kept else {}
        drafts_form = DraftsForm(initial=chosen, person=request.user)
    questions = unsure.questions(read, pasted.answers)
    context = {
        "notes": notes,
        "milliseconds": milliseconds,
        "reviewed": pasted.fingerprint,
        "drafts_form": drafts_form,
        "questions": questions,
        "open_questions": sum(not question.answer for question in questions),
    }
    # A new form, because the text may have come from a file or changed on the way.
    form = PasteForm(initial=pasted.fields | {"stage": pasted.stage}, reader=request.user)
    return _page(request, form, context, status)


def _page(
    request: HttpRequest, form: PasteForm, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "examples": examples.in_language(_language())} | (context or {})
    return render(request, "advice/coach.html", context, status=status)


def _language() -> str:
    return get_language() or "en"


def _reader() -> Language:
    return coaching.language_of(_language())
