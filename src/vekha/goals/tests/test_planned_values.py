"""What a key result should be by certain days: where its expectation goes, who may plan, and where it is seen."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from vekha.activity.models import Event
from vekha.conftest import ClientOf
from vekha.goals import ledger
from vekha.goals.actions import check_ins, drafts, duplicates, key_results, objectives, versions
from vekha.goals.chart import Chart, former_plans
from vekha.goals.models import Cycle, KeyResult, Objective, PlannedValue
from vekha.goals.planned import read, written
from vekha.people.models import Person

OCTOBER, NOVEMBER, LAST = date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31)
SEASON = [(OCTOBER, 24.0), (NOVEMBER, 12.0)]  # on the way from 27 to 9 days
REASON = "The season"


@pytest.fixture
def planned(key_result: KeyResult, boris: Person) -> KeyResult:
    return key_results.edit(key_result, by=boris, planned=SEASON, reason=REASON)


def refusal(key_result: KeyResult, by: Person, planned: Sequence[tuple[date, float]]) -> str:
    with pytest.raises(ValidationError) as refused:
        key_results.edit(key_result, by=by, planned=planned, reason=REASON)
    key_result.refresh_from_db()
    return plain(" ".join(refused.value.message_dict["planned"]))


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def plain(text: str) -> str:
    """With plain spaces between a number and what it counts."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


# --- where the expectation goes --------------------------------------------------------------------------------------


def test_the_expectation_goes_from_value_to_value_and_on_to_the_target(planned: KeyResult, today: date) -> None:
    """On 20 November two thirds of the way from 24 to 12 are expected: 16 days, 11 of 18 steps from 27 to 9."""
    standing = planned.standing(today)

    assert standing.expected == pytest.approx(11 / 18)
    assert planned.standing(OCTOBER).expected == pytest.approx(3 / 18)
    assert planned.standing(LAST).expected == 1


def test_an_objective_goes_on_to_be_expected_by_time(planned: KeyResult, today: date) -> None:
    assert planned.objective.standing(today).expected == pytest.approx(51 / 92)


def test_a_plan_says_nothing_of_where_it_leads(planned: KeyResult, dora: Person, today: date) -> None:
    for week, value in enumerate((26, 24, 22, 20)):
        check_ins.record(planned, by=dora, value=value, at=moment(today - timedelta(weeks=3 - week)))
    with_plan = ledger.row(planned, person=dora).forecast
    planned.planned_values.all().delete()

    assert ledger.row(KeyResult.objects.get(pk=planned.pk), person=dora).forecast == with_plan


def test_what_is_planned_comes_with_the_same_query_and_to_the_last_digit(key_result: KeyResult) -> None:
    values = [1 / 3, -1e-300, 0.1 + 0.2, 123456789.123456789]
    days = [date(2026, 12, 3) - timedelta(weeks=week) for week in range(len(values))]
    PlannedValue.objects.bulk_create(
        PlannedValue(key_result=key_result, day=day, value=value) for day, value in zip(days, values, strict=True)
    )

    loaded = KeyResult.objects.with_planned().get(pk=key_result.pk)
    assert loaded.planned == sorted(zip(days, values, strict=True))
    assert KeyResult.objects.get(pk=key_result.pk).planned == loaded.planned


# --- what may be planned ---------------------------------------------------------------------------------------------


def test_rows_are_put_in_order_and_the_target_on_the_last_day_is_left_out(key_result: KeyResult, boris: Person) -> None:
    key_results.edit(key_result, by=boris, planned=[(LAST, 9.0), *reversed(SEASON)], reason=REASON)

    assert KeyResult.objects.get(pk=key_result.pk).planned == SEASON


def test_what_no_longer_lies_on_the_road_goes_with_it(key_result: KeyResult, boris: Person) -> None:
    key_results.edit(key_result, by=boris, planned=SEASON, reason=REASON)

    key_results.edit(key_result, by=boris, target=15, reason=REASON)

    assert KeyResult.objects.get(pk=key_result.pk).planned == [(OCTOBER, 24.0)]


def test_a_season_may_take_some_of_it_back(key_result: KeyResult, boris: Person) -> None:
    back = [(OCTOBER, 15.0), (NOVEMBER, 20.0)]
    planned = key_results.edit(key_result, by=boris, planned=back, reason=REASON)

    at_the_end_of = {day: planned.standing(day).expected for day, _value in back}
    assert (at_the_end_of[OCTOBER] or 0) > (at_the_end_of[NOVEMBER] or 0)


