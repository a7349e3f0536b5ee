"""English: a lexicon of base verbs and the words around them. No tagger: they fail on the imperative that opens a line.

What opens the sentence is decided first. A base verb is the predicate unless it is also a noun and stands like one
("Lead time from …", "Release notes published"); a noun phrase at the head leaves the predicate to the first finite
verb, passive or participle behind it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from vekha.coach.document import Span
from vekha.coach.languages.grammar import (
    Sentence,
    Token,
    alternatives,
    clause_end,
    overlaps,
    predicate,
    trimmed,
    words_of,
)
from vekha.coach.languages.lexicon import METRIC, UNKNOWN, Lexicon, Verb
from vekha.coach.statement import Bound, Form, Kind, Predicate

_TOKEN = re.compile(r"[a-z]+-?\d[\w+-]*|[a-z]+(?:[-'/&.][a-z]+)*|[^\s\x00\w]|[^\W_a-z][\w.,-]*|\d[\w.,%]*")
_LETTERS = "a-z-"  # what a word goes on with
_BY_DOING = re.compile(r"\b(?:by|through|via) (?:\w+ly )?[a-z-]+ing\b")
_MOVES = frozenset({Kind.CHANGE_UP, Kind.CHANGE_DOWN, Kind.IMPROVE})
_NAMED_WORK = frozenset(
    {Kind.BUILD, Kind.DELIVER, Kind.RESEARCH, Kind.RUN_EVENT, Kind.CHANGE_UP, Kind.CHANGE_DOWN, Kind.IMPROVE}
)

_Step = tuple[Predicate, int]  # a predicate and the index of the token behind it


def load() -> "English":
    return English()


@lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """The singular by rule. A wrong form does no harm: entries and texts take the same road."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s")):
        return word[:-2] if word.endswith("'s") else word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=16384)
def _lemma_and_number(word: str) -> tuple[str, bool]:
    """The last two of a token's parts."""
    lemma = singular(word) if word[0].isalpha() else ""
    return lemma, word == f"{lemma}s" and lemma != ""


def _third(base: str) -> str:
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if base.endswith("y") and base[-2:-1] not in "aeiou" else base + "ed"


def _gerund(base: str) -> str:
    return (
        base[:-1] if base.endswith("e") and not base.endswith(("ee", "ye", "oe")) and base != "be" else base
    ) + "ing"


