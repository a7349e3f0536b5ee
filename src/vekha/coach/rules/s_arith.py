"""S-ARITH: the numbers of a set contradict each other, or imply one that nobody has said."""

import re
from collections.abc import Iterator, Sequence

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._amounts import Amount, amounts, in_words, percent
from vekha.coach.rules._sentence import inside, sentence, words
from vekha.coach.rules._steps import Moved, Sums, counts, linked, rates, sums
from vekha.coach.settings import Severity
from vekha.coach.statement import Dimension, Kind, Measure, Predicate, Role, Statement

ON = (On.SET, On.KEY_RESULT)

# Of two stages the second cannot be more than the first: it is a part of it.
_NARROWS = frozenset(
    {
        *(("impressions", later) for later in ("traffic", "leads", "registrations")),
        *(("traffic", later) for later in ("leads", "registrations", "trials", "orders")),
        *(("leads", later) for later in ("demos", "proposals", "deals", "contracts")),
        *((earlier, later) for earlier in ("demos", "proposals") for later in ("deals", "contracts")),
        *(("trials", later) for later in ("subscriptions",)),
        *(("resumes", later) for later in ("interviews", "hires")),
        ("interviews", "hires"),
    }
)
# The same where people also buy without that step: worth a question.
_MAY_NARROW = frozenset(
    (earlier, later) for earlier in ("meetings", "calls", "visits") for later in ("deals", "contracts")
)
# Of two stages the second grows out of the first: so many per one, or such a share.
_LEADS_TO = (
    *(("partners", later) for later in ("customer_count", "deals", "contracts", "orders")),
    *(("leads", later) for later in ("deals", "contracts", "customer_count", "orders", "subscriptions")),
    *((earlier, "customer_count") for earlier in ("trials", "registrations", "demos", "proposals")),
    *((earlier, later) for earlier in ("demos", "proposals") for later in ("deals", "contracts")),
    *(("traffic", later) for later in ("leads", "registrations", "trials", "orders")),
    *(("footfall", later) for later in ("leads", "orders", "deals", "customer_count", "bookings")),
    *((earlier, "student_count") for earlier in ("leads", "trials", "registrations", "event_participants")),
    *((earlier, later) for earlier in ("registrations", "trials") for later in ("subscriptions", "orders")),
    ("resumes", "hires"),
    ("interviews", "hires"),
)
_BREAK = re.compile(r"[:;,(—–：；，（]")  # «Поднять дисциплину: опоздания с 30 до 5»
_UP_OR_DOWN = frozenset({Kind.CHANGE_UP, Kind.CHANGE_DOWN})
_PLACES = frozenset({"market_position", "search_position"})  # up is a smaller number
_RATES = frozenset({"conversion", "win_rate"})
_INCOME = frozenset({"revenue", "sales", "mrr", "gmv", "contracts", "deals", "orders", "bookings", "donations"})
_PAYERS = (
    *("contracts", "deals", "customer_count", "orders", "subscriptions", "partners", "event_participants"),
    "student_count",
)
_AVERAGES = frozenset({"average_deal", "average_order", "arpu"})
_EACH_PAYS_ONCE = frozenset({"contracts", "deals", "orders"})
_ALL_WHO_PAY = frozenset({"student_count", "event_participants"})  # nobody else brings the rest
_FAR_OFF = 1.9
_OFF = 1.25  # so many times more or less than the other numbers say
_PARTS_OFF = 1.02
_BARE = 2  # words of a share that says nothing but itself: «отток клиентов»
_MUCH_OFF = 2.0  # so many times more or less cannot be a matter of rounding or of a few who pay otherwise
_REPEATS = 13.0  # a price without a time may be paid every month and the sum be that of a year
_DRIFT = 1.5  # so much may the relation of three numbers change from the start to the target
_HELD = (0.75, 1.34)  # at the start the numbers do belong together
_MOST_TIMES = 31.0  # as many purchases of one customer, or days of a month, may stand between price and sum
# How many of the one time go into the other, from and to.
_INTO = {
    ("day", "week"): (5, 7),
    ("day", "month"): (20, 31),
    ("day", "quarter"): (60, 92),
    ("day", "year"): (230, 366),
    ("week", "month"): (4, 4.5),
    ("week", "quarter"): (12, 13.1),
    ("week", "year"): (40, 53),
    ("month", "quarter"): (3, 3),
    ("month", "year"): (9, 12),
    ("quarter", "year"): (4, 4),
}
_CAME = 1  # the rank of those who only came: some of them buy twice
_POINTS_OFF = 1.6  # percentage points between the change that is named and the one that is reckoned


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if statement.role is Role.KEY_RESULT:
        yield from _within(statement)
        return
    every, steps = list(amounts(context.key_results)), counts(context.key_results)
    contradictions = (
        *_more_than_before(steps),
        *_share(context.key_results, steps),
        *_sum(context.key_results),
        *_wider_at_the_end(every),
        *_product(every),
        *(() if _adds_up(context.key_results) else _average(every)),
        *_parts(statement, every, context.key_results),
        *_complement(context.key_results),
    )
    if contradictions:
        certain = (each for each in contradictions if each.severity is not Severity.HINT)
        yield next(certain, contradictions[0])
    else:
        said = any(rates(context.key_results, steps))
        yield from list(_implied(every, said))[:1]


