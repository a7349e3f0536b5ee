"""What people say to one another about an objective: beside its words as a fragment, or a page of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from vekha.goals import permissions
from vekha.goals.actions import conversation as verbs
from vekha.goals.forms.conversation import BETWEEN_NAMES, AcknowledgeForm, AskToReadForm, CommentForm, place_names
from vekha.goals.models import Comment, Objective, Reaction, ReviewRequest
from vekha.people import typed
from vekha.people.access import Request, get_visible, not_found_unless, signed_in
from vekha.people.models import Person
from vekha.people.search import search_words
from vekha.ui import formats

FOUND = 8  # names offered at once
NAMES_AT_MOST = 5  # in a sentence


@dataclass(frozen=True)
class ReactionsOfAKind:
    kind: str
    words: str
    people: Sequence[Person]
    is_mine: bool


@dataclass(frozen=True)
class Said:
    """A comment with the short words it got."""

    comment: Comment
    reactions: Sequence[ReactionsOfAKind]


@dataclass(frozen=True)
class Thread:
    """What was said at one place until it was settled."""

    place: str
    about: str  # what the place is called
    settled_at: datetime | None
    said: Sequence[Said]

    @property
    def last(self) -> Comment:
        return self.said[-1].comment


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
    return done(request, pk, f"comment-{said.pk}", told=unclear_names(said))


@require_POST
@signed_in
def settle_comment(request: Request, pk: int) -> HttpResponse:
    comment = commentable(request, pk)
    verbs.settle(comment, by=request.user)
    return done(request, comment.objective_id, f"comment-{pk}")


@require_POST
@signed_in
def reopen_comment(request: Request, pk: int) -> HttpResponse:
    comment = commentable(request, pk)
    verbs.reopen(comment, by=request.user)
    return done(request, comment.objective_id, f"comment-{pk}")


@require_POST
@signed_in
def react(request: Request, pk: int) -> HttpResponse:
    """Say a short word to a comment, or take it back."""
    comment = commentable(request, pk)
    verb: Callable[..., None] = verbs.unreact if "unreact" in request.POST else verbs.react
    try:
        verb(comment, by=request.user, kind=request.POST.get("unreact") or request.POST.get("react", ""))
    except ValidationError:
        return HttpResponseBadRequest()
    return done(request, comment.objective_id, f"comment-{pk}")


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
    threads = threads_of(request, objective, names)
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


def threads_of(request: Request, objective: Objective, names: dict[str, str]) -> list[Thread]:
    """What was said about the objective by place, each thread where it began."""
    said = objective.comments.select_related("by").prefetch_related(
        "mentions", Prefetch("reactions", Reaction.objects.select_related("person"))
    )
    threads: dict[tuple[str, datetime | None], list[Said]] = {}
    for comment in said:
        comment.objective = objective
        key = (comment.place, comment.settled_at)
        threads.setdefault(key, []).append(Said(comment, reactions_to(comment, request.user)))
    gone = _("A part that is no longer there")
    return [Thread(place, names.get(place, gone), settled_at, said) for (place, settled_at), said in threads.items()]


def reactions_to(comment: Comment, reader: Person) -> list[ReactionsOfAKind]:
    found = []
    for kind in Reaction.Kind:
        people = [reaction.person for reaction in comment.reactions.all() if reaction.kind == kind]
        found.append(ReactionsOfAKind(kind.value, str(kind.label), people, reader in people))
    return found


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
    for words in told:
        messages.warning(request, words)
    return redirect(f"{reverse('goals:conversation', args=[pk])}#{place}")
