"""The languages the coach is at home in: which one a text is in, and how each is understood.

A language is loaded when its first sentence comes: English needs nothing beside its word lists, Russian brings a
morphological dictionary, Chinese a word segmenter.
"""

import re
import tomllib
from functools import cache
from importlib import import_module
from importlib.resources import files

from vekha.coach.document import Language
from vekha.coach.normalise import HAN
from vekha.coach.quantities import NumberReader, Numbers

from .grammar import Grammar, Sentence, Token

__all__ = ["Grammar", "Sentence", "Token", "detect", "grammar", "nominative", "number_reader"]

_LETTER = re.compile(rf"[a-zA-Zа-яА-ЯёЁ]|{HAN}")
_HAN = re.compile(f"{HAN}+")
_CYRILLIC = re.compile(r"[а-яА-ЯёіїєґәғқңөұүһЁІЇЄҐӘҒҚҢӨҰҮҺ]+")
_LATIN = re.compile(r"[a-zA-Z]+")
_ENGLISH_SIGNS = re.compile(
    r"\b(?:the|a|an|of|to|by|from|in|on|for|with|and|or|our|we|is|are|be|at|as|all|new|per|via|into|within|more|less|than|their)\b",
    re.IGNORECASE,
)
_LATIN_WORD = re.compile(r"\b[A-Za-z]?[a-z]{2,}\b")
_SENTENCE_WORDS = 3  # so many small-letter Latin words are English even without a function word


def detect(text: str, default: Language = Language.EN) -> Language:
    """The language of a text, from its letters.

    Names and terms in Latin letters do not make a Russian or Chinese text English; a text in Latin letters without any
    sign of English («NPS 9», «CRM») takes the default, which is the language of what stands around it.
    """
    if not text.isascii():
        latin, han = sum(map(len, _LATIN.findall(text))), sum(map(len, _HAN.findall(text)))
        if han and latin <= 4 * han:
            return Language.ZH
        cyrillic = sum(map(len, _CYRILLIC.findall(text)))
        if cyrillic and latin <= 2 * cyrillic:
            return Language.RU
        if han or cyrillic:
            first = _LETTER.search(text)
            if first and _HAN.match(first.group()):
                return Language.ZH
            if first and _CYRILLIC.match(first.group()):
                return Language.RU
            return Language.EN
    if len(_LATIN_WORD.findall(text)) >= _SENTENCE_WORDS or _ENGLISH_SIGNS.search(text):
        return Language.EN
    return default


@cache
def grammar(language: Language) -> Grammar:
    """The grammar of a language, loaded on first use."""
    loaded: Grammar = import_module(f"{__name__}.{language.value}").load()
    return loaded


def nominative(words: str, language: Language) -> str:
    """The author's words for a thing as they stand alone, not in the case their sentence needs."""
    return grammar(language).nominative(words)


def number_reader(plain: str) -> NumberReader:
    """The reader of the numbers of a text: it knows the words of every language whose letters the text has."""
    return _number_reader(_CYRILLIC.search(plain) is not None, _HAN.search(plain) is not None)


@cache
def _number_reader(has_cyrillic: bool, has_han: bool) -> NumberReader:
    spoken = {Language.EN: True, Language.RU: has_cyrillic, Language.ZH: has_han}
    return NumberReader([numbers(language) for language in Language if spoken[language]])


@cache
def numbers(language: Language) -> Numbers:
    """The words around the numbers of a language. `beginnings.txt` is made by `languages.beginnings`."""
    folder = files(__name__) / language.value
    table = folder.joinpath("numbers.toml").read_text(encoding="utf-8")
    beginnings = folder.joinpath("beginnings.txt").read_text(encoding="utf-8").replace("_", " ").splitlines()
    return Numbers(tomllib.loads(table.replace("HAN", HAN)), beginnings)
