"""Real servers on this machine that answer well or badly."""

import gzip
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """A server, what it was asked, and what it says at each path."""

    port: int = 0
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)  # method, path, headers, body

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.asked.append(
                (self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            )
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has had enough
                server.replies.get(self.path.partition("?")[0], says(b"nothing here", status=404))(self)
            self.close_connection = True

        do_GET = do_POST = answer

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        http.socket = tls.wrap_socket(http.socket, server_side=True)
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()


def says(content: bytes | object, *, kind: str = "text/plain", status: int = 200, **headers: str) -> Reply:
    """Answers with these bytes, or with anything else as JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    kind = kind if isinstance(content, bytes) else "application/json"

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def sends_on(to: str, status: int = 302) -> Reply:
    return says(b"", status=status, Location=to)


def drips(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, without end."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"1")
        handler.wfile.flush()
        time.sleep(0.05)


def pours(handler: BaseHTTPRequestHandler) -> None:
    """Far more than was asked for."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"x" * 65_536)


def bomb(megabytes: int) -> Reply:
    """Small on the way, large when it is unpacked."""
    return says(gzip.compress(b"\0" * megabytes * 1_000_000), Content_Encoding="gzip")
