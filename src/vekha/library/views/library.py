"""Sets to start from: the library, one set or template, a draft begun from it, an objective kept as a template."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.advice.actions import begin_drafts
from vekha.advice.forms import DraftsForm
from vekha.goals.models import Objective
from vekha.library import permissions, shelf
from vekha.library.actions import templates as verbs
from vekha.library.models import Template
from vekha.library.names import PACES, ROLES, SITUATIONS
from vekha.library.shelf import ShelfSet
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in
from vekha.people.models import Person
from vekha.people.search import search_words

ON_A_PAGE = 20
LANGUAGE_NAMES = {"en": "English", "ru": "Русский", "zh": "中文"}
COLONS = {"en": ": ", "ru": ": ", "zh": "："}  # of the set's language, not the reader's


@dataclass(frozen=True)
class Choice:
    """A role or situation to narrow the list by, and how many sets it leaves."""

    value: str
    words: str
    count: int
    is_chosen: bool


@require_GET
@signed_in
def library(request: Request) -> HttpResponse:
    """All sets in the reader's language, narrowed by role, situation and words; the company's own first."""
    language = language_of(request)
    role, situation = (request.GET.get(name, "") for name in ("role", "situation"))
    words = search_words(request.GET.get("q", ""))
    role, situation = role if role in ROLES else "", situation if situation in SITUATIONS else ""
    found = shelf.find(language, role=role, situation=situation, words=words)
    own = [] if role or situation else list(_own(words)[:ON_A_PAGE])
    context = {
        "page": Paginator([_Shown(each) for each in found], ON_A_PAGE).get_page(request.GET.get("page")),
        "own": own,
        "count": len(found),
        "roles": _choices(ROLES, role, [each.role for each in shelf.find(language, situation=situation, words=words)]),
        "situations": _choices(
            SITUATIONS,
            situation,
            [name for each in shelf.find(language, role=role, words=words) for name in each.situations],
        ),
        "role": role,
        "situation": situation,
        "words": words,
        "may_write": request.user.role != "viewer",
    }
    return render(request, "library/library.html", context)


@signed_in
def shelf_set(request: Request, key: str) -> HttpResponse:
    """One set: what it says, how it is measured, when not to use it; posted, a draft begins from it."""
    language = language_of(request)
    found = shelf.by_key(key, language)
    if found is None:
        raise Http404
    form = DraftsForm(request.POST or None, person=request.user, form_id="use")
    if request.method == "POST" and form.is_valid() and (made := _begun(request, form, _words_of(found), language)):
        return redirect("goals:objective", made.pk)
    languages = [(code, LANGUAGE_NAMES[code], code == language) for code in shelf.LANGUAGES]
    context = {"shown": _Shown(found), "form": form, "languages": languages}
    return render(request, "library/set.html", context, status=form_status(request))


@signed_in
def template(request: Request, pk: int) -> HttpResponse:
    """One of the company's own templates; posted, a draft begins from it."""
    found = get_object_or_404(Template.objects.readable(), pk=pk)
    form = DraftsForm(request.POST or None, person=request.user, form_id="use")
    words = {name: getattr(found, name) for name in ("title", "why", "reality", "key_results")}
    words["initiatives"] = [(each["text"], each["serves"]) for each in found.initiatives]
    if request.method == "POST" and form.is_valid() and (made := _begun(request, form, words, found.language)):
        return redirect("goals:objective", made.pk)
    origin = Objective.objects.visible_to(request.user).filter(templates=found).first()
    context = {
        "template": found,
        "form": form,
        "origin": origin,
        "may_remove": permissions.can_remove(request.user, found),
    }
    return render(request, "library/template.html", context, status=form_status(request))


@require_POST
@signed_in
def keep_template(request: Request, pk: int) -> HttpResponse:
    """Keep an objective as a template for the company."""
    objective = get_visible(Objective.objects, pk, request.user)
    try:
        kept = verbs.keep(
            objective, by=request.user, language=language_of(request), advice=request.POST.get("advice", "")
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("goals:objective", pk)
    messages.success(request, _("It stands in the library now, for everybody to begin from."))
    return redirect("library:template", kept.pk)


@require_POST
@signed_in
def remove_template(request: Request, pk: int) -> HttpResponse:
    """Take a template out of the library."""
    found = get_object_or_404(Template, pk=pk)
    not_found_unless(permissions.can_remove(request.user, found))
    verbs.remove(found, by=request.user)
    messages.success(request, _("The template is out of the library. Drafts begun from it stay."))
    return redirect("library:library")


def language_of(request: Request) -> str:
    """The language the sets are read in: asked for by the address, else the reader's."""
    asked = request.GET.get("in", "")
    return asked if asked in shelf.LANGUAGES else (get_language() or "en").split("-")[0]


class _Shown:
    """A set with its role and situations in words."""

    def __init__(self, found: ShelfSet) -> None:
        self.set = found
        self.role = ROLES[found.role]
        self.situations = [SITUATIONS[name] for name in found.situations]
        self.key_results = [(each, PACES[each.pace]) for each in found.key_results]
        self.initiatives = found.initiatives


def _own(words: str) -> QuerySet[Template]:
    found = Template.objects.readable().select_related("kept_by")
    for word in words.casefold().split():
        found = found.filter(search_text__contains=word)
    return found


def _choices(names: dict[str, Any], chosen: str, met: list[str]) -> list[Choice]:
    return [
        Choice(name, str(words), met.count(name), name == chosen)
        for name, words in names.items()
        if name in met or name == chosen
    ]


def _words_of(found: ShelfSet) -> dict[str, Any]:
    """What a draft takes over: example figures become gaps, the metric stands before its definition."""
    leading = {"leading": True, "lagging": False, "counter": None}
    return {
        "title": found.title,
        "why": found.why,
        "reality": found.reality,
        "key_results": [
            {
                "text": each.blank,
                "definition": f"{each.metric}{COLONS[found.language]}{each.definition}",
                "is_leading": leading[each.pace],
            }
            for each in found.key_results
        ],
        "initiatives": [(each.text, each.serves) for each in found.initiatives],
    }


def _begun(request: Request, form: DraftsForm, words: dict[str, Any], language: str) -> Objective | None:
    """The draft; None when it could not be begun, with the reason in the form."""
    level, team = form.cleaned_data["level"], form.cleaned_data["team"]
    teams = [team] if team and level == Objective.Level.TEAM else []
    by: Person = request.user
    try:
        made = begin_drafts.from_set(
            by=by, cycle=form.cleaned_data["cycle"], level=level, teams=teams, language=language, **words
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    except PermissionDenied:
        form.add_error("level", _("You may not write objectives of this level there. Choose another level or team."))
    else:
        messages.success(request, _("The draft is yours. Put your own figures into the gaps."))
        return made
    return None
