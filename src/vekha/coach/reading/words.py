"""The words of `labels.toml` and patterns made of them.

Everything here looks at text in the plain form of `normalise`, which has the same length as the text itself, so the
offsets found hold for both.
"""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))
CJK = "\u4e00-\u9fff"


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", "[ _-]+") for word in sorted(words, key=len, reverse=True))


def spaced(patterns: Iterable[str]) -> str:
    """A pattern for any of these before another word: Chinese ones stick to it."""
    chinese: list[str] = []
    others: list[str] = []
    for pattern in patterns:
        (chinese if re.search(f"[{CJK}]", pattern) else others).append(pattern)
    return "|".join([*chinese, rf"(?:{'|'.join(others)})(?:\s+|(?=[{CJK}]))"])


def named(name: str, *more: str) -> str:
    """A group of this name around the words of its section and more patterns."""
    return f"(?P<{name}>{'|'.join([any_of(WORDS[name]['words']), *more])})"


def whole(patterns: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these patterns as whole words; Chinese ones anywhere."""
    return re.compile(rf"(?<![^\W_{CJK}])(?:{'|'.join(patterns)})(?![^\W_{CJK}])")
