"""Who is with us? What an objective supports and depends on, what asks that of it, and the answers of both sides."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Prefetch, Q, When, prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from vekha.activity import log
from vekha.goals import permissions
from vekha.goals.actions import alignments as verbs
from vekha.goals.forms.alignments import AnswerForm, AskForm, chosen_thing
from vekha.goals.models import Alignment, AlignmentStep, KeyResult, Objective
from vekha.people import typed
from vekha.people.access import Request, get_visible, signed_in
from vekha.people.models import Membership, Person, Team
from vekha.people.search import search_words
from vekha.ui import formats

Kind, State = Alignment.Kind, Alignment.State
FOUND = 8  # objectives that a search offers
# What an objective is told about an alignment: by whether it asked, and the kind.
SIDES = ((True, Kind.SUPPORTS), (True, Kind.DEPENDS_ON), (False, Kind.SUPPORTS), (False, Kind.DEPENDS_ON))
ORDER = (State.REQUESTED, State.COUNTERED, State.ACCEPTED, State.DECLINED, State.WITHDRAWN)


@dataclass(frozen=True)
class Said:
    """A step of an alignment as a deed in words."""

    words: str
    step: AlignmentStep


@dataclass(frozen=True)
class Side:
    """An alignment as one of its two objectives sees it, and what the reader may say to it."""

    alignment: Alignment
    is_asking: bool  # whether it is this side that asked
    answers: dict[str, AnswerForm]  # by what the reader may say now
    opened: str = ""  # the answer that was not taken and stands open
    trouble: str = ""  # why it was not taken
    lost: str = ""  # its words, where it cannot be given any more

    @property
    def other(self) -> Objective:
        return self.alignment.to_objective if self.is_asking else self.alignment.objective

    @property
    def other_key_result(self) -> KeyResult | None:
        """The part of the other objective that is meant, as it was proposed last."""
        return self.last.to_key_result if self.is_asking else self.alignment.key_result

    @property
    def own_key_result(self) -> KeyResult | None:
        return self.alignment.key_result if self.is_asking else self.last.to_key_result

    @property
    def last(self) -> AlignmentStep:
        return verbs.last_step(self.alignment)

    @property
    def kind(self) -> str:
        """As it was proposed last."""
        return self.last.kind

    @property
    def relation(self) -> str:
        """What the other objective is to this one."""
        if self.is_asking:
            return _("Supports") if self.kind == Kind.SUPPORTS else _("Depends on")
        return _("Supported by") if self.kind == Kind.SUPPORTS else _("Needed by")

    @property
    def others(self) -> str:
        """Who the other side is, by name: its teams, else its owner."""
        return whose(self.other)

    @property
    def is_supported(self) -> bool:
        """Whether the other objective supports this one."""
        return not self.is_asking and self.kind == Kind.SUPPORTS

    @property
    def is_open(self) -> bool:
        return self.alignment.is_open

    @property
    def is_answering(self) -> bool:
        """Whether it is this side's turn."""
        return self.alignment.state == (State.COUNTERED if self.is_asking else State.REQUESTED)

    @property
    def thread(self) -> list[Said]:
        """All that was said, in its order."""
        said, before = [], ""
        for step in self.alignment.steps.all():
            said.append(Said(deed(step, before), step))
            before = step.state
        return said


def deed(step: AlignmentStep, before: str) -> str:
    """What was done, by the state it led to and the one before."""
    match step.state:
        case State.REQUESTED if not before:
            return _("Asked")
        case State.REQUESTED | State.COUNTERED:
            return _("Proposed something else")
        case State.ACCEPTED:
            return _("Accepted")
        case State.DECLINED:
            return _("Declined")
        case _:
            return _("Ended it") if before == State.ACCEPTED else _("Took the request back")


def whose(objective: Objective) -> str:
    """Who answers for an objective, by name: its teams, else its owner, else its level."""
    teams = formats.names(team.name for team in objective.teams.all())
    return teams or str(objective.owner or objective.get_level_display())


@dataclass(frozen=True)
class Carrier:
    """What one team carries of an objective of several."""

    team: Team
    key_results: list[KeyResult]  # owned by its members
    objectives: list[Objective]  # its own ones, agreed to support this one


@dataclass(frozen=True)
class Option:
    """Something to be aligned with, to choose from."""

    value: str  # `objective/12`, `keyresult/31`
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Candidate:
    """An objective to be aligned with, and its key results."""

    objective: Objective
    whole: Option
    parts: list[Option]
    is_open: bool  # whether what was looked for, or chosen, is among its key results

    @property
    def others(self) -> str:
        return whose(self.objective)


