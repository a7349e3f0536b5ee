"""Reading: from text as people paste it to objectives with key results and initiatives, each with its place.

text → `passage` (entities and tags resolved) → `blocks` (headings, items, paragraphs, rows) → `outline` → Document.
"""

from vekha.coach.document import Document, Language
from vekha.coach.reading.blocks import blocks
from vekha.coach.reading.outline import objectives
from vekha.coach.reading.passage import decode


def read(text: str, source: str = "-") -> Document:
    """The OKRs of a text. A text without any gives no objectives; no text is refused."""
    decoded = decode(text)
    drafts = objectives(blocks(decoded.text))
    return Document(source, text, _language(decoded.text), drafts.finished(decoded))


def _language(text: str) -> Language:
    """The language most of the text is written in."""
    sample = text[:20_000]
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in sample)
    russian = sum("а" <= character <= "я" for character in sample.lower())
    english = sum("a" <= character <= "z" for character in sample.lower())
    # A Chinese character says as much as three letters.
    return max((3 * chinese, Language.ZH), (russian, Language.RU), (english, Language.EN))[1]
