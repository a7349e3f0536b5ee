"""I-RESULT: a result listed as work, or the same line in both lists."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import CHANGE, inside, inside_sentence, is_work, numbers, sentence
from vekha.coach.statement import Bound, Dimension, Kind, Measure, Quantity, Statement, Trait

ON = (On.INITIATIVE,)
_SAME = 0.85  # share of equal characters from which two lines count as the same
_ALIKE = 0.6  # share of an initiative's words that a key result has too
_RESULTS = CHANGE | {Kind.REACH, Kind.ACQUIRE}
_WON = frozenset({Kind.REACH, Kind.ACQUIRE})
# Metrics of which a bare number says how customers, money or quality fare; plans, pages and steps are things at hand.
_OF_VALUE = frozenset(
    {Trait.VANITY, Trait.LAGGING, Trait.QUALITY, Trait.SPEED, Trait.COST, Trait.SATISFACTION, Trait.MONEY}
)
_OF_WORK = frozenset({Trait.OUTPUT, Trait.ACTIVITY})


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    lead, text = statement.lead, sentence(statement)
    values = {"verb": text, "text": text, "lower": inside_sentence(text)}
    twin = next((other for other in context.key_results if _says_the_same(statement, other)), None)
    if twin is not None:
        yield Flag(None, values | {"key_result": sentence(twin)}, variant="twin")
    elif (
        lead is not None
        and lead.kind in _RESULTS
        and any(
            number.span.start > lead.span.start and _moves(lead.kind, number) and _is_of_value(number, statement)
            for number in numbers(statement)
        )
        and not is_work(statement)
    ):
        yield Flag(lead.span, values | {"verb": lead.text})
    elif lead is None and (moved := next((each for each in statement.measures if _is_moved(each, statement)), None)):
        yield Flag(moved.span, values)


def _moves(kind: Kind, number: Quantity) -> bool:
    """Whether the number says how far: "swap two routes" and "orders under $200" only say which."""
    if kind not in CHANGE or number.bound in (Bound.FROM, Bound.TO, Bound.BY):
        return True
    limits = number.bound in (Bound.AT_MOST, Bound.AT_LEAST)
    return limits and number.dimension in (Dimension.DURATION, Dimension.PERCENT)


def _is_moved(measure: Measure, statement: Statement) -> bool:
    """Whether a line without a verb names a metric and how it changes: "Returns: from 8 to 3%"."""
    step = measure.start or measure.delta
    return step is not None and Trait.ACTIVITY not in measure.traits and _is_of_value(step, statement)


def _is_of_value(number: Quantity, statement: Statement) -> bool:
    """Whether it is a metric that moves. A bare count may be one of things at hand: "cut five plans to three"."""
    if number.dimension is not Dimension.COUNT or number.per:
        return True
    measure = next((m for m in statement.measures if number in (m.start, m.target, m.delta)), None)
    if measure is None:
        return False
    if number.counted and not inside(number.counted, (measure.span,)):
        return False  # "a contract of fourteen pages"
    won = statement.lead is not None and statement.lead.kind in _WON
    people = any(inside(hit.span, (measure.span,)) for hit in statement.found("people"))
    bought = measure.concept is not None and not measure.traits & _OF_WORK  # "win 30 orders"
    return bool(measure.traits & _OF_VALUE) or (won and (people or bought))


def _says_the_same(initiative: Statement, key_result: Statement) -> bool:
    mine, its = sentence(initiative).casefold(), sentence(key_result).casefold()
    if (mine and its.startswith(mine)) or _wishes_for(initiative, key_result):
        return True
    # The lengths, then the quick bound spare the slow comparison for nearly every pair.
    if 2 * min(len(mine), len(its)) < _SAME * (len(mine) + len(its)):
        return False
    matcher = SequenceMatcher(None, mine, its)
    return matcher.quick_ratio() >= _SAME and matcher.ratio() >= _SAME


def _wishes_for(initiative: Statement, key_result: Statement) -> bool:
    """The change that the key result measures, wished for once more: "Shorten the wait" beside "Wait: from 8 to 3"."""
    lead = initiative.lead
    if lead is None or lead.kind not in CHANGE or initiative.means or initiative.purposes:
        return False
    mine, its = ({word.concept for word in each.content} for each in (initiative, key_result))
    return len(mine & its) >= max(1, _ALIKE * len(mine))
