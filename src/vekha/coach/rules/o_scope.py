"""O-SCOPE: out of the team's reach, or out of the cycle's."""

import re
from collections.abc import Iterator

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._sentence import CHANGE, inside, main_clause, numbers, without, words
from vekha.coach.statement import Bound, Dimension, Hit, Kind, Quantity, Role, Statement, Trait
from vekha.coach.understand import understand

ON = (On.OBJECTIVE,)
_MOVED = CHANGE | {Kind.ELIMINATE, Kind.REACH, Kind.BECOME, Kind.BUILD, Kind.OTHER}
_TOUCHING = 1  # characters between two words of one name
# Departments that serve others: the market and its money are not theirs to win.
_SERVING = frozenset({"hr_dept", "finance_dept", "it_dept", "legal_dept", "procurement_dept", "security_dept"})
_WON = frozenset({Kind.REACH, Kind.BECOME, Kind.CHANGE_UP})
_MANY_YEARS = 3
_YEAR = re.compile(r"(?<!\d)20[2-9]\d(?!\d)")
_DISTANT = 2035  # no cycle that is planned today reaches so far
_ASKING = frozenset({"negotiate", "engage", "convert", "promote"})
_CYCLES_AWAY = 2  # years between an objective and the key results under it


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    if beyond := _beyond_us(statement) or _asked_of_the_state(statement):
        yield Flag(beyond.span, {"words": beyond.text, "text": main_clause(statement)})
    elif department := _of_another(statement, context):
        yield Flag(department[0], {"words": department[1], "text": main_clause(statement)}, variant="department")
    elif some_day := next((hit for hit in statement.found("far") if hit.concept == "someday"), None):
        yield Flag(some_day.span, {"words": some_day.text, "text": without(statement, (some_day,))}, variant="someday")
    elif horizon := _beyond_the_cycle(statement, context):
        yield Flag(horizon, {"words": words(statement, horizon), "text": main_clause(statement)}, variant="horizon")


def _beyond_us(statement: Statement) -> Hit | None:
    """What no company moves, where the statement sets out to move just that and not its own part in it."""
    lead = statement.lead
    if lead is None or lead.kind not in _MOVED or lead.negated or lead.object is None or lead.subject is not None:
        return None
    for hit in statement.found("beyond"):
        if hit.concept == "state" or not inside(hit.span, (lead.object,)) or inside(hit.span, statement.purposes):
            continue
        outside = [word.span for word in statement.content if not inside(word.span, (hit.span,))]
        named_before = any(lead.object.start <= span.start < hit.span.start for span in outside)
        part_of_a_name = any(hit.span.end <= span.start <= hit.span.end + _TOUCHING for span in outside)
        if not named_before and not part_of_a_name:
            return hit
    return None


def _asked_of_the_state(statement: Statement) -> Hit | None:
    """ "Persuade parliament to …": others decide."""
    lead = statement.lead
    if lead is None or lead.concept not in _ASKING:
        return None
    return next((hit for hit in statement.found("beyond") if hit.concept == "state"), None)


def _of_another(statement: Statement, context: Context) -> tuple[Span, str] | None:
    """A department that serves others, with the company's money or a market as its objective."""
    own = next((hit for hit in statement.found("departments") if _is_a_note(statement, hit)), None)
    if own is None and context.team:
        team = understand(context.team, Role.OBJECTIVE, statement.language)
        own = next(iter(team.found("departments")), None)
    if own is None or own.concept not in _SERVING:
        return None
    lead = statement.lead
    money = next(
        (m.span for m in statement.measures if Trait.MONEY in m.traits and Trait.COST not in m.traits),
        None,
    )
    market = next((hit.span for hit in statement.found("generic_nouns") if hit.concept == "market"), None)
    wanted = money or (market if lead is not None and lead.kind in _WON else None)
    return (wanted, own.text) if wanted else None


def _is_a_note(statement: Statement, hit: Hit) -> bool:
    """Whether the words stand in brackets behind the statement, to say whose it is."""
    return statement.raw[: hit.span.start].rstrip()[-1:] in ("(", "（") or (
        statement.raw[: hit.span.start].count("(") + statement.raw[: hit.span.start].count("（") > 0
    )


def _beyond_the_cycle(statement: Statement, context: Context) -> Span | None:
    """Words or years that lie far behind the cycle."""
    decades = next((hit.span for hit in statement.found("far") if hit.concept == "decades"), None)
    if decades:
        return decades
    years = next((number.span for number in statement.quantities if _is_a_long_time(number)), None)
    if years and not numbers_move(statement):
        return years
    found = list(_YEAR.finditer(statement.raw))
    if not found:
        return None
    beside = [context.fields.due, *(item.raw for item in context.key_results)]
    beside += [fields.due for fields in context.key_result_fields]
    known = [int(year) for text in beside for year in _YEAR.findall(text)]
    last = max(found, key=lambda match: int(match.group()))
    if int(last.group()) >= _DISTANT:
        return Span(*last.span())
    return Span(*last.span()) if known and int(last.group()) - max(known) >= _CYCLES_AWAY else None


def _is_a_long_time(number: Quantity) -> bool:
    years = number.dimension is Dimension.DURATION and number.unit == "year"
    return years and number.bound in (Bound.EXACT, Bound.AT_MOST) and (number.value or 0) >= _MANY_YEARS


def numbers_move(statement: Statement) -> bool:
    return any(number.bound in (Bound.FROM, Bound.TO) for number in numbers(statement))
