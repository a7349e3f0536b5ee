import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vekha.goals.actions import check_ins
from vekha.goals.models import Cycle, KeyResult, Objective
from vekha.people.models import Organisation, Person, Team

ClientOf = Callable[[Person], Client]
State, Level = Objective.State, Objective.Level


def page(client: Client, **choices: str | int) -> str:
    response = client.get("/company/", choices)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def answer(html: str) -> str:
    found = re.search(r'<p class="answer.*?</p>', html, re.DOTALL)
    assert found
    return words(found[0]).replace(" :", ":").replace(" ：", "：")


@pytest.fixture
def several(cycle: Cycle, organisation: Organisation, boris: Person, today: date) -> list[Objective]:
    """Four of the company: two on pace (55 % of the time has gone), one 12 points behind, one silent for 23 days."""
    facts = [("Alpha", 0.6, 1), ("Beta", 0.56, 1), ("Chains trust us", 0.43, 2), ("Outages", 0.37, 23)]
    return [
        Objective.objects.create(
            cycle=cycle,
            title=title,
            level=Level.COMPANY,
            state=State.ACTIVE,
            owner=boris,
            progress=progress,
            checked_in_on=today - timedelta(days=silent),
        )
        for title, progress, silent in facts
    ]


def test_the_answer_counts_and_names_the_exceptions(
    several: list[Objective], anna: Person, client_of: ClientOf
) -> None:
    html = page(client_of(anna))

    assert answer(html) == (
        "Two of four objectives are on pace. Outages: no news for 23 days. Chains trust us: 12 points behind."
    )
    assert f'<a class="is-behind" href="/objectives/{several[2].pk}/">Chains trust us</a>' in html


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "ru",
            "Две цели из четырёх идут по плану. Outages: нет вестей 23\xa0дня. "
            "Chains trust us: отставание 12\xa0пунктов.",
        ),
        ("zh-hans", "4 个目标中有 2 个按计划进行。 Outages：23 天没有消息。 Chains trust us：落后 12 个点。"),
    ],
)
def test_the_answer_speaks_the_readers_language(
    language: str, sentence: str, several: list[Objective], anna: Person, client_of: ClientOf
) -> None:
    anna.language = language
    anna.save()

    assert answer(page(client_of(anna))) == " ".join(sentence.split())


def test_the_answer_has_a_sentence_for_every_case(several: list[Objective], anna: Person, client_of: ClientOf) -> None:
    def said() -> str:
        return answer(page(client_of(anna), level="company"))

    Objective.objects.update(progress=0.9, checked_in_on=date(2026, 11, 19))
    assert said() == "All four objectives are on pace."
    several[3].delete()
    several[2].delete()
    assert said() == "Both objectives are on pace."
    several[1].delete()
    assert said() == "The only objective is on pace."
    Objective.objects.update(progress=None, checked_in_on=date(2026, 11, 19))
    assert said() == "There is nothing to compare yet: the first check-ins will show where we stand."
    Objective.objects.all().delete()
    assert said() == "Nothing is active here yet."


def test_more_exceptions_than_two_are_counted(several: list[Objective], anna: Person, client_of: ClientOf) -> None:
    Objective.objects.update(progress=0.1, checked_in_on=date(2026, 11, 19))

    said = answer(page(client_of(anna)))

    assert said.startswith("None of the four objectives is on pace.")
    assert said.count("at risk, 45 points behind") == 2
    assert said.endswith("Two more need a look.")


def test_the_ledger_shows_objectives_with_their_key_results(
    key_result: KeyResult, dora: Person, anna: Person, client_of: ClientOf
) -> None:
    check_ins.record(key_result, by=dora, value=18, confidence=7)

    said = words(page(client_of(anna)))

    assert "Clients ship a week after signing, not a month Product · aspirational · Boris" in said
    assert f"{key_result.text} Dora 27 18 9 days 50% 5 points behind" in said


def test_the_ledger_draws_the_course_of_a_value(
    key_result: KeyResult, dora: Person, anna: Person, client_of: ClientOf
) -> None:
    for value in (24, 18):
        check_ins.record(key_result, by=dora, value=value, confidence=7)

    assert 'class="spark"' in page(client_of(anna))


