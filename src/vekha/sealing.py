"""Secrets at rest: encrypted with a key that follows from the secret of this installation and from what it is for."""

import json
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class OtherKey(Exception):
    """What was sealed cannot be opened: the secret of the installation is another one now."""


def sealed(secrets: dict[str, str], purpose: str) -> str:
    return _fernet(purpose).encrypt(json.dumps(secrets).encode()).decode()


def unsealed(text: str, purpose: str) -> dict[str, str]:
    """What was sealed for this purpose. Raises OtherKey."""
    try:
        secrets: dict[str, str] = json.loads(_fernet(purpose).decrypt(text.encode()))
    except (InvalidToken, ValueError):
        raise OtherKey from None
    return secrets


def _fernet(purpose: str) -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(settings.SECRET_KEY.encode())
    return Fernet(urlsafe_b64encode(key))
