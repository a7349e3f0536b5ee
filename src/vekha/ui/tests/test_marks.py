"""The small marks: what they draw at the edges, and what they say in three languages."""

from collections.abc import Iterator

import pytest
from django.template import engines
from django.utils import translation

from vekha.ui.icons import ICONS
from vekha.ui.templatetags import marks


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_road_on_pace_has_ink_and_a_pole_and_no_colour() -> None:
    drawn = marks.road(0.67, 0.55, "on_pace")
    assert drawn.startswith('<span class="road" style="--p:67;--e:55" role="img"')
    assert "owed" not in drawn
    assert '<i class="pole"></i>' in drawn


@pytest.mark.parametrize(("pace", "css"), [("behind", "road behind"), ("at_risk", "road risk")])
def test_debt_is_drawn_between_the_walked_part_and_the_pole(pace: str, css: str) -> None:
    drawn = marks.road(0.4, 0.55, pace)
    assert f'class="{css}"' in drawn
    assert '<i class="owed"></i>' in drawn


def test_stale_hides_the_debt_because_we_do_not_know_it() -> None:
    drawn = marks.road(0.33, 0.55, "stale")
    assert 'class="road stale"' in drawn
    assert "owed" not in drawn


def test_without_an_expectation_there_is_no_pole() -> None:
    drawn = marks.road(0.5, None, "none")
    assert "pole" not in drawn
    assert "--e" not in drawn
    assert 'aria-label="50% done"' in drawn


@pytest.mark.parametrize(("progress", "walked"), [(None, 0), (-0.14, 0), (0.999, 99), (1.0, 100), (1.18, 100)])
def test_a_road_never_leaves_its_ends(progress: float | None, walked: int) -> None:
    assert f"--p:{walked};--e:55" in marks.road(progress, 0.55, "on_pace")


def test_no_check_in_is_said_and_is_not_zero() -> None:
    assert 'aria-label="No check-in yet"' in marks.road(None, 0.03, "none")


def test_a_changed_target_leaves_a_post_where_the_same_value_stood() -> None:
    drawn = marks.road(0.46, 0.55, "behind", was=0.67)
    assert '<i class="was" style="--at:67"></i>' in drawn
    assert "67% against the previous target" in drawn


def test_a_label_from_outside_is_escaped() -> None:
    label = '"><script>alert(1)</script>'
    for drawn in (marks.road(0.5, 0.5, "on_pace", label=label), marks.rod(1, 2, label=label), marks.key(label)):
        assert "<script" not in drawn


def test_an_unknown_pace_is_an_error_and_not_a_silent_road() -> None:
    with pytest.raises(KeyError):
        marks.road(0.5, 0.5, "fine")


def test_a_rod_has_a_band_a_step() -> None:
    drawn = marks.rod(2, 5, 3)
    assert drawn.count("<b") == 5
    assert drawn.count('<b class="done">') == 2
    assert drawn.count('<b class="owed">') == 1
    assert "--n:5;--e:60" in drawn
    assert "Done: 2 of 5, planned by now: 3" in drawn


def test_half_a_step_fills_half_a_band_and_owes_only_whole_steps() -> None:
    drawn = marks.rod(2.5, 5, 3.75)
    assert '<b class="part" style="--f:50">' in drawn
    assert "owed" not in drawn


def test_a_rod_without_steps_is_empty_and_does_not_divide_by_zero() -> None:
    assert "<b" not in marks.rod(0, 0, 0)


def test_a_reading_outside_the_kerbs_is_hollow() -> None:
    drawn = marks.kerbs([4.6, 4.7, 4.3], 4.5, 5)
    assert drawn.count("<line") == 2
    assert drawn.count('class="out"') == 1
    assert "2 check-ins of 3, the last one outside" in drawn


def test_a_broken_reading_is_crossed_out_and_the_label_may_say_more() -> None:
    drawn = marks.kerbs((2, 4, 9), 0, 3, broken=(9,), label="1 of 3 is healthy")
    assert drawn.count('class="out"') == 1
    assert drawn.count('class="broken"') == 1
    assert 'aria-label="1 of 3 is healthy"' in drawn


def test_one_kerb_is_drawn_when_only_one_is_set() -> None:
    assert marks.kerbs([4.6], 4.5).count("<line") == 1
    assert marks.kerbs([4.6], high=4.5).count("<line") == 1


def test_readings_on_one_height_and_no_readings_are_drawn_too() -> None:
    assert marks.kerbs([5, 5], 5, 5).count("<circle") == 2
    assert marks.kerbs([5, 5], 5).count('class="out"') == 0
    assert "<circle" not in marks.kerbs([], 1, 2)


@pytest.mark.parametrize("low", [4.5, None])
def test_readings_inside_stay_between_the_kerbs(low: float | None) -> None:
    heights = marks.kerb_heights([4.5, 4.6, 4.9, 5.0], low, 5.0)
    assert all(3.5 < height < 16.5 for height in heights)
    assert heights == sorted(heights, reverse=True)


