"""How the coach judges in this company."""

from dataclasses import asdict
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from vekha.activity.models import Event
from vekha.advice import coaching
from vekha.advice.actions import coach_settings
from vekha.advice.forms import CoachSettingsForm
from vekha.advice.models import LIMITS, WORD_CLASSES, CoachSettings
from vekha.coach import rules
from vekha.coach.settings import Severity, default_settings, own_words
from vekha.conftest import ClientOf
from vekha.goals.models import KeyResult, Objective
from vekha.people.models import Organisation, Person

PAGE = reverse("advice:settings")
SHIPPED = asdict(default_settings().limits)
TEXT = "Objective: Guests who stay once come back within the year\nKR1: Launch a mobile app\n"


@pytest.fixture(autouse=True)
def company(organisation: Organisation) -> None:
    """The organisation stands; its coach is open."""


def codes(text: str = TEXT) -> dict[str, str]:
    """What the coach says about a text: codes with their weight."""
    return {finding.code: finding.severity.value for finding in coaching.of_text(text).findings}


def test_every_limit_and_class_has_words() -> None:
    assert set(CoachSettingsForm.LABELS) >= set(LIMITS)
    assert set(CoachSettingsForm.WORDS) == set(WORD_CLASSES)
    own_words({name: ["Polaris"] for name in WORD_CLASSES})  # or the coach would not know one of them


def test_the_companys_own_words_are_understood(anna: Person) -> None:
    text = "Objective: Makers stay with us\nKR1: Zettelbox is live\n"
    assert "K-TASK" not in codes(text)
    coach_settings.change(by=anna, words={"systems": ["Zettelbox"]})
    assert "K-TASK" in codes(text)


def test_own_words_are_typed_one_a_line_and_come_back(chen: Person) -> None:
    client = ClientOf(chen)
    client.post(PAGE, SHIPPED | {"metrics": " trust  score \r\n\r\nAtlas index", "slogans": "Вместе мы сила"})
    assert CoachSettings.current().words == {"metrics": ["Atlas index", "trust score"], "slogans": ["Вместе мы сила"]}
    assert client.get(PAGE).context["form"]["metrics"].value() == "Atlas index\ntrust score"


def test_a_sentence_is_no_word(chen: Person) -> None:
    response = ClientOf(chen).post(PAGE, SHIPPED | {"slogans": "We are all one family " * 4})
    assert response.status_code == 422
    assert "is too long" in response.content.decode()
    assert not CoachSettings.objects.exists()


def test_a_silent_rule_says_nothing_anywhere(chen: Person, client: Client, objective: Objective, dora: Person) -> None:
    KeyResult.objects.create(objective=objective, text="Launch a mobile app", kind="done")
    assert "K-TASK" in codes()
    coach_settings.change(by=chen, limits={}, severities={}, off=["K-TASK"])
    assert "K-TASK" not in codes()
    assert "K-TASK" not in client.post(reverse("advice:coach"), {"text": TEXT}).content.decode()
    assert "K-TASK" not in ClientOf(dora).get(reverse("advice:objective", args=[objective.pk])).content.decode()


def test_a_rule_weighs_as_the_company_says(anna: Person) -> None:
    assert codes()["K-TASK"] == "error"
    coach_settings.change(by=anna, limits={}, severities={"K-TASK": "hint"}, off=[])
    assert codes()["K-TASK"] == "hint"


def test_a_limit_of_the_company_counts(anna: Person) -> None:
    text = "Objective: Guests come back\n" + "".join(f"KR{n}: Guests in month {n} from 1 to 2\n" for n in range(1, 5))
    assert "S-MANY" not in codes(text)
    coach_settings.change(by=anna, limits={"key_results": 3}, severities={}, off=[])
    assert "S-MANY" in codes(text)


def test_what_is_as_shipped_is_not_kept(anna: Person) -> None:
    shipped = default_settings().limits.key_results
    coach_settings.change(by=anna, limits={"key_results": shipped}, severities={"K-TASK": "error"}, off=[])
    assert not CoachSettings.objects.exists()
    assert not Event.objects.exists()


def test_rules_and_limits_of_another_day_count_no_longer(anna: Person) -> None:
    CoachSettings(off=["K-GONE"], severities={"K-GONE": "hint"}, limits={"gone": 3}).save()
    assert CoachSettings.current().for_stage(2).stage == 2
    assert CoachSettings.current().for_stage(None).limits == default_settings().limits


def test_limits_that_contradict_each_other_are_refused(anna: Person) -> None:
    with pytest.raises(ValidationError) as refused:
        coach_settings.change(by=anna, limits={"key_results": 9}, severities={}, off=[])
    assert list(refused.value.message_dict) == ["key_results_at_most"]
    assert not CoachSettings.objects.exists()


def test_only_coaches_and_administrators_settle_it(boris: Person) -> None:
    with pytest.raises(PermissionDenied):
        coach_settings.change(by=boris, limits={}, severities={}, off=["K-TASK"])


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_the_page_shows_every_rule_with_its_weight(chen: Person, language: str) -> None:
    Person.objects.update(language=language)
    response = ClientOf(Person.objects.get()).get(PAGE)
    page = response.content.decode()
    for rule in rules.ALL:
        assert f'name="rule-{rule.code}"' in page
    assert ("as shipped" in page) is (language == "en")


def test_the_page_saves_and_comes_back(chen: Person) -> None:
    client = ClientOf(chen)
    response = client.post(PAGE, SHIPPED | {"key_results": "4", "rule-K-TASK": "off", "rule-O-VAGUE": "hint"})
    assert response["Location"] == PAGE
    current = CoachSettings.current()
    assert (current.limits, current.severities, current.off) == ({"key_results": 4}, {"O-VAGUE": "hint"}, ["K-TASK"])
    form = client.get(PAGE).context["form"]
    assert (form["key_results"].value(), form["rule-K-TASK"].value(), form["rule-O-VAGUE"].value()) == (
        4,
        "off",
        "hint",
    )
    assert Event.objects.get().verb == "coach.tuned"


def test_objections_keep_what_was_typed(chen: Person) -> None:
    response = ClientOf(chen).post(PAGE, SHIPPED | {"key_results": "40", "rule-K-TASK": "off"})
    assert response.status_code == 422
    page = response.content.decode()
    assert 'value="40"' in page
    assert "cannot lie below 40" in page
    assert '<option value="off" selected>' in page


def test_the_settings_lead_there_for_those_who_may(chen: Person, dora: Person) -> None:
    profile = reverse("people:profile")
    assert PAGE in ClientOf(chen).get(profile).content.decode()
    assert PAGE not in ClientOf(dora).get(profile).content.decode()
    assert ClientOf(dora).get(PAGE).status_code == 404


def test_a_weight_is_one_of_three(anna: Person, django_assert_max_num_queries: Any) -> None:
    assert ClientOf(anna).post(PAGE, SHIPPED | {"rule-K-TASK": "deadly"}).status_code == 422
    assert tuple(Severity) == ("error", "warning", "hint")
    client = ClientOf(anna)
    with django_assert_max_num_queries(8):
        client.get(PAGE)
