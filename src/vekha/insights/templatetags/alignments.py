"""The words of the map."""

from html import escape

from django import template
from django.utils.safestring import SafeString

from vekha.goals.progress import Pace, Standing
from vekha.goals.templatetags.okr import pace
from vekha.ui import formats
from vekha.ui.templatetags.marks import PACE_TONES

register = template.Library()


@register.simple_tag
def done(standing: Standing) -> SafeString:
    """How far something has come, and what is wrong with that: "46% · 9 points behind". Good news stays unsaid."""
    number = formats.percent(standing.progress)
    if standing.pace in {Pace.ON_PACE, Pace.NONE}:
        return SafeString(number)
    return SafeString(f'{number} · <span class="{PACE_TONES[standing.pace].strip()}">{escape(pace(standing))}</span>')
