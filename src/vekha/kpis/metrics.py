"""The text in which services show their metrics to Prometheus. Pure: it runs in the limited process."""

import re
from datetime import UTC, datetime

from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import FIRST_YEAR, Found, number

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"'
_LABELS = re.compile(_LABEL)
_BRACES = rf"\{{\s*((?:{_LABEL}(?:\s*,\s*{_LABEL})*(?:\s*,)?)?)\s*\}}"
_AT = r"(?:\s+(?P<at>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?))?"
_SAMPLE = re.compile(rf"(?P<name>{_NAME})\s*(?:{_BRACES})?\s*(?P<value>[^\s{{]\S*){_AT}\s*")
_ASKED = re.compile(rf"(?P<name>{_NAME})\s*(?:{_BRACES})?")


def found_in(data: bytes, *, metric: str) -> list[Found]:
    """The value of the metric, chosen by its name and, where it has several, by labels. Raises NoReading."""
    asked = _ASKED.fullmatch(metric.strip())
    if asked is None:
        raise NoReading(Trouble.NOTHING)
    name, labels = asked["name"], _labels(asked[2])
    found = []
    lines = data.decode("utf-8", "replace").splitlines()
    for line in lines:
        sample = None if line.startswith("#") else _SAMPLE.fullmatch(line.strip())
        if sample and sample["name"] == name and labels.items() <= _labels(sample[2]).items():
            found.append((sample["value"], sample["at"]))
    if not found:
        raise NoReading(Trouble.NOTHING)
    if len(found) > 1:
        raise NoReading(Trouble.SEVERAL, str(len(found)))
    value, moment = found[0]
    is_open_metrics = lines[-1].strip() == "# EOF"
    return [Found(number(value), _at(moment, 1 if is_open_metrics else 1000))]


def _labels(text: str | None) -> dict[str, str]:
    return dict(_LABELS.findall(text or ""))


def _at(said: str | None, units: int) -> str:
    """The moment in ISO form, where one is given, which is seldom: in so many units a second, thousandths in
    Prometheus's own text, whole ones in OpenMetrics."""
    if said is None:
        return ""
    try:
        at = datetime.fromtimestamp(float(said) / units, UTC)
    except (ValueError, OverflowError, OSError):
        raise NoReading(Trouble.NOT_A_DATE, said[:80]) from None
    if at.year <= FIRST_YEAR:  # seconds that are taken for thousandths lie in it for a long time to come
        raise NoReading(Trouble.NOT_A_DATE, said[:80])
    return at.isoformat()
