"""What the Company page and a team's page show, as a file to take away: all rows, not only those of one page."""

import re
from tempfile import TemporaryFile

from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vekha.goals import tally
from vekha.goals.models import Cycle, Objective
from vekha.goals.models.objective import ObjectiveQuerySet, behind_until
from vekha.goals.views.company import ONLY, chosen_cycle, chosen_level
from vekha.insights import table
from vekha.people.access import Request, signed_in
from vekha.people.models import Team
from vekha.people.search import search_words

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NO_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


@require_GET
@signed_in
def company_table(request: Request, form: str) -> HttpResponse:
    """The objectives that the Company page shows at the same choices."""
    cycle = chosen_cycle(request, list(Cycle.objects.all()))
    if cycle is None or cycle.is_backlog:
        return redirect("goals:company" if cycle is None else "goals:backlog")
    words = search_words(request.GET.get("q", ""))
    visible: ObjectiveQuerySet = Objective.objects.visible_to(request.user)
    found = visible.search(words) if words else visible
    threshold = behind_until()
    paced = found.with_pace(cycle, timezone.localdate(), threshold).with_team_count()
    _words, states, condition = ONLY.get(request.GET.get("only", ""), ("", tally.IN_PLAY, Q()))
    level = chosen_level(request, tally.of(paced))
    shown = paced.filter(condition, level=level, state__in=states)
    return file_of(request, form, shown, threshold, _("Company"), cycle)


@require_GET
@signed_in
def team_table(request: Request, pk: int, form: str) -> HttpResponse:
    """The objectives that the page of the team shows at the same choices."""
    team = get_object_or_404(Team, pk=pk)
    cycle = chosen_cycle(request, list(Cycle.objects.all()))
    if cycle is None:
        return redirect("goals:team", pk)
    visible: ObjectiveQuerySet = Objective.objects.visible_to(request.user)
    shown = visible.filter(teams=team, cycle=cycle).exclude(state__in=tally.GIVEN_UP)
    return file_of(request, form, shown, behind_until(), str(team), cycle)


def file_of(
    request: Request, form: str, objectives: ObjectiveQuerySet, threshold: float, title: str, cycle: Cycle
) -> HttpResponse:
    """The file, written before it is sent: what fails then is a page that says so and no half of a table."""
    lines = table.lines(objectives, person=request.user, threshold=threshold)
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    if form == "csv":
        table.write_csv(lines, file)
    else:
        table.write_xlsx(lines, file, title)
    file.seek(0)
    name = NO_FILE_NAME.sub(" ", f"{title}, {cycle}, {timezone.localdate()}")
    return FileResponse(file, as_attachment=True, filename=f"{name}.{form}", content_type=TYPES[form])  # type: ignore[return-value]  # it streams
