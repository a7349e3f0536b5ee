"""S-BALANCE: the key results push one way, and nothing among them shows who pays for it."""

from collections.abc import Iterator, Sequence

from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._counters import FAMILY, counter_of
from vekha.coach.rules._sentence import inside, numbers, sentence, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Bound, Direction, Measure, Statement, Trait

ON = (On.SET,)


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if len(context.key_results) < 2 or any(each.found("constraints") for each in (statement, *context.key_results)):
        return
    pushed = [(each, measure) for each in context.key_results for measure in _known(each)]
    # A key result whose metric we do not know may be the counterweight.
    if any(not _known(each) or not numbers(each) for each in context.key_results):
        return
    measures = [measure for _, measure in pushed]
    where, measure = pushed[0]
    values = {"measure": words(where, measure.span), "text": sentence(statement)}
    counter = counter_of(measure.concept)
    if counter is not None and not _held(measures):
        alike = len({each.concept for each in measures}) == 1
        values[FAMILY] = counter.family
        yield Flag(None, values, Severity.WARNING if alike else None, variant="alike" if alike else "")
    elif all(Trait.LAGGING in each.traits and not _is_limit(each) for each in measures):
        yield Flag(None, values, variant="late")


def _known(key_result: Statement) -> list[Measure]:
    """The metrics of a key result of which we know who pays for them."""
    aside = key_result.purposes + key_result.means
    return [each for each in key_result.measures if counter_of(each.concept) and not inside(each.span, aside)]


def _held(measures: Sequence[Measure]) -> bool:
    """Whether one of the metrics would show the harm that another can do, or is only kept where it is."""
    limits = sum(_is_limit(measure) for measure in measures)
    if any(measure.direction is Direction.KEEP for measure in measures) or 0 < limits < len(measures):
        return True
    families = [counter for measure in measures if (counter := counter_of(measure.concept))]
    return any(family.is_kept_by(other) for family in families for other in measures)


def _is_limit(measure: Measure) -> bool:
    return measure.target is not None and measure.target.bound in (Bound.AT_LEAST, Bound.AT_MOST)
