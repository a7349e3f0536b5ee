"""What waits for me? And what did others do that concerns me?"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from vekha.activity.log import reference
from vekha.activity.models import Notice
from vekha.goals import inbox
from vekha.goals.actions import inbox as verbs
from vekha.goals.forms.alignments import AnswerForm
from vekha.goals.forms.conversation import AcknowledgeForm
from vekha.goals.forms.ownership import RefusalForm
from vekha.goals.inbox import Waiting
from vekha.goals.models import Alignment, Comment, Objective, Offer, ReviewRequest
from vekha.people.access import Request, signed_in

PER_PAGE = 50


@require_GET
@signed_in
def my_inbox(request: Request) -> HttpResponse:
    waits = inbox.waiting(request.user)
    mentioned = notices_of(request, waits)
    news = inbox.news(request.user)
    page = Paginator(news.select_related("event__actor"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "waits": [(each, form_of(each, mentioned)) for each in waits],
        "page": page,
        "groups": inbox.by_objective(list(page)),
        "newest": news.filter(seen_at=None).order_by().aggregate(newest=Max("pk"))["newest"],
    }
    return render(request, "goals/inbox.html", context)


def form_of(waiting: Waiting, mentioned: dict[str, Notice]) -> Any:
    """What it is answered with; a comment that mentions the person by following its notice, an objective by its words
    as they stand.
    """
    match waiting.thing:
        case Alignment():
            return {what: AnswerForm(None, waiting.thing, what) for what in ("accept", "decline")}
        case Offer():
            return RefusalForm(of=waiting.thing.pk)
        case ReviewRequest():
            return AcknowledgeForm(None, of=waiting.thing.pk)
        case Comment():
            return mentioned[reference(waiting.thing)]
        case Objective():
            return waiting.thing.agreed_words()


def notices_of(request: Request, waits: list[Waiting]) -> dict[str, Notice]:
    """The notices of the comments that mention the person, by the comments' names in the log."""
    comments = [reference(each.thing) for each in waits if isinstance(each.thing, Comment)]
    found = Notice.objects.filter(person=request.user, event__verb="comment.written", event__target__in=comments)
    return {notice.event.target: notice for notice in found.select_related("event")}


@require_GET
@signed_in
def inbox_count(request: Request) -> HttpResponse:
    """How much waits, for the header of every page; it asks once the page stands."""
    return render(request, "goals/_inbox_count.html", {"count": inbox.waiting_count(request.user)})


@require_GET
@signed_in
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Where a piece of news leads: with that it is seen."""
    notice = inbox.notices(request.user).filter(pk=pk).select_related("event").first()
    if notice is None:
        raise Http404
    verbs.see(notice, by=request.user)
    return redirect(inbox.page_of(notice.event))


@require_POST
@signed_in
def see_all(request: Request) -> HttpResponse:
    until = request.POST.get("until", "")
    if until.isdecimal() and len(until) < 10:  # what a database can count to
        verbs.see_all(by=request.user, until=int(until))
    return redirect("goals:inbox")