def _within(statement: Statement) -> Iterator[Flag]:
    """The verb says up and the numbers go down; the numbers say by half and the per cent says by a fifth."""
    for measure in statement.measures:
        start, target, delta = measure.start, measure.target, measure.delta
        if not (start and target and start.value and target.value) or start.unit != target.unit:
            continue
        if start.dimension is Dimension.RANK or start.dimension is not target.dimension:
            continue
        span = Span(min(start.span.start, target.span.start), max(start.span.end, target.span.end))
        numbers = {"numbers": words(statement, span), "text": sentence(statement)}
        verb = _mover(statement, measure, span)
        against = {Kind.CHANGE_UP: target.value < start.value, Kind.CHANGE_DOWN: target.value > start.value}
        if verb is not None and against[verb.kind]:
            first, second = sorted((start.span, target.span))
            raw = statement.raw
            swapped = raw[: first.start] + raw[second.start : second.end] + raw[first.end : second.start]
            swapped += raw[first.start : first.end] + raw[second.end :]
            yield Flag(span, numbers | {"verb": verb.text, "swapped": swapped}, variant="direction")
        elif delta and delta.value and delta.dimension is Dimension.PERCENT:
            change = abs(target.value - start.value) / start.value
            if abs(change * 100 - abs(delta.value)) > max(_POINTS_OFF, change * 10):
                values = {"change": percent(change, statement.language), "delta": words(statement, delta.span)}
                yield Flag(span, numbers | values, variant="percent")


def _mover(statement: Statement, measure: Measure, span: Span) -> Predicate | None:
    """The verb that says up or down, where there is one and one metric that it can be about.

    To speed up is to take less time, and a better place is a smaller number: there the verb says nothing about numbers.
    """
    aside = statement.purposes + statement.means
    verbs = [p for p in statement.predicates if p.kind in _UP_OR_DOWN and not inside(p.span, aside)]
    if len(verbs) != 1 or len(statement.measures) != 1 or verbs[0].negated or measure.concept in _PLACES:
        return None
    verb = verbs[0]
    is_time = measure.target is not None and measure.target.dimension is Dimension.DURATION
    if verb.kind is Kind.CHANGE_UP and is_time:
        return None
    between = statement.raw[min(verb.span.end, measure.span.start) : span.start]
    return None if _BREAK.search(between) else verb


def _wider_at_the_end(every: Sequence[Amount]) -> Iterator[Flag]:
    counts = [amount for amount in every if amount.is_count]
    for earlier in counts:
        for later in counts:
            if later.value <= earlier.value or not _same_period(earlier, later):
                continue
            values = {"earlier": earlier.said(), "later": later.said()}
            if (earlier.metric, later.metric) in _NARROWS:
                yield Flag(None, values, variant="wider")
            elif (earlier.metric, later.metric) in _MAY_NARROW:
                yield Flag(None, values, Severity.HINT, variant="wider")


