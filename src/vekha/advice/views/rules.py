from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from vekha.advice import coaching, handbook, permissions
from vekha.advice.models import CoachSettings
from vekha.coach import rules
from vekha.coach.document import Language
from vekha.people.models import Person


@require_safe
def all_rules(request: HttpRequest) -> HttpResponse:
    """All rules of the coach. Open to everybody, as the rules are."""
    may_tune = isinstance(request.user, Person) and permissions.can_tune(request.user)
    settings = CoachSettings.current().for_stage(None)
    context = {"subjects": handbook.chapters_by_subject(settings, _reader()), "may_tune": may_tune}
    return render(request, "advice/rules.html", context)


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: what it objects to, why, and examples."""
    found = rules.find(code)
    if found is None:
        raise Http404
    if found.code != code:
        return redirect("advice:rule", found.code)
    place = rules.ALL.index(found)
    context = {
        "chapter": handbook.chapter(code, _reader()),
        "weight": handbook.weight(found, CoachSettings.current().for_stage(None), _reader()),
        "before": handbook.chapter(rules.ALL[place - 1].code, _reader()) if place else None,
        "after": handbook.chapter(rules.ALL[place + 1].code, _reader()) if place + 1 < len(rules.ALL) else None,
    }
    return render(request, "advice/rule.html", context)


def _reader() -> Language:
    return coaching.language_of(get_language() or "en")
