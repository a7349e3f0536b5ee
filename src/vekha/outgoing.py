"""HTTP to addresses that people type: guarded, so that the server fetches nothing it should not and waits for nobody.

The name is resolved here, each address is judged, and the connection goes to a judged address, so a name cannot mean
another one a moment later. Addresses inside the network are refused unless the administrator allows them
(`VEKHA_INSIDE_ALLOWED`). Redirects are followed by the same rules, few of them, and never from https to http. One
deadline holds for everything, one size for the unpacked answer. Nothing comes from the environment but the
certificates to trust. What is asked and answered is never logged.
"""

import asyncio
import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import httpcore
import httpx
from django.conf import settings

SECONDS = 20.0
MOST_BYTES = 10_000_000
MOST_REDIRECTS = 4

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # an IPv4 address in the last four bytes


class Trouble(StrEnum):
    """Why there is no answer."""

    ADDRESS = "address"  # not an http or https address, or with a name and password in it
    UNKNOWN = "unknown"  # no such name
    INSIDE = "inside"  # inside the network, and not allowed
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"  # too many, to nowhere, or from https to http
    BROKEN = "broken"  # not HTTP, cut off, or packed in a way that we do not unpack


class Refused(Exception):
    """No answer that can be used, by our own rules or by the other side's fault."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; any status is an answer."""

    status: int
    content: bytes
    kind: str  # the media type without its parameters, in small letters

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def get(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """Fetch an address, following redirects; to another host `headers` are not sent along. Raises Refused."""
    address = _parsed(url)
    request = _request("GET", address.copy_merge_params(dict(params)) if params else address, headers)
    return asyncio.run(_within(request, seconds, most_bytes))


def post(
    url: str,
    *,
    json: Any,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """Send JSON. A redirect is an answer like any other: what was sent here is sent nowhere else. Raises Refused."""
    return asyncio.run(_within(_request("POST", _parsed(url), headers, json=json), seconds, most_bytes))


def reachable(host: str, port: int, *, seconds: float = SECONDS) -> list[str]:
    """The addresses of a host that may be connected to, for what does not speak HTTP. Raises Refused."""

    async def found() -> list[str]:
        try:
            async with asyncio.timeout(seconds):
                return await _addresses(host, port)
        except TimeoutError:
            raise Refused(Trouble.TOO_SLOW) from None

    return asyncio.run(found())


# --- the exchange ----------------------------------------------------------------------------------------------------


def _request(method: str, url: httpx.URL, headers: Mapping[str, str] | None, **more: Any) -> httpx.Request:
    try:
        return httpx.Request(method, url, headers=headers, **more)
    except UnicodeError:  # no server would understand such a header
        raise Refused(Trouble.BROKEN) from None


async def _within(request: httpx.Request, seconds: float, most_bytes: int) -> Answer:
    try:
        async with asyncio.timeout(seconds):
            for _redirect in range(MOST_REDIRECTS + 1):
                answer, onwards = await _exchange(request, most_bytes)
                if onwards is None:
                    return answer
                request = _redirected(request, onwards)
            raise Refused(Trouble.REDIRECTS)
    except TimeoutError:
        raise Refused(Trouble.TOO_SLOW) from None
    except (httpcore.ConnectError, OSError) as problem:
        raise Refused(Trouble.CERTIFICATE if _is_about_certificate(problem) else Trouble.UNREACHABLE) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol):
        raise Refused(Trouble.BROKEN) from None


async def _exchange(request: httpx.Request, most_bytes: int) -> tuple[Answer, str | None]:
    """One request and its answer; of a redirect also where to."""
    request.headers.setdefault("Accept", "*/*")
    request.headers.setdefault("User-Agent", "Vekha")
    request.headers["Accept-Encoding"] = "gzip"
    url = httpcore.URL(
        scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
    )
    pool = httpcore.AsyncConnectionPool(ssl_context=_trust(), network_backend=_Guarded())
    async with (
        pool,
        pool.stream(request.method, url, headers=request.headers.raw, content=request.content or None) as response,
    ):
        headers = httpx.Headers(response.headers)
        if request.method == "GET" and response.status in _REDIRECTS and "Location" in headers:
            return Answer(response.status, b"", ""), headers["Location"]
        content = await _unpacked(response.aiter_stream(), headers.get("Content-Encoding", "identity"), most_bytes)
        return Answer(response.status, content, headers.get("Content-Type", "").partition(";")[0].strip().lower()), None


def _redirected(request: httpx.Request, location: str) -> httpx.Request:
    try:
        url = _parsed(str(request.url.join(location)))
    except (httpx.InvalidURL, Refused):
        raise Refused(Trouble.REDIRECTS) from None
    if request.url.scheme == "https" and url.scheme != "https":
        raise Refused(Trouble.REDIRECTS)
    is_same = (url.scheme, url.host, url.port) == (request.url.scheme, request.url.host, request.url.port)
    kept = {name: value for name, value in request.headers.items() if name.lower() != "host"} if is_same else {}
    return httpx.Request("GET", url, headers=kept)


async def _unpacked(chunks: AsyncIterator[bytes], encoding: str, most_bytes: int) -> bytes:
    """The content, never holding more of it than is allowed: what is packed small may unpack to any size."""
    packed = encoding.strip().lower() in {"gzip", "x-gzip"}
    if not packed and encoding.strip().lower() not in {"", "identity"}:
        raise Refused(Trouble.BROKEN)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    content, received = bytearray(), 0
    try:
        async for chunk in chunks:
            received += len(chunk)
            while chunk:
                if not packed:
                    content += chunk
                    chunk = b""
                else:
                    if unpacker.eof:  # a further part, packed by itself
                        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
                    content += unpacker.decompress(chunk, most_bytes + 1 - len(content))
                    chunk = unpacker.unconsumed_tail or unpacker.unused_data
                if len(content) > most_bytes:
                    raise Refused(Trouble.TOO_LARGE)
            if received > most_bytes:
                raise Refused(Trouble.TOO_LARGE)
    except zlib.error:
        raise Refused(Trouble.BROKEN) from None
    if packed and received and not unpacker.eof:
        raise Refused(Trouble.BROKEN)
    return bytes(content)


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
        is_one = parsed.scheme in {"http", "https"} and bool(parsed.host) and not parsed.userinfo
        is_one = is_one and (parsed.port is None or 0 < parsed.port < 65_536)
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError):
        is_one = False
    if not is_one:
        raise Refused(Trouble.ADDRESS)
    return parsed


@cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _is_about_certificate(problem: BaseException | None) -> bool:
    while problem is not None:
        if isinstance(problem, ssl.SSLCertVerificationError):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


# --- which addresses -------------------------------------------------------------------------------------------------


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to judged addresses only. The name stays what the certificate is held against."""

    def __init__(self) -> None:
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        problem: Exception = httpcore.ConnectError(host)
        for address in await _addresses(host, port):
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as failed:
                problem = failed
        raise problem


async def _addresses(host: str, port: int) -> list[str]:
    """The addresses of the host that may be connected to."""
    return _judged(host, await _resolved(host, port))


def _judged(host: str, found: Iterable[str]) -> list[str]:
    is_allowed = host.lower().rstrip(".").strip("[]") in _allowed_names()
    allowed = [
        address
        for address in dict.fromkeys(found)
        if is_allowed or may_reach(ipaddress.ip_address(address.partition("%")[0]))
    ]
    if not allowed:
        raise Refused(Trouble.INSIDE)
    return allowed


async def _resolved(host: str, port: int) -> list[str]:
    """What the name means now. A thread of its own asks: when the deadline comes, nobody waits for a slow answer."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: list[str] | Refused) -> None:
        if done.done():
            return
        if isinstance(found, Refused):
            done.set_exception(found)
        else:
            done.set_result(found)

    def ask() -> None:
        found: list[str] | Refused
        try:
            found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError, ValueError):
            found = Refused(Trouble.UNKNOWN)
        with suppress(RuntimeError):  # nobody waits any more
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=ask, daemon=True).start()
    return await done


class InsideRefused(OSError):
    """A library wanted to connect to an address inside the network."""


def guard_this_process(on_refusal: Callable[[], None]) -> None:
    """From now on this process connects to judged addresses only, whichever library opens the connection.

    For a process of its own: nothing can take the guard away again.
    """
    look_up, connect = socket.getaddrinfo, socket.socket.connect
    allowed: set[str] = set()

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
        found = look_up(host, *args, **kwargs)
        try:
            judged = _judged(name, [str(info[4][0]) for info in found])
        except Refused:
            on_refusal()
            raise InsideRefused(name) from None
        allowed.update(judged)
        return [info for info in found if info[4][0] in judged]

    def guarded_connect(self: socket.socket, address: Any) -> None:
        # Whatever did not come from the guarded look-up is looked up here; a path is a socket of this machine.
        if not isinstance(address, tuple):
            on_refusal()
            raise InsideRefused
        if address[0] not in allowed:
            address = (guarded_look_up(address[0], address[1], type=socket.SOCK_STREAM)[0][4][0], *address[1:])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        guarded_connect(self, address)
        return 0

    socket.getaddrinfo = guarded_look_up
    socket.socket.connect = guarded_connect  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign, assignment]


def may_reach(address: Address) -> bool:
    """Whether the address lies outside the network, or the administrator allows it."""
    if any(address in network for network in _allowed_networks() if network.version == address.version):
        return True
    return all(_is_outside(each) for each in _meant(address))


def _is_outside(address: Address) -> bool:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_reserved:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False
    return address.is_global and not address.is_multicast


def _meant(address: Address) -> Iterator[Address]:
    """The address and those hidden in it: IPv6 knows many ways to write an IPv4 address."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
    elif address.ipv4_mapped:
        yield address.ipv4_mapped
    elif address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    else:
        yield address
        yield from filter(None, (address.sixtofour, *(address.teredo or ())))


def _allowed_names() -> set[str]:
    return {entry.lower().rstrip(".") for entry in settings.INSIDE_ALLOWED}


def _allowed_networks() -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for entry in settings.INSIDE_ALLOWED:
        with suppress(ValueError):  # a name
            yield ipaddress.ip_network(entry, strict=False)
