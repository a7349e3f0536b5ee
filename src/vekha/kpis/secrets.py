"""Secrets of sources at rest."""

from vekha import sealing
from vekha.kpis.trouble import NoReading, Trouble

PURPOSE = "vekha.kpis.sources"


def sealed(secrets: dict[str, str]) -> str:
    return sealing.sealed(secrets, PURPOSE)


def unsealed(text: str) -> dict[str, str]:
    """What was sealed. Raises NoReading when the secret of the installation is another one now."""
    try:
        return sealing.unsealed(text, PURPOSE)
    except sealing.OtherKey:
        raise NoReading(Trouble.SECRET) from None