def _more_than_before(steps: Sequence[Moved]) -> Iterator[Flag]:
    """More take the later step than the earlier one, or more "of them" than there are."""
    for place, later in enumerate(steps):
        if later.statement.found("those_before"):
            whole = steps[place - 1] if place else None
            if whole is not None and later.value > whole.value:
                yield Flag(None, {"earlier": whole.said(), "later": later.said()}, variant="wider")
            continue
        for earlier in steps[:place]:
            leads_there = bool(later.steps) and later.steps[0] in earlier.steps[1:]
            if not 0 <= earlier.rank < later.rank or later.value <= earlier.value:
                continue
            if not _same_time(earlier, later) or _come_back(later.statement):
                continue
            started = earlier.start is not None and later.start is not None
            if started and (later.start or 0) > (earlier.start or 0):
                continue  # it has always been so: others come another way
            certain = leads_there or started or earlier.rank > _CAME
            values = {"earlier": earlier.said(), "later": later.said()}
            yield Flag(None, values, None if certain else Severity.HINT, variant="wider")


def _come_back(key_result: Statement) -> bool:
    """Whether it counts those who come again, without taking the steps anew: renewals, regulars."""
    steps = tuple(hit.span for hit in key_result.found("stages"))
    return any(hit.concept == "kept" and not inside(hit.span, steps) for hit in key_result.found("guards"))


def _share(key_results: Sequence[Statement], steps: Sequence[Moved]) -> Iterator[Flag]:
    """So many of a step times the share of those who go on is not so many of the next."""
    every = list(rates(key_results, steps)) if steps else []
    if len(every) != 1:
        return
    share, base = every[0]
    first, last = (*share.steps, "", "")[:2] if len(share.steps) != 1 or base else ("", share.steps[0])
    if base is None and not share.steps and len(ends := linked(share.statement, steps)) == 2:
        yield from _passes_on(share, ends[0], ends[1], is_whole=True)
        return
    others = [step for step in steps if step.statement is not share.statement and step.steps]
    if base is None:
        named = [step for step in others if first and step.steps[0] == first]
        alone = others[:1] if len(others) == 2 and not first else []
        base = next(iter(named or alone), None)
    if base is None:
        return
    after = [step for step in others if step is not base and step.rank > base.rank]
    reached = [step for step in after if last and step.steps[0] == last] or (after if len(after) == 1 else [])
    if len(reached) == 1:
        whole = base.statement is not share.statement and bool(last) and reached[0].steps[0] == last
        yield from _passes_on(share, base, reached[0], is_whole=whole)


def _passes_on(share: Moved, base: Moved, later: Moved, is_whole: bool) -> Iterator[Flag]:
    """Whether that share of the first is the second; `is_whole`: nobody gets there another way, or falls out before."""
    if not _same_time(base, later):
        return
    product = base.value * share.value / 100
    more, less = later.value > product * _OFF, later.value * _OFF < product
    if base.start and share.start and later.start:
        held = later.start / (base.start * share.start / 100)
        more &= held <= _HELD[1]
        less &= _HELD[0] <= held <= _HELD[1]
    else:
        less &= is_whole
    if more or less:
        values = {
            "count": base.words,
            "rate": words(share.statement, share.quantity.span),
            "product": in_words(product, later.statement.language),
            "later": later.said(),
        }
        yield Flag(None, values)


def _sum(key_results: Sequence[Statement]) -> Iterator[Flag]:
    """So many who pay, at so much each, do not bring such a sum."""
    found = sums(key_results)
    payers = _payers(found, key_results) if found else []
    if found is None or not payers or _adds_up(key_results):
        return
    total, average = found.total, found.average
    payer = min(payers, key=lambda each: _times(total.value, each.value * average.value))
    ratio = total.value / (payer.value * average.value)
    drifts = _relation(total, average, payer) is not None
    one_time = total.statement is average.statement or (total.span and total.span == (payer.span or average.span))
    most = _MUCH_OFF if one_time else _REPEATS
    certain = drifts or ratio > most or ratio < 1 / _MUCH_OFF
    values = {
        "count": payer.words,
        "average": words(average.statement, average.quantity.span),
        "product": in_words(payer.value * average.value, total.statement.language, total.quantity),
        "total": total.said(),
    }
    yield Flag(None, values, None if certain else Severity.HINT, variant="average")


