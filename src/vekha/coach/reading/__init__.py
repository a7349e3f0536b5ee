"""Reading: from text as people paste it to objectives with key results and initiatives, each with its place.

text → `passage` (entities and tags resolved, every character keeps its place) → `lines` and `columns` (rows of
tables) → `blocks` (headings, items, paragraphs, rows) → `walk`, with `structure`, `tables` and `prose`, puts each into
the `outline` → Document. `labels` and `speech` know what names a part, `notes` what stands beside a statement, `teams`
whose it is, `certainty` how sure each kind of evidence is. What words mean in three languages stands in `labels.toml`,
and nowhere else. `write` puts OKRs down so that they read back.
"""

from vekha.coach.document import Document, Guidance, Language, Objective
from vekha.coach.languages import detect
from vekha.coach.reading.blocks import blocks_of
from vekha.coach.reading.passage import decode
from vekha.coach.reading.walk import through

_SAMPLE = 20_000  # characters that tell the language of a text without objectives


def read(text: str, source: str = "-") -> Document:
    """The OKRs of a text. A text without any gives no objectives; no text is refused."""
    page = decode(text)
    outline = through(blocks_of(page.whole))
    found = outline.drafts.finished(page)
    guidance = Guidance(**{part.value: words for part, words in outline.guidance.items()})
    return Document(source, text, _language(found, text), found, guidance)


def _language(found: tuple[Objective, ...], text: str) -> Language:
    """The language of the statements, whatever the page around them is written in."""
    statements = " ".join(words for each in found for words in (each.title, *(item.text for item in each.key_results)))
    return detect(statements or text[:_SAMPLE])