def test_levels_and_narrower_views_carry_their_counts(
    several: list[Objective], objective: Objective, sales: Team, anna: Person, client_of: ClientOf
) -> None:
    objective.teams.add(sales)
    Objective.objects.create(cycle=objective.cycle, title="A thought", level=Level.COMPANY)

    said = words(page(client_of(anna)))
    assert "Company 4 Teams 1 Personal 0" in said
    assert "needs a look 2 not decided yet 1" in said
    assert "A thought" not in said

    assert "A thought" in page(client_of(anna), level="company", only="drafts")
    look = page(client_of(anna), level="company", only="look")
    assert "Outages</a>" in look
    assert "Alpha" not in look
    assert objective.title in page(client_of(anna), level="team", only="cross-team")


def test_words_find_an_objective_in_any_case_and_script(
    several: list[Objective], anna: Person, client_of: ClientOf
) -> None:
    objective = several[0]
    objective.title = "Выручка растёт"
    objective.save()

    assert "Выручка растёт" in page(client_of(anna), q="вЫРУЧка")
    assert "Выручка растёт" in page(client_of(anna), q="выру\0чка")
    assert "Nothing here has these words" in page(client_of(anna), q="убыток", level="company")


def test_what_is_not_shown_to_me_is_not_counted_either(
    several: list[Objective], frida: Person, client_of: ClientOf
) -> None:
    Objective.objects.filter(pk=several[2].pk).update(visibility=Objective.Visibility.PRIVATE)

    html = page(client_of(frida))

    assert "Chains trust us" not in html
    assert answer(html).startswith("Two of three objectives")


def test_the_newest_running_cycle_is_shown_and_any_other_can_be_chosen(
    several: list[Objective], cycle: Cycle, anna: Person, client_of: ClientOf
) -> None:
    year = Cycle.objects.create(name="The year", starts=date(2026, 1, 1), ends=date(2026, 12, 31))
    Objective.objects.create(cycle=year, title="Of the year", level=Level.COMPANY, state=State.ACTIVE)

    assert "Of the year" not in page(client_of(anna))
    assert "Of the year" in page(client_of(anna), cycle=year.pk)
    assert "Of the year" not in page(client_of(anna), cycle="nonsense")


def test_what_the_cycle_before_closed_stands_below_with_score_and_decision(
    several: list[Objective], anna: Person, client_of: ClientOf
) -> None:
    before = Cycle.objects.create(name="Q3 2026", starts=date(2026, 7, 1), ends=date(2026, 9, 30))
    Objective.objects.create(
        cycle=before, title="Paperless intake", state=State.CLOSED, score=0.7, closing_note="The measure went to KPIs"
    )

    said = words(page(client_of(anna)))

    assert "Closed in “Q3 2026”" in said
    assert "Paperless intake aspirational 0.7 The measure went to KPIs" in said


def test_without_a_cycle_the_page_teaches_and_offers_one_to_those_who_may(
    anna: Person, dora: Person, client_of: ClientOf
) -> None:
    assert "Open the first cycle" in page(client_of(anna))
    assert "An administrator or a coach opens it." in page(client_of(dora))


def test_without_an_objective_the_page_teaches(
    cycle: Cycle, today: date, dora: Person, emil: Person, client_of: ClientOf
) -> None:
    assert "Write the first objective" in page(client_of(dora))
    assert "Write the first objective" not in page(client_of(emil))


def test_key_results_can_be_folded_without_javascript(key_result: KeyResult, anna: Person, client_of: ClientOf) -> None:
    assert 'class="ledger collapsed"' in page(client_of(anna), fold="1")
    assert 'class="ledger collapsed"' not in page(client_of(anna))


def test_forty_objectives_make_a_page_and_fifteen_queries_are_enough(
    several: list[Objective],
    key_result: KeyResult,
    dora: Person,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    made = Objective.objects.bulk_create(
        Objective(
            cycle=several[0].cycle, title=f"Objective {number:03}", state=State.ACTIVE, own_ends=date(2026, 12, 1)
        )
        for number in range(60)
    )
    KeyResult.objects.bulk_create(
        KeyResult(objective=one, text="Kept", kind=KeyResult.Kind.STEPS, owner=dora) for one in made for _ in range(3)
    )
    Cycle.objects.create(name="Q3 2026", starts=date(2026, 7, 1), ends=date(2026, 9, 30))
    client = client_of(dora)

    with django_assert_max_num_queries(15):
        first = page(client, level="team")

    assert first.count('<tr class="obj">') == 40
    assert "1–40 of 61" in words(first)
    assert page(client, level="team", page=2).count('<tr class="obj">') == 21


def test_a_title_cannot_smuggle_markup(several: list[Objective], anna: Person, client_of: ClientOf) -> None:
    Objective.objects.filter(pk=several[2].pk).update(title="<script>alert(1)</script>")

    assert "<script>alert" not in page(client_of(anna))
