from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from vekha.kpis.limited import found_by
from vekha.kpis.sources import Field
from vekha.kpis.sources.fetch import AUTHORIZATION, content
from vekha.kpis.values import Found


class MetricsPage:
    """A metric on the page that a service shows to Prometheus, without a Prometheus between."""

    key = "metrics"
    name = _("Metrics of a service (Prometheus text)")
    for_administrators = False
    fields = (
        Field("url", _("Address"), _("Of the page that shows the metrics, often /metrics.")),
        AUTHORIZATION,
        Field("metric", _("Metric"), _('As it stands there, with its labels: orders_open{shop="main"}.')),
    )

    def read(self, settings: Mapping[str, str]) -> list[Found]:
        data = content(settings["url"], settings.get("authorization", ""))
        return found_by("metrics", {"metric": settings["metric"]}, data)