@signed_in
def alignments(request: Request, pk: int) -> HttpResponse:
    """All alignments of an objective, and the form that asks for one: a section of its page, or a page of its own.

    With `find` in the address also what could be asked, as one types; with `to` it is chosen.
    """
    objective = get_visible(Objective.objects.select_related("cycle", "owner"), pk, request.user)
    if request.htmx and request.htmx.target == "align-candidates":
        context = {"candidates": candidates(request, objective, request.GET.get("to", ""))}
        return render(request, "goals/_align_candidates.html", context)
    form = ask_form(request, objective)
    if request.method == "POST" and form is None:
        raise Http404
    if request.method == "POST" and form is not None and form.is_valid():
        facts = dict(form.cleaned_data)
        to, to_key_result = facts.pop("to")
        try:
            verbs.request(objective, by=request.user, to=to, to_key_result=to_key_result, **facts)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return done(request, objective, _("%(who)s will see your request.") % {"who": whose(to)})
    return answer(request, objective, ask=form)


@require_POST
@signed_in
def answer_alignment(request: Request, pk: int) -> HttpResponse:
    """Accept, decline, propose something else, or take it back. `at`: the objective beside which it is done."""
    ends = ("objective__cycle", "objective__owner", "to_objective__cycle", "to_objective__owner")
    alignment = get_visible(Alignment.objects.select_related(*ends), pk, request.user)
    what = request.POST.get("what", "")
    if what not in AnswerForm.WHAT:
        return HttpResponseBadRequest()
    is_asking = request.POST.get("at") == str(alignment.objective_id)
    objective = alignment.objective if is_asking else alignment.to_objective
    form = AnswerForm(request.POST, alignment, what)
    if form.is_valid():
        try:
            getattr(verbs, what)(alignment, by=request.user, **form.facts)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return done(request, objective, _("Said. The other side will hear of it."))
    return answer(request, objective, refused=form)


def done(request: Request, objective: Objective, said: str) -> HttpResponse:
    """The section as it is now, for a page that stays; else the page of it."""
    if not request.htmx:
        messages.success(request, said)
        if "inbox" in request.POST:  # answered there
            return redirect("goals:inbox")
        return redirect("goals:request-alignment", objective.pk)
    return trigger_client_event(answer(request, objective, said=said), "objective-changed")


def answer(
    request: Request,
    objective: Objective,
    *,
    ask: AskForm | None = None,
    refused: AnswerForm | None = None,
    said: str = "",
) -> HttpResponse:
    """The section, or a page of its own. What could not be taken (`ask`, `refused`) keeps its words."""
    prefetch_related_objects([request.user], "memberships")
    sides = sides_of(request.user, objective, refused)
    ask = ask or ask_form(request, objective, is_new=True)
    context: dict[str, Any] = {
        "objective": objective,
        "open": sorted((side for side in sides if side.is_open), key=lambda side: "accept" not in side.answers),
        "groups": [group for group in (side_group(sides, *one) for one in SIDES) if group],
        "carriers": carriers(objective, sides),
        "ask": ask,
        "candidates": candidates(request, objective, ask["to"].value() or "") if ask else [],
        "find": request.GET.get("find", ""),
        "said": said,
    }
    is_refused = request.method == "POST" and (refused is not None or bool(ask and ask.errors))
    template = "goals/_alignments.html" if request.htmx else "goals/alignments.html"
    return render(request, template, context, status=422 if is_refused else 200)


def side_group(sides: Iterable[Side], is_asking: bool, kind: str) -> list[Side]:
    """Those of one direction and kind that nobody has to answer any more."""
    return [side for side in sides if not side.is_open and (side.is_asking, side.alignment.kind) == (is_asking, kind)]


def ask_form(request: Request, objective: Objective, *, is_new: bool = False) -> AskForm | None:
    """The form for those who may ask for the objective or one of its key results, while it is not over."""
    if objective.state in verbs.OVER or objective.cycle.is_closed:
        return None
    prefetch_related_objects([request.user], "memberships")
    load_parts([objective])
    whole = permissions.can_speak_for(request.user, objective, None)
    own = [part for part in objective.key_results.all() if permissions.can_speak_for(request.user, objective, part)]
    if not whole and not own:
        return None
    data = None if is_new else typed.posted(request)
    return AskForm(data, by=request.user, key_results=own, whole=whole, initial={"to": request.GET.get("to", "")})


def load_parts(objectives: Iterable[Objective]) -> None:
    """Teams, and key results with their owners, in two queries; none for what is loaded already."""
    key_results = Prefetch("key_results", KeyResult.objects.select_related("owner"))
    prefetch_related_objects(list(objectives), "teams", key_results)


