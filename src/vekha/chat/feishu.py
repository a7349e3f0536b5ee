"""The bot in Feishu: what its events say, and answers through its API."""

import base64
import hashlib
import hmac
import json
import logging
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from vekha.chat.actions.messages import Message
from vekha.chat.calls import NoReply, Reply, call
from vekha.chat.models import Heard, Service

LONGEST_CALL = 10.0  # seconds
AT_ONCE = 2.0  # seconds that an event may wait for its answer: after three Feishu sends it again
OLDEST = 86_400  # seconds after which an event is none any more; Feishu sends one again for some hours
A_WHILE = 300  # seconds before its end from which a token is not used any more

_TOKEN_IS_OVER = frozenset({99991661, 99991663, 99991664, 99991668, 99991671, 99991677})
_TOO_OFTEN = frozenset({99991400, 230020})
_MENTION = re.compile(r"@_user_\d+\s*")

log = logging.getLogger(__name__)


class Refused(Exception):
    """Feishu will not do it, however often it is asked: the message is gone, or the bot may not write there."""


@dataclass
class Bot:
    """The company's app in Feishu, or Lark."""

    url: str
    app: str
    secret: str = field(repr=False)
    _token: str = field(default="", repr=False)
    _valid_until: float = 0  # by the monotonic clock

    def answer(self, heard: Heard, within: float = LONGEST_CALL) -> None:
        """Bring the answer to where the message came from. Raises NoReply or Refused. Twice is brought once."""
        body = {"msg_type": "text", "content": json.dumps({"text": heard.answer}), "uuid": heard.number[:50]}
        self._send(f"messages/{heard.reply_to}/reply", body, within)

    def say(self, person: str, text: str, number: str, within: float = LONGEST_CALL) -> None:
        """Write to a person, by their `open_id`. Raises NoReply or Refused. The same `number` twice is brought once."""
        body = {"receive_id": person, "msg_type": "text", "content": json.dumps({"text": text}), "uuid": number[:50]}
        self._send("messages?receive_id_type=open_id", body, within)

    def _send(self, where: str, body: dict[str, Any], within: float) -> None:
        by = time.monotonic() + within
        reply = self._call(where, body, by)
        if reply.body.get("code") in _TOKEN_IS_OVER:
            self._token = ""
            reply = self._call(where, body, by)
        code = reply.body.get("code")
        if (reply.status, code) == (200, 0):
            return
        if code in _TOKEN_IS_OVER or code in _TOO_OFTEN or reply.status == 429 or reply.status >= 500:
            raise NoReply(f"status {reply.status}, code {code}")
        raise Refused

    def _call(self, where: str, body: dict[str, Any], by: float) -> Reply:
        bearer = {"Authorization": f"Bearer {self._tenant_token(by)}"}
        return call(f"{self.url}/open-apis/im/v1/{where}", body, headers=bearer, within=_left(by))

    def _tenant_token(self, by: float) -> str:
        if not self._token or time.monotonic() > self._valid_until:
            url = f"{self.url}/open-apis/auth/v3/tenant_access_token/internal"
            reply = call(url, {"app_id": self.app, "app_secret": self.secret}, within=_left(by)).body
            token, seconds = reply.get("tenant_access_token"), reply.get("expire")
            if reply.get("code") != 0 or not (isinstance(token, str) and isinstance(seconds, int)):
                raise NoReply("no token is given: check VEKHA_FEISHU_APP and VEKHA_FEISHU_SECRET")
            self._token, self._valid_until = token, time.monotonic() + seconds - A_WHILE
        return self._token


def _left(by: float) -> float:
    return max(by - time.monotonic(), 0.01)


_bots: dict[tuple[str, str, str], Bot] = {}
_answering = threading.Lock()


def configured() -> Bot:
    """The bot of the settings. It keeps its token as long as the process lives."""
    key = (settings.FEISHU_URL, settings.FEISHU_APP, settings.FEISHU_SECRET)
    return _bots.setdefault(key, Bot(*key))


def answer_at_once(heard: Heard) -> None:
    """Answer while the event waits, if no other one does: what is left is sent by `send_waiting`."""
    if heard.answered_at is not None or not _answering.acquire(blocking=False):
        return
    try:
        _send(heard, AT_ONCE)
    finally:
        _answering.release()


def send_waiting() -> None:
    """Send the answers that are not out yet. What fails now goes out with the next round."""
    for heard in Heard.objects.waiting(Service.FEISHU):
        if not _send(heard, LONGEST_CALL):
            return


def _send(heard: Heard, within: float) -> bool:
    """Whether Feishu can be asked; then nothing is left to be done for this answer."""
    try:
        configured().answer(heard, within)
    except Refused:
        log.warning("Feishu refuses an answer: the message is gone, or the bot may not write there")
    except NoReply as problem:
        log.warning("An answer could not be sent to Feishu: %s", problem)
        return False
    heard.mark_as_answered()
    return True


def event_of(headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
    """The event that Feishu sent with a request; None for what others sent. Raises ValueError for no JSON.

    With an Encrypt Key events come encrypted and signed; only the question whether this address is ours is not signed.
    """
    try:
        event = json.loads(body)
    except RecursionError:  # nested without end
        return None
    key: str = settings.FEISHU_ENCRYPT_KEY
    if key:
        event = _decrypted(event.get("encrypt") if isinstance(event, dict) else None, key)
    if not isinstance(event, dict) or not _bears_the_token(event):
        return None
    if key and event.get("type") != "url_verification" and not _is_signed(headers, body, key):
        return None
    return event


def _decrypted(text: object, key: str) -> Any:
    """What was encrypted with the key: AES-256-CBC, the first block is the initialisation vector."""
    try:
        content = base64.b64decode(text if isinstance(text, str) else "", validate=True)
        cipher = Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(content[:16])).decryptor()
        unpadder = padding.PKCS7(128).unpadder()
        plain = unpadder.update(cipher.update(content[16:]) + cipher.finalize()) + unpadder.finalize()
        return json.loads(plain)
    except (ValueError, RecursionError):
        return None


def _is_signed(headers: Mapping[str, str], body: bytes, key: str) -> bool:
    said = headers.get("X-Lark-Request-Timestamp", "") + headers.get("X-Lark-Request-Nonce", "") + key
    expected = hashlib.sha256(said.encode() + body).hexdigest()
    return hmac.compare_digest(expected.encode(), headers.get("X-Lark-Signature", "").encode())


def _bears_the_token(event: dict[str, Any]) -> bool:
    header = event.get("header")
    token = header.get("token") if isinstance(header, dict) else event.get("token")
    return isinstance(token, str) and hmac.compare_digest(token.encode(), settings.FEISHU_TOKEN.encode())


def message_of(event: dict[str, Any]) -> Message | None:
    """What a person wrote; None for any other event, and for one of long ago."""
    try:
        header, said = event["header"], event["event"]
        if header["event_type"] != "im.message.receive_v1" or said["sender"].get("sender_type") != "user":
            return None
        if abs(time.time() - int(header["create_time"]) / 1000) > OLDEST:
            return None
        message = said["message"]
        content = json.loads(message["content"]) if message.get("message_type") == "text" else {}
        return Message(
            service=Service.FEISHU,
            number=str(header["event_id"])[:200],
            sender=str(said["sender"]["sender_id"]["open_id"])[:200],
            text=_MENTION.sub("", str(content.get("text", ""))),
            reply_to=str(message["message_id"])[:200],
            is_private=message.get("chat_type") == "p2p",
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
