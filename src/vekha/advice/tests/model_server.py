"""A server that speaks the OpenAI-compatible protocol on a port of its own, or fails to in a given way."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from vekha.advice.second_opinion_endpoint import Endpoint

Behaviour = Callable[["Handler"], None]
KEY = "sk-only-for-tests-0123456789"


class Handler(BaseHTTPRequestHandler):
    """Answers each request as the next behaviour of the server says; the last one goes on for ever."""

    server: "ModelServer"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append({"path": self.path, "headers": dict(self.headers), "body": json.loads(body)})
        behaviours = self.server.behaviours
        (behaviours.pop(0) if len(behaviours) > 1 else behaviours[0])(self)

    def do_GET(self) -> None:
        self.server.requests.append({"path": self.path, "headers": dict(self.headers), "body": None})
        self.reply(200, "{}")

    def reply(self, status: int, body: str | bytes, **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""


class ModelServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behaviours: list[Behaviour]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours = behaviours
        self.requests: list[dict[str, Any]] = []
        self.is_over = threading.Event()  # what hangs, hangs until then

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def endpoint(self, timeout: float = 5, key: str = KEY) -> Endpoint:
        return Endpoint(self.url, "wise-7b", timeout, key)


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[ModelServer]:
    with ModelServer(list(behaviours)) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            yield server
        finally:
            server.is_over.set()
            server.shutdown()
            thread.join()


def completion(content: str | None, **message: Any) -> str:
    """A reply of the protocol with that text."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": "stop"}
    return json.dumps({"id": "1", "object": "chat.completion", "model": "wise-7b", "choices": [choice]})


def says(content: str | None, **message: Any) -> Behaviour:
    return lambda handler: handler.reply(200, completion(content, **message), Content_Type="application/json")


def remarks(*said: dict[str, str]) -> Behaviour:
    return says(json.dumps({"remarks": said}))


def remark(about: str = "key_results[0]", question: str = "Who notices?", reason: str = "", rewrite: str = "") -> Any:
    return {"about": about, "question": question, "reason": reason, "rewrite": rewrite}


def fails(status: int, **headers: str) -> Behaviour:
    return lambda handler: handler.reply(status, json.dumps({"error": {"message": f"no: {KEY}"}}), **headers)


def hangs(handler: Handler) -> None:
    handler.server.is_over.wait(20)


def drips_its_body(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    _drip(handler, b" ")


def drips_its_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _drip(handler, b"x")


def _drip(handler: Handler, drop: bytes) -> None:
    try:
        while not handler.server.is_over.wait(0.05):
            handler.wfile.write(drop)
            handler.wfile.flush()
    except OSError:
        pass  # the other side has given up


def never_ends(handler: Handler) -> None:
    """As many bytes as anybody takes."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while not handler.server.is_over.is_set():
            handler.wfile.write(b" " * 65536)
    except OSError:
        handler.close_connection = True


def breaks_off(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices"')
    handler.close_connection = True
