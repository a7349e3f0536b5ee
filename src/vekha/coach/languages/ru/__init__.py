"""Russian: pymorphy3 for forms, a lexicon for meanings.

An infinitive, an imperative, a short participle or a finite verb is a predicate wherever it stands outside a relative
clause; a noun named for an action opens the sentence as one («Запуск портала») unless a number makes it a metric.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pymorphy3
import pymorphy3_dicts_ru  # type: ignore[import-untyped]

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
from vekha.coach.statement import Bound, Dimension, Form, Kind, Predicate

_TOKEN = re.compile(r"[a-zа-я]+-?\d[\w+-]*|[а-яa-z]+(?:[-'/][а-яa-z]+)*|\d[\d.,]*%?|[^\s\x00]")
_LETTERS = "а-я-"  # what a word goes on with
_CLAUSE_BEHIND_COMMA = re.compile(r",\s(?:чтобы|что|котор\w+|а)\b")
_CYRILLIC = re.compile(r"[а-я]")
_RUSSIAN = re.compile(r"[а-яё-]+")
_NEVER_NOUNS = frozenset({"INFN", "VERB", "PRTS", "GRND", "PREP", "CONJ", "COMP"})
_VERBAL = frozenset({"INFN", "VERB", "GRND", "PRTS", "ADJS"})
_OWN_FORMS = frozenset({"COMP", "PRTF", "PRTS"})
_SURE = 0.2  # a reading of a word counts from this probability on
_OPENS = 0.1  # in front the nominative is likelier than elsewhere: «Участие в выставке»


class Word(NamedTuple):
    """One reading of a word form."""

    lemma: str
    pos: str
    case: str
    plural: bool
    person: str
    imperative: bool  # plural and addressed to others: «определите»
    superlative: bool
    score: float


LEMMAS = Path(__file__).with_name("lemmas.txt")

# Told where the dictionary is, it does not look through everything that is installed.
_analyser = pymorphy3.MorphAnalyzer(path=pymorphy3_dicts_ru.get_path(), lang="ru")
_own_words: dict[str, str] = {}  # forms the dictionary misreads, with their lemma


@lru_cache(maxsize=8192)
def readings(form: str) -> tuple[Word, ...]:
    """What a word form can be, the most probable first. Unknown words are read by their endings."""
    if form in _own_words:
        case = "nomn" if form == _own_words[form] else "gent"
        return (Word(_own_words[form], "NOUN", case, False, "", False, False, 1.0),)
    last = form.rsplit("-", 1)[-1]
    known = last if len(last) > 2 else form
    if not _RUSSIAN.fullmatch(known):  # the dictionary stumbles over letters that have no name
        return (Word(form, "", "", False, "", False, False, 1.0),)
    parses = _analyser.parse(known)
    return tuple(Word(parse.normal_form.replace("ё", "е"), *_said_by(parse.tag), parse.score) for parse in parses)


@cache  # a few hundred tags serve all words
def _said_by(tag: Any) -> tuple[str, str, bool, str, bool, bool]:
    """What a tag of the dictionary says of a word: all between its lemma and its score."""
    grammemes = tag.grammemes
    imperative = {"impr", "excl", "plur"} <= grammemes
    person = str(tag.person or "")
    return str(tag.POS or ""), str(tag.case or ""), "plur" in grammemes, person, imperative, "Supr" in grammemes


@lru_cache(maxsize=16384)
def lemma_of(form: str) -> str:
    """The lemma a form is searched by. Parts before a hyphen are kept: «email-кампании» is «email-кампания».

    The dictionary calls «лучший» a form of «хороший» and «внедрённый» one of «внедрить»; here they are words of their
    own, because they say something else.
    """
    if not _CYRILLIC.search(form):
        return form
    found = readings(form)
    best = next((word for word in found if word.pos == "NOUN" and word.score >= _SURE), found[0])
    if found[0].pos in _NEVER_NOUNS:
        best = found[0]
    head, hyphen, last = form.rpartition("-")
    owned = best.superlative or best.pos in _OWN_FORMS
    lemma = _own_form(last if len(last) > 2 else form, best) if owned else best.lemma
    return f"{head}{hyphen}{lemma}" if hyphen else lemma


def _own_form(form: str, word: Word) -> str:
    """Comparatives as they are, superlatives and participles in the nominative masculine."""
    if word.pos == "COMP":
        return form
    if word.superlative:
        return f"{form[: form.rindex('ш')]}ший" if "ш" in form else form
    parse = next(parse for parse in _analyser.parse(form) if str(parse.tag.POS) == word.pos)
    inflected = parse.inflect({"PRTF", "nomn", "sing", "masc"})
    return (inflected.word if inflected else word.lemma).replace("ё", "е")


@lru_cache(maxsize=16384)
def _lemma_and_number(form: str) -> tuple[str, bool]:
    """The last two of a token's parts."""
    return (lemma_of(form), _is_plural(form)) if form[0].isalpha() else ("", False)


