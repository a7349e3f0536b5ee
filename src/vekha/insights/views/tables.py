"""What the Company page and a team's page show, as a file to take away: all rows, not only those of one page."""

import re
from collections.abc import Iterable
from datetime import date
from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vekha.goals import past
from vekha.goals.models import Cycle, Objective
from vekha.goals.models.objective import ObjectiveQuerySet, behind_until
from vekha.goals.tally import GIVEN_UP
from vekha.goals.views.company import chosen_cycle, chosen_now, chosen_then
from vekha.goals.views.days import ChosenDay
from vekha.insights import table
from vekha.insights.table import Line
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
    day = ChosenDay.of(request)
    cycle = chosen_cycle(request, list(Cycle.objects.all()), day.past)
    if cycle is None or cycle.is_backlog:
        return redirect("goals:company" if cycle is None else "goals:backlog")
    words, threshold = search_words(request.GET.get("q", "")), behind_until()
    visible: ObjectiveQuerySet = Objective.objects.visible_to(request.user)
    found = visible.search(words) if words else visible
    if day.past:
        found = found.filter(cycle=cycle)
        stood = past.on(day.past, found, cycles=[cycle], threshold=threshold)
        _counts, _level, then = chosen_then(request, stood, past.Teams.of_all(found))
        lines = table.lines_then(then, stood, person=request.user)
    else:
        _counts, _level, now = chosen_now(request, found, cycle, day.today, threshold)
        lines = table.lines_now(now, person=request.user, threshold=threshold)
    return file_of(form, lines, _("Company"), cycle, day.day)


@require_GET
@signed_in
def team_table(request: Request, pk: int, form: str) -> HttpResponse:
    """The objectives that the page of the team shows at the same choices."""
    team = get_object_or_404(Team, pk=pk)
    day = ChosenDay.of(request)
    cycle = chosen_cycle(request, list(Cycle.objects.all()), day.past)
    if cycle is None:
        return redirect("goals:team", pk)
    own: ObjectiveQuerySet = Objective.objects.visible_to(request.user).filter(teams=team, cycle=cycle)
    threshold = behind_until()
    if day.past:
        stood = past.on(day.past, own, cycles=[cycle], threshold=threshold)
        then = [one for one in stood.objectives if one.state not in GIVEN_UP]
        lines = table.lines_then(then, stood, person=request.user)
    else:
        now = own.exclude(state__in=GIVEN_UP)
        lines = table.lines_now(now, person=request.user, threshold=threshold)
    return file_of(form, lines, str(team), cycle, day.day)


def file_of(form: str, lines: Iterable[Line], title: str, cycle: Cycle, day: date) -> HttpResponse:
    """The file, written before it is sent: what fails then is a page that says so and no half of a table."""
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    if form == "csv":
        table.write_csv(lines, file)
    else:
        table.write_xlsx(lines, file, title)
    file.seek(0)
    name = f"{NO_FILE_NAME.sub(' ', f'{title}, {cycle}, {day}')}.{form}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[form])  # type: ignore[return-value]  # it streams
