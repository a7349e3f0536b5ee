"""A company's own settings: limits, weights, what is off, from its vekha.toml."""

from pathlib import Path

import pytest

from vekha.coach import rules
from vekha.coach.review import judge
from vekha.coach.settings import Severity, Unusable, default_settings, of_table, settings_for

TITLE = "Residents get their repairs done the first time"
KEY_RESULTS = [f"Repairs closed at the first visit in district {n} rise from 40% to 70%" for n in range(1, 5)]


def codes(**table: object) -> dict[str, Severity]:
    settings = of_table(table, rules.BY_CODE)
    found = judge("set", TITLE, key_results=[*KEY_RESULTS, "Launch the app"], settings=settings)
    return {finding.code: finding.severity for finding in found}


def test_a_limit_of_the_company_goes_before_the_one_shipped() -> None:
    assert "S-MANY" not in codes()
    assert codes(limits={"key_results": 4})["S-MANY"] is Severity.HINT
    assert codes(limits={"key_results": 3, "key_results_at_most": 4})["S-MANY"] is Severity.WARNING


def test_a_rule_that_is_off_never_speaks() -> None:
    assert "K-TASK" in codes()
    assert "K-TASK" not in codes(off=["K-TASK"])


def test_a_disputed_rule_weighs_as_the_company_decides() -> None:
    assert codes(severities={"K-TASK": "hint"})["K-TASK"] is Severity.HINT


def test_the_nearest_file_above_counts(tmp_path: Path) -> None:
    team = tmp_path / "sales" / "2027"
    team.mkdir(parents=True)
    (tmp_path / "vekha.toml").write_text("stage = 1\n")
    assert settings_for(team / "plan.md", rules.BY_CODE).stage == 1
    (tmp_path / "sales" / "vekha.toml").write_text("stage = 3\n")
    assert settings_for(team / "plan.md", rules.BY_CODE).stage == 3
    assert settings_for(team, rules.BY_CODE).limits == default_settings().limits


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"stages": 2}, "stages"),
        ({"stage": 5}, "stage"),
        ({"stage": "2"}, "stage"),
        ({"off": "K-TASK"}, "off"),
        ({"off": ["K-TASKS"]}, "off"),
        ({"limits": {"key_result": 4}}, "limits"),
        ({"limits": {"key_results": "4"}}, "limits.key_results"),
        ({"limits": {"key_results": -1}}, "limits.key_results"),
        ({"severities": {"K-TASK": "loud"}}, "severities.K-TASK"),
        ({"severities": {"TASK": "hint"}}, "severities"),
        ({"words": {"planets": ["Mars"]}}, "words"),
        ({"words": {"systems": "Polaris"}}, "words.systems"),
    ],
)
def test_a_setting_that_means_nothing_is_named(table: dict[str, object], key: str) -> None:
    with pytest.raises(Unusable) as problem:
        of_table(table, rules.BY_CODE)
    assert problem.value.key == key
    assert problem.value.allowed


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "vekha.toml").write_text("stage = = 2\n")
    with pytest.raises(Unusable) as problem:
        settings_for(tmp_path, rules.BY_CODE)
    assert problem.value.key.endswith("vekha.toml")


def test_a_companys_own_words_are_its_setting() -> None:
    settings = of_table({"words": {"systems": ["Polaris", " Атлас "], "metrics": ["trust score"]}}, rules.BY_CODE)
    assert settings.own_words == (("metrics", ("trust score",)), ("systems", ("Polaris", "Атлас")))
