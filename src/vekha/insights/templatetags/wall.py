"""The facts of an objective, read from afar."""

from django import template
from django.utils.safestring import SafeString

from vekha.goals.ledger import ObjectiveRow
from vekha.goals.templatetags import okr
from vekha.ui import formats
from vekha.ui.templatetags import marks

register = template.Library()


@register.simple_tag
def objective_road(row: ObjectiveRow) -> SafeString:
    """Road, number and a line of words; on a wall nothing opens, so the number leads nowhere."""
    standing = row.standing
    mark = marks.road(standing.progress, standing.expected, standing.pace)
    return marks.facts_beside(mark, formats.percent(standing.progress), okr.pace(standing), standing.pace)
