"""An objective among those of others: what the coach asks, and what is related, as it was found beforehand."""

from collections.abc import Collection
from typing import Any

from django import template

from vekha.advice import company_questions
from vekha.advice.models import Relation
from vekha.coach.review import ALIGNMENT
from vekha.goals import permissions
from vekha.goals.models import Objective

MOST_SHOWN = 5

register = template.Library()


@register.inclusion_tag("advice/_related.html", takes_context=True)
def related_objectives(context: template.Context, objective: Objective, off: Collection[str] = ()) -> dict[str, Any]:
    """The questions across the company, and the nearest objectives of other teams, of those the reader may see.

    `off`: the rules that never speak here.
    """
    person = context["user"]
    relations = list(
        Relation.objects.filter(objective=objective)
        .visible_to(person)
        .with_question()
        .select_related("other")
        .prefetch_related("other__teams")
    )
    asked = [relation for relation in relations if relation.is_asked and ALIGNMENT not in off]
    return {
        "objective": objective,
        "questions": company_questions.of_objective(objective, person, asked),
        "may_ask": permissions.can_speak_for(person, objective, None),
        "relations": [relation for relation in relations if relation not in asked][:MOST_SHOWN],
    }
