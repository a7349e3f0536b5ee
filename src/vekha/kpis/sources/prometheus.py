import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from vekha.kpis.sources import Field
from vekha.kpis.sources.fetch import AUTHORIZATION, fetched
from vekha.kpis.trouble import NoReading, Trouble
from vekha.kpis.values import Found, number

MOST_BYTES = 100_000  # a single number is wanted: so little may be read in our own process


class Prometheus:
    """What an instant query yields now. Whatever speaks Prometheus's API is asked in the same way."""

    key = "prometheus"
    name = _("Prometheus")
    for_administrators = False
    fields = (
        Field("url", _("Address of the server"), _("Up to where /api/v1 begins.")),
        AUTHORIZATION,
        Field("query", _("Query"), _("It has to yield a single number: sum(…), max(…)."), is_long=True),
    )

    def read(self, settings: Mapping[str, str]) -> list[Found]:
        url = settings["url"].strip().rstrip("/") + "/api/v1/query"
        params = {"query": settings["query"]}
        answer = fetched(url, settings.get("authorization", ""), params=params, most_bytes=MOST_BYTES)
        try:
            said = json.loads(answer.content)
            if said["status"] != "success":
                raise NoReading(Trouble.QUERY, str(said.get("error", "")))
            kind, result = said["data"]["resultType"], said["data"]["result"]
            return _found(kind, result)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
            raise NoReading(Trouble.NOT_JSON if answer.is_good else Trouble.STATUS, str(answer.status)) from None


def _found(kind: str, result: Any) -> list[Found]:
    if kind == "scalar":
        return [Found(number(result[1]))]
    if kind != "vector":
        raise NoReading(Trouble.QUERY, str(kind))
    if len(result) > 1:
        raise NoReading(Trouble.SEVERAL, str(len(result)))
    return [Found(number(each["value"][1])) for each in result]
