"""Chinese: an own verb lexicon read along the sentence, with rjieba where it has to be known how words divide.

The text is read clause by clause. At the head of a clause stand time, adverbs and frames (将…, 为…, 通过…); behind them
either the verb comes, or a noun phrase whose verb follows («客户续约率达到70%»). Verbs that are also nouns («服务»,
«培训») count as nouns before a metric word.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import rjieba
from ahocorasick_rs import AhoCorasick

from vekha.coach.document import Span
from vekha.coach.languages.grammar import Sentence, Token, overlaps, predicate, token_of, trimmed
from vekha.coach.languages.lexicon import METRIC, UNKNOWN, Lexicon, Verb
from vekha.coach.normalise import HAN
from vekha.coach.statement import Bound, Dimension, Form, Kind, Predicate

_CLAUSE_END = re.compile(r"[,;!?，；、:]\s*|\.(?:\s|$)|[()]|\s-\s|$")
_PURPOSE_AT_HEAD_END = re.compile(r"[,;；。()]")
_PURPOSE_END = re.compile(r"[;；。()]|\.(?:\s|$)")
_MEANS_END = re.compile(r"[,;，；。]|$")
_COUNT_TO_THE_END = re.compile(r"\s?\d[\d.,]*\s?[百千万亿]*\s?[人次个]*(?:次|人|个)?(?:以上)?\s*$")
_AMONG = re.compile(rf"{HAN}{{1,12}}的{HAN}{{1,6}}[中里]有?[,\s\d]")  # 参加义诊的居民中有60%
_RELATIVE = re.compile(rf"(?![从由较比达到至]){HAN}{{1,8}}的{HAN}")
_HAN = re.compile(HAN)
_SKIP = " \"'[]•*-\t\x00"
_LONGEST_NAME = 48  # characters of what a number counts
_LONGEST_WORD = 4  # a longer token of the segmenter is a compound: verbs are looked for inside
_MOVES = frozenset({Kind.CHANGE_UP, Kind.CHANGE_DOWN, Kind.REACH, Kind.KEEP, Kind.IMPROVE})
_WORK = frozenset(
    {Kind.BUILD, Kind.DELIVER, Kind.RUN_EVENT, Kind.COMMUNICATE, Kind.RESEARCH, Kind.HIRE, Kind.ACQUIRE, Kind.OPERATE}
)


# Whose doers are counted: 报名学员, 注册商户, 复购顾客.
_COUNTED_DOERS = frozenset({"leave", "register", "buy", "renew", "return", "pay", "use"})


class _Word(NamedTuple):
    """A verb of the lexicon at its place in the sentence."""

    start: int
    end: int
    text: str
    verb: Verb


def load() -> "Chinese":
    return Chinese()


@lru_cache(maxsize=256)  # a statement asks several times for the same
def _tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Words with their part of speech, as the segmenter sees them."""
    return tuple(rjieba.tag(text))


