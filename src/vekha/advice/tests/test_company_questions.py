"""What the coach asks across the company: each question where it belongs, and nowhere else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from vekha.advice import company_questions
from vekha.advice.actions import related
from vekha.advice.company_facts import CompanyFacts
from vekha.advice.company_questions import About, Question
from vekha.advice.models import CoachSettings, Relation
from vekha.advice.related import Lexical
from vekha.conftest import ClientOf
from vekha.goals.models import Alignment, Cycle, KeyResult, Objective
from vekha.people.models import Organisation, Person, Team

Write = Callable[..., Objective]
Level, Kind, State = Objective.Level, Alignment.Kind, Alignment.State
NUMBER = "Share of repeat guests from 20 to 35 %"


@pytest.fixture
def write(today: date, organisation: Organisation, cycle: Cycle) -> Write:
    """Writes an objective with key results; without a team it is the company's."""

    def written(team: Team | None, title: str, *key_results: str, **fields: Any) -> Objective:
        level = Level.TEAM if team else Level.COMPANY
        objective = Objective.objects.create(**{"cycle": cycle, "title": title, "level": level, **fields})
        if team:
            objective.teams.add(team)
        for text in key_results:
            KeyResult.objects.create(objective=objective, text=text)
        return objective

    return written


@pytest.fixture
def above(write: Write) -> Objective:
    return write(None, "Guests choose us again", NUMBER)


def align(one: Objective, other: Objective, kind: str = Kind.SUPPORTS, state: str = State.ACCEPTED) -> None:
    Alignment.objects.create(objective=one, to_objective=other, kind=kind, state=state)


def asked(cycle: Cycle, person: Person) -> dict[About, Question]:
    facts = CompanyFacts.of(cycle, person)
    return {question.about: question for question in company_questions.of_cycle(facts, person)}


def titles(question: Question | None) -> list[str]:
    """The objectives that it was seen by, the other of two behind a line."""
    cases = question.cases if question else ()
    return ["|".join(side.title for side in (case.one, case.other) if side) for case in cases]


def panel(person: Person, objective: Objective) -> str:
    address = reverse("advice:objective", args=[objective.pk])
    return str(ClientOf(person).get(address, headers={"hx-request": "true"}).content.decode())


def test_a_key_result_copied_from_above_is_asked_about_from_below(
    write: Write, product: Team, above: Objective, cycle: Cycle, dora: Person
) -> None:
    copy = write(product, "A stay worth a second one", NUMBER)
    align(copy, above)
    related.refresh(Lexical())
    (case,) = asked(cycle, dora)[About.COPY].cases
    assert case.one
    assert case.other
    assert (case.one.pk, case.one.statement, case.one.who) == (copy.pk, NUMBER, "Product")
    assert (case.other.pk, case.other.who) == (above.pk, "company")


def test_a_number_of_ones_own_is_no_copy(
    write: Write, product: Team, above: Objective, cycle: Cycle, dora: Person
) -> None:
    write(product, "A stay worth a second one", "Share of repeat guests in winter from 8 to 20 %")
    related.refresh(Lexical())
    assert About.COPY not in asked(cycle, dora)


def test_a_personal_copy_of_the_own_teams_number_is_found_too(
    write: Write, product: Team, cycle: Cycle, dora: Person
) -> None:
    write(product, "Guests choose us again", NUMBER)
    write(product, "I win guests back", NUMBER, level=Level.PERSON, owner=dora)
    related.refresh(Lexical())
    questions = asked(cycle, dora)
    assert titles(questions[About.COPY]) == ["I win guests back|Guests choose us again"]
    assert not Relation.objects.exclude(kind=Relation.Kind.COPY).exists()


@pytest.fixture
def opposite(write: Write, product: Team, sales: Team) -> tuple[Objective, Objective]:
    down = write(product, "No money sleeps on the shelves", "Reduce the stock of spare parts from 90 to 40 days")
    up = write(sales, "A client never waits for a part", "Increase the stock of spare parts from 40 to 90 days")
    related.refresh(Lexical())
    return down, up


def test_a_pair_that_pulls_apart_is_asked_about_once_until_they_speak_with_each_other(
    opposite: tuple[Objective, Objective], cycle: Cycle, dora: Person
) -> None:
    assert len(titles(asked(cycle, dora)[About.OPPOSITE])) == 1
    align(*opposite, kind=Kind.DEPENDS_ON, state=State.REQUESTED)
    assert About.OPPOSITE not in asked(cycle, dora)


