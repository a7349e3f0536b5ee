"""Sources against real servers on this machine, good and hostile ones."""

import io
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from vekha.activity.models import Event
from vekha.conftest import NOW
from vekha.kpis import limited
from vekha.kpis import sources as registry
from vekha.kpis.actions import kpis, readings
from vekha.kpis.actions import sources as verbs
from vekha.kpis.measured import Measured
from vekha.kpis.models import Kpi, Reading, Source
from vekha.kpis.phrases import PHRASES
from vekha.kpis.secrets import sealed
from vekha.kpis.sources import Field, kinds
from vekha.kpis.tests.servers import Server, bomb, drips, pours, says, sends_on, serving
from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found
from vekha.people.models import Person

ClientOf = Callable[[Person], Any]
CSV = b"day,complaints\n2026-11-18,9\n2026-11-19,12\n2026-11-20,7\n"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    settings.INSIDE_ALLOWED = ["127.0.0.1"]
    with serving() as server:
        yield server


def read(kind: str, **settings: str) -> list[tuple[float, str]]:
    return [(found.value, found.at) for found in kinds()[kind].read(settings)]


def trouble(kind: str, **settings: str) -> Trouble:
    with pytest.raises(NoReading) as problem:
        kinds()[kind].read(settings)
    return problem.value.trouble


# --- tables ----------------------------------------------------------------------------------------------------------


def workbook(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active
    for row in rows:
        book.active.append(row)
    book.save(stream := io.BytesIO())
    return stream.getvalue()


@pytest.mark.parametrize(
    "table",
    [
        "День;Жалоб\n18.11.2026;9\n19.11.2026;12,5\n".encode("cp1251"),
        "Жалобы за ноябрь\n\n\"День\"\t\"Жалоб\"\n2026-11-18\t9\n2026-11-19\t12.5\n\t\n".encode("utf-16"),
        "日期,День,Жалоб\n,2026年11月18日,9\n,2026/11/19,12.5\n".encode(),
        workbook([["Отдел", "День", "Жалоб"], ["А", datetime(2026, 11, 18), 9], ["Б", datetime(2026, 11, 19), 12.5]]),
    ],
)  # fmt: skip
def test_a_table_is_read_however_it_is_written(table: bytes, server: Server) -> None:
    server.replies["/t"] = says(table)
    found = read("table", url=server.url("/t"), value="жалоб", day="День")
    assert found == [(9, "2026-11-18"), (12.5, "2026-11-19")]


def test_without_a_column_of_days_the_last_value_counts_for_now(server: Server) -> None:
    server.replies["/t"] = says(CSV)
    assert read("table", url=server.url("/t"), value="complaints") == [(7, "")]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (b"a,b\n1,2\n", Trouble.NO_COLUMN),
        (b"day,value\n2026-11-18,many\n", Trouble.NOT_A_NUMBER),
        (b"day;value\n2026-11-18;1,200\n", Trouble.NOT_A_NUMBER),
        (b"day,value\n11/12/2026,4\n", Trouble.NOT_A_DATE),
        (b"day,value\n2026-11-18,nan\n", Trouble.NOT_A_NUMBER),
        (b"day,value\n2026-11-18,=\n", Trouble.NOT_A_NUMBER),
        (b"day,value\n0026-11-18,1\n", Trouble.NOT_A_DATE),
        (b"day,value\n2026-02-30,1\n", Trouble.NOT_A_DATE),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", Trouble.WEB_PAGE),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Trouble.NOT_A_TABLE),
        (b"PK\x03\x04 and nothing more", Trouble.NOT_A_TABLE),
        (b"", Trouble.NO_COLUMN),
        (b"day,value\n2026-11-18,1,5\n", Trouble.NOT_A_TABLE),
    ],
)
def test_a_table_that_is_of_no_use_says_why(table: bytes, expected: Trouble, server: Server) -> None:
    server.replies["/t"] = says(table)
    assert trouble("table", url=server.url("/t"), value="value", day="day") is expected


def test_a_workbook_that_unpacks_to_far_too_much_harms_nobody(server: Server) -> None:
    rows = [["day", "value"]] + [["x" * 2000, 1]] * 60_000
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(stream := io.BytesIO())
    server.replies["/t"] = says(stream.getvalue())
    assert trouble("table", url=server.url("/t"), value="value", day="day") in (Trouble.TOO_LARGE, Trouble.NOT_A_DATE)


def test_the_table_of_a_stranger_is_asked_with_our_key(server: Server) -> None:
    server.replies["/t"] = says(CSV)
    read("table", url=server.url("/t"), value="complaints", authorization="Bearer k3y")
    assert server.asked[0][2]["authorization"] == "Bearer k3y"