def _is_plural(form: str) -> bool:
    """Whether the form stands for several things: «сделки» as an object, though it is also the genitive of one."""
    direct = {word.plural for word in readings(form) if word.pos == "NOUN" and word.case in ("nomn", "accs")}
    return direct == {True} or all(word.plural for word in readings(form))


@lru_cache(maxsize=16384)
def _may_be_a_verb(form: str) -> bool:
    return _CYRILLIC.match(form) is not None and any(word.pos in _VERBAL for word in readings(form))


def _lemmas(phrase: str) -> str:
    return " ".join(lemma_of(word) for word in _TOKEN.findall(phrase))


def words_of_phrases(lexicon: Lexicon) -> Iterator[str]:
    """The Russian words in the lexicon's entries of several words, each as often as it comes."""
    phrases = (entry.replace("ё", "е") for entry in lexicon.entries if " " in entry)
    return (word for phrase in phrases for word in _TOKEN.findall(phrase) if _CYRILLIC.search(word))


_WORD = re.compile(r"[а-яА-ЯёЁ]+(?:-[а-яА-ЯёЁ]+)*")
_JOINS = frozenset({",", "и", "или"})


@lru_cache(maxsize=4096)
def _nominative(words: str) -> str:
    """The phrase with its head, and heads joined to it, in the nominative; what hangs on a head stays as it is."""
    whole: list[str] = re.split(rf"({_WORD.pattern})", words)  # every second piece is a word
    waiting: list[int] = []  # adjectives before the head
    case, joined = "", True
    for place in range(1, len(whole), 2):
        form = whole[place].lower()
        joined = joined or whole[place - 1].strip() in _JOINS or form in _JOINS
        if form in _JOINS:
            continue
        if not joined:
            break
        parses = _analyser.parse(form)
        parse = parses[0]
        pos, known = str(parse.tag.POS or ""), str(parse.tag.case or "")
        describes = (
            place + 2 < len(whole) and whole[place + 1].isspace() and any(each.tag.POS == "ADJF" for each in parses)
        )
        if describes or pos in ("ADJF", "PRTF", "ADVB"):
            waiting.append(place)
        elif pos == "NOUN" and _analyser.word_is_known(form) and (not case or known == case):
            case = known
            _put_in_nominative(whole, waiting, place, parse)
            waiting, joined = [], False
        else:
            break
    return "".join(whole)


def _put_in_nominative(whole: list[str], adjectives: Sequence[int], place: int, noun: Any) -> None:
    """Brings a noun and the adjectives before it to the nominative, in their number."""
    found = noun if noun.tag.case == "nomn" else noun.inflect({"nomn"})
    if found is None:
        return
    whole[place] = _capitalised_as(whole[place], found.word)
    agreeing = {"nomn", "plur"} if found.tag.number == "plur" else {"nomn", "sing", str(found.tag.gender)}
    for each in adjectives:
        parses = _analyser.parse(whole[each].lower())
        adjective = next((parse for parse in parses if parse.tag.POS in ("ADJF", "PRTF")), parses[0])
        if (inflected := adjective.inflect(agreeing)) is not None:
            whole[each] = _capitalised_as(whole[each], inflected.word)


def _capitalised_as(written: str, word: str) -> str:
    return (
        word.upper() if written.isupper() and len(written) > 1 else word.capitalize() if written[0].isupper() else word
    )


def load() -> "Russian":
    return Russian()


