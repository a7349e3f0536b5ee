"""From a sentence to its analysis: what is done, to what, by how much, when, what for and by what means.

    normalise → label and dates aside → numbers → predicates → clauses → measures → Statement

A pure function of its arguments. What the words of a language mean stands in its lexicon; how its sentences are built,
in its grammar; how numbers and metrics find each other is the same everywhere and stands here.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, partial
from itertools import pairwise
from operator import attrgetter

from vekha.coach import languages
from vekha.coach.document import Language, Span
from vekha.coach.languages import Grammar, Sentence, Token
from vekha.coach.languages.grammar import overlaps, trimmed
from vekha.coach.languages.lexicon import HIT, METRIC, OWN_METRIC, Found, Lexicon, traits
from vekha.coach.normalise import HAN, normalise
from vekha.coach.quantities import Reading
from vekha.coach.settings import NO_WORDS, OwnWords
from vekha.coach.statement import (
    Bound,
    Dimension,
    Direction,
    Form,
    Hit,
    Kind,
    Measure,
    Predicate,
    Quantity,
    Role,
    Statement,
    Trait,
)

_NAME_END = re.compile(r"[,;!?:](?=\s|$)|\.(?=\s|$)|[\x00，；。、:()]|\s-\s")
_ARGUMENT_END = re.compile(r"[,;!?](?!\d)|\.(?:\s|$)|[\x00()]|\s-\s")
_COLON = re.compile(r":(?!\d)")
_NEAR = 3  # characters from a colon to the number behind it
_WORDS = re.compile(rf"[a-zа-я]{{2,}}|{HAN}{{2,}}")
_HAN = re.compile(HAN)
_LATIN_WORD = re.compile(r"[a-z]{2,}")
_DIRECTIONS = {
    Kind.CHANGE_UP: Direction.UP,
    Kind.CHANGE_DOWN: Direction.DOWN,
    Kind.ELIMINATE: Direction.DOWN,
    Kind.KEEP: Direction.KEEP,
    Kind.CONTINUE: Direction.KEEP,
}
_MOVES = frozenset({Kind.CHANGE_UP, Kind.CHANGE_DOWN, Kind.IMPROVE, Kind.REACH, Kind.KEEP, Kind.ELIMINATE})
_FROM_NOTHING = frozenset({Trait.NATURAL_ZERO})
_COUNTED = frozenset({Trait.NATURAL_ZERO, Trait.ACTIVITY, Trait.OUTPUT})
_COUNTS_FROM_NOTHING = frozenset(
    {
        Kind.BUILD,
        Kind.DELIVER,
        Kind.RUN_EVENT,
        Kind.COMMUNICATE,
        Kind.RESEARCH,
        Kind.OPERATE,
        Kind.ACQUIRE,
        Kind.HIRE,
        Kind.LEARN,
    }
)

# Classes whose Chinese words end where a word ends: 客户第一, not 客户|第一次.
_WHOLE_WORDS = frozenset({"slogans", "superlatives"})

Find = Callable[[str], list[Found]]


@lru_cache(maxsize=512)  # a long page; more would be more than a processor keeps at hand
def understand(text: str, role: Role, default: Language = Language.EN, own_words: OwnWords = NO_WORDS) -> Statement:
    """The analysis of one sentence. `default` is the language of a text that shows none of its own («NPS 9»).

    `own_words` are a company's, found beside those of the lexicon.
    """
    language = languages.detect(text, default)
    grammar = languages.grammar(language)
    plain = normalise(text)
    reading = languages.number_reader(plain).read(plain, text)
    sentence = Sentence(text, reading.visible, grammar.tokens(reading.visible), reading)
    phrases = _phrases(sentence, grammar, language, own_words)
    predicates = grammar.predicates(sentence)
    if own_words:
        names = [Span(hit.start, hit.end) for hit in phrases if hit.sense == OWN_METRIC]
        predicates = [each for each in predicates if not overlaps(each.span, names)]
    purposes = _before_numbers(sentence, grammar.purposes(sentence, predicates))
    means = _before_numbers(sentence, grammar.means(sentence, predicates))
    predicates = _with_arguments(sentence, grammar, predicates, purposes + means)
    quantities = _counted(sentence, grammar)
    reading = Reading(quantities, *reading[1:])
    sentence = Sentence(text, sentence.plain, sentence.tokens, reading)
    measures = _measures(sentence, grammar, phrases, predicates, purposes + means)
    taken = [quantity.span for quantity in quantities]
    time_frames = tuple([frame for frame in reading.time_frames if not overlaps(frame.span, taken)])
    return Statement(
        raw=text,
        role=role,
        language=language,
        predicates=tuple(predicates),
        quantities=quantities,
        measures=tuple(measures),
        time_frames=time_frames,
        purposes=tuple(purposes),
        means=tuple(means),
        hits=_hits(sentence, phrases),
        find_content=partial(_content, sentence, grammar, predicates, quantities),
        word_count=[token.text[0].isalnum() for token in sentence.tokens].count(True),
    )


def _before_numbers(sentence: Sentence, clauses: Sequence[Span]) -> list[Span]:
    """The clauses up to a colon behind which stands how much: "lost because we were late: from 22 to 9 a quarter"."""
    if not clauses or ":" not in sentence.plain:
        return list(clauses)
    ends = [found.start() for found in _COLON.finditer(sentence.plain)]
    numbers = [phrase.start for phrase in sentence.reading.phrases]
    cut = []
    for clause in clauses:
        inside = (end for end in ends if clause.start < end < clause.end)
        end = next((each for each in inside if any(0 < start - each <= _NEAR for start in numbers)), clause.end)
        cut.append(trimmed(sentence.plain, clause.start, end) or clause)
    return cut


def _counted(sentence: Sentence, grammar: Grammar) -> tuple[Quantity, ...]:
    """The quantities with what they count; in "8 of 10 customers" the first number counts what stands behind both."""
    quantities = list(sentence.reading.quantities)
    for index, quantity in enumerate(quantities):
        of_a_sum = quantity.bound is Bound.SCALE and grammar.head_first  # "spend per $100 of new deals"
        if of_a_sum or quantity.dimension in (Dimension.COUNT, Dimension.PERCENT):
            counted = grammar.noun_phrase_after(sentence, quantity.span.end)
            quantities[index] = quantity._replace(counted=counted)
    for index, (part, whole) in enumerate(pairwise(quantities)):
        scored = part.dimension is Dimension.SCORE and whole.unit is None
        if whole.bound is Bound.SCALE and (scored or part.counted is None):
            counted = whole.counted or grammar.noun_phrase_after(sentence, whole.span.end)
            near = counted is not None and not sentence.plain[whole.span.end : counted.start].strip()
            if near and part.dimension in (Dimension.COUNT, Dimension.SCORE):
                quantities[index] = part._replace(dimension=Dimension.COUNT, counted=counted)
    return tuple(quantities)


# -- words of the lexicon


def _phrases(sentence: Sentence, grammar: Grammar, language: Language, own_words: OwnWords) -> list[Found]:
    """Known phrases as ranges of the sentence. Where a company's own stand, the lexicon's of that class are none."""
    found = _found(sentence, grammar, language, lambda lexicon: lexicon.find)
    if own_words:
        own = _found(sentence, grammar, language, lambda lexicon: lexicon.own(own_words).find)
        found = sorted(own + [hit for hit in found if not _is_found(hit, own)])
    return found


def _found(sentence: Sentence, grammar: Grammar, language: Language, find_in: Callable[[Lexicon], Find]) -> list[Found]:
    """The phrases of a language; Latin words inside other scripts are looked up as English."""
    find = find_in(grammar.lexicon)
    if language is Language.ZH:
        found = [hit for hit in find(sentence.plain) if _stands(hit, sentence.tokens)]
    else:
        found = _lookup(sentence.tokens, find)
    if language is not Language.EN and _LATIN_WORD.search(sentence.plain):
        english = languages.grammar(Language.EN)
        apart = _HAN.sub(" ", sentence.plain)  # 上线CRM系统
        latin = tuple(token for token in english.tokens(apart) if _LATIN_WORD.match(token.text))
        if more := [hit for hit in _lookup(latin, find_in(english.lexicon)) if not _is_found(hit, found)]:
            return sorted(found + more)
    return found


def _stands(hit: Found, tokens: Sequence[Token]) -> bool:
    """Whether a phrase found in a Chinese text is one there, by where the words begin and end."""
    if hit.end - hit.start == 1 and not any(token.start == hit.start and len(token.text) == 1 for token in tokens):
        return False
    return hit.sense.group not in _WHOLE_WORDS or not any(token.start < hit.end < token.end for token in tokens)


def _is_found(hit: Found, found: Sequence[Found]) -> bool:
    """Whether there is a phrase of the same class at this place already."""
    return any(hit.start < other.end and other.start < hit.end and hit.sense[:2] == other.sense[:2] for other in found)


def _lookup(tokens: Sequence[Token], find: Find) -> list[Found]:
    """The phrases that whole words make up: in the searched text each stands between two blanks."""
    text = f" {' '.join([token.lemma or token.text for token in tokens])} "
    return [
        Found(tokens[text.count(" ", 0, start) - 1].start, tokens[text.count(" ", 0, end) - 1].end, sense)
        for start, end, sense in find(text)
    ]


def _hits(sentence: Sentence, phrases: Iterable[Found]) -> dict[str, tuple[Hit, ...]]:
    numbers, raw = sentence.reading.phrases, sentence.raw
    several = [(token.start, token.end) for token in sentence.tokens if token.plural]
    classes: dict[str, list[Hit]] = {}
    for start, end, (section, group, concept) in phrases:
        if section == HIT:
            span = Span(start, end)
            if group != "vague_amounts" or not overlaps(span, numbers):
                hit = Hit(span, raw[start:end], concept, bool(several) and overlaps(span, several))
                classes.setdefault(group, []).append(hit)
    return {group: tuple(classes[group]) for group in sorted(classes)}


def _content(
    sentence: Sentence, grammar: Grammar, predicates: Sequence[Predicate], quantities: Sequence[Quantity]
) -> tuple[Hit, ...]:
    taken = [predicate.span for predicate in predicates] + [quantity.span for quantity in quantities]
    return tuple(
        Hit(Span(token.start, token.end), sentence.raw[token.start : token.end], token.lemma)
        for token in grammar.content(sentence, taken)
    )


# -- who does what


def _with_arguments(
    sentence: Sentence, grammar: Grammar, predicates: Sequence[Predicate], clauses: Sequence[Span]
) -> list[Predicate]:
    """Each predicate with its subject and object: the words before and behind it up to the next border."""
    filled = []
    plain = sentence.plain
    numbers_at = [quantity.span for quantity in sentence.reading.quantities]
    for index, predicate in enumerate(predicates):
        left = predicates[index - 1].span.end if index else sentence.reading.start
        right = predicates[index + 1].span.start if index + 1 < len(predicates) else len(plain)
        before_end = predicate.span.start
        for clause in clauses:
            if predicate.span.end <= clause.start:
                right = min(right, clause.start)
            elif clause.start <= predicate.span.start < clause.end:
                left = max(left, clause.start)
                right = min(right, clause.end)
            elif clause.end <= predicate.span.start and trimmed(plain, left, clause.start):
                before_end = min(before_end, clause.start)  # «70%的采购 | 通过线上平台 | 完成»
            elif clause.end <= predicate.span.start:
                left = max(left, clause.end)
        begin = right - len(plain[predicate.span.end : right].lstrip(" \x00"))
        end = right
        for stop in _ARGUMENT_END.finditer(plain, begin, right):
            if not overlaps(stop.span(), numbers_at):
                end = stop.start()
                break
        for phrase, quantity in zip(sentence.reading.phrases, sentence.reading.quantities, strict=True):
            if phrase.start >= end:
                break
            if predicate.span.end <= phrase.start < quantity.span.start:
                moves = quantity.bound in (Bound.FROM, Bound.TO, Bound.BY)
                if moves or plain[predicate.span.end : phrase.start].strip():
                    end = min(end, phrase.start)
        after = trimmed(plain, predicate.span.end, end)
        after = _unlinked(sentence, grammar, after)
        before = None
        if predicate.form in (Form.FINITE, Form.PASSIVE_STATE):
            before = _subject(sentence, grammar, left, before_end)
        if predicate.form is Form.PASSIVE_STATE and before is None:
            before, after = after, after
        elif predicate.form is Form.PASSIVE_STATE:
            after = before
        filled.append(Predicate(*predicate[:6], before, predicate.object or after, predicate.negated))
    return _sharing_objects(sentence, grammar, filled)


def _sharing_objects(sentence: Sentence, grammar: Grammar, predicates: Sequence[Predicate]) -> list[Predicate]:
    """Verbs that only a link word parts share what they govern: "design and build the portal"."""
    shared = list(predicates)
    for index in range(len(shared) - 2, -1, -1):
        first, second = shared[index], shared[index + 1]
        between = trimmed(sentence.plain, first.span.end, second.span.start)
        linked = between is None or _unlinked(sentence, grammar, between) is None
        if first.object is None and linked and first.form is second.form is Form.IMPERATIVE:
            shared[index] = first._replace(object=second.object)
    for first, second in pairwise(shared):
        if second.subject is None and first.form is second.form is Form.PASSIVE_STATE:
            shared[shared.index(second)] = second._replace(subject=first.subject, object=first.object)
    return shared


def _subject(sentence: Sentence, grammar: Grammar, left: int, end: int) -> Span | None:
    """The words before a verb that say who or what: from the last comma, or from the border if nothing follows it."""
    plain = sentence.plain
    comma = plain.rfind(",", left, end)
    if comma < 0 and left > sentence.reading.start:  # "fall from 40 to 15 and the rating rises": not "from 40"
        left = max([left, *(phrase.end for phrase in sentence.reading.phrases if left <= phrase.start < end)])
    place = (trimmed(plain, comma, end) if comma >= 0 else None) or trimmed(plain, left, end)
    if place is None:
        return None
    place = _unlinked(sentence, grammar, place)
    if place is None:
        return None
    numbers = [phrase.start for phrase in sentence.reading.phrases if place.start < phrase.start < place.end]
    return trimmed(plain, place.start, min([place.end, *numbers]))


_token_start = attrgetter("start")


def _unlinked(sentence: Sentence, grammar: Grammar, place: Span | None) -> Span | None:
    """The range without "and", "to" or "that" left over at its ends."""
    if place is None:
        return None
    start, end = place
    first = bisect_left(sentence.tokens, start, key=_token_start)
    behind = bisect_left(sentence.tokens, end, first, key=_token_start)
    for token in sentence.tokens[first:behind]:
        if token.text not in grammar.link_words:
            break
        start = token.end
    for token in reversed(sentence.tokens[first:behind]):
        if token.end <= end and token.end > start:
            if token.text not in grammar.link_words:
                break
            end = token.start
    return trimmed(sentence.plain, start, end)


# -- measures


def _measures(
    sentence: Sentence,
    grammar: Grammar,
    phrases: Sequence[Found],
    predicates: Sequence[Predicate],
    aside: Sequence[Span],
) -> list[Measure]:
    """Metrics with their numbers. A metric named only in a purpose or a means, without a number, is left out."""
    numbers = [
        (phrase, quantity)
        for phrase, quantity in zip(sentence.reading.phrases, sentence.reading.quantities, strict=True)
        if quantity.bound is not Bound.SCALE
    ]
    named = _named_metrics(sentence, grammar, phrases, predicates, aside)
    owned: list[list[tuple[Span, Quantity]]] = [[] for _ in named]
    loose: list[tuple[Span, Quantity]] = []
    for phrase, quantity in numbers:
        owner = _owner(sentence, grammar, predicates, named, phrase, quantity, owned)
        (owned[owner] if owner is not None else loose).append((phrase, quantity))
    measures = [
        _measure(sentence, span, concept, mine, predicates)
        for (span, concept), mine in zip(named, owned, strict=True)
        if mine or (not overlaps(span, aside) and _is_measured_without_number(span, concept, predicates))
    ]
    unnamed = []
    for phrase, quantity in loose:
        if measure := _of_counted(sentence, quantity, predicates, measures):
            measures.append(measure)
        else:
            unnamed.append((phrase, quantity))
    if unnamed and (measure := _of_what_moves(sentence, grammar, unnamed, predicates, measures)):
        measures.append(measure)
    return sorted(measures, key=lambda measure: measure.span)


def _is_measured_without_number(span: Span, concept: str | None, predicates: Sequence[Predicate]) -> bool:
    """Things that can be counted are a metric without a number only where they are to become more or fewer.

    What is to stay as it is ("without raising costs") is none.
    """
    governing = next((predicate for predicate in reversed(predicates) if predicate.span.end <= span.start), None)
    if governing is not None and governing.negated and governing is not predicates[0]:
        return False
    if not _counts_things(concept):
        return True
    return not predicates or (governing is not None and governing.kind in (Kind.CHANGE_UP, Kind.CHANGE_DOWN))


def _named_metrics(
    sentence: Sentence,
    grammar: Grammar,
    phrases: Sequence[Found],
    predicates: Sequence[Predicate],
    aside: Sequence[Span],
) -> list[tuple[Span, str | None]]:
    """Places that name a metric: lexicon phrases, then nouns that are metrics by their form.

    Metric words of one noun phrase name one metric: its head says which («конверсия из лида в сделку»).
    A share of things is not the things: "share of closed tickets" is no count of tickets.
    """
    metrics = [phrase for phrase in phrases if phrase.sense[0] == METRIC]
    nouns = grammar.metric_nouns(sentence)
    if not metrics and not nouns:
        return []
    taken = [predicate.span for predicate in predicates if predicate.form is not Form.ACTION_NOUN]
    for quantity in sentence.reading.quantities:
        taken.append(quantity.span)
        if quantity.bound is Bound.SCALE and quantity.counted:
            taken.append(quantity.counted)  # "complaints per 1,000 orders" are not orders
    known = []
    for start, end, sense in metrics:
        span = Span(start, end)
        if not overlaps(span, taken) and (
            any(not sentence.plain[end : place.start].strip() for place in taken if place.start >= end)
            or grammar.heads_phrase(sentence, span)
        ):
            known.append((span, None if sense == OWN_METRIC else sense.concept))
    places = [span for span, _ in known]
    shares: list[Span] = []
    counts: list[Span] = []
    for span, counts_things in nouns:
        if not overlaps(span, [*taken, *places]):
            (counts if counts_things else shares).append(span)
    borders = sorted([*sentence.reading.phrases, *aside, *(predicate.span for predicate in predicates)])
    words = sorted([*known, *((span, None) for span in [*shares, *counts])], key=lambda entry: entry[0])
    named: list[tuple[Span, str | None]] = []
    cores: list[Span] = []
    for span, concept in words:
        wide = _noun_phrase_around(sentence, grammar, span, borders)
        if not named or not (overlaps(wide, [cores[-1]]) or overlaps(span, [named[-1][0]])):
            if named and _in_brackets_behind(sentence, named[-1][0], span):
                continue
            named.append((wide, concept))
            cores.append(span)
            continue
        whole = Span(min(named[-1][0].start, wide.start), max(named[-1][0].end, wide.end))
        core, chosen = _head_of(grammar, sentence, (cores[-1], named[-1][1]), (span, concept), shares)
        named[-1] = (whole, chosen)
        cores[-1] = core
    return named


def _in_brackets_behind(sentence: Sentence, metric: Span, span: Span) -> bool:
    """«Индекс удовлетворённости (CSAT)»: the same metric, named twice."""
    between = sentence.plain[metric.end : span.start]
    return between.strip() == "(" and ")" in sentence.plain[span.end :]


def _head_of(
    grammar: Grammar,
    sentence: Sentence,
    first: tuple[Span, str | None],
    second: tuple[Span, str | None],
    shares: Sequence[Span],
) -> tuple[Span, str | None]:
    """Which of two metric words in one noun phrase names the measure."""
    head, other = (first, second) if grammar.leads_phrase(sentence, first[0], second[0]) else (second, first)
    if any(each.counted and overlaps(each.counted, [head[0]]) for each in sentence.reading.quantities):
        return head  # "5 hypotheses about retention" are hypotheses
    if head[1] is None:
        counted = other[1] is not None and not _counts_things(other[1])
        return (head[0], other[1]) if counted or head[0] not in shares else head
    return other if _counts_things(head[1]) and other[1] is not None and not _counts_things(other[1]) else head


@cache
def _counts_things(concept: str | None) -> bool:
    return concept is not None and not _COUNTED.isdisjoint(traits(concept))


def _noun_phrase_around(sentence: Sentence, grammar: Grammar, span: Span, borders: Sequence[Span]) -> Span:
    """The words around a metric that belong to its name, up to numbers, verbs, clauses and punctuation."""
    plain = sentence.plain
    left = max([border.end for border in borders if border.end <= span.start] + [sentence.reading.start])
    right = min([border.start for border in borders if border.start >= span.end] + [len(plain)])
    for found in (*_NAME_END.finditer(plain, left, span.start), *grammar.name_stops.finditer(plain, left, span.start)):
        left = max(left, found.end())
    for pattern in (_NAME_END, grammar.name_stops):
        if stop := pattern.search(plain, span.end, right):
            right = stop.start()
    name = trimmed(plain, left, right)
    if name is None:
        return span
    inside = [token for token in sentence.tokens if name.start <= token.start and token.end <= name.end]
    while inside and inside[0].text in grammar.name_edges and inside[0].start < span.start:
        inside.pop(0)
    while inside and inside[-1].text in grammar.name_edges and inside[-1].end > span.end:
        inside.pop()
    return Span(min(inside[0].start, span.start), max(inside[-1].end, span.end)) if inside else span


def _owner(
    sentence: Sentence,
    grammar: Grammar,
    predicates: Sequence[Predicate],
    named: Sequence[tuple[Span, str | None]],
    phrase: Span,
    quantity: Quantity,
    owned: Sequence[Sequence[tuple[Span, Quantity]]],
) -> int | None:
    """Which metric a number belongs to: the one it counts, else the nearest before it, else the one behind it."""
    plain = sentence.plain
    before = [index for index, (span, _) in enumerate(named) if span.end <= phrase.start]
    if quantity.counted and quantity.bound is not Bound.FROM:
        behind = [index for index, (span, _) in enumerate(named) if overlaps(quantity.counted, [span])]
        if behind and not (before and quantity.bound in (Bound.TO, Bound.BY)):
            return behind[0]
        if quantity.dimension is Dimension.PERCENT and re.match(r"\s?(?:of|от|из|的)", plain[quantity.span.end :]):
            return None
        if quantity.dimension is Dimension.COUNT and quantity.bound is Bound.EXACT:
            between = plain[named[before[-1]][0].end : phrase.start] if before else "counted alone"
            if _WORDS.search(between):
                return None
    mover = next((each for each in reversed(predicates) if each.span.end <= quantity.span.start), None)
    if mover and mover.form is Form.FINITE and mover.subject:
        subjects = [index for index in before if overlaps(named[index][0], [mover.subject])]
        later = [index for index in before if named[index][0].start >= mover.span.end]
        if subjects and not later:
            return subjects[0] if grammar.head_first else subjects[-1]
    if before:
        alike = [index for index in before if any(quantity.unit == other.unit for _, other in owned[index])]
        return alike[-1] if alike and quantity.bound is Bound.FROM else before[-1]
    within = [index for index, (span, _) in enumerate(named) if span.start <= phrase.start < span.end]
    if within:
        return within[0]
    behind = [index for index, (span, _) in enumerate(named) if span.start >= quantity.span.end]
    if behind and quantity.dimension is not Dimension.COUNT:
        begins = named[behind[0]][0].start
        if quantity.dimension is Dimension.RATIO and any(
            quantity.span.start <= each.span.start and each.span.end <= begins for each in predicates[:1]
        ):
            return behind[0]  # «вдвое сократить отток», "double the conversion"
        between_words = plain[quantity.span.end : begins]
        near = 4 if quantity.dimension is not Dimension.RATIO else 8  # "2x more trials"
        if len(between_words) <= near and not re.search(r"[,;.]", between_words):
            return behind[0]
    return None


def _measure(
    sentence: Sentence,
    span: Span,
    concept: str | None,
    numbers: Sequence[tuple[Span, Quantity]],
    predicates: Sequence[Predicate],
) -> Measure:
    start = next((quantity for _, quantity in numbers if quantity.bound is Bound.FROM), None)
    delta = next((quantity for _, quantity in numbers if quantity.bound is Bound.BY), None)
    target = next((quantity for _, quantity in numbers if quantity.bound is Bound.TO), None)
    if target is None:
        target = next((quantity for _, quantity in numbers if quantity.bound not in (Bound.FROM, Bound.BY)), None)
    if delta is None and target is not None and _reads_as_change(sentence, span, concept, target, start, predicates):
        delta, target = target, None
    if (
        target
        and target.dimension is Dimension.PERCENT
        and target.counted
        and overlaps(target.counted, [span])
        and _counts_things(concept)
    ):
        return _share(sentence, target.counted, target, start)
    known = traits(concept) if concept else frozenset()
    if (
        target
        and target.dimension is Dimension.COUNT
        and target.bound in (Bound.EXACT, Bound.AT_LEAST)
        and concept is None
    ):
        lead = predicates[0] if predicates else None
        if lead is None or lead.kind in _COUNTS_FROM_NOTHING:
            known |= _FROM_NOTHING
    return Measure(
        span=span,
        name=sentence.raw[span.start : span.end],
        concept=concept,
        traits=known,
        start=start,
        target=target,
        delta=delta,
        direction=_direction(sentence, span, start, target, delta, predicates),
    )


def _share(sentence: Sentence, span: Span, target: Quantity, start: Quantity | None) -> Measure:
    """A share of things, which starts at nothing: "80% of the tickets"."""
    name = sentence.raw[span.start : span.end]
    return Measure(
        span, name, None, _FROM_NOTHING, start, target, None, _direction(sentence, span, start, target, None, ())
    )


def _reads_as_change(
    sentence: Sentence,
    span: Span,
    concept: str | None,
    target: Quantity,
    start: Quantity | None,
    predicates: Sequence[Predicate],
) -> bool:
    """«缩短回收周期10%»: a bare percentage behind a verb of change and a metric that is not one itself."""
    if target.dimension is not Dimension.PERCENT or target.bound is not Bound.EXACT or start is not None:
        return False
    governing = [predicate for predicate in predicates if predicate.span.end <= span.start]
    if not governing or governing[-1].kind not in (Kind.CHANGE_UP, Kind.CHANGE_DOWN):
        return False
    if target.span.start < span.end:
        return False
    return not re.search(
        r"(?:率|度|比例|占比|份额|可用性|rate|share|доля|процент|uptime|availability)",
        sentence.plain[span.start : span.end],
    )


def _direction(
    sentence: Sentence,
    span: Span,
    start: Quantity | None,
    target: Quantity | None,
    delta: Quantity | None,
    predicates: Sequence[Predicate],
) -> Direction:
    if (
        start
        and target
        and start.value is not None
        and target.value is not None
        and start.unit == target.unit
        and start.value != target.value
    ):
        return Direction.UP if target.value > start.value else Direction.DOWN
    moving = [predicate for predicate in predicates if predicate.kind in _DIRECTIONS]
    before = [predicate for predicate in moving if predicate.span.end <= span.start]
    behind = [predicate for predicate in moving if predicate.span.start >= span.end]
    if nearest := before[-1:] or behind[:1]:
        return _DIRECTIONS[nearest[0].kind]
    if delta and delta.value is not None and delta.value < 0:
        return Direction.DOWN
    is_plus = delta is not None and sentence.plain.startswith("+", delta.span.start)
    return Direction.UP if is_plus else Direction.NONE


def _of_counted(
    sentence: Sentence, quantity: Quantity, predicates: Sequence[Predicate], measures: Sequence[Measure]
) -> Measure | None:
    """A number that names no metric measures what it counts: "20 calls", "90% of users complete onboarding"."""
    if (
        quantity.counted is None
        or quantity.bound is Bound.FROM
        or quantity.dimension not in (Dimension.COUNT, Dimension.PERCENT)
    ):
        return None
    if any(overlaps(quantity.counted, [measure.span]) for measure in measures):
        return None
    lead = predicates[0] if predicates else None
    known: frozenset[Trait] = frozenset()
    share = quantity.dimension is Dimension.PERCENT
    if share or lead is None or lead.kind in _COUNTS_FROM_NOTHING or lead.form is Form.FINITE:
        known |= _FROM_NOTHING
    delta = quantity if quantity.bound is Bound.BY else None
    target = None if delta else quantity
    start = next(
        (
            other
            for other in sentence.reading.quantities
            if other.bound is Bound.FROM
            and other.dimension is quantity.dimension
            and other.span.start > quantity.span.end
        ),
        None,
    )
    span = quantity.counted
    return Measure(
        span,
        sentence.raw[span.start : span.end],
        None,
        known,
        start,
        target,
        delta,
        _direction(sentence, span, start, target, delta, predicates),
    )


def _of_what_moves(
    sentence: Sentence,
    grammar: Grammar,
    numbers: Sequence[tuple[Span, Quantity]],
    predicates: Sequence[Predicate],
    measures: Sequence[Measure],
) -> Measure | None:
    """Numbers that name and count nothing known measure what is moved: "Student drop-out falls from 11% to 6%"."""
    first = numbers[0][1].span.start
    governing = next((predicate for predicate in reversed(predicates) if predicate.span.end <= first), None)
    if governing is None:
        place = trimmed(sentence.plain, sentence.reading.start, numbers[0][0].start)
    elif governing.kind in _MOVES:
        place = governing.subject if governing.form is Form.FINITE else governing.object
    else:
        return None
    moved = any(quantity.bound in (Bound.FROM, Bound.TO, Bound.BY) for _, quantity in numbers)
    if place is None or place.end > first or not (moved or governing is None) or overlaps(place, _spans(measures)):
        return None
    name = _noun_phrase_around(sentence, grammar, place, [])
    return _measure(sentence, Span(max(place.start, name.start), min(place.end, name.end)), None, numbers, predicates)


def _spans(measures: Sequence[Measure]) -> list[Span]:
    return [measure.span for measure in measures]
