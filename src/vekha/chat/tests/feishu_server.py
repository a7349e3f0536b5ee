"""A server that speaks the part of Feishu's API that a bot answers by, on a port of its own, or fails to as told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

APP, SECRET, TOKEN = "cli_a40b288c1678500c", "JBPfhvhwuRAP0INoOy5IUeY7MaQ", "jh08GtMw5GgA3XW82lmgoejCbd1"
Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Does what Feishu does, unless behaviours wait: each of those is used for one answer."""

    server: "FeishuServer"

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/open-apis/auth/v3/tenant_access_token/internal":
            return self.give_token()
        if self.server.behaviours:
            return self.server.behaviours.pop(0)(self)
        self.usual()

    def give_token(self) -> None:
        if (self.body["app_id"], self.body["app_secret"]) != (APP, SECRET):
            return self.reply(200, {"code": 10014, "msg": "app secret invalid"})
        self.server.tokens += 1
        self.reply(200, {"code": 0, "tenant_access_token": f"t-{self.server.tokens}", "expire": self.server.expire})

    def usual(self) -> None:
        if self.headers["Authorization"] != f"Bearer t-{self.server.tokens}":
            return self.reply(400, {"code": 99991663, "msg": "token invalid"})
        message = self.path.removeprefix("/open-apis/im/v1/messages").lstrip("/").removesuffix("/reply")
        if message == "?receive_id_type=open_id":
            message = self.body["receive_id"]
        if self.body["uuid"] not in self.server.known:
            self.server.known.add(self.body["uuid"])
            self.server.sent.append((message, json.loads(self.body["content"])["text"]))
        self.reply(200, {"code": 0, "data": {"message_id": "om_1"}})

    def reply(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            pass  # the other side has given up

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""


class FeishuServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.sent: list[tuple[str, str]] = []  # the message that is answered or the person written to, and the text
        self.known: set[str] = set()
        self.tokens = 0
        self.expire = 7200
        self.behaviours: list[Behaviour] = []
        self.is_over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serving() -> Iterator[FeishuServer]:
    with FeishuServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            yield server
        finally:
            server.is_over.set()
            server.shutdown()
            thread.join()


def fails(status: int, code: int) -> Behaviour:
    return lambda handler: handler.reply(status, {"code": code, "msg": "it failed"})


def hangs(handler: Handler) -> None:
    handler.server.is_over.wait(20)


def does_it_and_breaks_off(handler: Handler) -> None:
    """The answer is brought, but the reply never arrives."""
    handler.reply = lambda *_: None  # type: ignore[method-assign]
    handler.usual()
