"""Calls of a messenger's API: whatever the other side does, there is a reply or a `NoReply` in time.

No error that leaves here holds an address: that of Telegram contains the token.
"""

import asyncio
import json
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any, TypeVar

import httpx

MOST_BYTES = 8 * 1024 * 1024  # of a reply; a hundred long messages are less
OFTEN = 0.2  # seconds between two looks whether to stop

T = TypeVar("T")


class NoReply(Exception):
    """There is no reply that can be used. `wait`: the seconds after which the other side wants to be asked again."""

    def __init__(self, why: str, wait: float = 0) -> None:
        super().__init__(why)
        self.wait = wait


class Stopped(Exception):
    """The call was given up because we are to stop."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in JSON, whatever its status."""

    status: int
    body: dict[str, Any] = field(repr=False)


def call(
    url: str,
    body: Mapping[str, Any],
    *,
    within: float,
    headers: Mapping[str, str] | None = None,
    stop: Event | None = None,
) -> Reply:
    """Post a JSON body. Raises NoReply after `within` seconds at the latest, Stopped once `stop` is set."""
    exchange = _exchange(url, body, within, headers or {})
    return asyncio.run(exchange if stop is None else _unless_stopped(exchange, stop))


async def _exchange(url: str, body: Mapping[str, Any], within: float, headers: Mapping[str, str]) -> Reply:
    # A plain connection: an answer packed small may unpack to any size.
    ours = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
    content = bytearray()
    try:
        async with (
            asyncio.timeout(within),
            httpx.AsyncClient(headers=ours, timeout=None) as client,  # noqa: S113  the line above limits it
            client.stream("POST", url, json=body) as response,
        ):
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > MOST_BYTES:
                    raise NoReply("too large")
    except TimeoutError:
        raise NoReply("too slow") from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise NoReply(type(error).__name__) from None
    try:
        said = json.loads(content)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise NoReply(f"status {response.status_code} without JSON")
    return Reply(response.status_code, said)


async def _unless_stopped(exchange: Coroutine[Any, Any, T], stop: Event) -> T:
    task = asyncio.ensure_future(exchange)
    while not task.done():
        if stop.is_set():
            task.cancel()
            raise Stopped
        await asyncio.wait({task}, timeout=OFTEN)
    return task.result()
