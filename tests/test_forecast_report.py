"""The forecast's promise, held against simulated histories."""

import pytest

from evaluation import forecast


@pytest.fixture(scope="module")
def figures() -> forecast.Figures:
    return forecast.measure()


def test_the_range_of_eighty_percent_holds_seventy_to_ninety_of_a_hundred_outcomes(figures: forecast.Figures) -> None:
    assert 0.7 <= figures.whole.share <= 0.9
    for check_ins in forecast.CHECK_INS:
        assert 0.7 <= forecast.total(figures.by_check_ins[kind, check_ins] for kind in forecast.KINDS).share <= 0.9


def test_the_greater_the_stated_chance_the_more_targets_were_reached(figures: forecast.Figures) -> None:
    reached = [figures.by_chance[place].share for place in sorted(figures.by_chance)]
    assert reached == sorted(reached)


@pytest.mark.parametrize("language", forecast.WORDS)
def test_the_page_about_the_forecast_shows_these_figures(figures: forecast.Figures, language: str) -> None:
    page = (forecast.DOCS / f"forecast.{language}.md").read_text(encoding="utf-8")
    assert f"\n{forecast.tables(figures, language)}\n" in page