@pytest.mark.parametrize(
    ("planned", "words"),
    [
        ([(date(2026, 9, 30), 24.0)], "30 September lies outside its time, which goes from 1 October to 31 December."),
        ([(date(2027, 1, 1), 24.0)], "lies outside its time"),
        ([(LAST, 10.0)], "On 31 December, the last day, the target itself is expected. Choose an earlier day."),
        ([(OCTOBER, 28.0)], "28 does not lie between the start, 27, and the target, 9."),
        ([(OCTOBER, 24.0), (OCTOBER, 20.0)], "Two values are planned for 31 October. Keep one of them."),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    planned: list[tuple[date, float]], words: str, key_result: KeyResult, boris: Person
) -> None:
    assert words in refusal(key_result, boris, planned)
    assert not key_result.planned_values.exists()


def test_only_what_goes_from_a_start_to_a_target_has_a_plan(key_result: KeyResult, boris: Person) -> None:
    key_result.kind, key_result.low = KeyResult.Kind.KEEP, 9
    key_result.save()

    assert "Give both first." in refusal(key_result, boris, SEASON)


def test_where_the_end_is_open_the_last_value_goes_on_to_be_expected(key_result: KeyResult, boris: Person) -> None:
    Cycle.objects.update(ends=None)
    key_result.refresh_from_db()
    key_result.objective.refresh_from_db()
    planned = key_results.edit(key_result, by=boris, planned=SEASON, reason=REASON)

    assert planned.standing(date(2027, 6, 1)).expected == pytest.approx(15 / 18)


# --- it is part of what people agree to ------------------------------------------------------------------------------


def test_once_agreed_a_plan_changes_with_a_reason(key_result: KeyResult, boris: Person) -> None:
    with pytest.raises(ValidationError, match="Say why it changes"):
        key_results.edit(key_result, by=boris, planned=SEASON)


def test_who_agreed_has_not_agreed_to_another_plan(key_result: KeyResult, boris: Person) -> None:
    objective = key_result.objective
    before = objective.agreed_words()
    key_results.edit(key_result, by=boris, planned=SEASON, reason=REASON)

    assert objective.agreed_words() != before
    key_results.edit(key_result, by=boris, planned=[], reason=REASON)
    assert objective.agreed_words() == before


def test_the_feed_says_what_was_planned_and_what_is(planned: KeyResult, boris: Person) -> None:
    event = Event.objects.get(verb="key_result.changed")
    assert [read(text or "") for text in event.changes["fields"]["planned"]] == [[], SEASON]

    page = plain(ClientOf(boris).get(f"/objectives/{planned.objective_id}/").content.decode())
    assert "24 by 31 October, 12 by 30 November" in page


def test_what_was_planned_before_stays_in_the_chart_and_in_the_history(
    planned: KeyResult, boris: Person, dora: Person, today: date
) -> None:
    """Planned on 20 November: before that day it was expected by time, afterwards by plan."""
    check_ins.record(planned, by=dora, value=20, at=moment(today - timedelta(days=7)))
    check_ins.record(planned, by=dora, value=18)
    chart = Chart.of(ledger.row(planned, person=dora), [], former_plans(planned))
    assert chart is not None

    assert [point.expected for point in chart.points] == [pytest.approx(27 - 18 * 44 / 92), pytest.approx(16)]
    assert [len(piece) for piece in chart.plans] == [2, 3]
    day, value = chart.plans[1][1]
    assert (day, round(value, 9)) == (NOVEMBER, 12)
    page = plain(ClientOf(boris).get(f"/key-results/{planned.pk}/").content.decode())
    assert "Before, no values were planned by day" in page
    assert REASON in page


def test_the_number_opens_its_formula(planned: KeyResult, dora: Person) -> None:
    check_ins.record(planned, by=dora, value=18)
    page = plain(ClientOf(dora).get(f"/key-results/{planned.pk}/").content.decode())

    assert "24 days by 31 October, 12 days by 30 November" in page
    assert f'id="explained-{planned.pk}"' in page
    company = ClientOf(dora).get("/company/").content.decode()
    assert f'href="/key-results/{planned.pk}/#explained-{planned.pk}"' in company
    assert "By plan, up to 12 by 30 November: 24 + (12 − 24) × 20 ÷ 30 = 16 days, 61% of the way" in page
    assert "11 points are missing, and up to 25 that is “behind”." in page


# --- copies and versions ---------------------------------------------------------------------------------------------


def copy_of(planned: KeyResult, boris: Person, cycle: Cycle, goes_on: bool = False) -> KeyResult:
    objective = planned.objective
    copy = duplicates.duplicate(
        objective,
        by=boris,
        cycle=cycle,
        level=objective.level,
        teams=objective.teams.all(),
        chosen_key_results=[planned],
        chosen_initiatives=[],
        goes_on=goes_on,
    )
    return copy.objective.key_results.get()


def test_a_copy_takes_the_plan_along_with_the_first_day_as_far_as_it_fits(planned: KeyResult, boris: Person) -> None:
    quarter = Cycle.objects.create(name="Q1 2027", starts=date(2027, 1, 1), ends=date(2027, 3, 31))
    month = Cycle.objects.create(name="January", starts=date(2027, 1, 1), ends=date(2027, 2, 5))

    assert copy_of(planned, boris, planned.objective.cycle).planned == SEASON
    assert copy_of(planned, boris, quarter).planned == [(date(2027, 1, 31), 24.0), (date(2027, 3, 2), 12.0)]
    assert copy_of(planned, boris, month).planned == [(date(2027, 1, 31), 24.0)]


def test_what_goes_on_from_where_it_stands_plans_anew(planned: KeyResult, boris: Person, dora: Person) -> None:
    check_ins.record(planned, by=dora, value=18)
    quarter = Cycle.objects.create(name="Q1 2027", starts=date(2027, 1, 1), ends=date(2027, 3, 31))

    assert copy_of(planned, boris, quarter, goes_on=True).planned == []


def test_a_version_brings_back_a_key_result_with_its_plan(cycle: Cycle, boris: Person) -> None:
    draft = objectives.write(
        by=boris, cycle=cycle, title="Faster", level=Objective.Level.PERSON, owner=boris, state=Objective.State.DRAFT
    )
    made = key_results.add(draft, by=boris, text="From 27 to 9", start=27.0, target=9.0, planned=SEASON)
    drafts.keep_version(draft, by=boris, before=drafts.as_it_stands(Objective(pk=draft.pk, cycle=cycle)))
    first = draft.versions.first()
    assert first is not None
    key_results.remove(made, by=boris)
    draft.refresh_from_db()
    versions.restore(first, by=boris)

    assert draft.key_results.get().planned == SEASON


def test_a_plan_is_read_as_it_was_written() -> None:
    plan = [(OCTOBER, 0.1 + 0.2), (NOVEMBER, -1e300)]
    assert read(written(plan)) == plan
    assert read("") == []


# --- the form --------------------------------------------------------------------------------------------------------

FIELDS = {"text": "From 27 to 9", "kind": "reach", "start": "27", "target": "9", "unit": "days", "weight": "1"}


def test_days_and_values_are_typed_in_rows(key_result: KeyResult, boris: Person) -> None:
    client, page = ClientOf(boris), f"/key-results/{key_result.pk}/edit/"
    rows = {"planned-day": ["2026-10-31", "", "2026-11-30"], "planned-value": ["24 days", "", "12"]}

    assert client.post(page, FIELDS | rows | {"reason": REASON}).status_code == 302
    assert KeyResult.objects.get(pk=key_result.pk).planned == SEASON
    form = client.get(page).content.decode()
    assert form.count('name="planned-day"') == 2 + 3 + 9
    assert 'value="2026-11-30"' in form
    assert 'value="12"' in form


def test_a_row_that_is_half_filled_is_refused_and_stays_typed(key_result: KeyResult, boris: Person) -> None:
    rows = {"planned-day": ["2026-10-31", ""], "planned-value": ["soon", "12"]}
    answer = ClientOf(boris).post(f"/key-results/{key_result.pk}/edit/", FIELDS | rows | {"reason": REASON})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“soon” is not a number." in page
    assert "A planned value needs both a day and a number." in page
    assert 'value="soon"' in page


def test_another_kind_leaves_the_plan_behind(planned: KeyResult, boris: Person) -> None:
    rows = {"planned-day": ["2026-10-31"], "planned-value": ["24"], "kind": "keep", "low": "9"}
    answer = ClientOf(boris).post(f"/key-results/{planned.pk}/edit/", FIELDS | rows | {"reason": REASON})

    assert answer.status_code == 302
    assert not planned.planned_values.exists()
