"""The offer to ask for a second opinion, wherever the coach's remarks stand."""

from typing import Any

from django import template
from django.urls import reverse

from vekha.advice.second_opinion_endpoint import configured
from vekha.goals.models import Objective

register = template.Library()


@register.simple_tag(takes_context=True)
def second_opinion_is_on(context: template.Context) -> bool:
    """Whether the reader may ask: the administrator has set a model, and it costs the company's money or machine."""
    return configured() is not None and context["user"].is_authenticated


@register.inclusion_tag("advice/_ask_second_opinion.html", takes_context=True)
def ask_second_opinion(
    context: template.Context, objective: Objective | None = None, number: int = 0
) -> dict[str, Any]:
    """Says what leaves the machine, and where to, with the button. `number`: of an objective on the Coach page."""
    name = "second-opinion" if objective else "second-opinion-on-text"
    return {
        "endpoint": configured(),
        "address": reverse(f"advice:{name}", args=[objective.pk] if objective else []),
        "objective": objective,
        "number": number,
        "csrf_token": context.get("csrf_token"),
    }
