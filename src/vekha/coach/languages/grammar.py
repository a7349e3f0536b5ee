"""What every language offers to the analysis, and the pieces they build it from."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, Protocol

from vekha.coach.document import Span
from vekha.coach.quantities import Reading
from vekha.coach.statement import Form, Predicate

from .lexicon import Lexicon, Verb

CLAUSE_END = re.compile(r"[.;!?]\s|[.;!?]$|[\n()]")


class Token(NamedTuple):
    """One word or punctuation mark. `lemma` is its dictionary form; punctuation and numbers have none.

    `tag` is the part of speech where the language's words come with one.
    """

    text: str
    start: int
    end: int
    lemma: str = ""
    plural: bool = False  # a noun that stands for several things; a language without a plural never says so
    tag: str = ""


# A token of all its parts in their order. There are ten to a statement, and this takes half the time of `Token(…)`.
token_of = partial(tuple.__new__, Token)


class Sentence(NamedTuple):
    """A sentence on its way to becoming a Statement. `plain` is normalised, with dates and labels blanked out."""

    raw: str
    plain: str
    tokens: tuple[Token, ...]
    reading: Reading


class Grammar(Protocol):
    """One language."""

    lexicon: Lexicon
    name_stops: re.Pattern[str]  # words that a metric's name does not reach across
    head_first: bool  # "share of …", not …率: the noun that says what is measured comes first
    link_words: frozenset[str]  # words between clauses: no part of a subject or an object at its ends
    name_edges: frozenset[str]  # words a metric's name neither begins nor ends with

    def tokens(self, plain: str) -> tuple[Token, ...]:
        """Words and punctuation of a normalised text."""

    def predicates(self, sentence: Sentence) -> list[Predicate]:
        """Verbs and nouns that stand for them, in order; the first is the leading one."""

    def purposes(self, sentence: Sentence, predicates: Sequence[Predicate]) -> list[Span]:
        """Clauses that say what for."""

    def means(self, sentence: Sentence, predicates: Sequence[Predicate]) -> list[Span]:
        """Clauses that say by what."""

    def heads_phrase(self, sentence: Sentence, span: Span) -> bool:
        """Whether a metric word is what its noun phrase is about: "sales" is not in "sales team"."""

    def metric_nouns(self, sentence: Sentence) -> list[tuple[Span, bool]]:
        """Nouns that name a metric by their form, whether or not the lexicon knows it ("defect escape rate").

        The flag says that the noun counts the things behind it: a number, not a share of them.
        """

    def leads_phrase(self, sentence: Sentence, first: Span, second: Span) -> bool:
        """Whether the first of two metric words in one noun phrase is its head."""

    def content(self, sentence: Sentence, taken: Sequence[Span]) -> Iterator[Token]:
        """The words that carry meaning, outside the places taken."""

    def noun_phrase_after(self, sentence: Sentence, position: int) -> Span | None:
        """The noun that a number counts, with what belongs to it."""

    def nominative(self, words: str) -> str:
        """A noun phrase as it stands alone: «долю возвратов» is «доля возвратов»."""


def words_of(plain: str, word: re.Pattern[str], known: Callable[[str], tuple[str, bool]]) -> tuple[Token, ...]:
    """The tokens of a language that puts blanks between words; `known` gives lemma and number of each."""
    tokens, end = [], 0
    for text in word.findall(plain):
        start = plain.index(text, end)
        end = start + len(text)
        lemma, plural = known(text)
        tokens.append(token_of((text, start, end, lemma, plural, "")))
    return tuple(tokens)


def alternatives(words: Iterable[str], letters: str) -> re.Pattern[str]:
    """Any of the words, the longest that stands there, with no such letters beside it.

    Each begins with its first letter, not with what stands before: by it a search skips what cannot be a beginning.
    """
    rests: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        rests.setdefault(re.escape(word[0]), []).append(re.escape(word[1:]))
    branches = (f"{first}(?<![{letters}]{first})(?:{'|'.join(rest)})" for first, rest in rests.items())
    return re.compile(f"(?:{'|'.join(branches)})(?![{letters}])")


def clause_end(plain: str, start: int) -> int:
    """Where the clause that begins at `start` stops: the end of the sentence or a bracket."""
    found = CLAUSE_END.search(plain, start)
    return found.start() if found else len(plain)


def trimmed(plain: str, start: int, end: int) -> Span | None:
    """The range without blanks and punctuation at its ends; None if nothing is left."""
    while start < end and plain[start] in " ,.;:!?\"'()[]-、\x00":
        start += 1
    while end > start and plain[end - 1] in " ,.;:!?\"'([、\x00-":
        end -= 1
    return Span(start, end) if start < end else None


def overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    start, end = span
    for other_start, other_end in others:  # noqa: SIM110 - asked for a dozen times a statement
        if start < other_end and other_start < end:
            return True
    return False


def predicate(
    sentence: Sentence, start: int, end: int, lemma: str, verb: Verb, form: Form, negated: bool = False
) -> Predicate:
    """A predicate at this place with the meaning the lexicon gives it."""
    return Predicate(
        Span(start, end), sentence.raw[start:end], lemma, verb.kind, form, verb.concept, None, None, negated
    )
