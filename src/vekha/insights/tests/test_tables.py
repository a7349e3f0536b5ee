"""What is shown, as a file: read back with a spreadsheet's eyes, for those who may see it, of any size."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from vekha.conftest import NOW, ClientOf
from vekha.goals.actions import check_ins
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.people.models import Person, Team

COMPANY = "/company/key-results"


def received(person: Person, address: str) -> bytes:
    response = ClientOf(person).get(address)
    assert response.status_code == 200
    return response.getvalue()


def as_csv(person: Person, address: str = f"{COMPANY}.csv", delimiter: str = ",") -> list[dict[str, str]]:
    file = received(person, address)
    assert file.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def as_workbook(person: Person, address: str = f"{COMPANY}.xlsx") -> list[dict[str, Any]]:
    sheet = load_workbook(io.BytesIO(received(person, address))).worksheets[0]
    head, *rows = sheet.iter_rows()
    return [{str(name.value): cell for name, cell in zip(head, row, strict=True)} for row in rows]


@pytest.fixture
def said(key_result: KeyResult, dora: Person) -> KeyResult:
    check_ins.record(key_result, by=dora, value=20, confidence=6, note="Two clients", blocker="A lawyer is missing")
    return key_result


def test_a_key_result_is_one_row_with_all_that_stands_beside_it(said: KeyResult, frida: Person) -> None:
    (row,) = as_csv(frida)

    assert row == {
        "Objective": "Clients ship a week after signing, not a month",
        "Level": "team",
        "Teams": "Product",
        "Owner of the objective": "Boris",
        "Key result": said.text,
        "Owner of the key result": "Dora",
        "Kind": "reach a value",
        "Unit": "days",
        "Start": "27",
        "Target": "9",
        "Not below": "",
        "Not above": "",
        "Current value": "20",
        "Progress, %": "38.9",
        "Expected, %": "55.4",
        "Gap, points": "16.5",
        "Pace": "17 points behind",
        "Confidence": "6",
        "Last check-in": "2026-11-20",
        "Note": "Two clients",
        "Blocker": "A lawyer is missing",
        "Cycle": "Q4 2026",
        "State": "active",
    }


def test_in_a_workbook_numbers_are_numbers_and_days_are_days(said: KeyResult, frida: Person) -> None:
    (row,) = as_workbook(frida)

    assert (row["Start"].value, row["Current value"].value, row["Progress, %"].value) == (27, 20, 38.9)
    assert row["Last check-in"].value == datetime(2026, 11, 20)
    assert row["Last check-in"].is_date
    assert row["Not below"].value is None


def test_an_objective_without_key_results_has_a_row_of_its_own(objective: Objective, frida: Person) -> None:
    (row,) = as_csv(frida)

    assert row["Objective"] == objective.title
    assert row["Key result"] == row["Start"] == ""


@pytest.mark.parametrize("dangerous", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "  =1+1", "＝1+1"])
def test_no_text_becomes_a_formula(dangerous: str, said: KeyResult, frida: Person, dora: Person) -> None:
    Objective.objects.update(title=dangerous)
    said.check_ins.update(note=dangerous, blocker=dangerous)

    (row,) = as_csv(frida)
    (cells,) = as_workbook(frida)

    for name in ("Objective", "Note", "Blocker"):
        assert row[name] == f"'{dangerous}"
        assert cells[name].value == dangerous
        assert cells[name].data_type == "s"
        assert cells[name].quotePrefix


def test_what_a_workbook_cannot_hold_is_left_out(said: KeyResult, frida: Person) -> None:
    said.check_ins.update(note="Bell \x07 and page \x0c", blocker="long " * 10_000)

    (row,) = as_workbook(frida)

    assert row["Note"].value == "Bell  and page "
    assert len(row["Blocker"].value) == 32_767


def test_negative_and_great_numbers_stay_what_they_are(said: KeyResult, frida: Person) -> None:
    KeyResult.objects.update(start=-0.5, target=1_234_567_890_123.5, current=-3)

    assert as_csv(frida)[0]["Current value"] == "-3"
    assert as_csv(frida)[0]["Target"] == "1234567890123.5"
    assert as_workbook(frida)[0]["Start"].value == -0.5


@pytest.mark.parametrize(
    ("language", "delimiter", "progress", "pace", "name"),
    [
        ("ru", ";", ("Прогресс, %", "38,9"), ("Темп", "отстаёт на 17 п."), "Компания, Q4 2026, 2026-11-20"),
        ("zh-hans", ",", ("进度（%）", "38.9"), ("节奏", "落后 17 个点"), "公司, Q4 2026, 2026-11-20"),
    ],
)
def test_headings_words_and_names_are_in_the_readers_language(
    language: str,
    delimiter: str,
    progress: tuple[str, str],
    pace: tuple[str, str],
    name: str,
    said: KeyResult,
    frida: Person,
) -> None:
    Person.objects.update(language=language)
    frida.refresh_from_db()

    (row,) = as_csv(frida, delimiter=delimiter)
    response = ClientOf(frida).get(f"{COMPANY}.csv")

    assert row[progress[0]] == progress[1]
    assert row[pace[0]].replace("\xa0", " ") == pace[1]
    assert response.getvalue()
    assert f"{name}.csv" in unquote(response.headers["Content-Disposition"])


def test_a_name_of_a_cycle_is_no_path(said: KeyResult, cycle: Cycle, frida: Person) -> None:
    Cycle.objects.update(name='../"Q4"/2026')

    response = ClientOf(frida).get(f"{COMPANY}.xlsx")

    assert response.headers["Content-Disposition"] == 'attachment; filename="Company, .. Q4 2026, 2026-11-20.xlsx"'
    assert response.getvalue()


@pytest.fixture
def hidden(objective: Objective, boris: Person) -> Objective:
    """Private to Boris."""
    hidden = Objective.objects.create(
        cycle=objective.cycle, title="Velvet", owner=boris, state="active", visibility="private"
    )
    hidden.teams.set(objective.teams.all())
    KeyResult.objects.create(objective=hidden, text="Kestrel", start=0, target=1)
    return hidden


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_holds_only_what_its_reader_sees(
    form: str, hidden: Objective, frida: Person, boris: Person, product: Team
) -> None:
    read = as_csv if form == "csv" else as_workbook
    for address in (f"{COMPANY}.{form}", f"/teams/{product.pk}/key-results.{form}"):
        mine = {getattr(row["Objective"], "value", row["Objective"]) for row in read(boris, address)}
        others = {getattr(row["Objective"], "value", row["Objective"]) for row in read(frida, address)}
        assert mine - others == {"Velvet"}


def test_a_table_follows_the_choices_of_the_page(
    said: KeyResult, objective: Objective, cycle: Cycle, sales: Team, frida: Person
) -> None:
    def titles(choices: str) -> set[str]:
        return {row["Objective"] for row in as_csv(frida, f"{COMPANY}.csv{choices}")}

    def make(title: str, **fields: Any) -> Objective:
        return Objective.objects.create(**{"cycle": cycle, "title": title, "state": "active"} | fields)

    make("Of the company", level="company")
    make("Only thought of", state="draft")
    make("Given up", state="dropped")
    make("Together").teams.set([sales, *objective.teams.all()])
    earlier = Cycle.objects.create(name="Q3", starts=date(2026, 7, 1), ends=date(2026, 9, 30))
    make("Of old", cycle=earlier, state="closed")

    assert titles("") == {"Of the company"}  # the highest level with something in play
    assert titles("?level=team") == {objective.title, "Together"}
    assert titles("?level=team&q=clients") == {objective.title}
    assert titles("?level=team&only=cross-team") == {"Together"}
    assert titles("?level=team&only=look") == {objective.title, "Together"}
    assert titles("?level=team&only=drafts") == {"Only thought of"}
    assert titles("?level=team&only=given-up") == {"Given up"}
    assert titles(f"?cycle={earlier.pk}") == {"Of old"}
    assert titles("?level=team&page=2") == {objective.title, "Together"}  # all rows, whatever page was open


def test_the_table_of_a_team_holds_what_its_page_shows(
    said: KeyResult, objective: Objective, product: Team, sales: Team, frida: Person
) -> None:
    Objective.objects.create(cycle=objective.cycle, title="Of nobody", state="active")

    assert [row["Objective"] for row in as_csv(frida, f"/teams/{product.pk}/key-results.csv")] == [objective.title]
    assert as_csv(frida, f"/teams/{sales.pk}/key-results.csv") == []


def test_with_a_past_day_it_stands_as_it_stood_then(
    objective: Objective, key_result: KeyResult, dora: Person, frida: Person, product: Team
) -> None:
    Objective.objects.update(created_at=NOW - timedelta(days=40))
    before = NOW - timedelta(days=14)
    check_ins.record(key_result, by=dora, value=24, confidence=8, note="Before", at=before)
    check_ins.record(key_result, by=dora, value=12, confidence=4, note="Now")

    for page in (f"{COMPANY}.csv", f"/teams/{product.pk}/key-results.csv"):
        (then,) = as_csv(frida, f"{page}?on=2026-11-10&level=team")
        (now,) = as_csv(frida, f"{page}?level=team")
        assert (then["Current value"], then["Note"], then["Last check-in"]) == ("24", "Before", "2026-11-06")
        assert (then["Confidence"], then["Expected, %"]) == ("8", "44.6")
        assert (now["Current value"], now["Note"]) == ("12", "Now")
    (cells,) = as_workbook(frida, f"{COMPANY}.xlsx?on=2026-11-10&level=team")
    assert cells["Current value"].value == 24


def test_the_name_of_the_file_says_of_which_day_it_is(objective: Objective, frida: Person) -> None:
    response = ClientOf(frida).get(f"{COMPANY}.csv?on=2026-11-10")

    assert 'filename="Company, Q4 2026, 2026-11-10.csv"' in response.headers["Content-Disposition"]
    assert response.getvalue()


@pytest.fixture
def parts_of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vekha.insights.table.A_PART", 3)


def test_a_table_longer_than_one_part_is_whole(
    parts_of_three: None, objective: Objective, cycle: Cycle, frida: Person
) -> None:
    for place in range(10):
        made = Objective.objects.create(cycle=cycle, title=f"Number {place}", level="team", state="active")
        for part in range(2):
            KeyResult.objects.create(objective=made, text=f"{place}.{part}", start=0, target=1)

    Objective.objects.update(created_at=NOW - timedelta(days=40))
    rows, then = as_csv(frida), as_csv(frida, f"{COMPANY}.csv?on=2026-11-10")

    assert [row["Key result"] for row in then] == [row["Key result"] for row in rows]
    assert [row["Key result"] for row in rows] == ["", *(f"{place}.{part}" for place in range(10) for part in range(2))]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_hundred_objectives_need_no_more_queries_than_one(
    form: str, said: KeyResult, objective: Objective, frida: Person
) -> None:
    client = ClientOf(frida)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(f"{COMPANY}.{form}").getvalue()
    for place in range(100):
        made = Objective.objects.create(cycle=objective.cycle, title=str(place), level="team", state="active")
        made.teams.set(objective.teams.all())
        KeyResult.objects.create(objective=made, text="a", kind="steps")
        KeyResult.objects.create(objective=made, text="b", start=0, target=1)
    with CaptureQueriesContext(connection) as many:
        assert client.get(f"{COMPANY}.{form}").getvalue()

    assert len(many) <= len(few) + 1  # steps
    assert len(many) <= 17


def test_without_a_cycle_there_is_no_table(frida: Person) -> None:
    assert ClientOf(frida).get(f"{COMPANY}.csv").headers["Location"] == "/company/"