class Russian:
    """Russian; see `Grammar`."""

    head_first = True

    def __init__(self) -> None:
        self.lexicon = Lexicon("ru")
        words = self.lexicon.words
        _own_words.update((form, forms.split()[0]) for forms in words["own_words"] for form in forms.split())
        self._lemmas = dict(line.split() for line in LEMMAS.read_text(encoding="utf-8").splitlines())
        self.lexicon.index(self._phrase, own=_lemmas)
        self._sets = {name: frozenset(entries) for name, entries in words.items()}
        self._function = self._sets["function_words"]
        self.name_edges = self._function
        self.link_words = self._sets["link_words"]
        self.name_stops = re.compile(rf"(?<![а-я])(?:{'|'.join(words['name_stops'])})(?![а-я])")
        stems = "|".join(words["span_stems"])
        self._from_to = re.compile(rf"(?<![а-я])(?:{stems})[а-я]* от [а-я -]{{2,40}}? до [а-я]+")
        self._averages = re.compile(rf"(?<![а-я])средн\w{{2,3}} (?!{'|'.join(words['not_averaged'])})[а-я]+")
        self._purpose = alternatives(words["purpose_markers"], _LETTERS)
        self._means = alternatives(words["means_markers"], _LETTERS)

    def _phrase(self, entry: str) -> str:
        """Entries of one word are lemmas already; in longer ones each word is brought to its lemma.

        `lemmas.txt` holds what the dictionary says of them: to ask it again would be a tenth of a cold start.
        """
        entry = entry.replace("ё", "е")
        if " " not in entry:
            return entry
        return " ".join(self._lemmas.get(word) or lemma_of(word) for word in _TOKEN.findall(entry))

    def tokens(self, plain: str) -> tuple[Token, ...]:
        return words_of(plain, _TOKEN, _lemma_and_number)

    # -- predicates

    def _step(self, sentence: Sentence, index: int, lemma: str, form: Form) -> tuple[Predicate, int]:
        """The predicate whose verb stands at `index`, with the words that make it a longer verb of the lexicon."""
        tokens = sentence.tokens
        verb, behind = self._known(lemma, form), index + 1
        for rest, longer in self.lexicon.longer.get(lemma, ()) if form is not Form.PASSIVE_STATE else ():
            end = index + 1 + len(rest)
            if end <= len(tokens) and all(
                word in (tokens[index + 1 + place].text, tokens[index + 1 + place].lemma)
                for place, word in enumerate(rest)
            ):
                lemma, verb, behind = " ".join((lemma, *rest)), longer, end
                break
        else:
            verb = self._settled(sentence, lemma, verb, behind)
        negated = index > 0 and tokens[index - 1].text in self._sets["negations"]
        return predicate(sentence, tokens[index].start, tokens[behind - 1].end, lemma, verb, form, negated), behind

    def _known(self, lemma: str, form: Form) -> Verb:
        """What a verb means; «заявки вносятся» as «вносить», unless that form has a meaning of its own."""
        active = lemma.removesuffix("ся") if form is Form.FINITE else lemma
        return self.lexicon.verbs.get(lemma) or self.lexicon.verbs.get(active, UNKNOWN)

    def _settled(self, sentence: Sentence, lemma: str, verb: Verb, behind: int) -> Verb:
        """Verbs whose meaning the words behind them decide: «провести опрос», «провести исследование»."""
        rest = sentence.tokens[behind : behind + 7]
        if settled := self.lexicon.settled(lemma, (token.lemma for token in rest)):
            return settled
        if lemma == "сделать" and any(self._describes(*pair) for pair in pairwise((*rest, None))):
            return self.lexicon.verbs["превратить"]  # «сделать процесс прозрачным»
        if lemma == "сделать" and _turns_into(rest):
            return self.lexicon.verbs["превратить"]  # «сделать сайт источником заявок»
        return verb

    def _describes(self, token: Token | None, behind: Token | None) -> bool:
        """Whether a word says what something becomes: «прозрачным», «простой», «проще», "enterprise-ready"."""
        if token is None or not token.text[0].isalpha():
            return False
        if not _CYRILLIC.match(token.text):
            return "-" in token.text
        found = readings(token.text)
        if found[0].pos == "COMP":
            return True
        noun_behind = behind is not None and _CYRILLIC.match(behind.text) and readings(behind.text)[0].pos == "NOUN"
        shaped = any(each.case == "ablt" and each.pos in ("ADJF", "PRTF") and each.score >= 0.05 for each in found[:5])
        return shaped and not noun_behind

    def predicates(self, sentence: Sentence) -> list[Predicate]:
        found = list(self._verbs(sentence))
        noun = self._action_noun(sentence)
        if noun and not (found and self._belongs(sentence, noun, found[0])):
            found.insert(0, noun)
        return found

    def _verbs(self, sentence: Sentence) -> Iterator[Predicate]:
        """Verb forms in order, without those of relative clauses and those read out of a number («3 сек»)."""
        tokens = sentence.tokens
        quantities = sentence.reading.quantities
        numbers = [each.span for each in quantities if each.dimension not in (Dimension.RATIO, Dimension.RANK)]
        aside = False  # in a relative clause
        index = 0
        ends_relative = self._sets["ends_relative"]
        while index < len(tokens):
            word = tokens[index].text
            previous = tokens[index - 1].text if index else ""
            if self._opens_relative(word, previous):
                aside = True
            elif word in ends_relative or not word[0].isalpha():
                aside = False
            reading = self._verb_reading(tokens, index)
            if reading is None or overlaps(Span(tokens[index].start, tokens[index].end), numbers):
                index += 1
                continue
            lemma, form = reading
            opens = index == 0 and form is Form.IMPERATIVE
            if aside or (lemma in self._sets["auxiliaries"] and not opens):
                index += 1
            else:
                modal = form is Form.IMPERATIVE and previous in self._sets["modals"]
                found, index = self._step(sentence, index, lemma, Form.FINITE if modal else form)
                yield found

    def _opens_relative(self, word: str, previous: str) -> bool:
        return word.startswith("котор") or (previous == "," and word in self._sets["relatives"])

    def _belongs(self, sentence: Sentence, noun: Predicate, verb: Predicate) -> bool:
        """Whether an action noun is part of what the verb says: its object or its subject («запуск сократил срок»)."""
        if verb.span.start < noun.span.start:
            return True
        same_clause = "," not in sentence.plain[noun.span.end : verb.span.start]
        return same_clause and verb.form in (Form.FINITE, Form.PASSIVE_STATE)

    def _verb_reading(self, tokens: Sequence[Token], index: int) -> tuple[str, Form] | None:
        """Lemma and form of a token that is a verb."""
        word = tokens[index].text
        if not _may_be_a_verb(word) or word in self._sets["not_verbs"]:
            return None
        found = readings(word)
        infinitive = next((each for each in found if each.pos == "INFN" and each.score >= _SURE), None)
        if infinitive:
            return infinitive.lemma, Form.IMPERATIVE
        best = found[0]
        participle = next((each for each in found[:3] if each.pos == "PRTS"), None)
        if participle and best.pos == "VERB" and best.plural and self._is_singular(tokens, index - 1):
            return participle.lemma, Form.PASSIVE_STATE  # «портал развёрнут», not «они развернут»
        if best.pos == "VERB":
            opens = index == 0 or not tokens[index - 1].text[0].isalpha()
            if (
                opens
                and any(each.imperative and each.score >= _SURE and each.person != "1per" for each in found)
                and word.endswith("те")
            ):
                return best.lemma, Form.IMPERATIVE
            return best.lemma, Form.FINITE
        if any(each.imperative for each in found[:2]) and word.endswith(("ите", "йте", "ьте")) and index == 0:
            return next(each.lemma for each in found if each.imperative), Form.IMPERATIVE
        if best.pos == "GRND":
            return best.lemma, Form.GERUND
        if participle and (best.pos == "PRTS" or (best.pos == "ADJS" and participle.score >= 0.1)):
            return participle.lemma, Form.PASSIVE_STATE
        if best.pos == "ADJS" and best.lemma in self._sets["states"]:
            return best.lemma, Form.PASSIVE_STATE
        return None

    def _is_singular(self, tokens: Sequence[Token], index: int) -> bool:
        if index < 0 or not _CYRILLIC.match(tokens[index].text):
            return False
        best = readings(tokens[index].text)[0]
        return best.pos == "NOUN" and not best.plural

    def _action_noun(self, sentence: Sentence) -> Predicate | None:
        """«Запуск портала», «Разработать» as a noun: the first noun of the sentence, in the nominative."""
        tokens = sentence.tokens
        for index, token in enumerate(tokens):
            if not token.text[0].isalpha():
                if token.text[0] in "-•*" or token.start < sentence.reading.start:
                    continue
                return None
            if token.text in self._function:
                return None
            if not _CYRILLIC.match(token.text):
                verb = self.lexicon.nouns.get(token.lemma)
                return (
                    predicate(sentence, token.start, token.end, token.lemma, verb, Form.ACTION_NOUN)
                    if verb and index == 0
                    else None
                )
            best = readings(token.text)[0]
            if best.pos in ("ADJF", "ADVB", "PRTF", "NUMR", "ADJS", "COMP", "NPRO"):
                continue
            if best.pos != "NOUN" and token.lemma not in self.lexicon.nouns:
                return None
            if not any(each.case in ("nomn", "") and each.score >= _OPENS for each in readings(token.text)):
                return None
            verb = self.lexicon.nouns.get(token.lemma)
            if verb is None or self._measures(sentence, index):
                return None
            return predicate(sentence, token.start, token.end, token.lemma, verb, Form.ACTION_NOUN)
        return None

    def _measures(self, sentence: Sentence, index: int) -> bool:
        """«Покрытие тестами 85 %», «Сборка заказа быстрее 15 минут»: a number that is compared makes it a metric.

        Nouns of change stay what they are («Снижение брака на 12 %»), and so does a noun before what it counts
        («Онбординг пяти франчайзи»).
        """
        token = sentence.tokens[index]
        quantities = sentence.reading.quantities
        if not quantities:
            return token.lemma in self._sets["mostly_metric"]
        if self.lexicon.nouns[token.lemma].kind in (Kind.CHANGE_UP, Kind.CHANGE_DOWN):
            return token.lemma in self._sets["mostly_metric"]
        first = quantities[0]
        counted = self.noun_phrase_after(sentence, first.span.end)
        counts = first.bound is Bound.EXACT and first.dimension is Dimension.COUNT and counted is not None
        return not counts or (token.lemma in self._sets["action_or_metric"] and first.span.start > token.end + 1)

    # -- clauses

    def purposes(self, sentence: Sentence, predicates: Sequence[Predicate]) -> list[Span]:
        plain = sentence.plain
        spans = [Span(found.start(), clause_end(plain, found.start())) for found in self._purpose.finditer(plain)]
        for index, token in enumerate(sentence.tokens):
            if token.text not in self._sets["before_aims"] or overlaps(Span(token.start, token.end), spans):
                continue
            behind = [other for other in sentence.tokens[index + 1 : index + 4] if other.text[0].isalpha()]
            aim = next((other for other in behind if readings(other.text)[0].pos == "NOUN"), None)
            if (
                aim
                and aim.lemma in self.lexicon.nouns
                and self.lexicon.nouns[aim.lemma].kind in _AIMS
                and aim.lemma not in self._sets["not_aims"]
            ):
                spans.append(Span(token.start, clause_end(plain, token.start)))
        return sorted(spans)

    def means(self, sentence: Sentence, predicates: Sequence[Predicate]) -> list[Span]:
        plain = sentence.plain
        spans: list[Span] = []
        for found in self._means.finditer(plain):
            if re.match(r"через (?:\x00|\d)", plain[found.start() :]):
                continue
            end = clause_end(plain, found.start())
            comma = _CLAUSE_BEHIND_COMMA.search(plain, found.start(), end)
            opening = not plain[sentence.reading.start : found.start()].strip()
            first = plain.find(",", found.start(), end)
            verb = next(
                (
                    each.span.start
                    for each in predicates
                    if each.span.start > found.end() and each.form is Form.IMPERATIVE
                ),
                end,
            )
            end = min(
                end,
                comma.start() if comma else end,
                first if opening and first > 0 else end,
                verb if opening or verb < end else end,
            )
            span = trimmed(plain, found.start(), end)
            if span and not overlaps(span, spans):
                spans.append(span)
        return spans

    # -- nouns

    def heads_phrase(self, sentence: Sentence, span: Span) -> bool:
        """A metric in the genitive behind another noun belongs to that noun: «отдел продаж», «план продаж».

        So does one that begins or ends a time: «время от заказа до отгрузки».
        """
        if any(start < span.start < end for start, end in self._times(sentence.plain)):
            return False
        inside = [token for token in sentence.tokens if span.start <= token.start < span.end]
        before = [token for token in sentence.tokens if token.end <= span.start]
        if not inside or not before or not _CYRILLIC.match(inside[0].text) or not _CYRILLIC.match(before[-1].text):
            return True
        if sentence.plain[before[-1].end : span.start].strip(" "):
            return True
        if any(number.span.end == before[-1].end for number in sentence.reading.quantities):
            return True  # «20 тысяч подписчиков»
        governor = before[-1]
        noun = readings(governor.text)[0]
        if noun.pos in ("ADJF", "PRTF") and len(before) > 1:
            governor = before[-2]
            noun = readings(governor.text)[0] if _CYRILLIC.match(governor.text) else noun
        genitive = any(
            each.case in ("gent", "gen2") for each in readings(inside[0].text) if each.pos in ("NOUN", "ADJF")
        )
        if noun.pos != "NOUN" or not genitive:
            return True
        return (
            governor.lemma in self._sets["metric_heads"]
            or governor.lemma in self.lexicon.nouns
            or bool([hit for hit in self.lexicon.find(f" {governor.lemma} ") if hit.sense.section == METRIC])
        )

    def metric_nouns(self, sentence: Sentence) -> list[tuple[Span, bool]]:
        found = []
        for index, token in enumerate(sentence.tokens):
            if token.lemma not in self._sets["metric_heads"]:
                continue
            if token.lemma in self._sets["weak_metric_heads"] and not self._governs(sentence, index):
                continue
            span = Span(token.start, token.end)
            if self.heads_phrase(sentence, span):
                found.append((span, token.lemma in self._sets["count_words"]))
        averages = [Span(*match.span()) for match in self._averages.finditer(sentence.plain)]
        found += [(span, False) for span in (*averages, *self._times(sentence.plain))]
        return found

    def _times(self, plain: str) -> list[Span]:
        """«время от заказа до отгрузки»"""
        return [Span(*match.span()) for match in self._from_to.finditer(plain)] if " от " in plain else []

    def _governs(self, sentence: Sentence, index: int) -> bool:
        """Whether a genitive or a span follows: «уровень сервиса», «время от заказа», not «на новый уровень»."""
        behind = sentence.tokens[index + 1] if index + 1 < len(sentence.tokens) else None
        if behind is None or not _CYRILLIC.match(behind.text):
            return False
        spans = f"{sentence.tokens[index].lemma} {behind.text}" in self._sets["span_openers"]
        return spans or any(each.case == "gent" for each in readings(behind.text)[:3])

    def leads_phrase(self, sentence: Sentence, first: Span, second: Span) -> bool:
        return True

    def content(self, sentence: Sentence, taken: Sequence[Span]) -> Iterator[Token]:
        for token in sentence.tokens:
            if not token.lemma or len(token.text) < 2 or token.text in self._function:
                continue
            if _CYRILLIC.match(token.text) and readings(token.text)[0].pos in _EMPTY_POS:
                continue
            if not overlaps(Span(token.start, token.end), taken):
                yield token

    def nominative(self, words: str) -> str:
        return words if words[:1].isdigit() else _nominative(words)  # «50 учеников»

    def noun_phrase_after(self, sentence: Sentence, position: int) -> Span | None:
        plain = sentence.plain
        phrase: list[Token] = []
        noun = False
        for token in sentence.tokens:
            if token.start < position:
                continue
            if phrase and "\x00" in plain[phrase[-1].end : token.start]:
                break
            if not token.text[0].isalpha():
                break
            if not phrase and token.text in self._sets["before_counted"]:
                continue
            if _CYRILLIC.match(token.text):
                best = readings(token.text)[0]
                if token.text in self._function or best.pos in (
                    "VERB",
                    "INFN",
                    "PRTS",
                    "PREP",
                    "CONJ",
                    "PRCL",
                    "ADVB",
                    "GRND",
                    "PRED",
                    "ADJS",
                ):
                    break
                if (
                    noun
                    and best.pos == "NOUN"
                    and best.case == "nomn"
                    and not any(each.case in ("gent", "ablt") for each in readings(token.text))
                ):
                    break
                noun = noun or best.pos == "NOUN"
            phrase.append(token)
        return trimmed(plain, phrase[0].start, phrase[-1].end) if phrase else None


_AIMS = frozenset(
    {
        Kind.CHANGE_UP,
        Kind.CHANGE_DOWN,
        Kind.IMPROVE,
        Kind.REACH,
        Kind.ELIMINATE,
        Kind.ACQUIRE,
        Kind.KEEP,
        Kind.OTHER,
        Kind.BECOME,
    }
)
_EMPTY_POS = frozenset({"PREP", "CONJ", "PRCL", "INTJ", "NPRO", "PRED", "ADVB", "COMP", "NUMR"})


def _turns_into(tokens: Sequence[Token]) -> bool:
    """Whether a noun says what something becomes: in the instrumental, without a preposition, behind the thing."""
    for index, token in enumerate(tokens):
        if not _CYRILLIC.match(token.text) or (readings(token.text)[0].pos, readings(token.text)[0].case) != (
            "NOUN",
            "ablt",
        ):
            continue
        before = index - 1
        while before >= 0 and _CYRILLIC.match(tokens[before].text) and readings(tokens[before].text)[0].pos == "ADJF":
            before -= 1
        if before >= 0 and readings(tokens[before].text)[0].pos != "PREP":
            return True
    return False