def sides_of(person: Person, objective: Objective, refused: AnswerForm | None = None) -> list[Side]:
    """The alignments of which the person may see both ends, from this objective's side, in the order of their states.

    Six queries, however many there are.
    """
    found = Alignment.objects.visible_to(person).of(objective).select_related(
        "key_result", "to_key_result", "objective__owner", "objective__cycle", "to_objective__owner",
        "to_objective__cycle",
    )  # fmt: skip
    steps = AlignmentStep.objects.select_related("by", "to_key_result")
    loaded = list(found.prefetch_related(Prefetch("steps", steps)))
    ends = {end.pk: end for alignment in loaded for end in (alignment.objective, alignment.to_objective)}
    ends[objective.pk] = objective
    load_parts(ends.values())
    for alignment in loaded:
        alignment.objective = ends[alignment.objective_id]
        alignment.to_objective = ends[alignment.to_objective_id]
    sides = [side_of(alignment, person, objective, refused) for alignment in loaded]
    return sorted(sides, key=lambda side: ORDER.index(State(side.alignment.state)))


def side_of(alignment: Alignment, person: Person, objective: Objective, refused: AnswerForm | None) -> Side:
    is_asking = alignment.objective_id == objective.pk
    answers = {what: AnswerForm(None, alignment, what) for what in what_may(person, alignment)}
    if refused is None or refused.alignment.pk != alignment.pk:
        return Side(alignment, is_asking, answers)
    trouble = " ".join(map(str, refused.non_field_errors()))
    if refused.what not in answers:
        return Side(alignment, is_asking, answers, trouble=trouble, lost=refused.words)
    answers[refused.what] = refused.again(alignment) if trouble else refused.to_put_right()
    return Side(alignment, is_asking, answers, opened=refused.what, trouble=trouble)


def what_may(person: Person, alignment: Alignment) -> list[str]:
    """What the person may say to an alignment now."""
    asks = permissions.can_speak_for(person, alignment.objective, alignment.key_result)
    answers = permissions.can_speak_for(person, alignment.to_objective, alignment.to_key_result)
    turn = verbs.whose_turn(alignment)
    may = ["accept", "decline", "counter"] if turn and permissions.can_speak_for(person, *turn) else []
    if (alignment.is_open and asks) or (alignment.state == State.ACCEPTED and (asks or answers)):
        may.append("withdraw")
    return may


def carriers(objective: Objective, sides: Iterable[Side]) -> list[Carrier]:
    """Which team carries what of an objective of several teams."""
    if not objective.is_cross_team:
        return []
    key_results = objective.key_results.all()
    teams = objective.teams.all()
    owners = {key_result.owner_id for key_result in key_results}
    belong = set(Membership.objects.filter(team__in=teams, person__in=owners).values_list("team", "person"))
    supporting = [side.other for side in sides if side.alignment.state == State.ACCEPTED and side.is_supported]
    return [
        Carrier(
            team,
            [key_result for key_result in key_results if (team.pk, key_result.owner_id) in belong],
            [each for each in supporting if team in each.teams.all()],
        )
        for team in teams
    ]


def candidates(request: Request, objective: Objective, to: str) -> list[Candidate]:
    """What could be asked: those that have all the words, in their title, why, team or a key result.

    Without words those of the company. What is chosen (`to`) stands first.
    """
    words = search_words(request.GET.get("find", "")).split()
    found = Objective.objects.visible_to(request.user).filter(cycle__closed_at=None).exclude(pk=objective.pk)
    found = found.exclude(state__in=verbs.OVER)
    if words:
        for word in words:
            found = found.filter(has(word))
    else:
        found = found.filter(level=Objective.Level.COMPANY)
    not_in_title = Case(When(title__icontains=" ".join(words), then=0), default=1)
    is_elsewhere = Case(When(cycle=objective.cycle_id, then=0), default=1)
    shown = list(found.select_related("owner", "cycle").order_by(not_in_title, is_elsewhere, "level", "pk")[:FOUND])
    if chosen := chosen_thing(to, request.user):
        shown = [chosen[0], *(each for each in shown if each != chosen[0])]
    prefetch_related_objects(shown, "teams", "key_results")
    return [candidate(each, words, to) for each in shown]


def candidate(objective: Objective, words: list[str], to: str) -> Candidate:
    whole, *parts = (
        Option(log.reference(thing), str(thing), log.reference(thing) == to)
        for thing in (objective, *objective.key_results.all())
    )
    is_meant = any(part.is_chosen or any(word.casefold() in part.text.casefold() for word in words) for part in parts)
    return Candidate(objective, whole, parts, is_meant)


def has(word: str) -> Q:
    """What holds of the objectives that have this word somewhere.

    Key results and teams keep no folded text, and SQLite folds the case of ASCII only: there the word is looked for as
    it is typed, and with a small and a great first letter.
    """
    spellings = {word, word.lower(), word.capitalize()}
    key_results, teams = Q(), Q()
    for spelling in spellings:
        key_results |= Q(text__contains=spelling)
        teams |= Q(name__contains=spelling)
    return (
        Q(search_text__contains=word.casefold())
        | Q(pk__in=KeyResult.objects.filter(key_results).order_by().values("objective"))
        | Q(pk__in=Objective.teams.through.objects.filter(team__in=Team.objects.filter(teams)).values("objective"))
    )
