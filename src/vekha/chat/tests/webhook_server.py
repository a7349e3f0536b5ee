"""A server that takes what services take by a webhook, on a port of its own, and Slack's Web API; or fails as told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

SLACK_TOKEN = "xoxb-1234-1234-4ddbc191d40ee098cbaae6f3523ada2d"


class Handler(BaseHTTPRequestHandler):
    """The path says how it behaves: /slow, /huge, /away (redirects), /refuses; all others take the message."""

    server: "WebhookServer"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        if self.server.failures:
            return self.reply(self.server.failures.pop(0), b"no")
        if "slow" in path:
            self.server.is_over.wait(20)
            return
        if "huge" in path:
            return self.pour()
        if "away" in path:
            self.send_response(302)
            self.send_header("Location", f"{self.server.url}/inside")
            self.end_headers()
            return
        if "refuses" in path:
            return self.reply(410, b"gone")
        if path == "/api/chat.postMessage" and self.headers["Authorization"] != f"Bearer {SLACK_TOKEN}":
            return self.reply(200, b'{"ok": false, "error": "invalid_auth"}')
        self.server.taken.append((path, body))
        self.reply(200, b'{"ok": true, "channel": "D1"}' if "/api/" in path else b"ok")

    def do_GET(self) -> None:
        self.server.asked.append(f"GET {self.path}")
        self.reply(200, b"ok")

    def pour(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            until = time.monotonic() + 30
            while time.monotonic() < until:
                self.wfile.write(b"x" * 1_000_000)
                self.server.poured += 1

    def reply(self, status: int, content: bytes) -> None:
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""


class WebhookServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.failures: list[int] = []  # statuses of the next answers
        self.poured = 0  # megabytes
        self.is_over = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"


@contextmanager
def serving() -> Iterator[WebhookServer]:
    with WebhookServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            yield server
        finally:
            server.is_over.set()
            server.shutdown()
            thread.join()