def test_the_same_in_two_teams_is_asked_about_until_they_are_aligned(
    write: Write, product: Team, sales: Team, cycle: Cycle, dora: Person
) -> None:
    one = write(product, "Guests choose us again", NUMBER)
    other = write(sales, "The hotel is full in winter", NUMBER)
    write(product, "Suppliers deliver what was ordered", "Orders with a mistake from 12 to 3 a week")
    related.refresh(Lexical())
    assert len(titles(asked(cycle, dora)[About.SAME])) == 1
    align(other, one)
    assert About.SAME not in asked(cycle, dora)


def test_an_objective_linked_to_nothing_above_is_asked_what_it_is_for(
    write: Write, product: Team, sales: Team, above: Objective, cycle: Cycle, dora: Person
) -> None:
    write(product, "Lunch is warm")
    align(write(product, "Rooms are quiet"), above, state=State.REQUESTED)
    align(write(sales, "Guests hear of us from friends"), above, state=State.ACCEPTED)
    declined = write(sales, "The bar closes later")
    align(declined, above, state=State.DECLINED)
    write(product, "Soup is hot", state="dropped")
    assert titles(asked(cycle, dora)[About.ORPHAN]) == ["Lunch is warm", "The bar closes later"]


def test_nothing_is_an_orphan_where_there_is_nothing_above(
    write: Write, product: Team, cycle: Cycle, dora: Person
) -> None:
    lunch = write(product, "Lunch is warm")
    assert asked(cycle, dora) == {}
    assert "question across" not in panel(dora, lunch)


def test_a_companys_objective_that_nobody_supports_is_asked_about_also_from_a_longer_cycle(
    write: Write, product: Team, above: Objective, cycle: Cycle, dora: Person
) -> None:
    year = Cycle.objects.create(name="2026", starts=date(2026, 1, 1), ends=date(2026, 12, 31))
    past = Cycle.objects.create(name="2025", starts=date(2025, 1, 1), ends=date(2025, 12, 31))
    write(None, "We are the first choice in the valley", cycle=year)
    write(None, "The roof is tight", cycle=past)
    align(write(product, "Rooms are quiet"), above)
    assert titles(asked(cycle, dora)[About.UNSUPPORTED]) == ["We are the first choice in the valley"]


def test_a_dependence_is_asked_about_until_it_is_answered(
    write: Write, product: Team, sales: Team, cycle: Cycle, dora: Person
) -> None:
    one, other = write(product, "Rooms are quiet"), write(sales, "Guests hear of us from friends")
    align(one, other, kind=Kind.DEPENDS_ON, state=State.REQUESTED)
    assert titles(asked(cycle, dora)[About.UNANSWERED]) == [f"{one}|{other}"]
    for state in (State.ACCEPTED, State.DECLINED, State.WITHDRAWN):
        Alignment.objects.update(state=state)
        assert About.UNANSWERED not in asked(cycle, dora)


def test_a_team_with_more_than_the_coachs_limit_is_asked_what_to_leave_out(
    write: Write, product: Team, sales: Team, cycle: Cycle, dora: Person
) -> None:
    for number in range(5):
        write(product, f"Room {number} is quiet")
        write(sales, f"Guest {number} comes back", state="dropped" if number else "draft")
    assert About.TEAM_LOAD not in asked(cycle, dora)
    write(product, "Breakfast is warm")
    question = asked(cycle, dora)[About.TEAM_LOAD]
    assert [(case.team, case.count) for case in question.cases] == [((product.pk, "Product"), 6)]
    assert "More than 5 objectives" in str(question.why)
    CoachSettings(limits={"objectives": 8}).save()
    assert About.TEAM_LOAD not in asked(cycle, dora)


def test_a_person_with_more_than_one_objective_may_hold_is_asked_to_share(
    write: Write, product: Team, cycle: Cycle, dora: Person
) -> None:
    objective = write(product, "Rooms are quiet", *(f"Complaints of floor {number} to 3" for number in range(6)))
    KeyResult.objects.update(owner=dora)
    assert About.PERSON_LOAD not in asked(cycle, dora)
    KeyResult.objects.create(objective=objective, text="Nights without a call to 90", owner=dora)
    question = asked(cycle, dora)[About.PERSON_LOAD]
    assert [(case.person, case.count) for case in question.cases] == [((dora.pk, "Dora"), 7)]


