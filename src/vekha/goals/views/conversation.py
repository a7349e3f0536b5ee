"""What people say to one another about an objective and its check-ins: beside them, or on pages of their own."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from vekha.activity.log import reference
from vekha.goals import permissions
from vekha.goals.actions import conversation as verbs
from vekha.goals.forms.conversation import (
    BETWEEN_NAMES,
    AcknowledgeForm,
    AskToReadForm,
    CommentForm,
    ReplyForm,
    place_names,
)
from vekha.goals.inbox import page_of_comment
from vekha.goals.models import CheckIn, Comment, Objective, ReviewRequest
from vekha.goals.threads import echoes, threads_of
from vekha.people import typed
from vekha.people.access import Request, get_visible, not_found_unless, signed_in
from vekha.people.search import search_words
from vekha.ui import formats

FOUND = 8  # names offered at once
NAMES_AT_MOST = 5  # in a sentence


@require_http_methods(["GET", "POST"])
@signed_in
def conversation(request: Request, pk: int) -> HttpResponse:
    """Read what was said, and say something."""
    objective = visible(request, pk)
    if request.method == "GET":
        return panel(request, objective)
    not_found_unless(permissions.can_comment(request.user, objective))
    form = CommentForm(request.POST, objective, names=names_address(objective))
    if not form.is_valid():
        return panel(request, objective, comment=form)
    try:
        said = verbs.comment(objective, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.take_error(error)
        return panel(request, objective, comment=form)
    return answered(request, said, told=unclear_names(said))


@require_POST
@signed_in
def settle_comment(request: Request, pk: int) -> HttpResponse:
    comment = commentable(request, pk)
    verbs.settle(comment, by=request.user)
    return answered(request, comment)


@require_POST
@signed_in
def reopen_comment(request: Request, pk: int) -> HttpResponse:
    comment = commentable(request, pk)
    verbs.reopen(comment, by=request.user)
    return answered(request, comment)


@require_POST
@signed_in
def react(request: Request, pk: int) -> HttpResponse:
    """Say a short word to a comment, or take it back."""
    comment = commentable(request, pk)
    return answered(request, comment) if reacts(request, comment) else HttpResponseBadRequest()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def replies(request: Request, pk: int) -> HttpResponse:
    """What was said about a check-in, below it or on a page of its own, and a reply."""
    check_in = seen_check_in(request, pk)
    objective = check_in.key_result.objective
    if request.method != "POST":
        return beside(request, check_in, is_open=True)
    not_found_unless(permissions.can_comment(request.user, objective))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return beside(request, check_in, is_open=True, reply=form)
    try:
        said = verbs.comment(objective, by=request.user, place=reference(check_in), **form.cleaned_data)
    except ValidationError as error:
        form.take_error(error)
        return beside(request, check_in, is_open=True, reply=form)
    return answered(request, said, told=unclear_names(said))


@require_POST
@signed_in
def react_to_check_in(request: Request, pk: int) -> HttpResponse:
    """Say a short word to a check-in, or take it back."""
    check_in = seen_check_in(request, pk)
    not_found_unless(permissions.can_comment(request.user, check_in.key_result.objective))
    if not reacts(request, check_in):
        return HttpResponseBadRequest()
    if request.htmx:
        return beside(request, check_in, is_open="open" in request.POST)
    return redirect("goals:replies", pk)


@require_POST
@signed_in
def ask_to_read(request: Request, pk: int) -> HttpResponse:
    objective = visible(request, pk)
    not_found_unless(permissions.can_comment(request.user, objective))
    form = AskToReadForm(request.POST, names=names_address(objective))
    if not form.is_valid():
        return panel(request, objective, reading=form)
    try:
        verbs.ask_to_read(objective, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.take_error(error)
        return panel(request, objective, reading=form)
    return done(request, pk, "reading")


@require_POST
@signed_in
def acknowledge(request: Request, pk: int) -> HttpResponse:
    """Say that one has read what one was asked to read. From the inbox one comes back to it."""
    asked: ReviewRequest = get_visible(ReviewRequest.objects.filter(person=request.user), pk, request.user)
    form = AcknowledgeForm(request.POST, of=pk)
    try:
        if form.is_valid():
            verbs.acknowledge(asked, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.take_error(error)
    if not form.is_valid():
        return panel(request, visible(request, asked.objective_id), acknowledgement=form)
    if "inbox" in request.POST:
        messages.success(request, _("%(name)s hears that you have read it.") % {"name": asked.by or "…"})
        return redirect("goals:inbox")
    return done(request, asked.objective_id, "reading")


@require_GET
@signed_in
def find_reader(request: Request, pk: int) -> HttpResponse:
    """Those who may see the objective, by the name that is being typed; behind commas, by the last one."""
    objective = get_visible(Objective.objects, pk, request.user)
    *before, words = BETWEEN_NAMES.split(request.GET.get("people", ""))
    found = objective.readers().filter(search_text__contains=search_words(words).casefold())[:FOUND]
    context = {"people": found, "before": "".join(f"{name.strip()}, " for name in before)}
    return render(request, "goals/_people_options.html", context)


def visible(request: Request, pk: int) -> Objective:
    """The objective with all that decides who may do what, or 404."""
    things = Objective.objects.select_related("owner", "cycle").prefetch_related("teams", "key_results", "initiatives")
    found: Objective = get_visible(things, pk, request.user)
    prefetch_related_objects([request.user], "memberships")
    return found


def commentable(request: Request, pk: int) -> Comment:
    """A comment that the person may answer, or 404."""
    comment: Comment = get_visible(Comment.objects.select_related("objective"), pk, request.user)
    not_found_unless(permissions.can_comment(request.user, comment.objective))
    return comment


def seen_check_in(request: Request, pk: int) -> CheckIn:
    """A check-in of an objective that the person may see, taken back or not, or 404."""
    check_in = get_object_or_404(CheckIn.objects.select_related("author", "key_result"), pk=pk)
    check_in.key_result.objective = visible(request, check_in.key_result.objective_id)
    return check_in


def reacts(request: Request, thing: Comment | CheckIn) -> bool:
    """Do with a short word what was asked; whether there is such a word."""
    verb: Callable[..., None] = verbs.unreact if "unreact" in request.POST else verbs.react
    try:
        verb(thing, by=request.user, kind=request.POST.get("unreact") or request.POST.get("react", ""))
    except ValidationError:
        return False
    return True


def panel(
    request: Request,
    objective: Objective,
    *,
    comment: CommentForm | None = None,
    reading: AskToReadForm | None = None,
    acknowledgement: AcknowledgeForm | None = None,
    told: Sequence[str] = (),
) -> HttpResponse:
    """All that was said, and the forms; a form that was refused comes back with what was typed."""
    names = place_names(objective)
    asked = list(objective.review_requests.select_related("person", "by"))
    waits = next((each for each in asked if each.person_id == request.user.pk and not each.acknowledged_at), None)
    threads = threads_of(about_its_words(objective), request.user, names)
    address = names_address(objective)
    context: dict[str, Any] = {
        "objective": objective,
        "open_threads": [thread for thread in threads if thread.settled_at is None],
        "settled_threads": [thread for thread in threads if thread.settled_at is not None],
        "may_comment": permissions.can_comment(request.user, objective),
        "comment": comment or CommentForm(typed.take(request), objective, names=address),
        "asked": asked,
        "waits": waits,
        "reading": reading or AskToReadForm(None, names=address),
        "acknowledgement": acknowledgement or (AcknowledgeForm(None, of=waits.pk) if waits else None),
        "names": address,
        "told": told,
    }
    template = "goals/_conversation.html" if request.htmx else "goals/conversation.html"
    is_refused = bool(comment or reading or acknowledgement)
    return render(request, template, context, status=422 if is_refused else 200)


def name_of(check_in: CheckIn) -> str:
    return _("Check-in of %(day)s") % {"day": formats.day(check_in.at)}


def about_its_words(objective: Objective) -> QuerySet[Comment]:
    """What was said about the objective and its parts; what was said about a check-in stands beside that."""
    return objective.comments.exclude(place__startswith="checkin/")


def beside(
    request: Request, check_in: CheckIn, *, is_open: bool, reply: ReplyForm | None = None, told: Sequence[str] = ()
) -> HttpResponse:
    """What stands below a check-in: short words and replies, folded to their number unless `is_open`."""
    objective = check_in.key_result.objective
    said = objective.comments.filter(place=reference(check_in))
    (echo,) = echoes([(check_in.pk, check_in.author_id, said.count())], request.user).values()
    context: dict[str, Any] = {
        "check_in": check_in,
        "key_result": check_in.key_result,
        "objective": objective,
        "echo": echo,
        "may_comment": permissions.can_comment(request.user, objective),
        "is_open": is_open,
        "told": told,
    }
    if is_open:
        context |= {
            "threads": threads_of(said, request.user, {reference(check_in): name_of(check_in)}),
            "reply": reply or ReplyForm(None if request.htmx else typed.take(request)),
            "names": names_address(objective),
        }
    template = "goals/_replies.html" if request.htmx else "goals/replies.html"
    return render(request, template, context, status=422 if reply else 200)


def unclear_names(said: Comment) -> list[str]:
    """What to say about names in a comment that nobody heard, because they mean nobody or several people."""
    told = []
    for mention in verbs.mentions_in(said.text, said.objective):
        if not mention.people:
            told.append(
                _(
                    "Nobody who sees this objective is called “%(name)s”: it stands as text. "
                    "Write the name as it stands here."
                )
                % {"name": mention.name}
            )
        elif mention.person is None:
            emails = formats.names(person.email for person in mention.people[:NAMES_AT_MOST])
            told.append(
                _(
                    "Several people are called “%(name)s”, so nobody was asked in. "
                    "Write the e-mail behind the @: %(emails)s."
                )
                % {"name": mention.name, "emails": emails}
            )
    return told


def names_address(objective: Objective) -> str:
    return reverse("goals:find-reader", args=[objective.pk])


def done(request: Request, pk: int, place: str, told: Sequence[str] = ()) -> HttpResponse:
    """The conversation as it is now; without htmx its page, at the place where something was done."""
    if request.htmx:
        return trigger_client_event(panel(request, visible(request, pk), told=told), "conversation-changed")
    return redirect(f"{reverse('goals:conversation', args=[pk])}#{place}")


def answered(request: Request, comment: Comment, told: Sequence[str] = ()) -> HttpResponse:
    """What stands around the comment as it is now, where it was answered; without htmx the page it is read on."""
    if not request.htmx:
        for words in told:
            messages.warning(request, words)
        return redirect(page_of_comment(comment.objective_id, comment.place, comment.pk))
    if check_in := CheckIn.number_of(comment.place):
        return beside(request, seen_check_in(request, check_in), is_open=True, told=told)
    return done(request, comment.objective_id, f"comment-{comment.pk}", told)
