"""The rows of Planning: a large company has hundreds of teams."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from vekha.rituals.planning import TeamState

register = template.Library()


@register.simple_tag
def team_row(state: TeamState, url: str) -> SafeString:
    """A team at a glance. What is as it should be stays blank."""
    name = f'<td class="what"><a class="plain" href="{escape(url)}">{escape(state.team.name)}</a></td>'
    if state.objectives:
        cells = [
            _cell(pgettext("objectives", "draft"), state.drafts),
            _cell(pgettext("objectives", "proposed"), state.proposed),
            _cell(pgettext("objectives", "agreed"), state.agreed),
            _cell(pgettext("objectives", "begun"), state.active),
            _cell(gettext("with a why"), share(state.with_why, len(state.objectives))),
            _cell(gettext("key results of nobody"), state.unowned),
        ]
    else:
        cells = [f'<td class="soft silent" colspan="6">{escape(gettext("nothing written yet"))}</td>']
    cells += [
        _cell(gettext("requests to answer"), state.to_answer, "strong"),
        _cell(gettext("asked others, waits"), state.asked),
        _cell(gettext("not an OKR yet"), state.errors, "is-risk"),
    ]
    return SafeString(f'<tr id="team-{state.team.pk}">{name}{"".join(cells)}</tr>')  # names and words are escaped


@register.simple_tag
def voices(state: TeamState) -> str:
    """How many of the team have been heard."""
    words = gettext("%(team)s: %(heard)s of %(all)s")
    return words % {"team": state.team.name, "heard": state.heard, "all": len(state.members)}


def share(some: int, whole: int) -> str:
    return gettext("%(some)s of %(all)s") % {"some": some, "all": whole}


def _cell(label: str, value: int | str, tone: str = "") -> str:
    words = f'<span class="{tone}">{value}</span>' if tone and value else str(value or "")
    return f'<td class="num" data-label="{escape(label)}">{words}</td>'