def _adds_up(key_results: Sequence[Statement]) -> bool:
    """Whether the sum follows from price and payers: as it stands, as at the start, or by the time counted in."""
    found = sums(key_results)
    if found is None:
        return False
    total, average = found.total, found.average
    for payer in _payers(found, key_results):
        ratio = total.value / (payer.value * average.value)
        held = _relation(total, average, payer)
        if held is not None:
            if _times(ratio, held) <= _DRIFT:
                return True
            continue
        if any(_times(ratio, times) <= _OFF for times in (1.0, *found.times)):
            return True
        counted = payer.span or average.span
        if counted != total.span:
            spans = [_INTO[pair] for pair in _INTO if _fits(pair, (counted, total.span))]
            if any(least / _OFF <= ratio <= most * _OFF for least, most in spans):
                return True
    return False


def _payers(found: Sums, key_results: Sequence[Statement]) -> list[Moved]:
    """Those who may bring the sum: every number of people or things, in other lines than the sum and the price."""
    taken = (found.total.statement, found.average.statement)
    return [each for each in counts(key_results) if each.statement not in taken]


def _relation(total: Moved, average: Moved, payer: Moved) -> float | None:
    """How the three numbers hang together at the start, where all of them start somewhere and do belong together."""
    if not (total.start and average.start and payer.start):
        return None
    held = total.start / (payer.start * average.start)
    return held if _HELD[0] <= held <= _MOST_TIMES else None


def _fits(pair: tuple[str, str], said: tuple[str, str]) -> bool:
    """Whether these may be the two times: one that is not said may be any."""
    return all(one in ("", other) for one, other in zip(said, pair, strict=True))


def _same_time(one: Moved, other: Moved) -> bool:
    return one.span == other.span


def _times(one: float, other: float) -> float:
    """How many times the larger is the smaller."""
    return max(one, other) / min(one, other)


def _product(every: Sequence[Amount]) -> Iterator[Flag]:
    """So many of a stage times the rate is not so many of the next."""
    rates = [a for a in every if a.metric in _RATES and a.quantity.dimension is Dimension.PERCENT]
    pairs = [pair for pair in _pairs(every) if pair[1].metric != pair[0].metric]
    if len(rates) != 1 or len(pairs) != 1 or pairs[0][0].metric == "partners":
        return
    rate, (earlier, later) = rates[0], pairs[0]
    product = earlier.value * rate.value / 100
    if _differ(product, later.value, _OFF):
        values = {
            "count": earlier.words,
            "rate": words(rate.statement, rate.quantity.span),
            "product": in_words(product, later.statement.language),
            "later": later.said(),
        }
        yield Flag(None, values)


def _average(every: Sequence[Amount]) -> Iterator[Flag]:
    """So many sales at such an average are not such a sum."""
    averages = [a for a in every if a.metric in _AVERAGES]
    sums = [a for a in every if a.metric in _INCOME and a.is_money]
    counts = [a for a in every if a.metric in _PAYERS and a.is_count]
    if len(averages) != 1 or len(sums) != 1 or len(counts) != 1 or not _same_period(counts[0], sums[0]):
        return
    average, total, count = averages[0], sums[0], counts[0]
    product = count.value * average.value
    if _differ(product, total.value, _OFF):
        values = {
            "count": count.words,
            "average": words(average.statement, average.quantity.span),
            "product": in_words(product, total.statement.language, total.quantity),
            "total": total.said(),
        }
        # Those who bought before may bring the rest.
        certain = count.metric in _EACH_PAYS_ONCE and (total.metric in _EACH_PAYS_ONCE or total.value < product)
        certain = certain or (count.metric in _ALL_WHO_PAY and _differ(product, total.value, _FAR_OFF))
        yield Flag(None, values, None if certain else Severity.HINT, variant="average")


