"""The agenda is pure: facts in, points out."""

import pytest
from django.utils import translation

from vekha.rituals import agenda
from vekha.rituals.agenda import Fact, Kind, Matter
from vekha.rituals.templatetags import meeting


def key_result(pk: int = 1, **fields: object) -> Fact:
    return Fact(about="keyresult", pk=pk, text=f"Key result {pk}", **fields)  # type: ignore[arg-type]


def matter(number: int, *facts: Fact, is_open: bool = True) -> Matter:
    return Matter(number, f"Objective {number}", is_open, facts=facts or [key_result(number, pace="on_pace")])


def kinds(*matters: Matter, loose: tuple[Fact, ...] = ()) -> list[tuple[str, int | None]]:
    return [(topic.kind.value, topic.objective) for topic in agenda.of(matters, loose).topics]


def test_what_is_on_pace_is_told_in_no_point() -> None:
    found = agenda.of([matter(1), matter(2)])
    assert [topic.kind for topic in found.topics] == [Kind.ELSE]
    assert found.fine == 2


def test_points_come_in_the_order_of_need() -> None:
    assert kinds(
        matter(1, Fact("actionitem", 1, "Call")),
        matter(2, Fact("initiative", 1, "Import", due="2026-11-21")),
        matter(3, Fact("alignment", 1, "", asks="supports")),
        matter(4, key_result(4, pace="on_pace", blocker="No carrier")),
        matter(5, key_result(5, pace="stale", days=20)),
        matter(6, key_result(6, pace="at_risk", points=40)),
        matter(7, key_result(7, pace="on_pace", has_changed=True)),
    ) == [
        ("changed", None),
        ("at_risk", 6),
        ("stale", 5),
        ("blocked", 4),
        ("requests", None),
        ("due", None),
        ("actions", None),
        ("else", None),
    ]


def test_an_objective_has_one_point_with_all_that_there_is_to_tell() -> None:
    risk, silent = key_result(1, pace="at_risk", points=30), key_result(2, pace="stale", days=20)
    fine, due = key_result(3, pace="on_pace", has_changed=True), Fact("initiative", 1, "Import", due="2026-11-21")
    (topic, _else) = agenda.of([matter(1, due, fine, silent, risk)]).topics
    assert (topic.kind, topic.objective) == (Kind.AT_RISK, 1)
    assert [fact.pk for fact in topic.facts] == [1, 2, 3, 1]
    assert topic.facts[-1] is due


def test_of_a_kind_the_worst_comes_first() -> None:
    found = kinds(*(matter(points, key_result(points, pace="at_risk", points=points)) for points in (26, 60, 40)))
    assert found == [("at_risk", 60), ("at_risk", 40), ("at_risk", 26), ("else", None)]


@pytest.mark.parametrize("size", [10, 60])
def test_a_large_meeting_has_at_most_fifteen_points(size: int) -> None:
    matters = [
        matter(
            number,
            key_result(number, pace=("at_risk", "stale")[number % 2], points=number, days=number, has_changed=True),
            Fact("initiative", number, "Import"),
            Fact("alignment", number, ""),
            Fact("actionitem", number, "Call"),
        )
        for number in range(size)
    ]
    found = agenda.of(matters)
    assert 5 <= len(found.topics) <= 15
    told = {fact.pk for topic in found.topics for fact in topic.facts if fact.about == "keyresult"}
    assert told == set(range(size))  # what has no point of its own is told together with others


def test_what_not_everybody_sees_is_never_told_together_with_others() -> None:
    hidden = matter(1, key_result(1, pace="on_pace", has_changed=True), is_open=False)
    found = agenda.of([hidden, matter(2, key_result(2, pace="on_pace", has_changed=True))])
    assert [(topic.objective, [fact.pk for fact in topic.facts]) for topic in found.topics] == [
        (1, [1]),
        (None, [2]),
        (None, []),
    ]
    assert found.fine == 1


def test_action_items_that_belong_to_nothing_are_told_with_the_others() -> None:
    own, loose = Fact("actionitem", 1, "Call"), Fact("actionitem", 2, "Water the plants")
    topics = agenda.of([matter(1, own)], [loose]).topics
    assert [fact.pk for fact in topics[0].facts] == [1, 2]


def test_a_fact_comes_back_as_it_was_kept() -> None:
    fact = key_result(3, objectives=(7,), was=0.0, current=12.5, pace="behind", points=4, confidence=0, blocker="No")
    assert Fact.read(fact.stored()) == fact
    assert "steps" not in fact.stored()


def test_of_many_grave_objectives_nothing_grave_is_left_out() -> None:
    worst = [matter(number, key_result(number, pace="at_risk", points=90)) for number in range(1, 9)]
    last = matter(
        9, key_result(9, pace="at_risk", points=26), key_result(10, blocker="No carrier"), key_result(11, pace="stale")
    )
    told = {fact.pk for topic in agenda.of([*worst, last]).topics for fact in topic.facts}
    assert {9, 10, 11} <= told


@pytest.mark.parametrize(("language", "words"), [("ru", "22\xa0% (нужно 50)"), ("zh-hans", "22%（目标值 50）")])
def test_a_value_has_its_unit_as_the_language_has_it(language: str, words: str) -> None:
    with translation.override(language):
        assert meeting.value(key_result(1, kind="reach", unit="%", current=22.0, target=50.0)) == words
