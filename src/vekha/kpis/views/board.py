"""Are we healthy? All KPIs by team, and the answer in a sentence above them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from vekha.kpis import ledger, permissions
from vekha.kpis.corridor import NEEDS_A_LOOK
from vekha.kpis.ledger import KpiRow
from vekha.kpis.models import Kpi
from vekha.people.access import Request, signed_in
from vekha.people.models import Team

A_PAGE = 60
PARTS = {"": _("all"), "look": _("needs a look"), "retired": _("retired")}


@dataclass(frozen=True)
class Section:
    """The KPIs of a team; of the whole company without one."""

    team: Team | None
    rows: list[KpiRow]


@dataclass(frozen=True)
class Choice:
    """A part of the board, and how many KPIs it would show."""

    words: Promise
    show: str | None
    count: int
    is_chosen: bool


@require_GET
@signed_in
def board(request: Request) -> HttpResponse:
    """KPIs by team; `team` shows one of them, `show` those that need a look (look) or are retired (retired)."""
    prefetch_related_objects([request.user], "memberships")
    visible = list(Kpi.objects.visible_to(request.user).select_related("owner", "filled_by").prefetch_related("teams"))
    teams = Team.objects.all().in_tree_order()
    team = next((team for team in teams if str(team.pk) == request.GET.get("team")), None)
    of_team = [kpi for kpi in visible if team is None or team in kpi.teams.all()]
    today = timezone.localdate()
    watched = [kpi for kpi in of_team if not kpi.is_retired]
    health = {kpi.pk: kpi.health(today) for kpi in watched}
    parts = {
        "": watched,
        "look": [kpi for kpi in watched if health[kpi.pk] in NEEDS_A_LOOK],
        "retired": [kpi for kpi in of_team if kpi.is_retired],
    }
    show = request.GET.get("show", "") if request.GET.get("show") in parts else ""
    page = Paginator(in_order(parts[show], [team] if team else [None, *teams]), A_PAGE).get_page(
        request.GET.get("page")
    )
    with_kpis = {each.pk for kpi in visible for each in kpi.teams.all()}
    context = {
        "sections": sections_of(list(page.object_list)),
        "page": page,
        "team": team,
        "teams": [each for each in teams if each.pk in with_kpis],
        "counts": {each.value: count for each, count in Counter(health.values()).items()},
        "total": len(watched),
        "choices": [Choice(PARTS[name], name or None, len(kpis), name == show) for name, kpis in parts.items() if kpis],
        "show": show,
        "may_write": permissions.can_write_some(request.user),
    }
    return render(request, "kpis/board.html", context)


def in_order(kpis: Sequence[Kpi], teams: Sequence[Team | None]) -> list[tuple[Team | None, Kpi]]:
    """Each KPI below each of its teams, as the teams are ordered; below None what is the whole company's."""
    below: dict[Team | None, list[Kpi]] = {}
    for kpi in kpis:
        for team in kpi.teams.all() or [None]:
            below.setdefault(team, []).append(kpi)
    return [(team, kpi) for team in teams for kpi in below.get(team, ())]


def sections_of(placed: list[tuple[Team | None, Kpi]]) -> list[Section]:
    rows = {row.kpi.pk: row for row in ledger.rows_of(list({kpi.pk: kpi for _team, kpi in placed}.values()))}
    sections: list[Section] = []
    for team, kpi in placed:
        if not sections or sections[-1].team != team:
            sections.append(Section(team, []))
        sections[-1].rows.append(rows[kpi.pk])
    return sections
