"""S-DEFOCUS: a key result for every department instead of results of one objective."""

import re
from collections.abc import Iterator, Sequence

from vekha.coach.document import Span
from vekha.coach.rule import Context, Flag, On
from vekha.coach.rules._matters import aim, matter_of_the_house, side, subjects
from vekha.coach.rules._sentence import inside, listed, sentence, words
from vekha.coach.settings import Severity
from vekha.coach.statement import Form, Kind, Statement

ON = (On.SET,)

# A note that says whose a line is: in brackets or behind a dash at its end, or before a colon.
_BEHIND = re.compile(r"[(（\[](?P<note>[^()（）\[\]]{2,40})[)）\]]\W*$|\s[—–-]\s*(?P<tail>[^—–()]{2,30})$")
_BEFORE = re.compile(r"^(?P<head>[^:：—–]{2,30}?)(?:[:：]|\s[—–-]\s)")
_BESIDE = 3  # letters of a note beside the names of departments: "and"; with more of them it says something else
_NOBODY = frozenset({"goal", "departments", "steps", "stakeholders"})
_APART = 3  # sides of the business that have nothing to do with each other
_OF_THE_HOUSE = 2  # so many of them never meet those served


def check(statement: Statement, context: Context) -> Iterator[Flag]:
    owners = [_owner(key_result) for key_result in context.key_results]
    noted = [owner for owner in owners if owner]
    departments = {concept for concept, _, _ in noted}
    # "Sales: from 1 to 2 M" names what is measured, unless the other lines name departments too.
    every_line = len(owners) >= _APART and all(_BEFORE.search(each.raw) for each in context.key_results)
    sure = noted if every_line or len(departments) >= _APART else [owner for owner in noted if not owner[2]]
    if len({concept for concept, _, _ in sure}) > 1 and 2 * len(sure) > len(owners):
        names = list(dict.fromkeys(name for _, name, _ in sure))
        yield Flag(None, {"text": sentence(statement), "names": listed(names, statement)}, variant="noted")
    elif measures := _strange(statement, context.key_results):
        yield Flag(None, {"text": sentence(statement), "measures": listed(measures, statement)}, Severity.WARNING)
    elif measures := _apart(statement, context.key_results):
        yield Flag(None, {"text": sentence(statement), "measures": listed(measures, statement)}, Severity.HINT)


def _owner(key_result: Statement) -> tuple[str, str, bool] | None:
    """Whose the line says it is: the department, the author's words for it, and whether they may be a metric."""
    for note in (_BEHIND.search(key_result.raw), _BEFORE.search(key_result.raw)):
        if note is not None and note.lastgroup is not None:
            span = Span(*note.span(note.lastgroup))
            if department := _department(key_result, span):
                head = note.lastgroup == "head"
                is_metric = head and any(inside(measure.span, (span,)) for measure in key_result.measures)
                return department, words(key_result, span), is_metric
    return _opening(key_result)


def _department(key_result: Statement, note: Span) -> str:
    """The department that a note names; empty where it says something else too."""
    names = [
        hit
        for group in ("departments", "functions", "anywhere")
        for hit in key_result.found(group)
        if inside(hit.span, (note,))
    ]
    named = {place for hit in names for place in range(*hit.span)}
    letters = [place for place in range(*note) if key_result.raw[place].isalnum() and place not in named]
    owner = next((hit.concept for hit in names if hit.concept not in _NOBODY), "")
    return owner.removesuffix("_dept") if len(letters) <= _BESIDE else ""


def _opening(key_result: Statement) -> tuple[str, str, bool] | None:
    """A department that the line opens with as the one who does it: "Accounting closes the month in 3 days"."""
    first = next(iter(key_result.found("departments")), None)
    verb = key_result.lead
    if first is None or first.span.start > 0 or verb is None or verb.form is not Form.FINITE:
        return None
    return first.concept.removesuffix("_dept"), first.text, False


def _strange(objective: Statement, key_results: Sequence[Statement]) -> list[str]:
    """The metrics of key results from three sides of the business, most of the house, under an aim for others."""
    about = subjects(objective)
    strangers = [each for each in key_results if not about & subjects(each)]
    sides = [side(each) for each in strangers]
    of_the_house = [each for each in strangers if matter_of_the_house(each)]
    if len(set(sides) - {""}) < _APART or len(of_the_house) < _OF_THE_HOUSE:
        return []
    if aim(objective) is None and not objective.found("people"):
        return []
    if 2 * len(strangers) <= len(key_results) or _share_words(strangers):
        return []
    return [_name(each) for each in strangers]


def _name(key_result: Statement) -> str:
    matter = matter_of_the_house(key_result)
    if key_result.measures:
        return words(key_result, key_result.measures[0].span)
    return matter.text if matter else sentence(key_result)


def _share_words(statements: Sequence[Statement]) -> bool:
    seen: set[str] = set()
    for each in statements:
        if seen & subjects(each):
            return True
        seen |= subjects(each)
    return False


def _apart(objective: Statement, key_results: Sequence[Statement]) -> list[str]:
    """The metrics of a set whose every line leads another side of the business and shares no word with the rest."""
    if len(key_results) < _APART:
        return []
    known = [each for each in key_results if side(each)]
    hired = [each for each in key_results if not side(each) and each.lead is not None and each.lead.kind is Kind.HIRE]
    if len(known) + len(hired) < max(_APART, len(key_results) - 1):
        return []
    if len({side(each) for each in known} | {"staff" for _ in hired}) < _APART:
        return []
    return [] if _share_words((objective, *key_results)) else [_name(each) for each in (*known, *hired)]
