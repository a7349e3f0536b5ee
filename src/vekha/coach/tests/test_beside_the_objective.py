"""What stands beside an objective, its why, its team, its years, changes what is said about it."""

import pytest

from vekha.coach.document import Document, Fields, KeyResult, Language, Objective
from vekha.coach.review import review
from vekha.coach.settings import Severity

TITLES = {
    Language.EN: ("Install a weighing bridge", "Sell 400 season tickets", "Improve the boarding"),
    Language.RU: ("Установить автомобильные весы", "Продать 400 абонементов", "Улучшить посадку"),
    Language.ZH: ("安装地磅", "卖出400张季票", "改善登船"),
}
WHY = {
    Language.EN: "Growers lose half a day at the gate and go to our neighbour",
    Language.RU: "Фермеры теряют у ворот полдня и уезжают к соседу",
    Language.ZH: "种植户在大门口等半天，干脆去了隔壁",
}
EVERY_LANGUAGE = pytest.mark.parametrize("language", Language)


def objected(language: Language, objective: Objective) -> set[str]:
    """The codes of errors and warnings about the objective itself."""
    found = review(Document("-", "", language, (objective,))).findings
    return {each.code for each in found if each.target == "objective" and each.severity is not Severity.HINT}


@EVERY_LANGUAGE
def test_a_why_beside_the_title_answers_what_it_is_for(language: Language) -> None:
    for title in TITLES[language]:
        assert objected(language, Objective(title)), title
        assert not objected(language, Objective(title, why=WHY[language])), title


@pytest.mark.parametrize(
    ("language", "title", "team"),
    [
        (Language.EN, "Win the bathroom market", "Legal department"),
        (Language.RU, "Завоевать рынок сантехники", "Юридический отдел"),
        (Language.ZH, "拿下卫浴市场", "法务部"),
    ],
)
def test_a_market_is_out_of_scope_for_a_team_that_serves_others(language: Language, title: str, team: str) -> None:
    assert objected(language, Objective(title, team=team)) == {"O-SCOPE"}
    assert not objected(language, Objective(title))


def test_years_are_compared_with_those_of_the_key_results() -> None:
    soon = (KeyResult("Electric buses from 3 to 20 by December 2026"),)
    assert objected(Language.EN, Objective("Take diesel out of town by 2030", key_results=soon)) == {"O-SCOPE"}
    assert not objected(Language.EN, Objective("Take diesel out of town by 2027", key_results=soon))


def test_an_aspirational_objective_nobody_doubts_is_asked_about() -> None:
    sure = Fields(commitment="aspirational", confidence="10/10")
    assert objected(Language.EN, Objective("Make local bread the habit of the city", fields=sure)) == {"O-EASY"}
    open_minded = Fields(commitment="aspirational", confidence="5/10")
    assert not objected(Language.EN, Objective("Make local bread the habit of the city", fields=open_minded))