class Chinese:
    """Chinese; see `Grammar`."""

    head_first = False

    def __init__(self) -> None:
        self.lexicon = Lexicon("zh")
        self.lexicon.index(str, spaced=False)
        words = self.lexicon.words
        self._sets = {name: frozenset(entries) for name, entries in words.items()}
        self._verbs = AhoCorasick(list(self.lexicon.verbs))
        self._verb_words = tuple(self.lexicon.verbs.items())
        self._verbs_by_place = lru_cache(maxsize=64)(self._find_verbs)
        self.name_edges = self._sets["name_edges"]
        self.link_words = self._sets["link_words"]
        self.name_stops = _alternatives(words["name_stops"])
        self._lead_ins = _alternatives(words["adverbs"] + words["openers"])
        self._adverbs = words["adverbs"]
        self._joints = words["joints"]
        self._done = words["done"]
        self._completed_and = tuple(f"{each}并" for each in words["completions"] if each)
        self._negations = words["negations"]
        self._frames = _alternatives(words["frames"])
        self._purpose = _alternatives(words["purpose_markers"])
        self._means = _alternatives(words["means_markers"])
        self._heads = _alternatives(words["metric_heads"])
        self._noun_after = re.compile(
            f"(?!{_alternatives(words['not_after_noun']).pattern})(?:{_alternatives(words['after_noun']).pattern})"
        )
        self._behind_metric = _alternatives(words["behind_metric"])
        self._noun_after_inside = _alternatives(words["after_noun_inside"])
        self._noun_edges = re.compile("|".join(words["noun_edges"]))
        self._verbs_before = words["verb_before"]
        self._agents = _alternatives(words["agents"])
        self._object_signs = re.compile(rf"\s?(?:\d|{'|'.join(words['object_signs'])})")

    def tokens(self, plain: str) -> tuple[Token, ...]:
        tokens, position = [], 0
        for word, tag in _tagged(plain):
            end = position + len(word)
            if word.strip(" \x00"):
                tokens.append(token_of((word, position, end, word if word[0].isalnum() else "", False, tag)))
            position = end
        return tuple(tokens)

    # -- verbs

    def predicates(self, sentence: Sentence) -> list[Predicate]:
        found: list[Predicate] = []
        start = sentence.reading.start
        for border in _CLAUSE_END.finditer(sentence.plain, start):
            found += self._clause(sentence, start, border.start(), bool(found))
            start = border.end()
        return found

    def _clause(self, sentence: Sentence, start: int, end: int, later: bool) -> list[Predicate]:
        """The predicates of one clause. `later`: it is not the first that has any."""
        position = self._behind_lead_ins(sentence, start, end)
        if position >= end or (not later and self._says_when(sentence, end)):
            return []
        frame = self._frame(sentence, position, end)
        if frame and (found := self._framed(sentence, frame, end, later)):
            return found
        able = self._able(sentence, position, end)
        if head := self._head(sentence, position, end):
            before = sentence.plain[start:position]
            if able and before.endswith(self._negations):
                return able
            form = Form.PASSIVE_STATE if before.endswith(self._done) else Form.IMPERATIVE
            negated = before.endswith(self._negations)
            return [self._predicate(sentence, head, end, form, negated), *self._joined(sentence, head.end, end)]
        return (
            able
            or self._behind_noun_phrase(sentence, position, end)
            or self._skipped_verb(sentence, start, position, end)
            or self._unknown_head(sentence, position, end)
        )

    def _says_when(self, sentence: Sentence, end: int) -> bool:
        """服务出故障时，…: the sentence itself comes behind."""
        if not sentence.plain[end:].strip(_SKIP + ",.;"):
            return False
        return any(token.end == end and token.text in self._sets["when"] for token in sentence.tokens)

    def _able(self, sentence: Sentence, position: int, end: int) -> list[Predicate]:
        """«游客无需排队即可入园», «不打电话也能改签»: what somebody can do, whether or not the verb is known."""
        plain = sentence.plain
        modal = next(
            (each for each in sentence.tokens if position < each.start < end and each.text in self._sets["able"]), None
        )
        if modal is None:
            return []
        attribute = plain.find("的", modal.end, end)
        if attribute >= 0 and self._verbs_between(sentence, attribute, end):
            return []  # 能独立操作的员工达到80%
        behind = [each for each in sentence.tokens if modal.end <= each.start < end and _HAN.match(each.text)]
        known = (self._verb_at(plain, token.start, end) for token in behind)
        unknown = (_Word(token.start, token.end, token.text, UNKNOWN) for token in behind if token.tag[0] == "v")
        word = next((each for each in (*known, *unknown) if each and each.text not in self._sets["adverbs"]), None)
        if word is None and behind:
            token = behind[-1]
            word = _Word(token.start, token.end, token.text, UNKNOWN)
        return [self._predicate(sentence, word, end, Form.FINITE)] if word else []

    def _skipped_verb(self, sentence: Sentence, start: int, position: int, end: int) -> list[Predicate]:
        """争取设备补贴: what was passed over as an adverb is the verb if there is no other."""
        for place in range(start, position):
            word = self._verb_at(sentence.plain, place, position)
            if word and word.end == position and len(word.text) > 1:
                return [self._predicate(sentence, word, end, Form.IMPERATIVE)]
        return []

    def _behind_lead_ins(self, sentence: Sentence, start: int, end: int) -> int:
        """Where the clause proper begins, behind time («30天内»), adverbs and "we"."""
        plain = sentence.plain
        reading = sentence.reading
        limits = {
            phrase.start: phrase.end
            for phrase, quantity in zip(reading.phrases, reading.quantities, strict=True)
            if quantity.dimension is Dimension.DURATION and quantity.bound is Bound.AT_MOST
        }
        position = start
        while position < end:
            if plain[position] in _SKIP:
                position += 1
                continue
            if position in limits:
                position = limits[position]
                continue
            found = self._lead_ins.match(plain, position, end)
            verb = self._verb_at(plain, position, end)
            if found is None or (verb and verb.end > found.end()):
                break
            position = found.end()
        return position

    def _frame(self, sentence: Sentence, position: int, end: int) -> re.Match[str] | None:
        """A preposition that opens the clause as a word of its own: 对 in 对客户, not in 对接."""
        found = self._frames.match(sentence.plain, position, end)
        if found is None or any(each.start <= position and found.end() < each.end for each in sentence.tokens):
            return None
        return found

    def _framed(self, sentence: Sentence, frame: re.Match[str], end: int, later: bool) -> list[Predicate]:
        """将留存率提升至50%, 为供应商优化系统, 让服务更加可靠: the verb behind the framed phrase."""
        plain = sentence.plain
        inside = self._verbs_between(sentence, frame.end(), end)
        if frame.group() in self._sets["causing"]:
            making = _Word(frame.start(), frame.end(), frame.group(), self.lexicon.verbs["让"])
            found = [] if later else [self._predicate(sentence, making, end, Form.IMPERATIVE)]
            if inside:
                found.append(self._predicate(sentence, inside[0], end, Form.FINITE))
                found += self._joined(sentence, inside[0].end, end)
            return found
        if not inside:
            return []
        word = inside[0]
        rest = plain[frame.end() : end]
        passed = self.lexicon.settled_by_text(frame.group(), rest) if rest.endswith(word.text) else None
        if passed and frame.group() in self._sets["verb_or_means"]:
            return [predicate(sentence, frame.start(), frame.end(), frame.group(), passed, Form.IMPERATIVE)]
        if frame.group() in self._sets["disposal"]:
            word = next((each for each in inside if each.verb.kind in _MOVES), word)
        governing = self._predicate(sentence, word, end, Form.IMPERATIVE)
        if frame.group() in self._sets["disposal"]:
            numbers = [phrase.start for phrase in sentence.reading.phrases if frame.end() <= phrase.start < word.start]
            governing = governing._replace(object=trimmed(sentence.plain, frame.end(), min([word.start, *numbers])))
        return [governing, *self._joined(sentence, word.end, end)]

    def _head(self, sentence: Sentence, position: int, end: int) -> _Word | None:
        """The verb at the head of the clause, if it is one there."""
        plain = sentence.plain
        found = self._verb_at(plain, position, end)
        if found is None or self._stands_as_noun(plain, found, end, at_head=True):
            return None
        if len(found.text) == 1 and not self._object_signs.match(plain, found.end):
            return None
        if self._begins_a_noun(sentence, found) or self._compares(sentence, found):
            return None
        if self._is_moved(sentence, found, end):
            return None
        if found.text in self._sets["noun_verbs"] and self._names_a_metric(sentence, found.end, end):
            return None
        return found

    def _is_moved(self, sentence: Sentence, verb: _Word, end: int) -> bool:
        """«投诉下降30%», «注册用户达到100万», «流失降至3%»: a name that begins like a verb, and where it went."""
        if not sentence.reading.quantities:
            return False
        counted = verb.verb.kind in (Kind.ACQUIRE, Kind.OPERATE) or verb.verb.concept in _COUNTED_DOERS
        names = [verb.end] if counted else []
        for hit in self.lexicon.find(sentence.plain[verb.start : end]):
            place = verb.start + hit.start
            if (hit.start == 0 and hit.sense.section == METRIC) or (
                place == verb.end and counted and hit.sense.group == "people"
            ):
                names.append(verb.start + hit.end)
        moves = (self._move_at(sentence, place, end) for place in names)
        return any(each and self._is_measured(sentence, each.end) for each in moves)

    def _move_at(self, sentence: Sentence, place: int, end: int) -> _Word | None:
        """The verb of movement that begins here or behind the start value: 从20人增加到300人."""
        if sentence.plain[place : place + 1] in ("从", "由", "自"):
            start = next((each for each in sentence.reading.phrases if each.start == place), None)
            place = start.end if start else place
        word = self._verb_at(sentence.plain, place, end)
        return word if word and word.verb.kind in _MOVES else None

    def _begins_a_noun(self, sentence: Sentence, word: _Word) -> bool:
        """发动 in 发动机."""
        return any(
            token.start == word.start and token.end == word.end + 1 and token.tag[0] == "n" for token in sentence.tokens
        )

    def _compares(self, sentence: Sentence, word: _Word) -> bool:
        """超过一半的用户…: a comparison inside the subject."""
        if word.verb.concept != "exceed":
            return False
        reading = sentence.reading
        behind = (
            sentence.plain[quantity.span.end : quantity.span.end + 1]
            for phrase, quantity in zip(reading.phrases, reading.quantities, strict=True)
            if phrase.start <= word.start < quantity.span.start
        )
        return any(_HAN.match(character) for character in behind)

    def _names_a_metric(self, sentence: Sentence, position: int, end: int) -> bool:
        """«管理培训生留任率达80%»: what begins like a verb is a metric, its verb and number come later."""
        number = next((each for each in sentence.reading.quantities if position <= each.span.start < end), None)
        return (
            number is not None
            and number.span.start > position + 1
            and self._heads.search(sentence.plain, position, number.span.start) is not None
        )

    def _behind_noun_phrase(self, sentence: Sentence, position: int, end: int) -> list[Predicate]:
        """«客户续约率达到70%», «系统上线», «方案已发布»: the verb behind the subject."""
        plain = sentence.plain
        inside = self._verbs_between(sentence, position, end)
        if len(inside) > 1 and inside[0].text in self._sets["means_verbs"]:
            settled = self.lexicon.settled_by_text(inside[0].text, plain[inside[0].end : end])
            inside = inside if settled else inside[1:]
        if not inside:
            return []
        moving = (each for each in inside if each.verb.kind in _MOVES and self._is_measured(sentence, each.end))
        word = next(moving, inside[0])
        before = plain[position : word.start].rstrip()
        counted = any(position <= quantity.span.start < word.start for quantity in sentence.reading.quantities)
        rest = plain[word.end : end].strip(_SKIP)
        closes = rest in self._sets["completions"] or rest.startswith(self._completed_and)
        done = before.endswith(self._done)
        state = word.verb.kind in _WORK and (done or (closes and not counted))
        form = Form.PASSIVE_STATE if state else Form.FINITE
        negated = before.endswith(self._negations)
        return [self._predicate(sentence, word, end, form, negated), *self._joined(sentence, word.end, end)]

    def _joined(self, sentence: Sentence, start: int, end: int) -> list[Predicate]:
        """Further verbs of the clause: behind 和, 并, 以, 来, or with a number of their own (提升…至)."""
        found = []
        for word in self._verbs_between(sentence, start, end):
            before = sentence.plain[start : word.start].rstrip()
            joint = not before or before.endswith(self._joints)
            measured = word.verb.kind in _MOVES and self._is_measured(sentence, word.end)
            if joint or measured or before.endswith(self._adverbs):
                form = Form.IMPERATIVE if joint or not measured else Form.FINITE
                found.append(self._predicate(sentence, word, end, form))
        return found

    def _unknown_head(self, sentence: Sentence, position: int, end: int) -> list[Predicate]:
        """A verb at the head that the lexicon does not know, as the segmenter tags it."""
        for token in sentence.tokens:
            if token.end <= position or not _HAN.match(token.text):
                continue
            unknown = _Word(token.start, token.end, token.text, UNKNOWN)
            verbal = token.start == position and token.tag == "v" and len(token.text) > 1
            verbal = verbal and not any(hit.sense.section == METRIC for hit in self.lexicon.find(token.text))
            noun = self._stands_as_noun(sentence.plain, unknown, end, at_head=True)
            return [self._predicate(sentence, unknown, end, Form.IMPERATIVE)] if verbal and not noun else []
        return []

    def _predicate(self, sentence: Sentence, word: _Word, end: int, form: Form, negated: bool = False) -> Predicate:
        """The predicate, with the meaning that the words behind it settle: 完成25万交易额, 完成系统上线."""
        verb = self.lexicon.settled_by_text(word.text, sentence.plain[word.end : end]) or word.verb
        return predicate(sentence, word.start, word.end, word.text, verb, form, negated)

    def _verb_at(self, plain: str, position: int, end: int) -> _Word | None:
        """The longest verb of the lexicon that begins here."""
        for word in self._verbs_by_place(plain).get(position, ()):
            if word.end <= end:
                return word
        return None

    def _find_verbs(self, plain: str) -> dict[int, list[_Word]]:
        """All verbs of the lexicon in the text by the place where they begin, in order, the longest first."""
        places: dict[int, list[_Word]] = {}
        for number, start, end in self._verbs.find_matches_as_indexes(plain, overlapping=True):
            places.setdefault(start, []).insert(0, _Word(start, end, *self._verb_words[number]))
        return dict(sorted(places.items()))

    def _verbs_between(self, sentence: Sentence, start: int, end: int) -> list[_Word]:
        """Verbs inside a clause that stand on word borders and do not stand as nouns."""
        taken = [each.span for each in sentence.reading.quantities if each.dimension is not Dimension.RATIO]
        found: list[_Word] = []
        position = start
        for place, words in self._verbs_by_place(sentence.plain).items():
            word = next((each for each in words if each.end <= end), None) if place >= position else None
            if word is None:
                continue
            span = Span(word.start, word.end)
            measured = word.verb.kind in _MOVES and self._is_measured(sentence, word.end)
            whole = measured or (len(word.text) > 1 and self._on_borders(sentence, span))
            if whole and not overlaps(span, taken) and self._acts(sentence, word, start, end):
                found.append(word)
            position = word.end if whole or len(word.text) > 1 else place + 1
        return found

    def _acts(self, sentence: Sentence, word: _Word, start: int, end: int) -> bool:
        """Whether a verb inside the clause is one there. Noun-verbs are behind 并, and what people or things do:

        «制定并发布制度», «85%的来电20秒内接听», «80%的员工接种疫苗».
        """
        plain = sentence.plain
        before = plain[start : word.start]
        if word.verb.concept == "exceed" and (before.endswith(self._negations) or self._compares(sentence, word)):
            return False  # 不超过 is a comparison
        linked = before.endswith(self._joints)
        if not self._stands_as_noun(plain, word, end, at_head=linked):
            return True
        if word.text not in self._sets["noun_verbs"] or self._noun_edges.match(plain, word.end, end):
            return False
        closes = not plain[word.end : end].strip(_SKIP)
        if closes and (before.endswith(self._verbs_before) or self._agents.search(before)):
            return True
        counted = any(start <= each.span.start <= start + 3 for each in sentence.reading.quantities)
        compound = before.endswith("的") or self._noun_after.match(plain, word.end, end) is not None
        return counted and not compound and len(before) > 4

    def _stands_as_noun(self, plain: str, word: _Word, end: int, at_head: bool = False) -> bool:
        """«服务满意度», «培训覆盖率», «上线后», «累计下载100万次»: a verb used as a part of a noun or of a time."""
        if self._noun_edges.match(plain, word.end, end) or _AMONG.match(plain, word.end, end):
            return True
        if word.text in self._sets["counted_attention"] and _COUNT_TO_THE_END.match(plain, word.end, end):
            return True
        if word.text not in self._sets["noun_verbs"]:
            return False
        if self._noun_after.match(plain, word.end, end):
            return True
        if at_head:
            return False
        inside = self._noun_after_inside.match(plain, word.end, end)
        return inside is not None or self._object_signs.match(plain, word.end, end) is None

    def _on_borders(self, sentence: Sentence, span: Span) -> bool:
        """Whether no segmented word crosses the edges of the range."""
        start, end = span
        return not any(
            (token.start < start < token.end or token.start < end < token.end) and len(token.text) <= _LONGEST_WORD
            for token in sentence.tokens
        )

    def _is_measured(self, sentence: Sentence, position: int) -> bool:
        """Whether a number follows at once."""
        reading = sentence.reading
        return any(
            phrase.start <= position + 2 and quantity.span.end > position
            for phrase, quantity in zip(reading.phrases, reading.quantities, strict=True)
        )

    # -- clauses

    def purposes(self, sentence: Sentence, predicates: Sequence[Predicate]) -> list[Span]:
        plain = sentence.plain
        spans: list[Span] = []
        for found in self._purpose.finditer(plain, sentence.reading.start):
            marker = found.group().lstrip(",")
            opening = not plain[sentence.reading.start : found.start()].strip(_SKIP)
            if opening and marker not in self._sets["opening_purposes"]:
                continue
            start = found.end() - len(marker)
            stop = (_PURPOSE_AT_HEAD_END if opening else _PURPOSE_END).search(plain, found.end())
            span = Span(start, stop.start() if stop else len(plain))
            acts = any(span.start <= each.span.start < span.end for each in predicates)
            if not overlaps(span, spans) and (acts or marker in self._sets["clear_purposes"]):
                spans.append(span)
        return spans

    def means(self, sentence: Sentence, predicates: Sequence[Predicate]) -> list[Span]:
        plain = sentence.plain
        spans: list[Span] = []
        for found in self._means.finditer(plain):
            is_verb = any(each.span.start <= found.start() < each.span.end for each in predicates)
            if is_verb or self._noun_edges.match(plain, found.end()):
                continue
            stop = _MEANS_END.search(plain, found.end())
            verb = next((each.span.start for each in predicates if each.span.start >= found.end() + 2), None)
            if stop is None or (found.group() in self._sets["verb_or_means"] and verb is None):
                continue
            span = Span(found.start(), min(stop.start(), verb or len(plain)))
            if not overlaps(span, spans):
                spans.append(span)
        return spans

    # -- nouns

    def heads_phrase(self, sentence: Sentence, span: Span) -> bool:
        plain = sentence.plain
        if self._is_modifier(sentence, span):
            return False
        if not _HAN.match(plain, span.end) or self._behind_metric.match(plain, span.end):
            return True
        verb = self._verb_at(plain, span.end, len(plain))
        if verb and len(verb.text) > 1 and verb.text not in self._sets["noun_verbs"]:
            return True
        return self._heads.match(plain, span.end) is not None

    def _is_modifier(self, sentence: Sentence, span: Span) -> bool:
        """«宣传片带来的咨询», «从短视频进店的顾客»: what stands before 的 only says which."""
        found = _RELATIVE.match(sentence.plain, span.end)
        metrics = (hit.end for hit in self.lexicon.find(found.group()) if hit.sense.section == METRIC) if found else ()
        return found is not None and not overlaps(Span(*found.span()), sentence.reading.phrases) and not any(metrics)

    def metric_nouns(self, sentence: Sentence) -> list[tuple[Span, bool]]:
        plain = sentence.plain
        found = []
        for match in self._heads.finditer(plain):
            before = plain[max(0, match.start() - 1) : match.start()]
            false = plain[max(0, match.start() - 1) : match.end()] in self._sets["not_metrics"]
            if before.isalnum() and not false and self.heads_phrase(sentence, Span(*match.span())):
                found.append((Span(*match.span()), match.group() in self._sets["count_words"]))
        return found

    def leads_phrase(self, sentence: Sentence, first: Span, second: Span) -> bool:
        return False

    def content(self, sentence: Sentence, taken: Sequence[Span]) -> Iterator[Token]:
        for token in sentence.tokens:
            says = (token.tag[0] in "najvlizte" and token.tag not in ("ul", "ad")) or token.text[
                0
            ] == "首"  # 首页 is no number
            carries = says and token.text not in self._sets["function_words"]
            if carries and not overlaps(Span(token.start, token.end), taken):
                yield token

    def nominative(self, words: str) -> str:
        return words

    def noun_phrase_after(self, sentence: Sentence, position: int) -> Span | None:
        plain = sentence.plain
        if plain.startswith("的", position):
            position += 1
        end = position
        for word, tag in _tagged(plain[position : position + _LONGEST_NAME]):
            verb = word in self.lexicon.verbs and word not in self._sets["noun_verbs"]
            blank = not word.strip() and end == position
            stops = word[0] in "\x00" or not word[0].isalnum() or tag[0] in "pdcrufym"
            if (end > position and verb) or (stops and not blank and word not in ("的", "新")):
                break
            end += len(word)
        return trimmed(plain, position, end)


def _alternatives(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
