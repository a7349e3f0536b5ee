from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from vekha.kpis.limited import found_by
from vekha.kpis.sources import Field
from vekha.kpis.sources.fetch import AUTHORIZATION, content
from vekha.kpis.values import Found

VALUE = Field("value", _("Column of the values"), _("Its heading, as it stands in the table."))
DAY = Field(
    "day",
    _("Column of the days"),
    _("With it, every row becomes a reading. Without it, the last value that stands in the column counts for now."),
    is_required=False,
)


class Table:
    """A table at an address: CSV or Excel, also a published sheet."""

    key = "table"
    name = _("CSV or Excel at an address")
    for_administrators = False
    fields = (
        Field(
            "url",
            _("Address"),
            _("Of a CSV or XLSX file. In Google Sheets: File, Share, Publish to the web, as CSV."),
        ),
        AUTHORIZATION,
        VALUE,
        DAY,
    )

    def read(self, settings: Mapping[str, str]) -> list[Found]:
        data = content(settings["url"], settings.get("authorization", ""))
        return found_by("table", {"value": settings["value"], "day": settings.get("day", "")}, data)
