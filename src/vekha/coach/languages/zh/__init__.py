"""Chinese: an own verb lexicon read along the sentence, with rjieba where it has to be known how words divide.

The text is read clause by clause. At the head of a clause stand time, adverbs and frames (将…, 为…, 通过…); behind them
either the verb comes, or a noun phrase whose verb follows («客户续约率达到70%»). Verbs that are also nouns («服务», «培训»)
count as nouns before a metric word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import rjieba

from vekha.coach.document import Span
from vekha.coach.languages.grammar import Sentence, Token, overlaps, predicate, trimmed
from vekha.coach.languages.lexicon import UNKNOWN, Lexicon, Verb
from vekha.coach.statement import Form, Kind, Predicate

_CLAUSE = re.compile(r"[,;!?，；、:]\s*|\.(?:\s|$)|[()]|\s-\s")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SKIP = " \"'[]•*-\t\x00"
_CHANGES = frozenset({Kind.CHANGE_UP, Kind.CHANGE_DOWN, Kind.REACH, Kind.KEEP, Kind.IMPROVE})
_WORK = frozenset({Kind.BUILD, Kind.DELIVER, Kind.RUN_EVENT, Kind.COMMUNICATE, Kind.RESEARCH, Kind.HIRE, Kind.ACQUIRE})


def load() -> "Chinese":
    return Chinese()


@lru_cache(maxsize=4096)
def _tagged(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(_segmenter.tag(text))


_segmenter = rjieba.Jieba()


class Chinese:
    """Chinese; see `Grammar`."""

    name_edges = frozenset("的和与及并在等各就是对将把其")

    def __init__(self) -> None:
        self.lexicon = Lexicon("zh", str.lower, spaced=False)
        words = self.lexicon.grammar
        self._sets = {name: frozenset(entries) for name, entries in words.items() if name != "settlings"}
        self._longest = max(map(len, self.lexicon.verbs))
        self.name_stops = _alternatives(words["name_stops"])
        self._adverbs = _alternatives(words["adverbs"])
        self._openers = _alternatives(words["openers"])
        self._frames = _alternatives(words["frames"])
        self._purpose = _alternatives(words["purpose_markers"])
        self._means = _alternatives(words["means_markers"])
        self._heads = _alternatives(words["metric_heads"])
        self._noun_after = _alternatives(words["after_noun"])
        self._behind_metric = _alternatives(words["behind_metric"])
        self._noun_edges = re.compile(rf"(?:{'|'.join(map(re.escape, words['noun_edges']))})")
        self._object_signs = re.compile(
            rf"\s?(?:\d|[一二两三四五六七八九十百]+[个名家位次条份台套款项场篇]|{'|'.join(words['object_signs'])})"
        )
        self._settlings = [
            (entry["verb"], tuple(map(str.lower, entry["with"])), self.lexicon.verbs[entry["means"]])
            for entry in words["settlings"]
        ]

    def tokens(self, plain: str) -> tuple[Token, ...]:
        tokens, position = [], 0
        for word, _ in _tagged(plain):
            if word.strip(" \x00"):
                tokens.append(Token(word, position, position + len(word), word if word[0].isalnum() else ""))
            position += len(word)
        return tuple(tokens)

    # -- verbs

    def _verb_at(self, plain: str, position: int, end: int) -> tuple[str, Verb] | None:
        """The longest verb of the lexicon that begins here."""
        for length in range(min(self._longest, end - position), 0, -1):
            word = plain[position : position + length]
            if word in self.lexicon.verbs:
                return word, self.lexicon.verbs[word]
        return None

    def _stands_as_noun(self, plain: str, word: str, position: int, end: int, at_head: bool = False) -> bool:
        """«服务满意度», «培训覆盖率», «上线后»: a verb used as a part of a noun or of a time."""
        behind = plain[position + len(word) : end]
        if self._noun_edges.match(behind):
            return True
        if word not in self._sets["noun_verbs"]:
            return False
        return self._noun_after.match(behind) is not None or not (at_head or self._takes_object(behind))

    def _takes_object(self, behind: str) -> bool:
        """Whether what follows a noun-verb is its object: a number, a measure word, 新 …"""
        return self._object_signs.match(behind) is not None

    def _settled(self, plain: str, word: str, verb: Verb, position: int, end: int) -> Verb:
        """Verbs whose meaning the words behind them decide: 完成25万交易额, 完成系统上线."""
        behind = plain[position + len(word) : end]
        for settled, company, meaning in self._settlings:
            if settled == word and any(other in behind for other in company):
                return meaning
        return verb

    def predicates(self, sentence: Sentence) -> list[Predicate]:
        plain = sentence.plain
        found: list[Predicate] = []
        position = sentence.reading.start
        borders = [match for match in _CLAUSE.finditer(plain, position) if not plain[match.start()] == "."] + []
        ends = [(match.start(), match.end()) for match in borders] + [(len(plain), len(plain))]
        for end, behind in ends:
            found += self._clause(sentence, position, end, bool(found))
            position = behind
        return found

    def _clause(self, sentence: Sentence, start: int, end: int, later: bool) -> list[Predicate]:
        plain = sentence.plain
        position = self._behind_openers(plain, start, end)
        if position >= end:
            return []
        found: list[Predicate] = []
        frame = self._frames.match(plain, position, end)
        head = None if frame else self._head_verb(sentence, position, end)
        if head:
            word, verb = head
            form = Form.PASSIVE_STATE if re.search(r"已经?\s*$|均已$|被$", plain[start:position]) else Form.IMPERATIVE
            verb = self._settled(plain, word, verb, position, end)
            negated = bool(re.search(r"[不未没]$", plain[start:position]))
            found.append(predicate(sentence, position, position + len(word), word, verb, form, negated))
            return found + self._joined(sentence, position + len(word), end)
        if frame:
            begin = frame.end()
            inner = self._verbs_between(sentence, begin, end)
            if frame.group() in ("让", "使", "令", "使得"):
                return self._made(sentence, frame.start(), frame.end(), inner, end, later)
            if not inner:
                return []
            chosen = (
                next((each for each in inner if each[2].kind in _CHANGES), inner[0])
                if frame.group() in ("将", "把")
                else inner[0]
            )
            place, word, verb = chosen
            governing = predicate(
                sentence, place, place + len(word), word, self._settled(plain, word, verb, place, end), Form.IMPERATIVE
            )
            if frame.group() in ("将", "把"):
                numbers = [phrase.start for phrase in sentence.reading.phrases if begin <= phrase.start < place]
                governing = replace(governing, object=trimmed(plain, begin, min([place, *numbers])))
            found.append(governing)
            return found + self._joined(sentence, place + len(word), end)
        inner = self._verbs_between(sentence, position, end)
        if not inner:
            fallback = self._by_tag(sentence, position, end)
            return [fallback] if fallback else []
        measured = [
            each for each in inner if each[2].kind in _CHANGES and self._is_measured(sentence, each[0] + len(each[1]))
        ]
        place, word, verb = (measured or inner)[0]
        form = Form.FINITE
        behind = plain[place + len(word) : end].strip(_SKIP)
        counted = any(position <= quantity.span.start < place for quantity in sentence.reading.quantities)
        at_end = behind in ("", "完成", "完毕", "成功", "到位", "落地", "并落地", "上线")
        done = re.search(r"(?:已经?|均已)$", plain[position:place].rstrip()) is not None
        if verb.kind in (*_WORK, Kind.OPERATE) and (done or (at_end and not counted)):
            form = Form.PASSIVE_STATE
        negated = bool(re.search(r"[不未没无]$", plain[position:place]))
        found.append(
            predicate(
                sentence, place, place + len(word), word, self._settled(plain, word, verb, place, end), form, negated
            )
        )
        return found + self._joined(sentence, place + len(word), end)

    def _made(
        self, sentence: Sentence, start: int, begin: int, inner: Sequence[tuple[int, str, Verb]], end: int, later: bool
    ) -> list[Predicate]:
        """让在线服务更加可靠: the making is the predicate, what is made follows."""
        found = (
            []
            if later
            else [
                predicate(
                    sentence, start, begin, sentence.plain[start:begin], self.lexicon.verbs["让"], Form.IMPERATIVE
                )
            ]
        )
        for place, word, verb in inner[:1]:
            found.append(predicate(sentence, place, place + len(word), word, verb, Form.FINITE))
            found += self._joined(sentence, place + len(word), end)
        return found

    def _behind_openers(self, plain: str, start: int, end: int) -> int:
        position = start
        while position < end:
            if plain[position] in _SKIP:
                position += 1
            elif found := self._openers.match(plain, position, end) or self._adverbs.match(plain, position, end):
                if self._longer_verb(plain, position, end, found.end()):
                    return position
                position = found.end()
            else:
                return position
        return position

    def _longer_verb(self, plain: str, position: int, end: int, adverb_end: int) -> bool:
        found = self._verb_at(plain, position, end)
        return found is not None and position + len(found[0]) > adverb_end

    def _head_verb(self, sentence: Sentence, position: int, end: int) -> tuple[str, Verb] | None:
        plain = sentence.plain
        found = self._verb_at(plain, position, end)
        if found is None or self._stands_as_noun(plain, found[0], position, end, at_head=True):
            return None
        word, _ = found
        if len(word) == 1 and not re.match(
            r"[\d一二两三四五六七八九十\s更]", plain[position + 1 : position + 2] or " "
        ):
            return None
        if word in self._sets["noun_verbs"] and self._followed_by_measured_verb(sentence, position + len(word), end):
            return None
        return found

    def _followed_by_measured_verb(self, sentence: Sentence, position: int, end: int) -> bool:
        """«管理培训生留任率达80%»: the real verb and a number come later."""
        number = next(
            (quantity for quantity in sentence.reading.quantities if position <= quantity.span.start < end), None
        )
        if number is None or number.span.start <= position + 1:
            return False
        return bool(self._heads.search(sentence.plain, position, number.span.start))

    def _verbs_between(self, sentence: Sentence, start: int, end: int) -> list[tuple[int, str, Verb]]:
        """Verbs inside a clause that stand on word borders and do not stand as nouns."""
        plain = sentence.plain
        taken = [quantity.span for quantity in sentence.reading.quantities]
        found = []
        position = start
        while position < end:
            if not _HAN.match(plain[position]):
                position += 1
                continue
            candidate = self._verb_at(plain, position, end)
            if candidate is None:
                position += 1
                continue
            word, verb = candidate
            span = Span(position, position + len(word))
            measured = verb.kind in _CHANGES and self._is_measured(sentence, span.end)
            whole = measured or self._on_borders(sentence, span)
            if overlaps(span, taken) or not whole or self._stands_as_noun(plain, word, position, end):
                position += 1 if len(word) == 1 else len(word)
                continue
            if len(word) == 1 and not measured:
                position += 1
                continue
            found.append((position, word, verb))
            position += len(word)
        return found

    def _on_borders(self, sentence: Sentence, span: Span) -> bool:
        """Whether no segmented word crosses the edges of the range."""
        return not any(
            token.start < span.start < token.end or token.start < span.end < token.end
            for token in sentence.tokens
            if len(token.text) <= 4
        )

    def _is_measured(self, sentence: Sentence, position: int) -> bool:
        """Whether a number follows at once."""
        return any(
            phrase.start <= position + 2 and quantity.span.end > position
            for phrase, quantity in zip(sentence.reading.phrases, sentence.reading.quantities, strict=True)
        )

    def _joined(self, sentence: Sentence, start: int, end: int) -> list[Predicate]:
        """Further verbs of the clause behind 和, 并, 以, 来, 从而, or behind the noun phrase of 提升…至."""
        plain = sentence.plain
        found = []
        for place, word, verb in self._verbs_between(sentence, start, end):
            before = plain[start:place].rstrip()
            joint = (
                re.search(r"(?:和|并|且|并且|及|与|以及|以|来|从而|进而|以便|为了|后|再|,|能|可|将|去)$", before)
                or place == start
            )
            adverb = self._adverbs.search(before)
            measured = verb.kind in _CHANGES and self._is_measured(sentence, place + len(word))
            if joint or measured or (adverb and adverb.end() == len(before)):
                form = Form.FINITE if measured and not joint else Form.IMPERATIVE
                found.append(
                    predicate(
                        sentence, place, place + len(word), word, self._settled(plain, word, verb, place, end), form
                    )
                )
        return found

    def _by_tag(self, sentence: Sentence, position: int, end: int) -> Predicate | None:
        """A verb at the head that the lexicon does not know, as the segmenter tags it."""
        offset = position
        for word, tag in _tagged(sentence.plain[position:end]):
            if word.strip(_SKIP):
                if (
                    tag == "v"
                    and len(word) > 1
                    and _HAN.match(word)
                    and not self._stands_as_noun(sentence.plain, word, offset, end)
                ):
                    return predicate(sentence, offset, offset + len(word), word, UNKNOWN, Form.IMPERATIVE)
                return None
            offset += len(word)
        return None

    # -- clauses

    def purposes(self, sentence: Sentence, predicates: Sequence[Predicate]) -> list[Span]:
        plain = sentence.plain
        spans: list[Span] = []
        for found in self._purpose.finditer(plain):
            start = found.start()
            if not plain[sentence.reading.start : start].strip(_SKIP):
                if not found.group().startswith("为了"):
                    continue
                comma = re.compile(r"[,，]").search(plain, start)
                span = Span(start, comma.start() if comma else len(plain))
            else:
                stop = re.compile(r"[;；。()]|\.(?:\s|$)").search(plain, start + 1)
                span = Span(start, stop.start() if stop else len(plain))
            verbs = [each for each in predicates if span.start <= each.span.start < span.end]
            if not overlaps(span, spans) and (
                verbs or found.group().startswith(("为了", "以便", "从而", "进而", ",以", "满足", ",满足"))
            ):
                spans.append(span)
        return [Span(start + (len(plain[start:]) - len(plain[start:].lstrip(", "))), end) for start, end in spans]

    def means(self, sentence: Sentence, predicates: Sequence[Predicate]) -> list[Span]:
        plain = sentence.plain
        spans: list[Span] = []
        for found in self._means.finditer(plain):
            start = found.start()
            if any(each.span.start == start for each in predicates) or plain[found.end() : found.end() + 1] in (
                "率",
                "度",
            ):
                continue
            comma = re.compile(r"[,;，；。]").search(plain, found.end())
            verbs = [each for each in predicates if each.span.start >= found.end() + 2]
            if found.group() == "通过" and not verbs:
                continue
            end = min(comma.start() if comma else len(plain), verbs[0].span.start if verbs else len(plain))
            if not overlaps(Span(start, end), spans):
                spans.append(Span(start, end))
        return spans

    # -- nouns

    def heads_phrase(self, sentence: Sentence, span: Span) -> bool:
        behind = sentence.plain[span.end :]
        if not behind or not _HAN.match(behind[0]):
            return True
        verb = self._verb_at(sentence.plain, span.end, len(sentence.plain))
        if self._behind_metric.match(behind) or (verb and len(verb[0]) > 1 and verb[0] not in self._sets["noun_verbs"]):
            return True
        return bool(self._heads.match(behind))

    def metric_nouns(self, sentence: Sentence) -> list[tuple[Span, bool]]:
        plain = sentence.plain
        found = []
        for match in self._heads.finditer(plain):
            before = plain[max(0, match.start() - 1) : match.start()]
            if before.isalnum() and self.heads_phrase(sentence, Span(*match.span())):
                found.append((Span(*match.span()), match.group() in self._sets["count_words"]))
        return found

    def leads_phrase(self, sentence: Sentence, first: Span, second: Span) -> bool:
        return False

    def content(self, sentence: Sentence, taken: Sequence[Span]) -> Iterator[Token]:
        position = 0
        for word, tag in _tagged(sentence.plain):
            start, position = position, position + len(word)
            if (
                word.strip(_SKIP)
                and tag[0] in "najvlizte"
                and word not in self._sets["function_words"]
                and tag not in ("ul", "ad")
            ):
                if not overlaps(Span(start, position), taken):
                    yield Token(word, start, position, word)

    def noun_phrase_after(self, sentence: Sentence, position: int) -> Span | None:
        plain = sentence.plain
        if plain[position : position + 1] == "的":
            position += 1
        end = position
        for word, tag in _tagged(plain[position:]):
            verb = self.lexicon.verbs.get(word)
            if (
                end > position
                and verb
                and word not in self._sets["noun_verbs"]
                and not self._stands_as_noun(plain, word, end, len(plain))
            ):
                break
            if not word.strip() and end == position:
                end += len(word)
                continue
            if tag[0] in "xpdcrufymq" and word not in ("的", "新"):
                if not word[0].isalnum() or tag[0] in "pdcrufym":
                    break
            if word[0] == "\x00" or not word[0].isalnum():
                break
            end += len(word)
        return trimmed(plain, position, end)


def _alternatives(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
