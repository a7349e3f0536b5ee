"""Where things stand on the map."""

from itertools import pairwise

from vekha.insights.layout import COLUMN, GAP, HEIGHT, TOP, Block, place

STEP = HEIGHT + GAP


def test_the_tallest_column_is_packed_and_others_stand_beside_what_they_are_linked_to() -> None:
    columns = [[Block("a"), Block("b")], [Block(f"t{number}") for number in range(6)]]

    places = place(columns, [("t1", "a"), ("t3", "a"), ("t5", "b")])

    assert [places[f"t{number}"] for number in range(6)] == [(COLUMN, TOP + number * STEP) for number in range(6)]
    assert places["a"] == (0, TOP + 2 * STEP)
    assert places["b"] == (0, TOP + 5 * STEP)


def test_nothing_stands_on_another_and_nothing_hangs_below() -> None:
    columns = [[Block(f"a{number}") for number in range(4)], [Block(f"b{number}") for number in range(5)]]

    for partner in ("b0", "b4"):
        places = place(columns, [(f"a{number}", partner) for number in range(4)])
        tops = [places[f"a{number}"][1] for number in range(4)]
        assert all(below - above >= STEP for above, below in pairwise(tops))
        assert min(tops) >= TOP
        assert max(tops) <= TOP + 4 * STEP


def test_key_results_stand_under_their_objective_and_names_over_their_team() -> None:
    places = place([[Block("o1", ("k1", "k2"), "team-5"), Block("o2")]], [])

    x, y = places["o1"]
    assert places["team-5"][1] < y
    assert [places[key][1] for key in ("k1", "k2", "o2")] == [y + STEP, y + 2 * STEP, y + 3 * STEP]
    assert places["k1"][0] > x


def test_nothing_to_draw_has_no_places() -> None:
    assert place([[], [], []], []) == {}