# --- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "expression", "expected"),
    [
        ({"data": {"total": 42}}, "data.total", [(42, "")]),
        ({"data": {"total": "3,5 млн"}}, "data.total", [(3_500_000, "")]),
        ({"rows": [{"d": "2026-11-18", "n": 4}, {"d": "2026-11-19T08:30:00Z", "n": 5}]}, "rows[].[d, n]",
         [(4, "2026-11-18"), (5, "2026-11-19T08:30:00+00:00")]),
        ({"rows": [{"d": "2026-11-18", "n": 4}]}, "rows[].{day: d, value: n}", [(4, "2026-11-18")]),
        ([1, 2, 4], "sum(@)", [(7, "")]),
        ({"data": {}}, "data.total", []),
    ],
)  # fmt: skip
def test_the_number_of_a_json_document_is_found(document: Any, expression: str, expected: Any, server: Server) -> None:
    server.replies["/j"] = says(document)
    assert read("json", url=server.url("/j"), expression=expression) == expected


@pytest.mark.parametrize(
    ("reply", "expression", "expected"),
    [
        (says({"a": [1, 2]}), "a", Trouble.SEVERAL),
        (says({"a": {"b": 1}}), "a", Trouble.NOT_A_NUMBER),
        (says({"a": True}), "a", Trouble.NOT_A_NUMBER),
        (says({"a": 1}), "a[", Trouble.EXPRESSION),
        (says(b"<html>"), "a", Trouble.NOT_JSON),
        (says(b"[" * 100_000), "a", Trouble.NOT_JSON),
        (says(b'{"a": NaN}'), "a", Trouble.NOT_A_NUMBER),
        (says(b"no", status=401), "a", Trouble.NOT_ALLOWED),
        (says(b"oh", status=500), "a", Trouble.STATUS),
        (pours, "a", Trouble.TOO_LARGE),
        (bomb(megabytes=40), "a", Trouble.TOO_LARGE),
        (sends_on("http://127.0.0.2/"), "a", Trouble.INSIDE),
        (sends_on("http://169.254.169.254/latest/meta-data/"), "a", Trouble.INSIDE),
    ],
)
def test_a_hostile_server_gets_nothing_done(reply: Any, expression: str, expected: Trouble, server: Server) -> None:
    server.replies["/j"] = reply
    assert trouble("json", url=server.url("/j"), expression=expression) is expected


def test_a_slow_server_is_not_waited_for(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vekha.outgoing.get.__kwdefaults__", {"headers": None, "params": None, "seconds": 0.4,
                                                              "most_bytes": 1_000_000})  # fmt: skip
    server.replies["/j"] = drips
    assert trouble("json", url=server.url("/j"), expression="a") is Trouble.TOO_SLOW


# --- Prometheus ------------------------------------------------------------------------------------------------------


def vector(*values: str) -> dict[str, Any]:
    result = [{"metric": {"i": str(place)}, "value": [1795176000, value]} for place, value in enumerate(values)]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


def test_an_instant_query_yields_its_number(server: Server) -> None:
    server.replies["/prom/api/v1/query"] = says(vector("0.0125"))
    assert read("prometheus", url=server.url("/prom/"), query="rate(errors[5m])") == [(0.0125, "")]
    assert "query=rate%28errors%5B5m%5D%29" in server.asked[0][1]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (says(vector("1", "2")), Trouble.SEVERAL),
        (says(vector("NaN")), Trouble.NOT_A_NUMBER),
        (says({"status": "error", "error": "parse error"}, status=400), Trouble.QUERY),
        (says({"status": "success", "data": {"resultType": "matrix", "result": []}}), Trouble.QUERY),
        (says({"status": "success"}), Trouble.NOT_JSON),
        (says(b"# HELP up\nup 1\n"), Trouble.NOT_JSON),
        (says(b"gone", status=404), Trouble.STATUS),
        (says(vector(*["1"] * 5_000)), Trouble.TOO_LARGE),
    ],
)
def test_a_query_that_yields_no_single_number_says_why(reply: Any, expected: Trouble, server: Server) -> None:
    server.replies["/api/v1/query"] = reply
    assert trouble("prometheus", url=server.url(), query="up") is expected


# --- databases -------------------------------------------------------------------------------------------------------


