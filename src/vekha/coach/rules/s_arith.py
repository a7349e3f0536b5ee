"""S-ARITH: the numbers of a set contradict each other, or imply one that nobody has said."""

import re
from collections.abc import Iterator, Sequence

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._amounts import Amount, amounts, in_words, percent
from vekha.coach.rules._sentence import inside, sentence, words
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
_POINTS_OFF = 1.6  # percentage points between the change that is named and the one that is reckoned


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if statement.role is Role.KEY_RESULT:
        yield from _within(statement)
        return
    every = list(amounts(context.key_results))
    contradictions = (
        *_wider_at_the_end(every),
        *_product(every),
        *_average(every),
        *_parts(statement, every, context.key_results),
        *_complement(context.key_results),
    )
    if contradictions:
        yield contradictions[0]
    else:
        yield from list(_implied(every))[:1]


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


def _implied(every: Sequence[Amount]) -> Iterator[Flag]:
    """What the numbers say together without saying it: so much per one, such a share."""
    averages = any(amount.metric in _AVERAGES for amount in every)
    rates = any(amount.metric in _RATES for amount in every)
    sums = [amount for amount in every if amount.metric in _INCOME and amount.is_money]
    payers = [a for metric in _PAYERS for a in every if a.metric == metric and a.is_count]
    payers = [payer for payer in payers if payer.statement not in [each.statement for each in sums]]
    if len(sums) == 1 and payers and not averages and _same_period(payers[0], sums[0]):
        total, payer = sums[0], payers[0]
        each = in_words(total.value / payer.value, total.statement.language, total.quantity)
        values = {"sum": words(total.statement, total.quantity.span), "count": payer.words, "each": each}
        yield Flag(None, values, Severity.HINT, variant="each")
    elif not rates:
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
