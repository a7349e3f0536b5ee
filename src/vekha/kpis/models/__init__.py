from vekha.kpis.models.kpi import Kpi, Rhythm
from vekha.kpis.models.reading import Reading

__all__ = ["Kpi", "Reading", "Rhythm"]
