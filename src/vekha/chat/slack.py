"""Slash commands of Slack: who signed them, and an answer that only the person sees."""

import hashlib
import hmac
import time
from collections.abc import Mapping

VALID_FOR = 5 * 60  # seconds


def is_signed(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether Slack sent this body, and lately (signature version v0)."""
    said = headers.get("X-Slack-Request-Timestamp", "")
    if not (said.isascii() and said.isdecimal() and len(said) < 12) or abs(time.time() - int(said)) > VALID_FOR:
        return False
    expected = hmac.new(secret.encode(), b"v0:%s:%s" % (said.encode(), body), hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}".encode(), headers.get("X-Slack-Signature", "").encode())


def shown(text: str) -> dict[str, object]:
    """An answer that only the person sees, and in which nothing is a mention or a mark."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"response_type": "ephemeral", "mrkdwn": False, "text": escaped}