@pytest.fixture
def shop(tmp_path: Path, settings: Any) -> str:
    """The address of a database with two days of sales; its folder is open."""
    folder = tmp_path / "open"
    folder.mkdir()
    file = folder / "shop.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("create table sales (day text, amount real)")
        database.executemany("insert into sales values (?, ?)", [("2026-11-18", 4), ("2026-11-19", 5.5)])
    settings.SOURCE_FOLDERS = [str(folder)]
    return f"sqlite:///{file}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select sum(amount) from sales", [(9.5, "")]),
        ("SELECT day, amount FROM sales ORDER BY day;", [(4, "2026-11-18"), (5.5, "2026-11-19")]),
        ("-- all\nwith days as (select distinct day from sales) select count(*) from days", [(2, "")]),
        ("select amount from sales where day = '08:00'", []),
        ("select max(amount) from sales where 0", []),
    ],
)
def test_a_query_yields_a_value_or_days_and_values(query: str, expected: Any, shop: str) -> None:
    assert read("sql", url=shop, query=query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("delete from sales", Trouble.ONE_SELECT),
        ("select 1; drop table sales", Trouble.ONE_SELECT),
        ("with gone as (select 1) delete from sales", Trouble.DATABASE),
        ("attach database '/etc/passwd' as other", Trouble.ONE_SELECT),
        ("select load_extension('evil')", Trouble.DATABASE),
        ("select * from nothing", Trouble.DATABASE),
        ("select day, amount, 1 from sales", Trouble.SEVERAL),
        ("select amount from sales", Trouble.SEVERAL),
        ("select 'many'", Trouble.NOT_A_NUMBER),
        ("with recursive n(i) as (select 1 union all select i + 1 from n) select i, i from n", Trouble.TOO_LARGE),
    ],
)
def test_a_query_that_is_no_plain_reading_changes_nothing(query: str, expected: Trouble, shop: str) -> None:
    assert trouble("sql", url=shop, query=query) is expected
    assert read("sql", url=shop, query="select count(*) from sales") == [(2, "")]


def test_a_query_without_end_is_ended(shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vekha.kpis.limited.SECONDS", 2)
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    assert trouble("sql", url=shop, query=endless) is Trouble.TOO_SLOW


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////etc/passwd", Trouble.FILE),
        ("sqlite:///", Trouble.FILE),
        ("sqlite://", Trouble.FILE),
        ("{shop}/../../outside.sqlite3", Trouble.FILE),
        ("{shop}?mode=rwc", Trouble.PARAMETERS),
        ("postgresql://u:p@127.0.0.1/db", Trouble.INSIDE),
        ("postgresql://u:p@localhost/db", Trouble.INSIDE),
        ("postgresql://u:p@/db?host=/var/run/postgresql", Trouble.PARAMETERS),
        ("postgresql://u:p@example.org/db?service=other", Trouble.PARAMETERS),
        ("postgresql:///db", Trouble.ADDRESS),
        ("postgresql://u:p@a,b/db", Trouble.ADDRESS),
        ("not an address", Trouble.ADDRESS),
        ("nosuch://u@127.0.0.1/db", Trouble.INSIDE),
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(url: str, expected: Trouble, shop: str) -> None:
    assert trouble("sql", url=url.format(shop=shop), query="select 1") is expected


def test_a_link_out_of_an_open_folder_leads_nowhere(shop: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.sqlite3"
    secret.touch()
    (tmp_path / "open" / "link.sqlite3").symlink_to(secret)
    assert trouble("sql", url=f"sqlite:///{tmp_path}/open/link.sqlite3", query="select 1") is Trouble.FILE


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
@pytest.mark.django_db
def test_postgresql_is_only_read_and_only_for_some_seconds(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    it = connection.settings_dict
    url = f"postgresql://{it['USER']}:{it['PASSWORD']}@{it['HOST']}:{it['PORT']}/{it['NAME']}"
    assert trouble("sql", url=url, query="select 1") is Trouble.INSIDE
    settings.INSIDE_ALLOWED = ["127.0.0.1"]
    assert read("sql", url=url, query="select 100 * 0.5 -- 50 %") == [(50, "")]
    assert read("sql", url=url, query="select date '2026-11-18', 4::numeric") == [(4, "2026-11-18")]
    for writing in (
        "with gone as (insert into kpis_kpi_teams (kpi_id, team_id) values (1, 1) returning 1) select * from gone",
        "with gone as (delete from kpis_kpi returning 1) select count(*) from gone",
        "select nextval('kpis_kpi_id_seq')",
        "select set_config('transaction_read_only', 'off', false)",
    ):
        assert trouble("sql", url=url, query=writing) in (Trouble.DATABASE, Trouble.NOT_A_NUMBER)
    monkeypatch.setattr("vekha.kpis.limited.SECONDS", 6)
    assert trouble("sql", url=url, query="select count(*) from (select pg_sleep(60)) as s") is Trouble.TOO_SLOW


def test_a_password_does_not_stand_in_what_the_database_says(settings: Any) -> None:
    settings.INSIDE_ALLOWED = ["127.0.0.1"]
    with pytest.raises(NoReading) as problem:
        kinds()["sql"].read({"url": "postgresql://reader:hunter2@127.0.0.1:1/db", "query": "select 1"})
    assert problem.value.trouble is Trouble.DATABASE
    assert "hunter2" not in problem.value.detail


METRICS = b"""# HELP orders_open Orders that wait.
# TYPE orders_open gauge
orders_open{shop="main",country="de"} 12
orders_open{shop="side \\"B\\"", country="de"} 3 1795172400000
process_start_time_seconds 1.795e+09
ratio NaN
later 1 99999999999999999999
broken line here {
"""


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ('orders_open{shop="main"}', (12, "")),
        ('orders_open { shop = "side \\"B\\"" }', (3, "2026-11-20T11:00:00+00:00")),
        ("process_start_time_seconds", (1_795_000_000, "")),
        ("orders_open", Trouble.SEVERAL),
        ('orders_open{country="de"}', Trouble.SEVERAL),
        ('orders_open{shop="none"}', Trouble.NOTHING),
        ("orders", Trouble.NOTHING),
        ("ratio", Trouble.NOT_A_NUMBER),
        ("later", Trouble.NOT_A_DATE),
        ("sum(orders_open)", Trouble.NOTHING),
    ],
)
def test_a_metric_is_read_from_the_page_of_a_service(metric: str, expected: Any, server: Server) -> None:
    server.replies["/metrics"] = says(METRICS)
    asked = {"url": server.url("/metrics"), "metric": metric}
    if isinstance(expected, Trouble):
        assert trouble("metrics", **asked) is expected
    else:
        assert read("metrics", **asked) == [expected]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (pours, Trouble.TOO_LARGE),
        (bomb(50), Trouble.TOO_LARGE),
        (sends_on("http://10.0.0.1/"), Trouble.INSIDE),
        (says(b"<html>", kind="text/html"), Trouble.NOTHING),
        (says(b"m{" + b'a="b",' * 100_000), Trouble.NOTHING),
        (says(b"no", status=500), Trouble.STATUS),
    ],
)
def test_a_hostile_page_of_metrics_gets_nothing_done(reply: Any, expected: Trouble, server: Server) -> None:
    server.replies["/metrics"] = reply
    assert trouble("metrics", url=server.url("/metrics"), metric="m") is expected


