import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags

from vekha.goals.actions import check_ins
from vekha.goals.models import Cycle, KeyResult, Objective, Step
from vekha.goals.templatetags.check_ins import week_answer, week_end
from vekha.goals.week import Week, counts_from, is_owed, is_said
from vekha.people.models import Person, Team

ClientOf = Callable[[Person], Client]
NBSP = "\u00a0"


def page(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def words_of(html: str, key_result: KeyResult) -> str:
    """The text of a row."""
    row = re.search(rf'id="key-result-{key_result.pk}".*?</li>', html, re.DOTALL)
    assert row
    return " ".join(re.sub(r"<[^>]+>", " ", row[0]).split())


def another(objective: Objective, owner: Person, text: str, **fields: object) -> KeyResult:
    return KeyResult.objects.create(objective=objective, owner=owner, text=text, **fields)


def ago(days: int) -> datetime:
    return datetime(2026, 11, 20, 10, 0, tzinfo=UTC) - timedelta(days=days)


def test_it_lists_the_key_results_i_own_with_their_road(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    words = words_of(page(client_of(dora)), key_result)

    assert key_result.text in words
    assert "from 27 to 9 days" in words


def test_it_leaves_out_what_is_not_mine_not_active_or_closed(
    key_result: KeyResult, objective: Objective, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    others = another(objective, boris, "Of Boris")
    draft = Objective.objects.create(cycle=objective.cycle, title="Draft", owner=dora)
    drafted = another(draft, dora, "Of a draft")
    over = Cycle.objects.create(name="Q3 2026", starts=date(2026, 7, 1), ends=date(2026, 9, 30), closed_at=ago(45))
    past = Objective.objects.create(cycle=over, title="Past", owner=dora, state=Objective.State.ACTIVE)
    closed = another(past, dora, "Of a closed cycle")

    html = page(client_of(dora))

    assert key_result.text in html
    for absent in (others, drafted, closed):
        assert absent.text not in html


def test_without_key_results_it_says_what_to_do(organisation: object, frida: Person, client_of: ClientOf) -> None:
    html = page(client_of(frida))

    assert "You have nothing to check in" in html
    assert "named as its owner" in html


def test_one_who_is_not_signed_in_is_asked_to(db: None, client: Client) -> None:
    response = client.get("/")

    assert response.status_code == 302
    assert "sign-in" in response["Location"]


def test_it_names_the_week_and_its_number_in_the_cycle(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    assert "16–22 November · week 8 of 14" in " ".join(strip_tags(page(client_of(dora))).split()).replace(NBSP, " ")


def test_an_open_end_has_no_week_number(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    Cycle.objects.update(ends=None)

    assert "week 8" not in page(client_of(dora))


def test_what_needs_me_comes_first(
    objective: Objective, key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    silent, due = another(objective, dora, "Silent"), another(objective, dora, "Due")
    check_ins.record(key_result, by=dora, value=20)
    check_ins.record(silent, by=dora, value=1, at=ago(24))
    check_ins.record(due, by=dora, value=1, at=ago(8))

    html = page(client_of(dora))

    assert html.index(silent.text) < html.index(due.text) < html.index(key_result.text)


def test_objectives_with_something_due_come_before_those_without(
    objective: Objective, key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    check_ins.record(key_result, by=dora, value=20)
    later = Objective.objects.create(
        cycle=objective.cycle, title="Later objective", owner=dora, state=Objective.State.ACTIVE
    )
    another(later, dora, "Still due")

    html = page(client_of(dora))

    assert html.index("Later objective") < html.index(objective.title)


def test_a_cross_team_objective_names_its_teams(
    objective: Objective, key_result: KeyResult, sales: Team, dora: Person, client_of: ClientOf
) -> None:
    objective.teams.add(sales)

    assert "Product, Sales" in page(client_of(dora))


def test_a_said_row_shows_the_way_of_the_value_and_can_be_undone(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    check_ins.record(key_result, by=dora, value=20, at=ago(9))
    said = check_ins.record(key_result, by=dora, value=18, confidence=7, note="The stock check is gone")

    html = page(client_of(dora))
    words = words_of(html, key_result)

    assert "20 18 days" in words
    assert "The stock check is gone" in words
    assert f"/check-ins/{said.pk}/undo/" in html


def test_what_somebody_else_said_is_not_mine_to_undo(
    key_result: KeyResult, boris: Person, dora: Person, client_of: ClientOf
) -> None:
    said = check_ins.record(key_result, by=boris, value=18)

    html = page(client_of(dora))

    assert "Boris, today" in words_of(html, key_result)
    assert f"/check-ins/{said.pk}/undo/" not in html
    assert "Check in again" in html


def test_the_last_words_and_blocker_stand_in_the_row(key_result: KeyResult, dora: Person, client_of: ClientOf) -> None:
    check_ins.record(
        key_result, by=dora, value=20, note="Contracts wait for a signature", blocker="No lawyer", at=ago(8)
    )

    words = words_of(page(client_of(dora)), key_result)

    assert "12 November: “Contracts wait for a signature”" in words.replace(NBSP, " ")
    assert "Blocker: No lawyer" in words


def test_steps_are_offered_in_their_order_with_the_done_ones_ticked(
    objective: Objective, dora: Person, client_of: ClientOf
) -> None:
    steps = another(objective, dora, "Offline", kind=KeyResult.Kind.STEPS)
    for text in ("Prototype", "Three sites", "Ten sites"):
        Step.objects.create(key_result=steps, text=text)
    check_ins.record(steps, by=dora, value=1, at=ago(8))

    html = page(client_of(dora))

    assert re.findall(r'name="steps" value="(\d)"( checked)?', html) == [("1", " checked"), ("2", ""), ("3", "")]


def test_a_key_result_of_one_step_is_a_tick(objective: Objective, dora: Person, client_of: ClientOf) -> None:
    another(objective, dora, "The licence is granted", kind=KeyResult.Kind.DONE)

    html = page(client_of(dora))

    assert 'name="done"' in html
    assert 'name="value"' not in html


def test_text_of_authors_is_escaped(objective: Objective, dora: Person, client_of: ClientOf) -> None:
    another(objective, dora, "<script>alert(1)</script>", unit="<u>")

    html = page(client_of(dora))

    assert "<script>alert(1)" not in html
    assert "<u>" not in html


@pytest.mark.parametrize("size", [3, 100])
def test_the_page_takes_few_queries_whatever_its_size(
    size: int,
    objective: Objective,
    boris: Person,
    dora: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for number in range(size):
        result = another(objective, dora, f"Key result {number}", kind=list(KeyResult.Kind)[number % 4], high=9)
        Step.objects.create(key_result=result, text="A")
        for author in (boris, dora):
            check_ins.record(result, by=author, value=number % 2, at=ago(number % 9))
    client = client_of(dora)

    with django_assert_max_num_queries(12):
        page(client)


# ---------- the period of a rhythm ----------


@pytest.mark.parametrize(
    ("rhythm", "first_day"),
    [
        ("weekly", date(2026, 11, 16)),
        ("two_weekly", date(2026, 11, 7)),
        ("monthly", date(2026, 10, 21)),
        ("none", date(2026, 11, 16)),
    ],
)
def test_a_check_in_counts_for_its_rhythm(rhythm: str, first_day: date, key_result: KeyResult, today: date) -> None:
    cycle = key_result.objective.cycle
    cycle.rhythm = rhythm

    assert counts_from(key_result.objective, today) == first_day
    key_result.checked_in_on = first_day
    assert is_said(key_result, today)
    key_result.checked_in_on = first_day - timedelta(days=1)
    assert not is_said(key_result, today)
    assert is_owed(key_result, today) == (rhythm != "none")


def test_nothing_is_due_before_the_first_day(key_result: KeyResult, today: date) -> None:
    key_result.objective.own_starts = today + timedelta(days=1)

    assert not is_owed(key_result, today)
    assert is_owed(key_result, today + timedelta(days=1))


# ---------- the sentence on top ----------


def week(key_result: KeyResult, total: int, said: int, silent_days: tuple[int, ...] = ()) -> Week:
    """A week of so many key results, so many checked in, some silent for so many days."""
    today = date(2026, 11, 20)
    results = []
    for number in range(total):
        result = KeyResult(pk=number + 1, objective=key_result.objective, start=0, target=10, text=str(number))
        if number < said:
            result.checked_in_on = today
        elif number < said + len(silent_days):
            result.checked_in_on = today - timedelta(days=silent_days[number - said])
        else:
            result.checked_in_on = today - timedelta(days=7)
        results.append(result)
    return Week(results, today)


ENGLISH = [
    (8, 2, (24,), "Six of eight left to check in. One has no news for 24 days."),
    (8, 0, (), "Eight key results to check in."),
    (8, 7, (), "One of eight left to check in."),
    (1, 0, (21,), "One key result to check in. It has no news for 21 days."),
    (12, 1, (40, 24, 24), "11 of 12 left to check in. Three have no news, the longest for 40 days."),
    (8, 8, (), "All eight key results are checked in."),
    (1, 1, (), "The key result is checked in."),
]
RUSSIAN = [
    (8, 2, (24,), "Осталось отметить шесть результатов из восьми. Про один нет вестей 24 дня."),
    (8, 0, (), "Восемь результатов ждут отметки."),
    (3, 2, (), "Осталось отметить один результат из трёх."),
    (4, 2, (), "Осталось отметить два результата из четырёх."),
    (22, 1, (), "Осталось отметить 21 результат из 22."),
    (1, 0, (21,), "Один результат ждёт отметки. О нём нет вестей 21 день."),
    (2, 0, (), "Два результата ждут отметки."),
    (5, 0, (41, 22), "Пять результатов ждут отметки. Про два нет вестей, дольше всего — 41 день."),
    (8, 8, (), "Отмечено всё: восемь результатов."),
    (3, 3, (), "Отмечено всё: три результата."),
    (1, 1, (), "Отмечено всё: один результат."),
]
CHINESE = [
    (8, 2, (24,), "8 条关键结果，还有 6 条没有更新。其中 1 条已经 24 天没有消息。"),
    (8, 0, (), "有 8 条关键结果等待更新。"),
    (1, 0, (21,), "有 1 条关键结果等待更新。它已经 21 天没有消息。"),
    (5, 0, (41, 22), "有 5 条关键结果等待更新。其中 2 条没有消息，最久的已经 41 天。"),
    (8, 8, (), "8 条关键结果已全部更新。"),
]


@pytest.mark.parametrize(
    ("language", "total", "said", "silent", "answer"),
    [
        (language, *case)
        for language, cases in (("en", ENGLISH), ("ru", RUSSIAN), ("zh-hans", CHINESE))
        for case in cases
    ],
)
def test_the_answer_is_a_sentence_in_each_language(
    key_result: KeyResult, language: str, total: int, said: int, silent: tuple[int, ...], answer: str
) -> None:
    with translation.override(language):
        assert strip_tags(week_answer(week(key_result, total, said, silent))).replace(NBSP, " ") == answer


@pytest.mark.parametrize(
    ("language", "left", "words"),
    [
        ("en", 6, "Six more, and the week is closed"),
        ("en", 0, "The week is closed"),
        ("ru", 6, "Ещё шесть, и неделя закрыта"),
        ("ru", 21, "Ещё 21, и неделя закрыта"),
        ("ru", 0, "Неделя закрыта"),
        ("zh-hans", 6, "再更新 6 条，这一周就齐了"),
        ("zh-hans", 0, "这一周已全部更新"),
    ],
)
def test_the_end_of_the_week_counts_down(key_result: KeyResult, language: str, left: int, words: str) -> None:
    with translation.override(language):
        assert week_end(week(key_result, left + 2, 2)) == words


def test_the_longest_silent_is_one_click_away(key_result: KeyResult) -> None:
    assert 'href="#key-result-3"' in week_answer(week(key_result, 8, 2, (24, 22)))


def test_when_all_is_said_the_next_day_due_stands_there(
    key_result: KeyResult, dora: Person, client_of: ClientOf
) -> None:
    check_ins.record(key_result, by=dora, value=20)

    assert "The next check-ins are due from 23 November" in page(client_of(dora)).replace(NBSP, " ")
