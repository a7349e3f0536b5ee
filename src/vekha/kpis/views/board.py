"""Are we healthy? All KPIs by team, and the answer in a sentence above them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, QueryDict
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
    visible = list(Kpi.objects.visible_to(request.user))
    teams = Team.objects.all().in_tree_order()
    team = next((team for team in teams if str(team.pk) == request.GET.get("team")), None)
    teams_of = team_ids_of_all()
    of_team = [kpi for kpi in visible if team is None or team.pk in teams_of.get(kpi.pk, ())]
    today = timezone.localdate()
    watched = [kpi for kpi in of_team if not kpi.is_retired]
    health = {kpi.pk: kpi.health(today) for kpi in watched}
    parts = {
        "": watched,
        "look": [kpi for kpi in watched if health[kpi.pk] in NEEDS_A_LOOK],
        "retired": [kpi for kpi in of_team if kpi.is_retired],
    }
    show = request.GET.get("show", "") if request.GET.get("show") in parts else ""
    placed = in_order(parts[show], [team] if team else [None, *teams], teams_of)
    page = Paginator(placed, A_PAGE).get_page(request.GET.get("page"))
    with_kpis = {pk for kpi in visible for pk in teams_of.get(kpi.pk, ())}
    context = {
        "sections": sections_of(list(page.object_list)),
        "page": page,
        "team": team,
        "teams": [each for each in teams if each.pk in with_kpis],
        "to_team": to_team(request.GET.copy()),
        "counts": {each.value: count for each, count in Counter(health.values()).items()},
        "total": len(watched),
        "choices": [Choice(PARTS[name], name or None, len(kpis), name == show) for name, kpis in parts.items() if kpis],
        "show": show,
        "may_write": permissions.can_write_some(request.user),
    }
    return render(request, "kpis/board.html", context)


def to_team(asked: QueryDict) -> str:
    """The address of the same board for a team, but for its number: it is written for hundreds of teams."""
    asked.pop("page", None)
    asked.pop("team", None)
    asked["team"] = ""
    return f"?{asked.urlencode()}"


def team_ids_of_all() -> dict[int, list[int]]:
    """The teams of each KPI that has some. A board may hold thousands of KPIs and shows few of them with more."""
    teams_of: dict[int, list[int]] = {}
    for kpi, team in Kpi.teams.through.objects.values_list("kpi", "team"):
        teams_of.setdefault(kpi, []).append(team)
    return teams_of


def in_order(
    kpis: Sequence[Kpi], teams: Sequence[Team | None], teams_of: Mapping[int, Sequence[int]]
) -> list[tuple[Team | None, Kpi]]:
    """Each KPI below each of its teams, as the teams are ordered; below None what is the whole company's."""
    below: dict[int | None, list[Kpi]] = {}
    for kpi in kpis:
        for team in teams_of.get(kpi.pk, (None,)):
            below.setdefault(team, []).append(kpi)
    return [(team, kpi) for team in teams for kpi in below.get(team.pk if team else None, ())]


def sections_of(placed: list[tuple[Team | None, Kpi]]) -> list[Section]:
    shown = list({kpi.pk: kpi for _team, kpi in placed}.values())
    prefetch_related_objects(shown, "owner", "filled_by")
    rows = {row.kpi.pk: row for row in ledger.rows_of(shown)}
    sections: list[Section] = []
    for team, kpi in placed:
        if not sections or sections[-1].team != team:
            sections.append(Section(team, []))
        sections[-1].rows.append(rows[kpi.pk])
    return sections