# --- connecting ------------------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(server: Server) -> dict[str, str]:
    server.replies["/t"] = says(CSV)
    return {"url": server.url("/t"), "value": "complaints", "day": "day"}


def connect(kpi: Kpi, by: Person, kind: str, settings: Mapping[str, str], **secrets: str) -> Source:
    found = verbs.try_out(kpi, by=by, kind=kind, settings={**settings, **secrets})
    return verbs.connect(kpi, by=by, kind=kind, settings=dict(settings), secrets=secrets, found=found)


def standing(kpi: Kpi) -> list[tuple[str, float]]:
    return [(f"{reading.at:%m-%d}", reading.value) for reading in kpi.readings.standing().order_by("at")]


def test_trying_out_shows_what_is_said_and_stores_nothing(complaints: Kpi, dora: Person, sheet: dict[str, str]) -> None:
    found = verbs.try_out(complaints, by=dora, kind="table", settings=sheet)
    assert [each.value for each in found] == [9, 12, 7]
    assert not Source.objects.exists()
    assert not Reading.objects.exists()


def test_connecting_records_what_was_found_and_the_next_attempt_is_a_rhythm_away(
    complaints: Kpi, dora: Person, sheet: dict[str, str]
) -> None:
    source = connect(complaints, dora, "table", sheet)
    complaints.refresh_from_db()
    assert standing(complaints) == [("11-18", 9), ("11-19", 12), ("11-20", 7)]
    assert complaints.value == 7
    assert source.next_at == NOW + timedelta(days=7)
    assert {reading.source for reading in complaints.readings.all()} == {"table"}


def test_only_administrators_connect_a_query_in_a_database(
    complaints: Kpi, dora: Person, chen: Person, anna: Person, shop: str
) -> None:
    asked = {"url": shop, "query": "select sum(amount) from sales"}
    for person in (dora, chen):
        with pytest.raises(PermissionDenied):
            verbs.try_out(complaints, by=person, kind="sql", settings=asked)
    assert verbs.try_out(complaints, by=anna, kind="sql", settings=asked)[0].value == 9.5


