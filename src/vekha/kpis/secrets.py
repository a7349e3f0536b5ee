"""Secrets of sources at rest: encrypted with a key that follows from the secret of this installation."""

import json
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from vekha.kpis.trouble import NoReading, Trouble


def sealed(secrets: dict[str, str]) -> str:
    return _fernet().encrypt(json.dumps(secrets).encode()).decode()


def unsealed(text: str) -> dict[str, str]:
    """What was sealed. Raises NoReading when the secret of the installation is another one now."""
    try:
        secrets: dict[str, str] = json.loads(_fernet().decrypt(text.encode()))
    except (InvalidToken, ValueError):
        raise NoReading(Trouble.SECRET) from None
    return secrets


def _fernet() -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"vekha.kpis.sources").derive(settings.SECRET_KEY.encode())
    return Fernet(urlsafe_b64encode(key))