def test_only_the_last_readings_are_drawn_and_all_are_counted() -> None:
    drawn = marks.kerbs([1] * 30, 0, 2)
    assert drawn.count("<circle") == marks.KERB_READINGS
    assert "30 check-ins of 30" in drawn


def test_confidence_shows_where_it_came_from_only_when_it_moved() -> None:
    assert "↑ 7" in marks.conf(8, 7)
    assert "↓ 5" in marks.conf(3, 5)
    assert "<small>" not in marks.conf(6, 6)
    assert 'aria-label="Confidence 8 of 10, was 7"' in marks.conf(8, 7)


def test_confidence_not_stated_is_a_dash() -> None:
    assert "—" in marks.conf(None)
    assert "No confidence stated yet" in marks.conf(None)
    assert "<b>0</b>" in marks.conf(0)


@pytest.mark.parametrize(
    ("value", "commitment", "tone"),
    [
        (1.0, "committed", "score is-won"),
        (0.9, "committed", "score"),
        (0.4, "committed", "score is-risk"),
        (0.7, "aspirational", "score is-won"),
        (1.0, "aspirational", "score"),
        (0.5, "aspirational", "score"),
        (0.3, "aspirational", "score is-risk"),
        (0.3, "learning", "score"),
    ],
)
def test_a_score_is_judged_by_what_was_promised(value: float, commitment: str, tone: str) -> None:
    assert f'class="{tone}"' in marks.score(value, commitment)


def test_a_spark_ends_at_the_last_value_and_knows_its_target() -> None:
    drawn = marks.spark([27, 22, 15], 9)
    assert 'd="M2.0 3.0L37.0 8.0L72.0 15.0"' in drawn
    assert '<path class="goal" d="M0 21.0H76"/>' in drawn
    assert 'aria-label="Went from 27 to 15, target 9"' in drawn


def test_a_spark_of_one_or_equal_values_is_drawn_and_of_none_is_not() -> None:
    assert 'cx="72.0"' in marks.spark([5])
    assert 'd="M2.0 12.0L72.0 12.0"' in marks.spark([5, 5])
    assert marks.spark([]) == ""


def test_gaps_of_a_rewrite_become_inputs_and_the_words_are_escaped() -> None:
    drawn = marks.blanks("<b>from __ to ____</b>", "f1")
    assert drawn.count('<input class="blank" name="blank" form="f1"') == 2
    assert "&lt;b&gt;from " in drawn


def test_icons_are_silent_beside_their_words() -> None:
    assert all('aria-hidden="true"' in drawn for drawn in ICONS.values())


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        (
            "ru",
            [
                "Пройдено 67\xa0%, по сроку 55\xa0%; при прежнем целевом значении было бы 80\xa0%",
                "По последней, давней отметке пройдено 33\xa0%",
                "Отметок ещё нет",
                "Пройдено: 2,5 из 5, по плану 3",
                "В коридоре отметок: 1 из 2, последняя вне его",
                "Уверенность 6 из 10, была 7",
                "Оценка 0,7",
                "Ход: от 4,6 до 4,3, нужно 4,5",
            ],
        ),
        (
            "en",
            [
                "67% done, 55% expected by now; 80% against the previous target",
                "33% done at the last check-in, which was long ago",
                "No check-in yet",
                "Done: 2.5 of 5, planned by now: 3",
                "Inside the corridor: 1 check-ins of 2, the last one outside",
                "Confidence 6 of 10, was 7",
                "Score 0.7",
                "Went from 4.6 to 4.3, target 4.5",
            ],
        ),
        (
            "zh-hans",
            [
                "已完成 67%，按时间应到 55%；按原目标值为 80%",
                "最近一次更新已久，当时完成 33%",
                "还没有更新",
                "完成 2.5/5，按计划应完成 3",
                "2 次更新中有 1 次在区间内，最近一次在区间外",
                "信心 6/10，上次 7",
                "评分 0.7",
                "从 4.6 到 4.3，目标值 4.5",
            ],
        ),
    ],
)
def test_every_mark_says_in_words_what_it_draws(language: str, labels: list[str]) -> None:
    template = engines["django"].from_string(
        '{% load marks %}{% road 0.67 0.55 "on_pace" was=0.8 %}{% road 0.33 0.55 "stale" %}{% road None 0.1 "none" %}'
        "{% rod 2.5 5 3 %}{% kerbs readings 4.5 5 %}{% conf 6 7 %}"
        '{% score 0.7 "aspirational" %}{% spark readings 4.5 %}'
    )
    with translation.override(language):
        drawn = template.render({"readings": [4.6, 4.3]})
    assert [part.partition('"')[0] for part in drawn.split('aria-label="')[1:]] == labels


def test_filters_stand_in_templates() -> None:
    template = engines["django"].from_string(
        "{% load marks %}{{ v|number }} {{ p|percent }} {{ none|day }} {{ none|ago }} {{ none|span:none }}"
    )
    assert template.render({"v": 4.5, "p": 0.5, "none": None}) == "4.5 50% — — —"
