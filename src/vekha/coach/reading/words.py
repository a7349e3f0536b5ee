"""The words of `labels.toml` and patterns made of them.

Everything here looks at text in the plain form of `normalise`, which has the same length as the text itself, so the
offsets found hold for both.
"""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from vekha.coach.normalise import ALPHABET, HAN

_LABELS = Path(__file__).with_name("labels.toml").read_text(encoding="utf-8")
WORDS: dict[str, Any] = tomllib.loads(_LABELS.replace("HAN", HAN))


def compiled_late(pattern: str) -> re.Pattern[str]:
    """A pattern that is compiled when it is first used: a short text meets few of them, and they are long."""
    return cast("re.Pattern[str]", _CompiledLate(pattern))


class _CompiledLate:
    """Becomes like the compiled pattern: its methods are looked up once."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern)
        for method in ("match", "search", "fullmatch", "finditer", "sub"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", "[ _-]+") for word in sorted(words, key=len, reverse=True))


def spaced(patterns: Iterable[str]) -> str:
    """A pattern for any of these before another word: Chinese ones stick to it."""
    chinese: list[str] = []
    others: list[str] = []
    for pattern in patterns:
        (chinese if re.search(HAN, pattern) else others).append(pattern)
    return "|".join([*chinese, rf"(?:{'|'.join(others)})(?:\s+|(?={HAN}))"])


def named(name: str, *more: str) -> str:
    """A group of this name around the words of its section and more patterns."""
    return f"(?P<{name}>{'|'.join([any_of(WORDS[name]['words']), *more])})"


def whole(patterns: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these patterns as whole words; Chinese ones anywhere."""
    return compiled_late(rf"(?<![\d{ALPHABET}])(?:{'|'.join(patterns)})(?![\d{ALPHABET}])")