def test_whoever_may_not_change_the_kpi_tries_out_nothing(
    complaints: Kpi, frida: Person, emil: Person, sheet: dict[str, str], server: Server
) -> None:
    for person in (frida, emil):
        with pytest.raises(PermissionDenied):
            verbs.try_out(complaints, by=person, kind="table", settings=sheet)
    assert server.asked == []


def test_a_secret_lies_encrypted_and_a_new_secret_of_the_installation_asks_for_it_again(
    complaints: Kpi, dora: Person, sheet: dict[str, str], settings: Any
) -> None:
    source = connect(complaints, dora, "table", sheet, authorization="Bearer k3y")
    source.refresh_from_db()
    row = Source.objects.values().get()
    assert "k3y" not in str(row)
    assert source.all_settings()["authorization"] == "Bearer k3y"

    settings.SECRET_KEY = "another one"
    assert not verbs.read_now(source, by=dora)
    source.refresh_from_db()
    assert source.trouble == Trouble.SECRET


# --- on a schedule ---------------------------------------------------------------------------------------------------


def test_what_is_due_is_read_and_nothing_else(
    complaints: Kpi, dora: Person, chen: Person, sheet: dict[str, str], server: Server
) -> None:
    connect(complaints, dora, "table", sheet)
    retired = kpis.write(by=chen, name="Old", definition="?", low=1.0)
    connect(retired, chen, "table", sheet)
    kpis.retire(retired, by=chen)
    server.asked.clear()

    assert verbs.read_due(timezone.now()) == verbs.Attempts(asked=0, failed=0)
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        server.replies["/t"] = says(CSV + b"2026-11-26,30\n")
        assert verbs.read_due(timezone.now()) == verbs.Attempts(asked=1, failed=0)
        assert verbs.read_due(timezone.now()) == verbs.Attempts(asked=0, failed=0)
    complaints.refresh_from_db()
    assert len(server.asked) == 1
    assert complaints.value == 30
    assert complaints.readings.count() == 4


def test_reading_the_same_again_records_nothing_twice_and_a_corrected_value_replaces_the_old_one(
    complaints: Kpi, dora: Person, sheet: dict[str, str], server: Server
) -> None:
    source = connect(complaints, dora, "table", sheet)
    assert verbs.read_now(source, by=dora)
    assert complaints.readings.count() == 3

    server.replies["/t"] = says(CSV.replace(b",12", b",11"))
    source.refresh_from_db()
    assert verbs.read_now(source, by=dora)
    assert standing(complaints) == [("11-18", 9), ("11-19", 11), ("11-20", 7)]
    assert complaints.readings.exclude(undone_at=None).get().value == 12

    server.replies["/t"] = says(CSV)  # corrected back
    source.refresh_from_db()
    assert verbs.read_now(source, by=dora)
    assert standing(complaints) == [("11-18", 9), ("11-19", 12), ("11-20", 7)]


def test_of_two_rows_of_one_day_the_last_counts_however_often_they_are_read(
    complaints: Kpi, dora: Person, sheet: dict[str, str], server: Server
) -> None:
    source = connect(complaints, dora, "table", sheet)
    server.replies["/t"] = says(CSV.rstrip() + b"\n2026-11-20,5\n")
    for _again in range(3):
        source.refresh_from_db()
        assert verbs.read_now(source, by=dora)

    assert standing(complaints) == [("11-18", 9), ("11-19", 12), ("11-20", 5)]
    assert complaints.readings.count() == 4


def test_what_somebody_has_taken_back_does_not_come_again(complaints: Kpi, dora: Person, sheet: dict[str, str]) -> None:
    source = connect(complaints, dora, "table", sheet)
    readings.undo(complaints.readings.get(value=12), by=dora)
    source.refresh_from_db()
    assert verbs.read_now(source, by=dora)
    assert standing(complaints) == [("11-18", 9), ("11-20", 7)]


def test_a_failure_stands_on_the_kpi_and_is_tried_again_later_and_later(
    complaints: Kpi, dora: Person, sheet: dict[str, str], server: Server
) -> None:
    connect(complaints, dora, "table", sheet)
    server.replies["/t"] = says(b"no", status=503)
    waits = []
    at = NOW + timedelta(days=7)
    for _attempt in range(5):
        with time_machine.travel(at, tick=False):
            assert verbs.read_due(timezone.now()).failed == 1
        source = Source.objects.get()
        waits.append(source.next_at - at)
        at = source.next_at
    assert waits == [timedelta(minutes=15), *(timedelta(hours=hours) for hours in (1, 4, 24, 24))]
    assert (source.trouble, source.detail, source.failures) == ("status", "503", 5)

    server.replies["/t"] = says(CSV)
    with time_machine.travel(at, tick=False):
        assert verbs.read_due(timezone.now()) == verbs.Attempts(asked=1, failed=0)
    source.refresh_from_db()
    assert (source.trouble, source.failures, source.next_at) == ("", 0, at + timedelta(days=7))


