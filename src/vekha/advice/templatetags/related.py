"""Related objectives, as they were found beforehand."""

from typing import Any

from django import template

from vekha.advice.models import Relation
from vekha.goals.models import Objective

MOST_SHOWN = 5

register = template.Library()


@register.inclusion_tag("advice/_related.html", takes_context=True)
def related_objectives(context: template.Context, objective: Objective) -> dict[str, Any]:
    """The nearest objectives of other teams that the reader may see."""
    relations = Relation.objects.filter(objective=objective).visible_to(context["user"])
    return {
        "objective": objective,
        "relations": relations.select_related("other").prefetch_related("other__teams")[:MOST_SHOWN],
    }
