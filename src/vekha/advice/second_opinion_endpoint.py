"""Asks a language model over the OpenAI-compatible protocol. Where it is stands in the settings and nowhere else.

Whatever the other side does, the answer is a text or a `NoAnswer` within the time-out: the whole exchange has one
deadline, the answer one size, redirects are not followed, and one question is asked at a time, so that a slow model
never takes the server from the people who work with it.
"""

import asyncio
import logging
import threading
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from pydantic import BaseModel, Field, ValidationError

MOST_BYTES = 256 * 1024  # of an answer
LONGEST_WAIT = 10.0  # seconds that a busy server may ask us to wait before the one further attempt
SECRET = 12  # characters from which a key is one, and not a word such as "none" for a server that asks for none

_BUSY = frozenset({429, 503})
_NOT_UNDERSTOOD = frozenset({400, 422})  # what servers say that know no answer schemas

logger = logging.getLogger(__name__)
_asking = threading.Lock()


class Trouble(Enum):
    """Why there is no answer."""

    UNREACHABLE = auto()
    TOO_SLOW = auto()
    BUSY = auto()  # the model's server has too much to do
    OCCUPIED = auto()  # somebody else is asking through this server
    NOT_ALLOWED = auto()  # the key is missing or wrong
    FAILED = auto()  # any other status: an error, a redirect, an unknown model
    UNUSABLE = auto()  # an answer of another form, too large, or empty
    DECLINED = auto()


class NoAnswer(Exception):
    """The model gave no answer that can be used."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.name)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that speaks the protocol, and a model on it."""

    url: str  # up to /v1
    model: str
    timeout: float  # seconds, for everything together
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """Where it is, as people are told: without what the address says besides."""
        parts = urlsplit(self.url)
        name = parts.hostname or ""
        name = f"[{name}]" if ":" in name else name
        return f"{name}:{parts.port}" if parts.port else name

    def ask(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        """What the model answers, at best in that JSON schema. Raises NoAnswer."""
        try:
            if not _asking.acquire(blocking=False):
                raise NoAnswer(Trouble.OCCUPIED)
            try:
                answer = asyncio.run(self._within_time(messages, schema))
            finally:
                _asking.release()
        except NoAnswer as problem:
            logger.warning("No second opinion from %s: %s", self.host, problem)
            raise
        if len(self.key) >= SECRET and self.key in answer:  # a server that sends back what it was sent
            raise NoAnswer(Trouble.UNUSABLE)
        return answer

    async def _within_time(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        body = {"model": self.model, "messages": messages}
        in_schema = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
        # A plain connection: an answer packed small may unpack to any size.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            async with (
                asyncio.timeout(self.timeout),
                httpx.AsyncClient(headers=headers, timeout=None) as client,  # noqa: S113  the line above limits it
            ):
                reply = await self._post(client, body | {"response_format": in_schema})
                if reply.status in _NOT_UNDERSTOOD:
                    reply = await self._post(client, body)
        except TimeoutError:
            raise NoAnswer(Trouble.TOO_SLOW) from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
            raise NoAnswer(Trouble.UNREACHABLE) from None
        if reply.status in _BUSY:
            raise NoAnswer(Trouble.BUSY)
        if reply.status in {401, 403}:
            raise NoAnswer(Trouble.NOT_ALLOWED)
        if reply.status != 200:
            raise NoAnswer(Trouble.FAILED)
        return _said(reply.content)

    async def _post(self, client: httpx.AsyncClient, body: dict[str, Any]) -> "_Reply":
        """The reply of the server; of a busy one that says when to come back soon, its second."""
        reply = await self._post_once(client, body)
        if reply.status in _BUSY and reply.wait <= LONGEST_WAIT:
            await asyncio.sleep(reply.wait)
            reply = await self._post_once(client, body)
        return reply

    async def _post_once(self, client: httpx.AsyncClient, body: dict[str, Any]) -> "_Reply":
        async with client.stream("POST", f"{self.url.rstrip('/')}/chat/completions", json=body) as response:
            if response.status_code != 200:
                return _Reply(response.status_code, wait=_wait(response.headers.get("Retry-After", "")))
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise NoAnswer(Trouble.UNUSABLE)
            content = bytearray()
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > MOST_BYTES:
                    raise NoAnswer(Trouble.UNUSABLE)
            return _Reply(200, content=bytes(content))


def configured() -> Endpoint | None:
    """The endpoint that the administrator has set; None while there is none."""
    if not settings.SECOND_OPINION_URL:
        return None
    return Endpoint(
        url=settings.SECOND_OPINION_URL,
        model=settings.SECOND_OPINION_MODEL,
        timeout=settings.SECOND_OPINION_TIMEOUT,
        key=settings.SECOND_OPINION_KEY,
    )


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    content: bytes = b""
    wait: float = 0  # seconds after which a busy server wants to be asked again


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)


def _said(content: bytes) -> str:
    """The text inside a reply."""
    try:
        choice = _Completion.model_validate_json(content).choices[0]
    except ValidationError:
        raise NoAnswer(Trouble.UNUSABLE) from None
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise NoAnswer(Trouble.DECLINED)
    return choice.message.content or ""


def _wait(retry_after: str) -> float:
    """Seconds to wait as a busy server asks for; a second where it says nothing that we understand."""
    return float(retry_after) if retry_after.isascii() and retry_after.isdecimal() else 1.0