class English:
    """English; see `Grammar`."""

    head_first = True

    def __init__(self) -> None:
        self.lexicon = Lexicon("en")
        self.lexicon.index(self._phrase)
        words = self.lexicon.words
        self._sets = {name: frozenset(entries) for name, entries in words.items()}
        self._function = self._sets["function_words"]
        self._prepositions = self._sets["prepositions"]
        self._determiners = self._sets["determiners"]
        self._copulas = self._sets["copulas"]
        self._modals = self._sets["modals"]
        self._having = self._sets["having"]
        self._ambiguous = self._sets["ambiguous"]
        self.name_stops = alternatives(words["name_stops"], _LETTERS)
        self.name_edges = self._function | self._prepositions | self._sets["directions"]
        self.link_words = self._sets["link_words"]
        self._purpose = alternatives(words["purpose_markers"], _LETTERS)
        self._means = alternatives(words["means_markers"], _LETTERS)
        self._openers = alternatives(words["metric_openers"], _LETTERS)
        # The base of a verb we know by each of its forms.
        self._bases: dict[str, str] = {}
        self._thirds: dict[str, str] = {}
        self._pasts: dict[str, str] = {}
        self._gerunds: dict[str, str] = {}
        irregular = {entry.split()[0]: entry.split()[1:] for entry in words["irregular"]}
        doubling = frozenset(words["doubling"])
        for base in {entry.split()[0] for entry in self.lexicon.verbs}:
            self._inflect(base, irregular.get(base), base in doubling)
        self._verb_forms = frozenset({*self._bases, *self._thirds, *self._pasts, *self._gerunds})
        self._auxiliaries = self._copulas | self._having | self._modals
        self._noun_phrases: dict[str, list[str]] = {}  # by their first letter
        for entry in sorted(self.lexicon.nouns, key=lambda entry: -len(entry)):
            self._noun_phrases.setdefault(entry[0], []).append(entry)

    def _inflect(self, base: str, irregular: list[str] | None, doubling: bool) -> None:
        stem = base + base[-1] if doubling else base
        past = irregular or [_past(stem)]
        third = {"be": "is", "have": "has"}.get(base, _third(base))
        self._bases.setdefault(base, base)
        self._thirds.setdefault(third, base)
        self._gerunds.setdefault(_gerund(stem), base)
        for form in past:
            self._pasts.setdefault(form, base)

    def _phrase(self, entry: str) -> str:
        return " ".join(singular(word) for word in _TOKEN.findall(entry))

    def tokens(self, plain: str) -> tuple[Token, ...]:
        return words_of(plain, _TOKEN, _lemma_and_number)

    # -- words

    def _is_adverb(self, word: str) -> bool:
        return word in self._sets["adverbs"] or (word.endswith("ly") and word not in self._sets["not_adverbs"])

    def _is_plural(self, word: str) -> bool:
        return (len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))) or word in self._sets[
            "plain_plurals"
        ]

    def _opens_object(self, word: str) -> bool:
        return word in self._determiners or word[:1].isdigit() or word in self._sets["currency_signs"]

    def _step(
        self,
        sentence: Sentence,
        index: int,
        base: str | None,
        form: Form,
        start: int | None = None,
        negated: bool = False,
    ) -> _Step | None:
        """The predicate whose verb stands at `index`: the longest verb of the lexicon that begins there.

        A base that is only known as the first word of a longer verb is none alone.
        """
        if base is None:
            return None
        tokens = sentence.tokens
        lemma, verb, behind = base, self.lexicon.verbs.get(base, UNKNOWN), index + 1
        for rest, longer in self.lexicon.longer.get(base, ()):
            end = index + 1 + len(rest)
            if end <= len(tokens) and all(tokens[index + 1 + place].text == word for place, word in enumerate(rest)):
                article = rest[-1] in self._sets["closing_articles"]
                lemma, verb, behind = " ".join((base, *rest)), longer, end - article
                break
        if verb is UNKNOWN:
            return None
        verb = self._settled(sentence, lemma, verb, behind)
        begins = tokens[index if start is None else start].start
        return predicate(sentence, begins, tokens[behind - 1].end, lemma, verb, form, negated), behind

    def _settled(self, sentence: Sentence, lemma: str, verb: Verb, behind: int) -> Verb:
        """Verbs whose meaning the words behind them decide: to close deals, to close tickets, to close a gap."""
        rest = [token.text for token in sentence.tokens[behind : behind + 8]]
        if settled := self.lexicon.settled(lemma, rest):
            return settled
        if lemma in self._sets["claiming"] and "that" in rest:
            return self.lexicon.verbs["prove"]  # "show growers that our seed pays for itself"
        if lemma in self._sets["movers"] and any(each.bound is Bound.FROM for each in sentence.reading.quantities):
            return self.lexicon.verbs["reach"]  # "bring the close down from ten days to five"
        if lemma == "make" and rest and rest[0] not in self._sets["before_things"] and not rest[0][0].isdigit():
            return self.lexicon.verbs["turn into"]  # "make the forms easy to fill in"
        return verb

    # -- predicates

    def predicates(self, sentence: Sentence) -> list[Predicate]:
        head = self._head(sentence)
        if head >= len(sentence.tokens):
            return []
        opening = self._opening(sentence, head) or self._finite(sentence, head)
        if opening:
            first, index = opening
            return [first, *self._following(sentence, index, first.form in (Form.IMPERATIVE, Form.GERUND))]
        noun = self._action_noun(sentence, head)
        return [noun, *self._following(sentence, head + 1, False)] if noun else []

    def _head(self, sentence: Sentence) -> int:
        """The index of the first word that may be the predicate or open the noun phrase before it."""
        tokens, index = sentence.tokens, 0
        while index < len(tokens):
            word = tokens[index].text
            behind = tokens[index + 1].text if index + 1 < len(tokens) else ""
            if word in self._sets["questions"] and behind in self._modals:
                index += 3
            elif word == "do" and behind == "not":
                index += 2
            elif word in self._sets["frames"] and (comma := self._comma_before_verb(tokens, index)) is not None:
                index = comma + 1
            elif (
                not word[0].isalnum()
                or word in self._sets["openers"]
                or (self._is_adverb(word) and word not in self._bases)
            ):
                index += 1
            else:
                return index
        return index

    def _comma_before_verb(self, tokens: Sequence[Token], index: int) -> int | None:
        """The comma behind an opening frame: "By the end of the quarter, launch …"."""
        for place in range(index + 1, min(len(tokens) - 1, index + 14)):
            after = tokens[place + 1].text
            if tokens[place].text == "," and (
                after in self._bases or after in self._sets["openers"] or after in self._determiners
            ):
                return place
        return None

    def _opening(self, sentence: Sentence, index: int) -> _Step | None:
        """The verb that opens the sentence, if one does."""
        tokens = sentence.tokens
        word = tokens[index].text
        if base := self._bases.get(word):
            before = [token.text for token in tokens[:index]]
            told = bool({"we", "i"} & set(before)) and before[0] not in self._sets["questions"]
            negated = bool(self._sets["negations"] & set(before))
            found = self._step(sentence, index, base, Form.FINITE if told else Form.IMPERATIVE, negated=negated)
            if found and (found[1] > index + 1 or self._is_verb_here(sentence, index)):
                return found
        if not self._is_gerund_noun(tokens, index) and (
            found := self._step(sentence, index, self._gerunds.get(word), Form.GERUND)
        ):
            return found
        base = self._pasts.get(word)
        if base and word not in self._bases and self._tells_what_was_done(sentence, index):
            return self._step(sentence, index, base, Form.PASSIVE_STATE)
        return self._unknown_verb(sentence, index)

    def _tells_what_was_done(self, sentence: Sentence, index: int) -> bool:
        """ "Launched the portal", "Reduced churn by 10%", but not "Reopened tickets < 5%"."""
        tokens = sentence.tokens
        if index + 1 >= len(tokens):
            return False
        if self._opens_object(tokens[index + 1].text):
            return True
        moved = any(each.bound in (Bound.FROM, Bound.TO, Bound.BY) for each in sentence.reading.quantities)
        return moved and tokens[index].text not in self._sets["adjective_participles"]

    def _unknown_verb(self, sentence: Sentence, index: int) -> _Step | None:
        """A word that opens a sentence and governs an object, though the lexicon does not know it."""
        tokens = sentence.tokens
        if index + 2 >= len(tokens) or not self._opens_object(tokens[index + 1].text):
            return None
        token = tokens[index]
        named = self.lexicon.find(f" {token.lemma} ") or sentence.raw[token.start : token.end].isupper()
        counts = tokens[index + 1].text[0].isdigit() and not tokens[index + 2].text[0].isalpha()
        known = token.text in self._function or token.text in self._prepositions or self._opens_object(token.text)
        if (
            named
            or counts
            or known
            or self._is_plural(token.text)
            or not token.text.isalpha()
            or token.text in self._verb_forms
        ):
            return None
        return predicate(sentence, token.start, token.end, token.text, UNKNOWN, Form.IMPERATIVE), index + 1

    def _is_verb_here(self, sentence: Sentence, index: int) -> bool:
        """Whether a word that may be a noun is the verb that opens the sentence or a part of it."""
        tokens = sentence.tokens
        word = tokens[index].text
        previous = tokens[index - 1].text if index else ""
        if word not in self._ambiguous or previous in ("we", "i", "to", "let's") or previous in self._modals:
            return True
        if word in self._sets["mostly_adjectives"] and not self._opens_object(
            tokens[min(index + 1, len(tokens) - 1)].text
        ):
            return False
        if index + 1 >= len(tokens):
            return len(tokens) > 1 and index == self._head(sentence) and "\x00" in sentence.plain
        after = tokens[index + 1].text
        hidden = sentence.raw[tokens[index].end : tokens[index + 1].start].split()
        if self._opens_object(after) or (hidden and hidden[0].lower() in self._determiners):
            return after != "at" or (index + 2 < len(tokens) and tokens[index + 2].text in ("least", "most"))
        if after == ",":
            return tokens[min(index + 2, len(tokens) - 1)].text in self._bases
        if after in ("&", "/", "and", "or"):
            return index + 3 < len(tokens) and tokens[index + 2].text in self._bases
        if after in self._prepositions or not after[0].isalnum() or after in self._auxiliaries:
            return f"{word} {after}" in self._sets["verb_prepositions"]
        behind = tokens[index + 2].text if index + 2 < len(tokens) else ""
        if self._thirds.get(after) in self._sets["moving_verbs"] and behind in self._prepositions:
            return False  # "Churn falls below 3%"
        return not self._is_compound_noun(sentence, index)

    def _is_compound_noun(self, sentence: Sentence, index: int) -> bool:
        """Nouns with a predicate or a comparison behind: "Lead time …", "Release notes published"."""
        tokens = sentence.tokens
        text = f" {' '.join(token.lemma or token.text for token in tokens[index : index + 6])} "
        if any(
            hit.start == 1
            and " " in text[1 : hit.end]
            and (hit.sense.section == METRIC or hit.sense.group == "departments")
            for hit in self.lexicon.find(text)
        ):
            return True
        behind = self._finite(sentence, index + 1)
        if behind and behind[0].span.start > tokens[index + 1].start:
            return True
        position = index + 1
        while (
            position < len(tokens)
            and tokens[position].text[0].isalpha()
            and tokens[position].text not in self._prepositions
        ):
            position += 1
        after = tokens[position].text if position < len(tokens) else ""
        if after in ("<", ">", "≥", "≤", "=", ":", "→"):
            return True
        last = tokens[position - 1].text
        if tokens[index].text in self._sets["mostly_nouns"] and (
            (last in self.lexicon.nouns and not after) or self._reports(tokens, position)
        ):
            return True  # "Warehouse system rollout", "Travel expenses down 12%"
        moves = self.lexicon.verbs.get(tokens[index].text, UNKNOWN).kind in _MOVES
        measured = not moves and after in ("of", "per", "above", "below", "under", "over")
        return last in self._sets["metric_heads"] and position - index == 2 and measured

    def _reports(self, tokens: Sequence[Token], position: int) -> bool:
        """Whether the noun phrase that ends here is followed by where its number went: "up to 88%", "20% lower"."""
        directed = tokens[position - 1].text in self._sets["directions"]
        if position == len(tokens) or not tokens[position].text[0].isdigit():
            return directed and position + 1 < len(tokens) and tokens[position + 1].text[0].isdigit()
        behind = {token.text for token in tokens[position + 1 : position + 3]}
        return directed or not behind.isdisjoint(self._sets["compared"])

    def _is_gerund_noun(self, tokens: Sequence[Token], index: int) -> bool:
        word = tokens[index].text
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if not after or after in self._copulas or after in self._modals:
            return True
        return word in self._sets["gerund_nouns"] and not self._opens_object(after)

    def _finite(self, sentence: Sentence, head: int) -> _Step | None:
        """The first finite verb, passive or participle behind a noun phrase; relative clauses are left aside."""
        tokens = sentence.tokens
        aside = False
        for index in range(head, len(tokens)):
            word = tokens[index].text
            if word in self._sets["relatives"] and index > head:
                aside = True
                continue
            if word in (";", "."):
                return None
            if found := self._finite_at(sentence, head, index):
                if not aside:
                    return found
                aside = False
        return None

    def _finite_at(self, sentence: Sentence, head: int, index: int) -> _Step | None:
        tokens = sentence.tokens
        word = tokens[index].text
        if index == head and word not in self._copulas:
            return None
        if word not in self._verb_forms and word not in self._auxiliaries:
            return None
        previous = tokens[index - 1].text if index else ""
        if previous == "more" and index > head + 2 and tokens[index - 2].text == "or":
            previous = tokens[index - 3].text  # "Landlords with ten homes or more trust us"
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if word in self._copulas or word in self._having:
            return self._copular(sentence, index)
        if word in self._modals:
            place = self._behind_adverbs(tokens, index + 1)
            if place >= len(tokens):
                return None
            if (
                tokens[place].text == "be"
                and place + 1 < len(tokens)
                and (past := self._pasts.get(tokens[place + 1].text))
            ):
                return self._step(sentence, place + 1, past, Form.PASSIVE_STATE, start=index)
            negated = word.endswith(("n't", "cannot")) or tokens[index + 1].text == "not"
            return self._step(
                sentence, place, self._bases.get(tokens[place].text), Form.FINITE, start=index, negated=negated
            )
        if previous in self._prepositions or previous in ("to", "how", "not") or previous in self._determiners:
            return None
        base = self._thirds.get(word)
        clear = base is not None and (base not in self._ambiguous or base in self._sets["adjective_verbs"])
        acts = previous in self._sets["agents"] and (self._opens_object(after) or self._is_plural(after))
        clear = clear or (acts and base is not None)  # "The finance team closes books"
        governs = self._opens_object(after) and after not in self._sets["directions"]  # "Website visits up 20%"
        moves = self._moves_here(base, after)
        if base and (clear or ((governs or moves) and not self._is_plural(previous))):
            return self._step(sentence, index, base, Form.FINITE)
        base = self._bases.get(word)
        clear = base not in self._ambiguous or (base in self._sets["adjective_verbs"] and after[:1].isalpha())
        clear = clear or (after in self._gerunds and base in self._sets["feelings"])
        if (
            base
            and (self._is_plural(previous) or base in self._sets["never_nouns"])
            and (clear or self._opens_object(after) or after in ("from", "by", "within"))
        ):
            return self._step(sentence, index, base, Form.FINITE)
        if (
            base
            and after in ("a", "an", "the", "their", "its", "our")
            and previous[:1].isalpha()
            and previous not in ("and", "or")
        ):
            return self._step(sentence, index, base, Form.FINITE)
        base = self._pasts.get(word) if base is None else None
        ends = (
            not after
            or not after[0].isalpha()
            or after in self._prepositions
            or after in ("and", "or")
            or self._is_adverb(after)
        )
        if base and ends and previous[:1].isalpha() and previous not in self._function:
            return self._step(sentence, index, base, Form.PASSIVE_STATE)
        return None

    def _moves_here(self, base: str | None, after: str) -> bool:
        """Whether a verb that may be a noun is one, by what follows: "rises from 4.1", "stays above 85%"."""
        if base in self._sets["staying_verbs"]:
            return after in self._sets["limits"]
        return base in self._sets["moving_verbs"] and (after in ("to", "from", "by") or after[:1].isdigit())

    def _copular(self, sentence: Sentence, index: int) -> _Step | None:
        """The state in "is launched", "has been launched", "are running", "is ready"."""
        tokens = sentence.tokens
        word = tokens[index].text
        place = self._behind_adverbs(tokens, index + 1)
        negated = word.endswith("n't") or any(token.text in ("not", "never") for token in tokens[index + 1 : place])
        if place < len(tokens) and tokens[place].text in ("been", "being"):
            place = self._behind_adverbs(tokens, place + 1)
        if place < len(tokens):
            behind = tokens[place].text
            if found := self._step(
                sentence, place, self._pasts.get(behind), Form.PASSIVE_STATE, start=index, negated=negated
            ):
                return found
            if found := self._step(
                sentence, place, self._gerunds.get(behind), Form.FINITE, start=index, negated=negated
            ):
                return found
        if word in self._sets["get_forms"]:
            return self._step(sentence, index, "get", Form.FINITE)
        return self._step(sentence, index, "have" if word in self._having else "be", Form.FINITE, negated=negated)

    def _behind_adverbs(self, tokens: Sequence[Token], index: int) -> int:
        while index < len(tokens) and (
            tokens[index].text in ("not", "never", "able") or self._is_adverb(tokens[index].text)
        ):
            index += 1
        return index

    def _action_noun(self, sentence: Sentence, head: int) -> Predicate | None:
        """Work named by a noun: "Launch of the portal" or "Portal launch"."""
        tokens = sentence.tokens
        text = sentence.plain[tokens[head].start :]
        for entry in self._noun_phrases.get(text[0], ()):
            if text.startswith(entry) and not text[len(entry) : len(entry) + 1].isalnum():
                rest = text[len(entry) :].lstrip().split(" ", 1)[0]
                if entry.rsplit(" ", 1)[-1] in self._prepositions or rest in self._sets["behind_work"]:
                    start = tokens[head].start
                    return predicate(
                        sentence, start, start + len(entry), entry, self.lexicon.nouns[entry], Form.ACTION_NOUN
                    )
        last = head
        while (
            last + 1 < len(tokens)
            and tokens[last + 1].text[0].isalpha()
            and tokens[last + 1].text not in self._prepositions
        ):
            if "\x00" in sentence.plain[tokens[last].end : tokens[last + 1].start]:
                break
            last += 1
        noun = self.lexicon.nouns.get(tokens[last].lemma) or self.lexicon.nouns.get(tokens[last].text)
        if noun and last > head and noun.kind in _NAMED_WORK and not sentence.reading.quantities:
            return predicate(sentence, tokens[last].start, tokens[last].end, tokens[last].lemma, noun, Form.ACTION_NOUN)
        return None

    def _following(self, sentence: Sentence, index: int, commanding: bool) -> list[Predicate]:
        """The predicates behind the leading one: joined to it, in its purpose, in its means."""
        tokens = sentence.tokens
        found: list[Predicate] = []
        while index < len(tokens):
            if step := self._following_at(sentence, index, commanding):
                found.append(step[0])
                index = step[1]
            else:
                index += 1
        return found

    def _following_at(self, sentence: Sentence, index: int, commanding: bool) -> _Step | None:
        tokens = sentence.tokens
        word = tokens[index].text
        if word not in self._verb_forms:
            return None
        before = index - 1
        while before > 0 and self._is_adverb(tokens[before].text) and tokens[before].text not in ("and", "or", "to"):
            before -= 1
        joint = tokens[before].text if before >= 0 else ""
        if base := self._bases.get(word):
            if joint == "to" and not self._is_noun_after_to(tokens, index):
                return self._step(sentence, index, base, Form.IMPERATIVE)
            joined = joint in self._sets["joints"] and commanding and index + 1 < len(tokens)
            if joined and self._is_verb_here(sentence, index):
                return self._step(sentence, index, base, Form.IMPERATIVE)
            if joint in self._modals or (joint == "and" and not commanding and self._joins_finite(tokens, index, base)):
                return self._step(sentence, index, base, Form.FINITE)
        clear = joint in self._sets["before_clear_gerund"] and not self._is_gerund_noun(tokens, index)
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        third = self._thirds.get(word)
        if before >= 0 and joint not in self._prepositions and self._moves_here(third, after):
            return self._step(sentence, index, third, Form.FINITE)  # "… and the rating rises from 4.1 to 4.6"
        if joint in self._sets["before_gerund"] or clear:
            return self._step(sentence, index, self._gerunds.get(word), Form.GERUND, negated=joint == "without")
        last = joint in ("and", "or", ",") and not commanding and index + 1 == len(tokens)
        if joint in self._copulas or last:
            return self._step(sentence, index, self._pasts.get(word), Form.PASSIVE_STATE)
        return None

    def _joins_finite(self, tokens: Sequence[Token], index: int, base: str) -> bool:
        """A second verb of the same subject: "Customers can browse the catalogue and put items in a basket"."""
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        return (base not in self._ambiguous and bool(after)) or self._opens_object(after)

    def _is_noun_after_to(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether "to" goes with a noun: "access to support", "time to market"."""
        word = tokens[index].text
        if word not in self._ambiguous:
            return False
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if index >= 2 and tokens[index - 2].text in self._sets["before_to_and_noun"]:
            return True
        return not after or after in self._prepositions or not after[0].isalnum()

    # -- clauses

    def purposes(self, sentence: Sentence, predicates: Sequence[Predicate]) -> list[Span]:
        plain = sentence.plain
        spans = [Span(found.start(), clause_end(plain, found.start())) for found in self._purpose.finditer(plain)]
        lead = predicates[0] if predicates else None
        for other in predicates[1:]:
            infinitive = re.search(r"\bto(?: \w+ly)? $", plain[: other.span.start])
            if (
                lead is None
                or infinitive is None
                or other.form is not Form.IMPERATIVE
                or lead.concept in ("be", "have")
            ):
                continue
            governor = re.search(r"([a-z]+)\W*$", plain[: infinitive.start()])
            named = governor.group(1) if governor else ""
            if named in self._sets["infinitive_governors"] or infinitive.start() <= lead.span.end + 1:
                continue
            if lead.lemma.split()[0] in self._sets["causing_verbs"] and self._is_person(named):
                continue
            span = Span(infinitive.start(), clause_end(plain, infinitive.start()))
            if not overlaps(span, spans):
                spans.append(span)
        return sorted(spans)

    def _is_person(self, word: str) -> bool:
        """Whether the word before "to" is somebody who is made to do it: "help customers to decide"."""
        found = self.lexicon.find(f" {singular(word)} ")
        return word in self._sets["someone"] or any(hit.sense.group == "people" for hit in found)

    def means(self, sentence: Sentence, predicates: Sequence[Predicate]) -> list[Span]:
        plain = sentence.plain
        verbs = [predicate.span for predicate in predicates]
        starts = [found.start() for found in self._means.finditer(plain) if not overlaps(Span(*found.span()), verbs)]
        starts += [found.start() for found in _BY_DOING.finditer(plain)]
        spans: list[Span] = []
        for start in sorted(starts):
            end = clause_end(plain, start)
            colon = plain.find(":", start, end)
            end = colon if colon > 0 else end  # "bought through the channel: from 200 to 900"
            comma = plain.find(",", start, end)
            opening = not plain[sentence.reading.start : start].strip()
            span = Span(start, comma if comma > 0 and opening else end)
            if not overlaps(span, spans):
                spans.append(span)
        return spans

    # -- nouns

    def heads_phrase(self, sentence: Sentence, span: Span) -> bool:
        if self._is_of_another(sentence, span):
            return False
        behind = next((token for token in sentence.tokens if token.start >= span.end), None)
        if behind is None or not behind.text[0].isalpha() or sentence.plain[span.end : behind.start].strip(" "):
            return True
        if behind.text in self._function or behind.text in self._prepositions or self._is_adverb(behind.text):
            return True
        if behind.text in self._sets["metric_heads"] or behind.text in self._sets["behind_metric"]:
            return True
        if behind.text in self._pasts:
            return True
        base = self._thirds.get(behind.text) or self._bases.get(behind.text)
        return base is not None and (base not in self._ambiguous or self._sets["adjective_verbs"] >= {base})

    def _is_of_another(self, sentence: Sentence, span: Span) -> bool:
        """Whether the metric belongs to a noun that is none: "head of compliance", "culture of quality"."""
        before = [token for token in sentence.tokens if token.end <= span.start and token.text not in self._determiners]
        if len(before) < 2 or before[-1].text != "of" or not before[-2].text[0].isalpha():
            return False
        noun = before[-2]
        heads = self._sets["metric_heads"] | self._sets["measured_of"]
        known = any(hit.sense.section == METRIC for hit in self.lexicon.find(f" {noun.lemma} "))
        verbal = noun.text in self._bases or noun.text in self._thirds or noun.text in self._gerunds
        return not (
            noun.text in heads or known or verbal or noun.text in self._function or noun.text in self.lexicon.nouns
        )

    def metric_nouns(self, sentence: Sentence) -> list[tuple[Span, bool]]:
        found = [
            (Span(*match.span()), match.group().split()[0] in self._sets["count_words"])
            for match in self._openers.finditer(sentence.plain)
            if not sentence.plain.endswith("on ", 0, match.start())  # "on time from 82%"
        ]
        tokens = sentence.tokens
        for index, token in enumerate(tokens):
            if (
                token.text in self._sets["metric_heads"]
                and index
                and tokens[index - 1].text[0].isalpha()
                and tokens[index - 1].text not in self._function
                and tokens[index - 1].text not in self._prepositions
            ):
                after = tokens[index + 1] if index + 1 < len(tokens) else None
                closes = (
                    after is None
                    or not after.text[0].isalpha()
                    or after.text in self._function
                    or "\x00" in sentence.plain[token.end : after.start]
                )
                span = Span(token.start, token.end)
                if closes and not self._is_of_another(sentence, span):
                    found.append((span, False))
        return found

    def leads_phrase(self, sentence: Sentence, first: Span, second: Span) -> bool:
        between = [token.text for token in sentence.tokens if first.end <= token.start < second.start]
        opens = sentence.plain[first.start : first.end].rsplit(" ", 1)[-1] in self._prepositions
        return opens or any(word in self._prepositions for word in between)

    def content(self, sentence: Sentence, taken: Sequence[Span]) -> Iterator[Token]:
        for token in sentence.tokens:
            if not token.lemma or len(token.text) < 2 or token.text in self._function or self._is_adverb(token.text):
                continue
            if not overlaps(Span(token.start, token.end), taken):
                yield token

    def nominative(self, words: str) -> str:
        return words

    def noun_phrase_after(self, sentence: Sentence, position: int) -> Span | None:
        plain = sentence.plain
        tokens = sentence.tokens
        phrase: list[Token] = []
        for place, token in enumerate(tokens):
            if token.start < position:
                continue
            if phrase and "\x00" in plain[phrase[-1].end : token.start]:
                break
            if not phrase and token.text in self._sets["before_counted"]:
                continue
            skippable = token.text in self._sets["more_counted"]
            empty = token.text in self._function or token.text in self._prepositions
            if not "a" <= token.text[0] <= "z" or (empty and not skippable):
                break
            if phrase and self._is_plural(phrase[-1].text) and self._finite_at(sentence, 0, place):
                break
            acts = token.text in self._bases and token.text not in self._ambiguous
            if not phrase and acts and place + 1 < len(tokens) and self._opens_object(tokens[place + 1].text):
                break  # "10 accept an offer"
            phrase.append(token)
        return trimmed(plain, phrase[0].start, phrase[-1].end) if phrase else None
