"""What the coach understood of a key result's sentence, as the fields that a draft begins with."""

import re
from itertools import pairwise
from typing import Any, NamedTuple

from vekha.coach.document import KeyResult as ReadKeyResult
from vekha.coach.document import Language
from vekha.coach.statement import Bound, Direction, Kind, Quantity, Role, Statement
from vekha.coach.understand import understand
from vekha.goals.models import KeyResult
from vekha.ui import numbers
from vekha.ui.templatetags.marks import GAP

MOST_TEXT = 300  # characters of a statement
MOST_UNIT = 30

_WRITTEN = re.compile(r"(?P<currency>[$€£¥￥₽]?)(?P<digits>\d+(?:[\s.,]?\d+)*)\s*(?P<after>.*)")
_SCALES = (1.0, 1e3, 1e4, 1e6, 1e8, 1e9)


class _Unit(NamedTuple):
    """A unit as the author writes it, and how much of the plain unit it holds: «млн ₽» holds a million."""

    words: str
    scale: float


class _Told(NamedTuple):
    """From where to where, as far as the sentence says."""

    start: Quantity | None = None
    target: Quantity | None = None
    direction: Direction = Direction.NONE


def key_result_fields(read: ReadKeyResult, language: Language) -> dict[str, Any]:
    """Text, kind, unit, start, target or corridor of a key result, from its sentence and what stood beside it.

    What is not known stays empty for a person to fill in; nothing is guessed. A sentence without any number, and
    without a gap for one, becomes "done or not done".
    """
    statement = understand(read.text, Role.KEY_RESULT, language)
    has_gap = GAP.search(read.text) is not None
    told = _Told() if has_gap else _told(statement)  # beside a gap a number says something else: "within 30 days"
    start, target = _number(read.fields.start), _number(read.fields.target)
    unit = read.fields.unit
    if told.target and start is None and target is None:
        own = _unit(told.target, statement)
        start, target = _value(told.start, own), _value(told.target, own)
        unit = unit or own.words
    text, definition = shortened(read.text)
    fields: dict[str, Any] = {"text": text, "definition": definition, "unit": unit if len(unit) <= MOST_UNIT else ""}
    if start is None and target is None:
        is_measured = statement.quantities or has_gap
        return fields | {"kind": KeyResult.Kind.REACH if is_measured else KeyResult.Kind.DONE}
    if start is None and _is_kept(statement, told):
        kerb = "high" if told.target and told.target.bound is Bound.AT_MOST else "low"
        return fields | {"kind": KeyResult.Kind.KEEP, kerb: target}
    if start == target:
        start = None
    return fields | {"kind": KeyResult.Kind.REACH, "start": start, "target": target}


def shortened(text: str) -> tuple[str, str]:
    """A statement that fits, and the whole of it where it did not fit (else nothing), so that no word is lost."""
    return (text, "") if len(text) <= MOST_TEXT else (text[: MOST_TEXT - 1].rstrip() + "…", text)


def _told(statement: Statement) -> _Told:
    """The metric that says most: one with a start and a target, else one with a target; else a bare from and to, or the
    only bound.
    """
    measures = [_Told(found.start, found.target, found.direction) for found in statement.measures if found.target]
    pairs = [
        _Told(start, target)
        for start, target in pairwise(statement.quantities)
        if start.bound is Bound.FROM and target.bound in (Bound.TO, Bound.EXACT) and start.dimension is target.dimension
    ]
    both = [told for told in measures if told.start]
    bounds = [_Told(target=bound) for bound in statement.quantities if bound.bound in (Bound.AT_LEAST, Bound.AT_MOST)]
    return next(iter([*both, *pairs, *measures, *(bounds if len(bounds) == 1 else [])]), _Told())


def _is_kept(statement: Statement, told: _Told) -> bool:
    """Whether the sentence promises to hold a value rather than to move it. A ceiling without a start is one."""
    bound = told.target.bound if told.target else None
    if bound is Bound.AT_MOST:
        return told.direction in (Direction.NONE, Direction.KEEP)
    keeps = any(predicate.kind in (Kind.KEEP, Kind.CONTINUE) for predicate in statement.predicates)
    return bound is Bound.AT_LEAST and (keeps or told.direction is Direction.KEEP)


def _value(quantity: Quantity | None, unit: _Unit) -> float | None:
    return None if quantity is None or quantity.value is None else round(quantity.value / unit.scale, 9)


def _unit(quantity: Quantity, statement: Statement) -> _Unit:
    """The unit of a number in the author's words: «%», "a month", «млн ₽», or what it counts."""
    found = _WRITTEN.search(statement.raw[quantity.span.start : quantity.span.end])
    counted = statement.raw[quantity.counted.start : quantity.counted.end] if quantity.counted else ""
    if found is None:  # a number in words
        return _Unit(counted, 1.0)
    scale = _scale(found["digits"], quantity.value)
    after = found["after"].strip()
    # A scale alone («тыс.», 万) is no unit: what is counted stands behind it.
    words = f"{after} {counted}".strip() if scale > 1 else after or counted
    return _Unit(found["currency"] + words, scale)


def _scale(digits: str, value: float | None) -> float:
    """How much larger the number is than its digits: 1,000,000 for 2 where «2 млн» is meant."""
    try:
        readings: tuple[float, ...] = (numbers.read(digits).value,)
    except numbers.AmbiguousNumber as problem:
        readings = problem.readings
    except numbers.NotANumber:
        readings = ()
    return next((scale for reading in readings for scale in _SCALES if value == round(reading * scale, 9)), 1.0)


def _number(text: str) -> float | None:
    try:
        return numbers.read(text).value if text else None
    except (numbers.NotANumber, numbers.AmbiguousNumber):
        return None
