"""The number in a JSON document, by a JMESPath expression. Pure: it runs in the limited process."""

import json
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found, number, pairs


def found_in(data: bytes, *, expression: str) -> list[Found]:
    """What the expression yields: one number, or a list of [day, value] or of objects with `day` and `value`."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise NoReading(Trouble.NOT_JSON) from None
    try:
        said = jmespath.search(expression, document)
    except (JMESPathError, ValueError, TypeError) as problem:
        raise NoReading(Trouble.EXPRESSION, str(problem).partition("\n")[0]) from None
    if said is None or said == []:
        return []
    if not isinstance(said, list):
        return [Found(number(said))]
    if all(isinstance(each, (list, dict)) for each in said):
        return pairs(map(_pair, said))
    if len(said) == 1:
        return [Found(number(said[0]))]
    raise NoReading(Trouble.SEVERAL, str(len(said)))


def _pair(row: Any) -> tuple[Any, Any]:
    if isinstance(row, dict):
        return row.get("day"), row.get("value")
    if len(row) != 2:
        raise NoReading(Trouble.NOT_A_DATE, str(row)[:80])
    return row[0], row[1]
