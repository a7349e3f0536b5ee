"""OKRs in sentences: letters, transcripts, «We will … as measured by: …»."""

import re

from vekha.coach.reading import labels, speech, wording
from vekha.coach.reading.blocks import Block, Kind
from vekha.coach.reading.certainty import SPOKEN
from vekha.coach.reading.labels import Label, Part
from vekha.coach.reading.outline import Outline
from vekha.coach.reading.passage import Passage
from vekha.coach.reading.statements import COMMA, COMMA_OR_AND, listed, sentence_starts, sentences, works
from vekha.coach.reading.wording import is_quantified

_GREETINGS = 4  # sentences that may stand before
_WHEN = re.compile(r",?\s*(?:(?:and|и)\s+)?(?:when|if|когда|если)\s+")
_AND = re.compile(r"\s(?:и|and)\s")
_WORDS_TO_STAND_ALONE = 3


def read(block: Block, outline: Outline, *, has_labels: bool) -> bool:
    """Read what the sentences of a block name; False where they name nothing."""
    if block.kind is not Kind.HEADING and _formula(block, outline, has_labels):
        return True
    if outline.in_commentary and not block.told:
        return False
    if _caption(block, outline):
        return True
    parts = sentences(block.passage) if block.kind is Kind.PARAGRAPH else [block.passage]
    return _sentences(block, parts, outline, has_labels)


def _sentences(block: Block, parts: list[Passage], outline: Outline, has_labels: bool) -> bool:
    named = False
    asked: Label | None = None  # «How will we know?» in the sentence before
    for sentence in parts:
        label = speech.spoken(sentence.plain) or asked
        asked = speech.question(sentence.plain)
        if label and _said(block, label, sentence[label.end :].strip(), outline, has_labels):
            named = True
    return named


def _formula(block: Block, outline: Outline, has_labels: bool) -> bool:
    """«We will … as measured by: …», in one sentence or two, a greeting before it."""
    for begins in sentence_starts(block.passage)[:_GREETINGS]:
        if found := speech.formula(block.plain[begins:]):
            break
    else:
        return False
    start, end, rest = (begins + place for place in found)
    outline.begin(block.passage[start:end], block, certainty=SPOKEN)
    outline.announce(Part.KEY_RESULT, SPOKEN)
    content = block.passage[rest:].strip()
    content, others = _until_next_part(content)
    starts = labels.inner_labels(content.plain)
    if first := content[: starts[0]].strip() if starts else content:
        for each in _members(first.rstrip(".")):
            outline.add(Part.KEY_RESULT, block, each)
    outline.inner(block, content, starts)
    _sentences(block, others, outline, has_labels)
    return True


def _until_next_part(content: Passage) -> tuple[Passage, list[Passage]]:
    """The words before the sentence that names another part, and the sentences from it on."""
    parts = sentences(content)
    for at, sentence in enumerate(parts[1:], start=1):
        if speech.spoken(sentence.plain) or speech.question(sentence.plain):
            end = sentence.places[0] - content.places[0]
            return content[:end].rstrip(), parts[at:]
    return content, []


def _caption(block: Block, outline: Outline) -> bool:
    """«These three results will tell us:»"""
    draft = outline.drafts.current
    if not draft or not outline.is_open or (block.kind is Kind.ITEM and draft.is_sure):
        return False
    part = speech.caption(block.plain)
    if part is None or (part is Part.KEY_RESULT and draft.key_results):
        return False
    outline.announce(part)
    return True


def _said(block: Block, label: Label, content: Passage, outline: Outline, has_labels: bool) -> bool:
    """Take the words that a sentence calls an objective, a key result or initiatives."""
    draft = outline.drafts.current
    if label.part is Part.OBJECTIVE:
        if not content or wording.is_definition(content.plain) or (has_labels and not label.opens):
            return False
        rest, starts = speech.announced(content.plain), labels.inner_labels(content.plain)
        end = min(rest[0] if rest else len(content.text), *starts, len(content.text))
        outline.objective(block, content[:end].rstrip(" .,，、；;。"), label)
        if starts:
            outline.inner(block, content, starts)
        elif rest:
            for each in listed(content[rest[1] :], by_commas=True):
                number = labels.label(each.plain)
                outline.add(Part.KEY_RESULT, block, each[number.end :] if number else each)
        return True
    if draft is None or not outline.is_open or block.kind is not Kind.PARAGRAPH:
        return False
    if label.part is Part.KEY_RESULT and (draft.is_sure or (not content and draft.key_results)):
        return False
    if not content:
        outline.announce(label.part)
        return True
    content = content.rstrip(".。")
    members = works(content, by_and=True) if label.part is Part.INITIATIVE else _members(content)
    for each in members if label.opens else [content]:
        outline.add(label.part, block, each)
    return True


def _members(content: Passage) -> list[Passage]:
    """The members of a list in a sentence: «a; b», or «a, b and c» where each says enough to stand alone."""
    members = listed(content)
    if len(members) == 1:
        members = content.split(_WHEN)
    if len(members) > 1:
        return members
    for separator in (COMMA_OR_AND, COMMA):
        parts = content.split(separator)
        if len(parts) > 1 and all(is_quantified(part.text) and len(part.text) > 8 for part in parts):
            return parts
    both = content.split(_AND)
    stand_alone = all(len(part.text.split()) >= _WORDS_TO_STAND_ALONE for part in both)
    return both if len(both) == 2 and stand_alone and "," not in content.text else members
