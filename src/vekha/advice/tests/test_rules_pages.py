"""The coach's rules as a book."""

import pytest
from django.test import Client
from django.urls import reverse

from vekha.advice import handbook
from vekha.advice.models import CoachSettings
from vekha.coach import rules
from vekha.coach.document import Language
from vekha.coach.rule import Rule
from vekha.people.models import Organisation


@pytest.fixture(autouse=True)
def company(organisation: Organisation) -> None:
    """The organisation stands."""


@pytest.mark.parametrize("code", ["ru", "en", "zh-hans"])
def test_all_rules_stand_on_one_page_with_their_reasons(client: Client, code: str) -> None:
    client.cookies["language"] = code
    page = client.get(reverse("advice:rules")).content.decode()
    for rule in rules.ALL:
        assert reverse("advice:rule", args=[rule.code]) in page
        assert rule.book.words[Language(code[:2])].title in page


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
@pytest.mark.parametrize("code", ["ru", "en", "zh-hans"])
def test_each_rule_has_a_page_with_what_it_asks_of_its_examples(client: Client, rule: Rule, code: str) -> None:
    client.cookies["language"] = code
    response = client.get(reverse("advice:rule", args=[rule.code]))
    assert response.status_code == 200
    chapter = response.context["chapter"]
    words = rule.book.words[Language(code[:2])]
    assert len(chapter.caught) == len(words.bad)
    page = response.content.decode()
    assert all(example.text or example.members for example in chapter.caught)
    assert any(example.question for example in chapter.caught)
    assert words.good[0].text.split("'")[0] in page


def test_the_marked_words_of_an_example_are_those_the_rule_flags() -> None:
    chapter = handbook.chapter("K-TASK", Language.EN)
    marked = ["".join(piece.text for piece in example.text if piece.severity) for example in chapter.caught]
    assert marked == [example.flags for example in chapter.rule.book.words[Language.EN].bad]


def test_a_rule_weighs_what_the_company_has_settled(client: Client) -> None:
    CoachSettings(severities={"O-VAGUE": "error"}, off=["O-EASY"]).save()
    page = client.get(reverse("advice:rules"))
    (_on, chapters), *_others = page.context["subjects"]
    codes = [chapter.rule.code for chapter, _weight in chapters]
    assert codes.index("O-VAGUE") < codes.index("O-UNCLEAR") < codes.index("O-EASY")
    (weight,) = [weight for chapter, weight in chapters if chapter.rule.code == "O-UNCLEAR"]
    assert (weight.word, weight.shipped) == ("Worth a thought", "")
    changed = client.get(reverse("advice:rule", args=["O-VAGUE"])).content.decode()
    assert "To be rewritten" in changed
    assert "as shipped: Worth a thought" in changed
    assert "silent" in client.get(reverse("advice:rule", args=["O-EASY"])).content.decode()


def test_the_rules_follow_one_another(client: Client) -> None:
    first, last = rules.ALL[0], rules.ALL[-1]
    assert client.get(reverse("advice:rule", args=[first.code])).context["before"] is None
    assert client.get(reverse("advice:rule", args=[last.code])).context["after"] is None


def test_a_code_in_small_letters_finds_its_rule(client: Client) -> None:
    assert client.get(reverse("advice:rule", args=["k-task"]))["Location"] == reverse("advice:rule", args=["K-TASK"])


def test_an_unknown_code_is_not_found(client: Client) -> None:
    assert client.get(reverse("advice:rule", args=["K-NONE"])).status_code == 404
