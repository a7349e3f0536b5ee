from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from vekha.kpis.limited import found_by
from vekha.kpis.sources import Field
from vekha.kpis.sources.fetch import AUTHORIZATION, content
from vekha.kpis.values import Found


class JsonOverHttp:
    """A number inside a JSON document at an address."""

    key = "json"
    name = _("JSON at an address")
    for_administrators = False
    fields = (
        Field("url", _("Address")),
        AUTHORIZATION,
        Field(
            "expression",
            _("Where the number stands"),
            _("A JMESPath expression such as data.total; for several readings, rows[].[date, amount]."),
        ),
    )

    def read(self, settings: Mapping[str, str]) -> list[Found]:
        data = content(settings["url"], settings.get("authorization", ""))
        return found_by("json", {"expression": settings["expression"]}, data)
