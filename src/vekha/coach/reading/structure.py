"""Objectives without labels: what stands as a heading above a list in a document that is a list of OKRs."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from vekha.coach.reading import labels, notes, speech, tables, wording
from vekha.coach.reading.blocks import INDENT, Block, Kind
from vekha.coach.reading.labels import MAIN, Label, Mark, Part
from vekha.coach.reading.passage import Passage
from vekha.coach.reading.statements import sentences
from vekha.coach.reading.teams import is_period
from vekha.coach.reading.wording import is_quantified
from vekha.coach.reading.words import WORDS

_PERIOD = re.compile(r"\bq[1-4]\b|\b20\d\d\b|\d\s?кв|квартал|полугоди|季度|上半年|下半年|年|\bh[12]\b")
_PLURAL = re.compile("|".join(WORDS["objective"]["plural"]))
_PLURAL_FIRST = re.compile(rf"(?:[^\W\d_]+ )?(?:{'|'.join(WORDS['objective']['plural'])})\b")
_LONGEST_TITLE = 160
_LINES_OF_RECORD = 5  # between its name and its type
_SHORT = 100  # characters of a piece of work
_FEWEST_SENTENCES = 3  # of an OKR in one item: the objective and two key results
_WHO = re.compile(r"[^\W\d_][\w &/.-]{0,24}[:：]\s*(?=\S)")
_HEADING_OVER_ALL = 30  # characters: «Our goals for spring»


def labels_of(blocks: list[Block]) -> list[Label | None]:
    """The label of each block; a code without any mark behind it is one only next to its fellows."""
    found = [labels.label(block.plain) if block.kind is not Kind.ROW else None for block in blocks]
    codes = [
        label or (labels.bare(block.plain) if block.kind is not Kind.ROW else None)
        for block, label in zip(blocks, found, strict=True)
    ]
    _leave_out_definitions(blocks, found)
    for at, label in _records(blocks):
        found[at] = label
    for at, code in enumerate(codes):
        if found[at] or not code:
            continue
        beside = codes[at + 1 : at + 2] if code.part is Part.OBJECTIVE else found[max(0, at - 1) : at]
        wanted = (Part.KEY_RESULT,) if code.part is Part.OBJECTIVE else (Part.OBJECTIVE, Part.KEY_RESULT)
        if any(other and other.part in wanted for other in beside):
            found[at] = code
    return found


def _leave_out_definitions(blocks: list[Block], found: list[Label | None]) -> None:
    """Drop the labels of lines that only say what an OKR is made of, and of the title of the page."""
    has_single = any(
        label and label.part is Part.OBJECTIVE and label.end < len(block.plain) and not _is_plural(block, label)
        for block, label in zip(blocks, found, strict=True)
    )
    for at, (block, label) in enumerate(zip(blocks, found, strict=True)):
        following = found[at + 1] if at + 1 < len(blocks) else None
        if not label or label.part is not Part.OBJECTIVE:
            continue
        if following and following.part is Part.KEY_RESULT and _is_skeleton(block, label):
            end = at + 1
            while end < len(blocks) and (part := found[end]) and _is_skeleton(blocks[end], part):
                found[end] = replace(part, part=Part.CONTEXT)
                end += 1
            found[at] = replace(label, part=Part.CONTEXT) if end > at + 1 else label
        elif label.end < len(block.plain) and _is_plural(block, label):
            if block.kind is Kind.HEADING and has_single:
                found[at] = None
            elif following and following.part is Part.KEY_RESULT and not following.number:
                both = f"{block.plain} {blocks[at + 1].plain}"
                if following.end < len(blocks[at + 1].plain) and not is_quantified(both):
                    found[at : at + 2] = (replace(each, part=Part.CONTEXT) for each in (label, following))


def _is_plural(block: Block, label: Label) -> bool:
    return not label.number and bool(_PLURAL.search(block.plain[: label.end]))


def _is_skeleton(block: Block, label: Label) -> bool:
    """Whether an item is nothing but a label: «Objective», and «Key result» below it."""
    return block.kind is Kind.ITEM and label.part in MAIN and label.end == len(block.plain)


def _records(blocks: list[Block]) -> Iterator[tuple[int, Label]]:
    """The labels of records «Name: … / Type: Objective»: the line of the name has the words, that of the type none."""
    for at, block in enumerate(blocks):
        if block.kind is Kind.ROW or not (part := labels.kind_of_record(block.plain)):
            continue
        around = [*range(at - 1, max(-1, at - _LINES_OF_RECORD), -1), *range(at + 1, min(len(blocks), at + 3))]
        name = next((place for place in around if labels.name_of_name(blocks[place].plain)), None)
        if name is not None:
            yield name, Label(part, labels.name_of_name(blocks[name].plain), Mark.COLON, is_single=True)
            yield at, Label(Part.CONTEXT, len(block.plain), Mark.COLON)


def unlabelled_objectives(blocks: list[Block], found: list[Label | None]) -> tuple[set[int], set[int]]:
    """Which blocks are objectives though nothing says so, and which are the flattened header of a table."""
    columns = {at: tables.main_columns(block) for at, block in enumerate(blocks) if _begins_table(blocks, at)}
    if any(Part.OBJECTIVE in parts for parts in columns.values()):
        return set(), set()
    header = _flattened_header(blocks, found)
    named = {at for at, label in enumerate(found) if at not in header and _names_objective(blocks[at], label)}
    begins = {at for at, label in enumerate(found) if label and _begins_key_results(blocks[at], label)}
    begins |= {at for at, parts in columns.items() if Part.KEY_RESULT in parts}
    begins -= header
    if begins:
        return _above_key_results(blocks, found, begins, named), set() if named else header
    if not named and (header or is_list_of_okrs(blocks)):
        titles = _above_lists(blocks, found, plain_titles=bool(header))
        return titles or _above_lists(blocks, found, plain_titles=True), header
    return set(), set()


def works_below_key_results(blocks: list[Block], found: list[Label | None]) -> set[int]:
    """The items that stand deeper than labelled key results, where throughout the document each may be work."""
    below: set[int] = set()
    above = None  # the key result they stand below
    with_works = 0
    for at, block in enumerate(blocks):
        label = found[at]
        if label and label.part is Part.KEY_RESULT and label.end < len(block.plain) and block.kind is Kind.ITEM:
            above = block
        elif above and not label and block.kind is Kind.ITEM and block.level > above.level:
            plain = block.plain
            if notes.line(plain) or ":" in plain or plain[-1] in ".?!" or is_quantified(plain) or len(plain) > _SHORT:
                return set()
            with_works += at - 1 not in below
            below.add(at)
        else:
            above = None
    return below if with_works > 1 else set()


def _names_objective(block: Block, label: Label | None) -> bool:
    if label:
        return label.part is Part.OBJECTIVE and not wording.is_definition(block.plain[label.end :])
    if block.kind is Kind.ROW or not speech.names_objective(block.plain):
        return False
    said = [(sentence.plain, speech.spoken(sentence.plain)) for sentence in sentences(block.passage)]
    return any(
        spoken and spoken.part is Part.OBJECTIVE and not wording.is_definition(plain[spoken.end :])
        for plain, spoken in said
    )


def _begins_key_results(block: Block, label: Label) -> bool:
    """Whether the label stands before key results, and not in a remark on one: «KR1 - это метрика действия»."""
    is_used = not wording.is_definition(block.plain[label.end :]) and not wording.has_named_blank(block.plain)
    return label.part is Part.KEY_RESULT and not label.is_weak and is_used


def _begins_table(blocks: list[Block], at: int) -> bool:
    return blocks[at].kind is Kind.ROW and (at == 0 or blocks[at].gap or blocks[at - 1].kind is not Kind.ROW)


def _flattened_header(blocks: list[Block], found: list[Label | None]) -> set[int]:
    """The headings of a table that lost its columns: «Objective» and «Key results» alone, one after the other."""
    header: set[int] = set()
    for at, (first, second) in enumerate(pairwise(found)):
        if not first or not second or not first.mark is second.mark is Mark.END or first.number:
            continue
        is_followed_by_list = at + 2 < len(blocks) and blocks[at + 2].kind is Kind.ITEM
        if first.part is Part.OBJECTIVE and second.part is Part.KEY_RESULT and not is_followed_by_list:
            header |= {at, at + 1}
    return header


def _above_key_results(blocks: list[Block], found: list[Label | None], begins: set[int], named: set[int]) -> set[int]:
    """The last title before each run of labelled key results or table of them, unless an objective awaits them."""
    titles: set[int] = set()
    candidate: int | None = None
    is_awaited = False
    for at, block in enumerate(blocks):
        label = found[at]
        if at in named:
            candidate, is_awaited = None, True
        elif at in begins:
            if candidate is not None and not is_awaited and (not named or _begins_anew(block, label)):
                titles.add(candidate)
            candidate, is_awaited = None, False
        elif (
            label is None
            and block.kind is not Kind.ROW
            and not notes.line(block.plain)
            and _is_title(block, is_caption=at + 1 in begins)
        ):
            stands_out = block.kind is Kind.HEADING or block.is_strong or (block.kind is Kind.PARAGRAPH and block.gap)
            candidate = at if stands_out or not named else candidate
        elif block.kind is Kind.PARAGRAPH and label is None and len(block.passage.text) > _LONGEST_TITLE:
            candidate = None
    return titles


def _begins_anew(block: Block, label: Label | None) -> bool:
    """Whether key results are announced again, or counted from the first again."""
    if not label or label.mark is Mark.END:
        return label is not None
    words = block.plain[label.end :]
    return is_quantified(words) if words else True


def _above_lists(blocks: list[Block], found: list[Label | None], *, plain_titles: bool) -> set[int]:
    titles: set[int] = set()
    for at, block in enumerate(blocks[:-1]):
        if found[at] or found[at + 1] or block.kind is Kind.ROW or notes.line(block.plain):
            continue
        behind = at + 1
        while behind < len(blocks) - 1 and blocks[behind].kind is Kind.PARAGRAPH and notes.line(blocks[behind].plain):
            behind += 1
        following = blocks[behind]
        if found[behind] or notes.line(following.plain) or in_one_item(following):
            continue
        is_below = following.kind is Kind.HEADING and block.kind is Kind.HEADING and following.level > block.level
        if following.kind is not Kind.ITEM and not (is_below and wording.tells_change(following.plain)):
            continue
        if block.kind is Kind.ITEM:
            is_title = _depth(following) > _depth(block) and not _lies_below(blocks, at)
        else:
            stands_out = block.kind is Kind.HEADING or block.is_strong or (plain_titles and _is_own_line(block))
            is_title = stands_out or following.marker == INDENT
        if is_title and _is_title(block):
            titles.add(at)
    return titles


def _is_own_line(block: Block) -> bool:
    """Whether a line may be a title though nothing marks it: no sentence, and nothing that is said."""
    return not block.told and block.plain[-1] not in ".;,"


def in_one_item(block: Block) -> list[Passage]:
    """The sentences of an item that holds a whole OKR: «CEO: Calm growth. Overtime from 11 to 4 h. Churn below 2%.»"""
    if block.kind is not Kind.ITEM:
        return []
    lead = _WHO.match(block.passage.text)
    parts = sentences(block.passage[lead.end() :] if lead else block.passage)
    is_okr = len(parts) >= _FEWEST_SENTENCES and not is_quantified(parts[0].text)
    return parts if is_okr and all(is_quantified(part.text) for part in parts[1:]) else []


def _lies_below(blocks: list[Block], at: int) -> bool:
    """Whether an item lies below another item of its list."""
    for before in range(at - 1, max(-1, at - 40), -1):
        if blocks[before].kind is not Kind.ITEM:
            return False
        if _depth(blocks[before]) < _depth(blocks[at]):
            return True
    return False


def _depth(block: Block) -> tuple[int, int]:
    """How deep an item lies: by its number («1.2» below «1»), then by its indentation."""
    return len(re.findall(r"\d+", block.marker)) if re.search(r"\d", block.marker) else 1, block.level


def _is_title(block: Block, *, is_caption: bool = False) -> bool:
    """Whether a block may be an objective; `is_caption`: key results follow at once, it may end with a colon."""
    plain = block.plain
    if is_caption and not speech.caption(plain):
        plain = plain.rstrip(":")
    return (
        2 < len(plain) < _LONGEST_TITLE
        and plain[-1] not in ":?!"
        and not wording.is_advice(plain)
        and not wording.is_elsewhere(plain)
        and not wording.is_form(plain)
        and not wording.mentions_okr(plain)
        and not (speech.names_objective(plain) and len(plain) < _HEADING_OVER_ALL)
        and not labels.level(plain)
        and not is_period(plain)
    )


def is_list_of_okrs(blocks: list[Block]) -> bool:
    """Whether a text says that it is one: «OKRs 2018 Q4» above, not «how to write OKRs»."""
    first = [block for block in blocks[:3] if block.kind is not Kind.ITEM]
    standing_out = [block for block in blocks if block.kind is Kind.HEADING or block.is_strong]
    titles = [block.plain for block in (*first, *standing_out, *blocks[-1:])]
    items = [block for block in blocks if block.kind is Kind.ITEM]
    with_figures = sum(is_quantified(item.passage.text) for item in items)
    if items and 2 * with_figures > len(items) and any(map(_is_title_of_goals, titles)):
        return True
    named = [title for title in titles if wording.mentions_okr(title) and not wording.is_advice(title)]
    if not named or any(wording.is_advice(title) and wording.mentions_okr(title) for title in titles):
        return False
    if any(_PERIOD.search(title) for title in titles if len(title) < 100):
        return True
    return bool(items) and 2 * with_figures >= len(items)


def _is_title_of_goals(plain: str) -> bool:
    """«Goals for 2026»"""
    is_short = len(plain) < _HEADING_OVER_ALL * 2 and not wording.is_elsewhere(plain) and not wording.is_advice(plain)
    return is_short and bool(_PLURAL_FIRST.match(plain)) and bool(_PERIOD.search(plain))
