"""K-EXTERNAL: others decide whether it comes true: one customer, a jury, the market, the rest of the company."""

from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._metric import amount, first_metric
from vekha.coach.rules._sentence import inside, main_clause, numbers, shortened, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Dimension, Form, Hit, Kind, Predicate, Statement

ON = (On.KEY_RESULT,)
_OPENING_QUOTES = '«„“「『"'
_WINS = frozenset({Kind.ACQUIRE, Kind.REACH, Kind.ELIMINATE, Kind.RUN_EVENT, Kind.IMPROVE})
_ALWAYS_OUTSIDE = frozenset({"economy", "exchange_rate"})
_DECISIONS = frozenset(
    {"approve", "sign", "allow", "pass", "deliver", "choose", "decide", "select", "buy_in", "renew", "eliminate"}
)
_ASKED_FOR = frozenset({"obtain", "win"})
_COUNTED_DEALS = frozenset({"deals", "contracts", "orders", None})  # other metrics only have the word in their name
_FEW_FIGURES = 100_000  # a number without a unit from which a deal's number is a sum of money
# Metrics that a whole company moves, and departments that move them least.
_OF_CUSTOMERS = frozenset(
    {"nps", "csat", "satisfaction", "retention", "churn", "loyalty", "revenue", "sales", "market_share", "mrr"}
)
_FAR_FROM_CUSTOMERS = frozenset(
    {"hr_dept", "finance_dept", "it_dept", "legal_dept", "procurement_dept", "security_dept"}
)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if deal := _one_deal(statement):
        span, has_sum = deal
        yield Flag(span, _values(statement, words(statement, span)), None if has_sum else Severity.HINT)
    elif award := _award(statement):
        yield Flag(award.span, _values(statement, award.text), variant="jury")
    elif outside := next((hit for hit in statement.found("external") if hit.concept in _ALWAYS_OUTSIDE), None):
        if not _is_limited(statement):
            yield Flag(outside.span, _values(statement, outside.text), variant="world")
    elif payer := next((hit for hit in statement.found("external") if hit.concept == "client_decision"), None):
        yield Flag(payer.span, _values(statement, payer.text), Severity.HINT, variant="payer")
    elif decider := _decided_elsewhere(statement):
        yield Flag(decider.span, _values(statement, decider.text), variant="decider")
    elif place := _of_the_whole_company(statement, context):
        yield Flag(place, _values(statement, words(statement, place)), variant="company")


def _values(statement: Statement, outside: str) -> dict[str, str]:
    text = main_clause(statement)
    return {"text": text, "short": shortened(text), "words": outside}


def _one_deal(statement: Statement) -> tuple[Span, bool] | None:
    """The one deal on which it hangs, and whether it is sure that all depends on it: by its sum or its customer."""
    lead = statement.lead
    sums = [q for q in numbers(statement) if q.dimension is Dimension.MONEY or (q.value or 0) >= _FEW_FIGURES]
    several = [q for q in numbers(statement) if q.bound is Bound.FROM or (q not in sums and q.value != 1)]
    if len(sums) > 1 or several or (lead is None and not sums) or (lead is not None and lead.kind not in _WINS):
        return None
    figures = tuple(each.span for each in statement.measures if each.concept not in _COUNTED_DEALS)
    deal = next((hit for hit in statement.found("deals") if not hit.plural and not inside(hit.span, figures)), None)
    if deal is None:
        return None
    places = [deal.span, *(q.span for q in sums)]
    if lead is not None and inside(deal.span, (lead.span,)):
        places.append(lead.span)
    span = Span(min(place.start for place in places), max(place.end for place in places))
    of_us = lead is not None and lead.concept == "sign" and lead.form is Form.IMPERATIVE
    return span, bool(sums) or deal.concept != "deal" or of_us or _signs_by_name(statement, lead)


def _signs_by_name(statement: Statement, lead: Predicate | None) -> bool:
    """«„Заря“ подписала договор»: one company, called by its name."""
    subject = lead.subject if lead is not None and lead.form is Form.FINITE else None
    before = statement.raw[subject.start - 1 : subject.start] if subject and subject.start else ""
    return before != "" and before in _OPENING_QUOTES


def _award(statement: Statement) -> Hit | None:
    """A prize or a place in a ranking that a jury gives."""
    return next((hit for hit in statement.found("records") if hit.concept == "award"), None)


def _decided_elsewhere(statement: Statement) -> Hit | None:
    """«The bank approves the loan», «get the council's permit»: an outsider does the one thing on which it hangs."""
    lead = statement.lead
    if lead is None or any(number.dimension is not Dimension.MONEY for number in numbers(statement)):
        return None  # "12 banks sign" is a count
    place = lead.subject if lead.form is Form.FINITE else lead.object
    decisions = _DECISIONS if lead.form is Form.FINITE else _ASKED_FOR
    if place is None or lead.concept not in decisions:
        return None
    return next((hit for hit in statement.found("outsiders") if inside(hit.span, (place,))), None)


def _is_limited(statement: Statement) -> bool:
    """Whether the outside is what one shields oneself from: "losses from exchange rates below 1 %"."""
    return any(number.bound is Bound.AT_MOST for number in numbers(statement))


def _of_the_whole_company(statement: Statement, context: Context) -> Span | None:
    """A metric of all, written down by those who move a small part of it."""
    measure = first_metric(statement)
    if measure is None or amount(measure) is None or context.level == "company":
        return None
    for hit in statement.found("external"):
        if hit.concept == "head_office":
            return Span(min(hit.span.start, measure.span.start), max(hit.span.end, measure.span.end))
    if measure.concept not in _OF_CUSTOMERS:
        return None
    stated = [statement] + ([context.objective] if context.objective else [])
    departments = {hit.concept for each in stated for hit in each.found("departments")}
    return measure.span if departments & _FAR_FROM_CUSTOMERS else None