def test_the_source_of_a_retired_kpi_is_left_alone(
    complaints: Kpi, dora: Person, sheet: dict[str, str], server: Server, client_of: ClientOf
) -> None:
    source = connect(complaints, dora, "table", sheet)
    kpis.retire(complaints, by=dora)
    source = Source.objects.get(pk=source.pk)
    server.asked.clear()
    with pytest.raises(ValidationError, match="retired"):
        verbs.read_now(source, by=dora)
    assert client_of(dora).post(f"/kpis/{complaints.pk}/source/read/").status_code == 404
    assert server.asked == []


def test_a_source_is_asked_sooner_when_the_rhythm_of_its_kpi_becomes_shorter(
    complaints: Kpi, dora: Person, sheet: dict[str, str], server: Server
) -> None:
    source = connect(complaints, dora, "table", sheet)

    def next_after(rhythm: str) -> timedelta:
        kpis.edit(complaints, by=dora, rhythm=rhythm)
        source.refresh_from_db()
        return source.next_at - NOW

    assert next_after("quarterly") == timedelta(days=7)  # what was promised comes; then a quarter follows
    assert next_after("daily") == timedelta(days=1)
    server.replies["/t"] = says(b"no", status=503)
    assert not verbs.read_now(source, by=dora)
    assert next_after("weekly") == timedelta(minutes=15)


def test_few_are_served_at_once_whatever_they_wait_for(
    complaints: Kpi, dora: Person, sheet: dict[str, str], server: Server, client_of: ClientOf
) -> None:
    source = connect(complaints, dora, "table", sheet)
    server.asked.clear()
    client = client_of(dora)
    with ExitStack() as taken:
        for _turn in range(limited.MOST_TURNS):
            taken.enter_context(limited.turn())
        for wait in (
            lambda: verbs.try_out(complaints, by=dora, kind="table", settings=sheet),
            lambda: verbs.read_now(source, by=dora),
            lambda: readings.look_into(complaints, by=dora, table=CSV, value="complaints", day="day"),
        ):
            with pytest.raises(NoReading) as problem:
                wait()
            assert problem.value.trouble is Trouble.BUSY
        said = client.post(f"/kpis/{complaints.pk}/source/read/", follow=True).content.decode()
        assert "Try again in a moment." in said
    assert server.asked == []
    source.refresh_from_db()
    assert source.failures == 0
    assert verbs.read_now(source, by=dora)
    assert len(readings.look_into(complaints, by=dora, table=CSV, value="complaints", day="day")) == 3


