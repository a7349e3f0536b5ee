"""The word lists: complete in every language, without contradictions, and found by the analysis."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest

from vekha.coach import languages
from vekha.coach.document import Language
from vekha.coach.languages import beginnings, ru
from vekha.coach.languages.lexicon import Lexicon, concepts, traits, word_lists
from vekha.coach.normalise import normalise
from vekha.coach.quantities import LITERAL
from vekha.coach.statement import Kind

EVERY_LANGUAGE = pytest.mark.parametrize("language", Language)


def table(language: Language, name: str = "lexicon") -> Mapping[str, Any]:
    path = files(languages).joinpath(language.value, f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def lexicon(language: Language) -> Lexicon:
    return languages.grammar(language).lexicon


@EVERY_LANGUAGE
def test_every_verb_concept_has_words(language: Language) -> None:
    wanted = {concept for names in concepts()["verbs"].values() for concept in names}
    assert {concept for concept, entries in table(language)["verbs"].items() if entries} == wanted


@EVERY_LANGUAGE
def test_every_metric_has_words(language: Language) -> None:
    assert {concept for concept, entries in table(language)["metrics"].items() if entries} == set(concepts()["metrics"])


@EVERY_LANGUAGE
def test_every_word_class_has_all_its_concepts(language: Language) -> None:
    hits = table(language)["hits"]
    assert {group: set(entries) for group, entries in hits.items()} == {
        group: set(names) for group, names in concepts()["hits"].items()
    }


def test_every_kind_of_verb_is_used_and_every_trait_exists() -> None:
    assert set(concepts()["verbs"]) == {kind.name for kind in Kind}
    for metric in concepts()["metrics"]:
        traits(metric)


@EVERY_LANGUAGE
def test_a_lexicon_is_read_as_the_toml_it_is(language: Language) -> None:
    assert word_lists(language.value) == table(language)


@EVERY_LANGUAGE
def test_a_lexicon_is_written_in_the_plain_form_of_texts(language: Language) -> None:
    """Nothing brings it there when it is loaded: small letters, «е» for «ё», simplified characters."""
    lines = files(languages).joinpath(language.value, "lexicon.toml").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]
    assert [line for line in words if normalise(line) != line] == []


def claims(language: Language) -> Iterator[tuple[str, str, str]]:
    """Each entry of the lexicon with the section that claims it and its concept."""
    words = table(language)
    sections = {"verbs": words["verbs"], "nouns": words.get("nouns", {}), "metrics": words["metrics"], **words["hits"]}
    for section, by_concept in sections.items():
        for concept, entries in by_concept.items():
            for entry in entries:
                yield section, normalise(entry), concept


@EVERY_LANGUAGE
def test_no_entry_is_claimed_twice_in_one_section(language: Language) -> None:
    owners = defaultdict(set)
    counts: Counter[tuple[str, str]] = Counter()
    for section, entry, concept in claims(language):
        owners[section, entry].add(concept)
        counts[section, entry] += 1
    assert {key: owners[key] for key, count in counts.items() if count > 1} == {}


@EVERY_LANGUAGE
def test_a_relation_word_has_one_meaning(language: Language) -> None:
    counts = Counter(
        word for name, words in table(language, "numbers")["before"].items() if name != "weak" for word in words
    )
    assert [word for word, count in counts.items() if count > 1] == []


def test_russian_entries_of_one_word_are_their_own_lemmas() -> None:
    """They are compared with lemmas, so any other form would never be found."""
    lexicon(Language.RU)
    strays = []
    for section, entry, concept in claims(Language.RU):
        if " " in entry or "-" in entry or not any("а" <= letter <= "я" for letter in entry):
            continue
        if section == "verbs":
            known = any(reading.lemma == entry for reading in ru.readings(entry))
        else:
            known = ru.lemma_of(entry) == entry
        if not known:
            strays.append((section, concept, entry, ru.lemma_of(entry)))
    assert strays == []


def test_the_stored_lemmas_are_what_the_dictionary_says_and_nearly_all_there_are() -> None:
    """A word without a stored lemma only makes the start slower; `python -m vekha.coach.languages.ru` stores them."""
    words = set(ru.words_of_phrases(lexicon(Language.RU)))
    stored = dict(line.split() for line in ru.LEMMAS.read_text(encoding="utf-8").splitlines())
    assert {word: lemma for word, lemma in stored.items() if ru.lemma_of(word) != lemma} == {}
    assert len(words - stored.keys()) <= len(words) / 10


@EVERY_LANGUAGE
def test_the_stored_beginnings_are_those_of_the_patterns(language: Language) -> None:
    """`python -m vekha.coach.languages.beginnings` stores them; a date with another beginning would not be found."""
    assert sorted(languages.numbers(language).beginnings) == beginnings.of(language)


@EVERY_LANGUAGE
def test_a_ratio_is_sought_only_where_its_first_letters_stand(language: Language) -> None:
    for patterns in languages.numbers(language).table["ratios"].values():
        for pattern in patterns:
            literal = LITERAL.match(pattern)
            assert literal, pattern
            first = literal.group()
            assert beginnings.of_pattern(pattern, len(first)) == {first}


@EVERY_LANGUAGE
def test_every_metric_is_found_by_its_own_name(language: Language) -> None:
    grammar = languages.grammar(language)
    lost = []
    for concept, entries in table(language)["metrics"].items():
        for entry in entries:
            plain = normalise(entry)
            tokens = grammar.tokens(plain)
            text = plain if language is Language.ZH else f" {' '.join(token.lemma or token.text for token in tokens)} "
            found = [hit for hit in grammar.lexicon.find(text) if hit.sense.section == "metric"]
            if not any(hit.sense.concept == concept for hit in found):
                lost.append((concept, entry))
    assert lost == []


def test_the_words_behind_a_verb_settle_its_meaning() -> None:
    english, chinese = lexicon(Language.EN), lexicon(Language.ZH)
    assert english.settled("close", ["20", "deals"]) != english.settled("close", ["20", "tickets"])
    assert chinese.settled_by_text("完成", "3000万销售额") != chinese.settled_by_text("完成", "课程")
    assert english.settled("walk", ["home"]) is None


def test_the_vocabulary_is_wide() -> None:
    for language in Language:
        assert len(lexicon(language).verbs) >= 1500, language
    assert len(concepts()["metrics"]) >= 120