def _parts(objective: Statement, every: Sequence[Amount], key_results: Sequence[Statement]) -> Iterator[Flag]:
    """Parts of a whole that are more than the whole."""
    for whole in (*amounts((objective,)), *every):
        parts = [
            part
            for part in every
            if part.statement is not whole.statement
            and part.metric == whole.metric
            and _same_unit(part, whole)
            and _same_period(part, whole)
            and (whole.statement is objective or _words_beside(whole) < _words_beside(part))
        ]
        if len(parts) < 2 or (whole.statement is objective and len(parts) < len(key_results)):
            continue
        total = sum(part.value for part in parts)
        more = total > whole.value * _PARTS_OFF
        if more or (whole.statement is objective and total * _PARTS_OFF < whole.value):
            values = {
                "parts": " + ".join(part.words for part in parts),
                "sum": in_words(total, objective.language, parts[0].quantity),
                "whole": whole.said(),
            }
            yield Flag(None, values, None if more else Severity.HINT, variant="parts")


def _complement(key_results: Sequence[Statement]) -> Iterator[Flag]:
    """Who does not leave stays: the two shares of the same people make a hundred."""
    shares = {
        measure.concept: (statement, measure.target)
        for statement in key_results
        for measure in statement.measures
        if measure.concept in ("retention", "churn")
        and len(statement.content) <= _BARE
        and measure.target
        and measure.target.value
        and measure.target.dimension is Dimension.PERCENT
    }
    if len(shares) < 2:
        return
    (stays, staying), (leaves, leaving) = shares["retention"], shares["churn"]
    alike = [{hit.concept for hit in statement.found("people")} for statement in (stays, leaves)]
    left = 100 - (staying.value or 0)
    if alike[0] == alike[1] and staying.per == leaving.per and abs(left - (leaving.value or 0)) > 1:
        values = {"stays": sentence(stays), "leaves": sentence(leaves), "rest": percent(left / 100, stays.language)}
        yield Flag(None, values, variant="complement")


def _implied(every: Sequence[Amount], is_share_said: bool) -> Iterator[Flag]:
    """What the numbers say together without saying it: so much per one, such a share."""
    averages = any(amount.metric in _AVERAGES for amount in every)
    sums = [amount for amount in every if amount.metric in _INCOME and amount.is_money]
    payers = [a for metric in _PAYERS for a in every if a.metric == metric and a.is_count]
    payers = [payer for payer in payers if payer.statement not in [each.statement for each in sums]]
    if len(sums) == 1 and payers and not averages and _same_period(payers[0], sums[0]):
        total, payer = sums[0], payers[0]
        each = in_words(total.value / payer.value, total.statement.language, total.quantity)
        values = {"sum": words(total.statement, total.quantity.span), "count": payer.words, "each": each}
        yield Flag(None, values, Severity.HINT, variant="each")
    elif not is_share_said:
        for earlier, later in _pairs(every)[:1]:
            language = later.statement.language
            ratio = later.value / earlier.value
            values = {"earlier": earlier.words, "later": later.words}
            if ratio < 1:
                yield Flag(None, values | {"share": percent(ratio, language)}, Severity.HINT, variant="share")
            elif earlier.metric == "partners":
                yield Flag(None, values | {"each": in_words(ratio, language)}, Severity.HINT, variant="per_partner")


def _pairs(every: Sequence[Amount]) -> list[tuple[Amount, Amount]]:
    """Stages that follow one another."""
    counts = [amount for amount in every if amount.is_count]
    return [
        (earlier, later)
        for earlier in counts
        for later in counts
        if (earlier.metric, later.metric) in _LEADS_TO and _same_period(earlier, later)
    ]


def _same_period(one: Amount, other: Amount) -> bool:
    return one.quantity.per == other.quantity.per


def _same_unit(one: Amount, other: Amount) -> bool:
    """Whether both are sums of money or both are numbers of things; a currency may be left out."""
    if one.is_money != other.is_money or one.is_count != other.is_count or not (one.is_money or one.is_count):
        return False
    units = {one.quantity.unit, other.quantity.unit}
    return len(units) == 1 or (one.is_money and None in units)


def _differ(one: float, other: float, times: float) -> bool:
    return max(one, other) > min(one, other) * times


def _words_beside(amount: Amount) -> frozenset[str]:
    return frozenset(word.concept for word in amount.statement.content)
