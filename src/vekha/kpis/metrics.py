"""The text in which services show their metrics to Prometheus. Pure: it runs in the limited process."""

import re
from datetime import UTC, datetime

from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found, number

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"'
_LABELS = re.compile(_LABEL)
_BRACES = rf"\{{\s*((?:{_LABEL}(?:\s*,\s*{_LABEL})*(?:\s*,)?)?)\s*\}}"
_SAMPLE = re.compile(rf"(?P<name>{_NAME})\s*(?:{_BRACES})?\s*(?P<value>[^\s{{]\S*)(?:\s+(?P<at>-?\d+))?\s*")
_ASKED = re.compile(rf"(?P<name>{_NAME})\s*(?:{_BRACES})?")


def found_in(data: bytes, *, metric: str) -> list[Found]:
    """The value of the metric, chosen by its name and, where it has several, by labels. Raises NoReading."""
    asked = _ASKED.fullmatch(metric.strip())
    if asked is None:
        raise NoReading(Trouble.NOTHING)
    name, labels = asked["name"], _labels(asked[2])
    found = []
    for line in data.decode("utf-8", "replace").splitlines():
        sample = None if line.startswith("#") else _SAMPLE.fullmatch(line.strip())
        if sample and sample["name"] == name and labels.items() <= _labels(sample[2]).items():
            found.append((sample["value"], sample["at"]))
    if not found:
        raise NoReading(Trouble.NOTHING)
    if len(found) > 1:
        raise NoReading(Trouble.SEVERAL, str(len(found)))
    value, moment = found[0]
    return [Found(number(value), _at(moment))]


def _labels(text: str | None) -> dict[str, str]:
    return dict(_LABELS.findall(text or ""))


def _at(moment: str | None) -> str:
    """The moment in ISO form; it is given in thousandths of a second, and seldom at all."""
    if moment is None:
        return ""
    try:
        return datetime.fromtimestamp(int(moment) / 1000, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        raise NoReading(Trouble.NOT_A_DATE, moment[:80]) from None
