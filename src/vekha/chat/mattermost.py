"""Slash commands of Mattermost: whose token they bear, and an answer that only the person sees."""

import hmac
import re
from collections.abc import Sequence

_MARKS = re.compile(r"([\\*_~`\[\]<>|#])")


def is_known(token: str, tokens: Sequence[str]) -> bool:
    """Whether it is one of the tokens of the settings: each team of a Mattermost has its own command."""
    return bool(token) and any(hmac.compare_digest(token.encode(), known.strip().encode()) for known in tokens)


def shown(text: str) -> dict[str, object]:
    """An answer that only the person sees, and in which nothing is a mark of Markdown."""
    return {"response_type": "ephemeral", "text": _MARKS.sub(r"\\\1", text)}