def test_what_a_reader_may_not_see_asks_them_nothing(
    opposite: tuple[Objective, Objective],
    write: Write,
    product: Team,
    above: Objective,
    cycle: Cycle,
    dora: Person,
    frida: Person,
    anna: Person,
) -> None:
    down, up = opposite
    hidden = write(product, "We sell the house", visibility="private")
    align(hidden, above, kind=Kind.DEPENDS_ON, state=State.REQUESTED)
    for number in range(5):
        write(product, f"Room {number} is sold", visibility="private")
    up.visibility = Objective.Visibility.TEAMS
    up.save()

    assert {About.OPPOSITE, About.UNANSWERED, About.TEAM_LOAD} <= asked(cycle, anna).keys()
    for person, seen in ((dora, False), (frida, True)):
        questions = asked(cycle, person)
        assert {About.UNANSWERED, About.TEAM_LOAD}.isdisjoint(questions)
        assert (About.OPPOSITE in questions) is seen
        everything = "".join(title for question in questions.values() for title in titles(question))
        assert "sold" not in everything
        assert hidden.title not in everything
    assert up.title not in panel(dora, down)


def test_a_rule_that_is_switched_off_asks_nothing_across_the_company_either(
    opposite: tuple[Objective, Objective], cycle: Cycle, dora: Person
) -> None:
    CoachSettings(off=["S-ALIGN"]).save()
    assert About.OPPOSITE not in asked(cycle, dora)
    page = panel(dora, opposite[0])
    assert "question across" not in page
    assert "1 related objective elsewhere" in page


def test_the_questions_of_one_objective_stand_in_its_panel_with_their_evidence(
    write: Write, product: Team, sales: Team, above: Objective, dora: Person
) -> None:
    lunch, bar = write(product, "Lunch is warm"), write(sales, "The bar closes later")
    align(lunch, bar, kind=Kind.DEPENDS_ON, state=State.COUNTERED)
    page = panel(dora, lunch)
    assert "2 questions across the company" in page
    assert "What above would be missed without it?" in page
    assert "What becomes of the plan if the answer is no?" in page
    assert reverse("goals:objective", args=[bar.pk]) in page
    assert "Who will make this come true?" in panel(dora, above)
    align(lunch, above)
    assert "Who will make this come true?" not in panel(dora, above)


@pytest.mark.parametrize(
    ("language", "question"),
    [("ru", "Чего не хватит наверху, если этой цели не будет?"), ("zh-hans", "少了它，上面会缺什么？")],
)
def test_it_asks_in_the_readers_language(
    write: Write, product: Team, above: Objective, dora: Person, language: str, question: str
) -> None:
    dora.language = language
    dora.save()
    assert question in panel(dora, write(product, "Lunch is warm"))


def test_a_cycle_costs_the_same_queries_whatever_its_size(
    write: Write, product: Team, sales: Team, above: Objective, cycle: Cycle, dora: Person,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for number in range(30):
        one = write(product, f"Room {number} is quiet", NUMBER)
        other = write(sales, f"Guest {number} comes back", NUMBER)
        align(one, other, kind=Kind.DEPENDS_ON, state=State.REQUESTED)
        if number in (1, 29):
            related.refresh(Lexical())
            with django_assert_num_queries(7):
                asked(cycle, dora)


@pytest.mark.parametrize(
    ("language", "says"), [("en", "that you see"), ("ru", "видимых вам"), ("zh-hans", "你看得到的")]
)
def test_what_is_counted_is_said_to_be_what_the_reader_sees(
    write: Write, above: Objective, cycle: Cycle, product: Team, dora: Person, boris: Person, language: str, says: str
) -> None:
    """Boris's private objective supports the one above; Dora does not know of it."""
    align(write(product, "Ours alone", owner=boris, visibility=Objective.Visibility.PRIVATE), above)

    with translation.override(language):
        assert says in str(asked(cycle, dora)[About.UNSUPPORTED].why)
    assert About.UNSUPPORTED not in asked(cycle, boris)
