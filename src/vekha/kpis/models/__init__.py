from vekha.kpis.models.kpi import Kpi, Rhythm
from vekha.kpis.models.reading import Reading
from vekha.kpis.models.source import Source

__all__ = ["Kpi", "Reading", "Rhythm", "Source"]
