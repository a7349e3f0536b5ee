"""Every set of the library: one shape in three languages, clean typography, nothing for the coach to object to."""

import re

import pytest

from vekha.coach import review
from vekha.coach.document import Document, Fields, Initiative, KeyResult, Language, Objective
from vekha.coach.settings import Severity, default_settings
from vekha.library import names, shelf
from vekha.library.shelf import EXAMPLE, ShelfSet

ROLES_AT_LEAST = 29
SETS_AT_LEAST = 75

KEYS = [each.key for each in shelf.all_sets("en")]


def in_language(key: str, language: str) -> ShelfSet:
    found = shelf.by_key(key, language)
    assert found
    return found


def texts(found: ShelfSet) -> list[str]:
    return [
        found.title,
        found.reality,
        found.why,
        found.when_not,
        *(words for each in found.key_results for words in (each.text, each.metric, each.definition)),
        *(each.text for each in found.initiatives),
    ]


def figures(text: str) -> list[float]:
    """The example figures, however the language writes them: 1,250 and 1 250; 1.5 and 1,5."""
    plain = [re.sub(r"[,\N{NO-BREAK SPACE}](?=\d{3}\b)", "", example) for example in EXAMPLE.findall(text)]
    return [float(example.replace(",", ".")) for example in plain]


def test_there_are_enough_for_every_role_and_every_name_is_known() -> None:
    assert len(set(KEYS)) == len(KEYS) >= SETS_AT_LEAST
    sets = shelf.all_sets("en")
    assert {each.role for each in sets} == set(names.ROLES)
    assert len(names.ROLES) >= ROLES_AT_LEAST
    assert {name for each in sets for name in each.situations} == set(names.SITUATIONS)


@pytest.mark.parametrize("key", KEYS)
def test_a_set_has_the_same_shape_in_every_language(key: str) -> None:
    def shape(found: ShelfSet) -> object:
        return (
            [(each.pace, figures(each.text)) for each in found.key_results],
            [each.serves for each in found.initiatives],
        )

    english, russian, chinese = (in_language(key, language) for language in shelf.LANGUAGES)

    assert shape(english) == shape(russian) == shape(chinese)


@pytest.mark.parametrize("key", KEYS)
def test_a_set_leads_lags_and_guards_and_its_initiatives_serve_what_is_there(key: str) -> None:
    found = in_language(key, "en")

    assert {each.pace for each in found.key_results} == set(names.PACES)
    assert 3 <= len(found.key_results) <= 5
    assert all(EXAMPLE.search(each.text) for each in found.key_results)
    served = {place for each in found.initiatives for place in each.serves}
    assert served
    assert served <= set(range(1, len(found.key_results) + 1))
    assert all(each.serves for each in found.initiatives)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", shelf.LANGUAGES)
def test_a_set_is_set_as_its_language_is(key: str, language: str) -> None:
    wrong = {
        "en": r"\"|[\d}] %|\d,\d(?!\d\d)",
        "ru": r"\"|[\d}] ?%|\d\.\d|пожалуйста",
        "zh": r"[\u4e00-\u9fff][,.;:!?()]|\"|“|您|[\d}] %",
    }[language]

    for text in texts(in_language(key, language)):
        assert not re.search(wrong, text), text


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", shelf.LANGUAGES)
@pytest.mark.parametrize("is_filled", [True, False], ids=["filled", "with gaps"])
def test_the_coach_objects_to_nothing(key: str, language: str, is_filled: bool) -> None:
    found = in_language(key, language)
    said = [EXAMPLE.sub(r"\1", each.text) if is_filled else each.blank for each in found.key_results]
    objective = Objective(
        title=found.title,
        why=found.why,
        reality=found.reality,
        key_results=tuple(map(KeyResult, said)),
        initiatives=tuple(
            Initiative(each.text, fields=Fields(supports="; ".join(said[place - 1] for place in each.serves)))
            for each in found.initiatives
        ),
    )

    reviewed = review.review(Document("", "", Language(language), (objective,)), default_settings())

    objections = [
        (finding.code, finding.said(Language(language)).message)
        for finding in reviewed.findings
        if finding.severity is not Severity.HINT
    ]
    assert objections == []
