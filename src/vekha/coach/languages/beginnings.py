"""How dates, ranks and names with digits begin, read off their patterns and stored beside them in `beginnings.txt`.

Those patterns fill thousands of characters; at nearly every word of a text its first letters tell that none of them
stands there. `python -m vekha.coach.languages.beginnings` stores them anew after `numbers.toml` has changed.
"""

import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined] # with these `re` itself reads a pattern
from typing import Any

from vekha.coach import languages
from vekha.coach.document import Language

_CHARACTERS = {Language.RU: 4, Language.EN: 4, Language.ZH: 2}  # so many tell enough
_MANY = 12  # members of a class that are told apart; where there are more, anything may stand
_ANYTHING, _DIGIT = "\0", "\1"  # stand for what a text goes on with

_WITH_DIGIT = re.compile(rf"(?:[a-zа-я]{{1,6}}-?)?[\d{_DIGIT}]")


def of(language: Language) -> list[str]:
    """The first characters of whatever the patterns match, fewer where anything may follow.

    Digits, and a few letters before one, are left out: there the patterns are tried anyway.
    """
    length = _CHARACTERS[language]
    every = {text for pattern in languages.numbers(language).aside for text in of_pattern(pattern, length)}
    if not all(every) or any(text[0] == _ANYTHING for text in every):
        raise ValueError("a pattern that can begin with anything would have to be tried at every place")
    return sorted({text.rstrip(_ANYTHING + _DIGIT) for text in every if not _WITH_DIGIT.match(text)})


def of_pattern(pattern: str, length: int) -> set[str]:
    """The first characters, so many or fewer, of whatever the pattern matches."""
    return _texts(_parser.parse(pattern), length)


def _texts(parts: Iterable[tuple[Any, Any]], length: int) -> set[str]:
    """How texts begin that these parts of a pattern match one behind the other."""
    texts = {""}
    for operation, value in parts:
        texts = _joined(texts, _of_part(operation, value, length), length)
    return texts


def _of_part(operation: Any, value: Any, length: int) -> set[str]:
    """How texts begin that one part matches. What an assertion demands is not looked at."""
    match operation:
        case _constants.LITERAL:
            return {chr(value)}
        case _constants.IN:
            return {member for each in value for member in _members(*each)}
        case _constants.SUBPATTERN:
            return _texts(value[-1], length)
        case _constants.BRANCH:
            return {text for branch in value[1] for text in _texts(branch, length)}
        case _constants.MAX_REPEAT | _constants.MIN_REPEAT | _constants.POSSESSIVE_REPEAT:
            least, most, repeated = value
            once, texts, times = _texts(repeated, length), {""}, [{""}]
            for _ in range(min(most, length)):
                texts = _joined(texts, once, length)
                times.append(texts)
            return set().union(*times[min(least, length) :])
        case _constants.AT | _constants.ASSERT | _constants.ASSERT_NOT:
            return {""}
        case _:
            return {_ANYTHING}


def _members(operation: Any, value: Any) -> Iterable[str]:
    if operation is _constants.LITERAL:
        return chr(value)
    if operation is _constants.RANGE and value[1] - value[0] < _MANY:
        return map(chr, range(value[0], value[1] + 1))
    return _DIGIT if value is _constants.CATEGORY_DIGIT else _ANYTHING


def _joined(texts: set[str], behind: set[str], length: int) -> set[str]:
    """Each text with each of the others behind it, as far as it is to be told."""
    done = {text for text in texts if len(text) >= length or text.endswith((_ANYTHING, _DIGIT))}
    return done | {(text + more)[:length] for text in texts - done for more in behind}


if __name__ == "__main__":
    for language in Language:
        stored = files("vekha.coach.languages").joinpath(language.value, "beginnings.txt")
        Path(str(stored)).write_text("".join(f"{text.replace(' ', '_')}\n" for text in of(language)), encoding="utf-8")