def test_one_source_that_fails_in_its_own_way_holds_up_no_other(
    complaints: Kpi, dora: Person, chen: Person, sheet: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wild:
        key, name, fields, for_administrators = "wild", "Wild", (Field("a", "A"),), False  # type: ignore[arg-type]

        def read(self, settings: Mapping[str, str]) -> list[Found]:
            if settings["a"] == "fail":
                raise ZeroDivisionError
            return [Found(float(settings["a"]))]

    class Entry:
        def load(self) -> Wild:
            return Wild()

    monkeypatch.setattr(registry, "entry_points", lambda group: [Entry()] if group == "vekha.kpi_sources" else [])
    kinds.cache_clear()
    try:
        wild = kpis.write(by=chen, name="Wild", definition="?", low=1.0)
        source = connect(wild, chen, "wild", {"a": "5"})
        Source.objects.filter(pk=source.pk).update(settings={"a": "fail"})
        connect(complaints, dora, "table", sheet)
        with time_machine.travel(NOW + timedelta(days=7), tick=False):
            assert verbs.read_due(timezone.now()) == verbs.Attempts(asked=2, failed=1)
        source.refresh_from_db()
        assert source.trouble == Trouble.BROKEN
    finally:
        kinds.cache_clear()
    monkeypatch.undo()
    assert not verbs.read_now(source, by=chen)  # its package is gone
    source.refresh_from_db()
    assert source.trouble == Trouble.GONE


def test_of_two_workers_one_asks_and_whoever_was_killed_is_followed(
    complaints: Kpi, dora: Person, sheet: dict[str, str], server: Server
) -> None:
    source = connect(complaints, dora, "table", sheet)
    later = NOW + timedelta(days=7)
    with time_machine.travel(later, tick=False):
        first, second = Source.objects.get(), Source.objects.get()
        assert verbs._claim(first, later)
        assert not verbs._claim(second, later)
        server.asked.clear()
        assert verbs.read_due(later).asked == 0
    with time_machine.travel(later + verbs.LEASE, tick=False):
        assert verbs.read_due(timezone.now()) == verbs.Attempts(asked=1, failed=0)
    assert len(server.asked) == 1
    source.refresh_from_db()
    assert source.trouble == ""


def test_a_long_round_ends_and_the_rest_is_due_the_next_time(
    complaints: Kpi, dora: Person, sheet: dict[str, str]
) -> None:
    connect(complaints, dora, "table", sheet)
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        assert verbs.read_due(timezone.now(), seconds=-1).asked == 0
        assert verbs.read_due(timezone.now()).asked == 1


# --- pages -----------------------------------------------------------------------------------------------------------


def seen(client: Any, address: str) -> str:
    """The page, with spaces that break."""
    return str(client.get(address).content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_a_source_is_tried_out_and_connected_on_its_page(
    complaints: Kpi, dora: Person, sheet: dict[str, str], client_of: ClientOf
) -> None:
    client = client_of(dora)
    address = f"/kpis/{complaints.pk}/source/"
    offered = client.get(address).content.decode()
    assert "?kind=prometheus" in offered
    assert "?kind=sql" not in offered

    tried = client.post(address, {"kind": "table", **sheet, "password_authorization": "Bearer k3y", "try": "1"})
    assert "3 readings were found" in tried.content.decode()
    assert "k3y" not in tried.content.decode()
    assert not Source.objects.exists()

    before = {"before": tried.context["form"].before}  # the key need not be typed again
    sent = client.post(address, {"kind": "table", **sheet, **before, "connect": "1"})
    assert Source.objects.get().all_settings()["authorization"] == "Bearer k3y"
    assert sent.headers["Location"] == f"/kpis/{complaints.pk}/"
    page = seen(client, sent.headers["Location"])
    assert "CSV or Excel at an address" in page
    assert "The next attempt is on 27 November" in page
    form = client.get(address).content.decode()
    assert sheet["url"] in form
    assert "k3y" not in form


def test_a_kept_secret_serves_only_what_it_was_typed_for(
    complaints: Kpi, dora: Person, boris: Person, sheet: dict[str, str], server: Server, client_of: ClientOf
) -> None:
    connect(complaints, dora, "table", sheet, authorization="Bearer k3y")
    client, address = client_of(boris), f"/kpis/{complaints.pk}/source/"
    server.asked.clear()
    with serving() as thief:
        thief.replies["/t"] = says(CSV)
        for other in ({"url": thief.url("/t")}, {"value": "day"}, {"day": ""}):
            response = client.post(address, {"kind": "table", **sheet, **other, "try": "1"})
            assert response.status_code == 422
            assert "type the key again" in response.content.decode()
        of_dora = {"before": sealed({"authorization": "Bearer k3y", "by": str(dora.pk)})}
        stolen = {"kind": "table", **sheet, **of_dora, "url": thief.url("/t")}
        assert client.post(address, stolen).status_code == 422
        assert thief.asked == server.asked == []

    assert "To ask without it, disconnect the source first." in client.get(address).content.decode()
    tried = client.post(address, {"kind": "table", **sheet, "try": "1"})
    assert server.asked[0][2]["authorization"] == "Bearer k3y"
    before = {"before": tried.context["form"].before}  # what was kept is not what Boris has typed
    assert client.post(address, {"kind": "table", **sheet, **before, "value": "Complaints"}).status_code == 422
    assert client.post(address, {"kind": "table", **sheet, "connect": "1"}).status_code == 302
    assert Source.objects.get().all_settings()["authorization"] == "Bearer k3y"


def test_what_one_has_typed_oneself_serves_while_one_tries_out(
    complaints: Kpi, dora: Person, sheet: dict[str, str], server: Server, client_of: ClientOf
) -> None:
    client, address = client_of(dora), f"/kpis/{complaints.pk}/source/"
    typed = {"kind": "table", **sheet, "value": "nothing", "password_authorization": "Bearer k3y", "try": "1"}
    wrong = client.post(address, typed)
    before = {"before": wrong.context["form"].before}
    assert client.post(address, {"kind": "table", **sheet, **before, "connect": "1"}).status_code == 302
    assert server.asked[-1][2]["authorization"] == "Bearer k3y"


def test_what_fails_is_said_in_place_with_what_to_do(
    complaints: Kpi, dora: Person, frida: Person, sheet: dict[str, str], server: Server, client_of: ClientOf
) -> None:
    client, address = client_of(dora), f"/kpis/{complaints.pk}/source/"
    wrong = client.post(address, {"kind": "table", **sheet, "value": "nothing", "connect": "1"})
    assert wrong.status_code == 422
    assert "There is no such column. There are: day, complaints" in wrong.content.decode()
    assert sheet["url"] in wrong.content.decode()
    assert not Source.objects.exists()

    connect(complaints, dora, "table", sheet)
    server.replies["/t"] = says(b"no", status=403)
    client.post(f"/kpis/{complaints.pk}/source/read/")
    page = seen(client, f"/kpis/{complaints.pk}/")
    assert "The other side does not let us in." in page
    assert "Tried on 20 November at 12:00." in page
    assert "its source gives nothing" in client.get("/kpis/").content.decode()
    assert "The next attempt is on 20 November at 12:15." in page

    others = client_of(frida).get(f"/kpis/{complaints.pk}/").content.decode()
    assert "It gives nothing at the moment." in others
    assert "does not let us in" not in others

    client.post(f"/kpis/{complaints.pk}/source/disconnect/")
    assert not Source.objects.exists()
    assert complaints.readings.count() == 3


def test_readings_come_out_of_a_file_after_a_look(complaints: Kpi, dora: Person, client_of: ClientOf) -> None:
    client, address = client_of(dora), f"/kpis/{complaints.pk}/file/"

    def file() -> io.BytesIO:
        stream = io.BytesIO(CSV)
        stream.name = "complaints.csv"
        return stream

    wrong = client.post(address, {"file": file(), "value": "nothing", "day": "day"})
    assert wrong.status_code == 422

    looked = client.post(address, {"file": file(), "value": "complaints", "day": "day"})
    assert "3 readings were found" in looked.content.decode()
    assert not Reading.objects.exists()
    signed = looked.context["signed"]
    assert client.post(address, {"found": signed + "x"}).status_code == 302
    assert not Reading.objects.exists()
    for _twice in range(2):
        client.post(address, {"found": signed})
    assert standing(complaints) == [("11-18", 9), ("11-19", 12), ("11-20", 7)]
    assert {reading.author for reading in complaints.readings.all()} == {dora}


def test_a_file_that_is_brought_in_again_replaces_what_it_has_corrected(
    complaints: Kpi, dora: Person, boris: Person
) -> None:
    at = NOW - timedelta(days=1)
    readings.record(complaints, by=dora, value=8, note="Counted by hand.", at=at)
    readings.bring_in(complaints, by=boris, found=[Measured(6, at)])
    for value in (5, 50, 50):
        readings.bring_in(complaints, by=dora, found=[Measured(value, at)])
    assert sorted(complaints.readings.standing().values_list("value", flat=True)) == [6, 8, 50]
    assert complaints.readings.exclude(undone_at=None).get().value == 5
    assert complaints.value == 50


def test_a_file_is_taken_whole_or_refused_with_words(complaints: Kpi, dora: Person, client_of: ClientOf) -> None:
    def looked(rows: int) -> Any:
        days = (NOW - timedelta(days=day) for day in range(rows))
        file = io.BytesIO(b"day,value\n" + b"".join(f"{day:%Y-%m-%d},{day.day}\n".encode() for day in days))
        file.name = "complaints.csv"
        return client.post(address, {"file": file, "value": "value", "day": "day"})

    client, address = client_of(dora), f"/kpis/{complaints.pk}/file/"
    client.post(address, {"found": looked(1_500).context["signed"]})
    assert complaints.readings.count() == 1_500

    refused = looked(10_001)
    assert refused.status_code == 422
    assert "10001 readings" in refused.content.decode()


# --- words -----------------------------------------------------------------------------------------------------------


def test_every_trouble_is_said_with_what_to_do_in_each_language() -> None:
    assert set(PHRASES) == set(Trouble)
    for phrase in PHRASES.values():
        for words in (phrase.what, phrase.advice):
            said = set()
            for language in ("en", "ru", "zh-hans"):
                with translation.override(language):
                    said.add(str(words) % {"detail": "x"})
            assert len(said) == 3


def test_what_happens_to_sources_can_be_told_in_each_language(
    complaints: Kpi, dora: Person, sheet: dict[str, str]
) -> None:
    source = connect(complaints, dora, "table", sheet)
    verbs.disconnect(source, by=dora)
    readings.bring_in(complaints, by=dora, found=[Measured(4, datetime(2026, 11, 1, tzinfo=UTC))])
    events = list(Event.objects.all())
    assert {event.verb for event in events} == {
        "source.connected", "source.read", "source.disconnected", "reading.brought_in",
    }  # fmt: skip
    for event in events:
        words = set()
        for language in ("en", "ru", "zh-hans"):
            with translation.override(language):
                words.add(render_to_string(event.template, {"event": event, "changes": event.changes}))
        assert len(words) == 3, event.verb
