"""Where things stand on the map."""

from itertools import pairwise

from vekha.insights.layout import COLUMN, STEP, TOP, Block, place


def block(*keys: str) -> Block:
    return Block(tuple((key, 0) for key in keys))


def test_the_tallest_column_is_packed_and_others_stand_beside_what_they_are_linked_to() -> None:
    columns = [[block("a"), block("b")], [block(f"t{number}") for number in range(6)]]

    places = place(columns, [("t1", "a"), ("t3", "a"), ("t5", "b")])

    assert [places[f"t{number}"] for number in range(6)] == [(COLUMN, TOP + number * STEP) for number in range(6)]
    assert places["a"] == (0, TOP + 2 * STEP)
    assert places["b"] == (0, TOP + 5 * STEP)


def test_two_that_want_to_pass_each_other_meet_in_the_middle() -> None:
    columns = [[block("a"), block("b")], [block(f"t{number}") for number in range(6)]]

    places = place(columns, [("a", "t5"), ("b", "t0")])

    assert places["b"][1] - places["a"][1] == STEP
    assert places["a"][1] + places["b"][1] == 2 * TOP + 5 * STEP


def test_nothing_stands_on_another_and_nothing_hangs_over() -> None:
    columns = [[block(f"a{number}") for number in range(4)], [block(f"b{number}") for number in range(5)]]

    for partner in ("b0", "b4"):
        places = place(columns, [(f"a{number}", partner) for number in range(3)])
        tops = [places[f"a{number}"][1] for number in range(4)]
        assert all(below - above >= STEP for above, below in pairwise(tops))
        assert min(tops) >= TOP
        assert max(tops) <= TOP + 4 * STEP


def test_key_results_stand_under_their_objective_and_names_over_their_team() -> None:
    team = Block((("o1", 0), ("k1", 1), ("k2", 1), ("o2", 0)), "team-5")

    places = place([[team]], [])

    x, y = places["o1"]
    assert places["team-5"][1] < y
    assert [places[key][1] for key in ("k1", "k2", "o2")] == [y + STEP, y + 2 * STEP, y + 3 * STEP]
    assert places["k1"][0] > x == places["o2"][0]


def test_nothing_to_draw_has_no_places() -> None:
    assert place([[], [], []], []) == {}
