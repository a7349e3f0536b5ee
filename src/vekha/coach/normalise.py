"""One form for characters that mean the same, length for length, so that offsets into the text as written survive.

Full-width and half-width, the many spaces, dashes, quotation marks and arrows, «ё» and «е», traditional and simplified
Chinese, capitals and small letters.
"""

import re
from functools import cache
from pathlib import Path

_SAME = {
    " ": "\t\n\r\f\v\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff",
    '"': "“”„‟«»「」『』〝〞",
    "'": "‘’‚‛`´ʼ",
    "-": "‐‑‒–—―−﹣",
    "~": "〜∼",
    ".": "。｡",
    "→": "➜➔➝➞➡⇒⟶⟹➙➛",
    "≥": "⩾≧",
    "≤": "⩽≦",
    "×": "✕✖⨯",
    "¥": "￥",
    "е": "ёЁ",
}
# A Chinese character in a pattern: of a word, but of no alphabet, and no number in a circle. The range of all 21,000
# would take a millisecond to compile, and a page of text needs sixty such patterns.
HAN = r"[^\W\0-\u052f\u2070-\u24ff]"
ALPHABET = "a-zß-\u052f"  # the small letters of all others, inside a class; more than two ranges take longer, too
_HAN = re.compile(HAN)
_ONLY_CAPITALS = re.compile("[ -_a-~А-Яа-я]*")  # the text has nothing to bring to another form but those
_TRADITIONAL = Path(__file__).parent / "languages" / "zh" / "traditional.txt"


def normalise(text: str) -> str:
    """The text in its plain form: same length, small letters, ASCII punctuation, simplified Chinese."""
    if _ONLY_CAPITALS.fullmatch(text):
        return text.lower()
    return text.translate(_simplified() if _HAN.search(text) else _plain())


@cache
def _plain() -> dict[int, str]:
    table = {code: low for code in range(0x41, 0x530) if len(low := chr(code).lower()) == 1 and low != chr(code)}
    table |= {full: chr(full - 0xFEE0).lower() for full in range(0xFF01, 0xFF5F)}
    return table | {ord(written): plain for plain, many in _SAME.items() for written in many}


@cache
def _simplified() -> dict[int, str]:
    pairs = _TRADITIONAL.read_text(encoding="utf-8").split()
    return _plain() | {ord(pair[0]): pair[1] for pair in pairs}
