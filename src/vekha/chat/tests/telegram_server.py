"""A server that speaks the part of Telegram's protocol that bots use, on a port of its own, or fails to as told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from vekha.chat.telegram import Bot

TOKEN = "123456:only-for-tests-0123456789"
Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Does what Telegram does, unless a behaviour waits for the method: each of those is used once."""

    server: "TelegramServer"
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        _empty, bot, self.method = self.path.split("/")
        self.body = body
        if bot != f"bot{self.server.token}":
            return self.fail(401, "Unauthorized")
        with self.server.lock:
            self.server.requests.append((self.method, body))
            behaviours = self.server.behaviours.get(self.method)
            behave = behaviours.pop(0) if behaviours else None
        if behave is not None:
            return behave(self)
        self.usual()

    def usual(self) -> None:
        if self.method == "getUpdates":
            self.give_updates()
        elif self.method == "sendMessage":
            with self.server.lock:
                self.server.sent.append((str(self.body["chat_id"]), self.body["text"]))
            self.succeed({"message_id": len(self.server.sent)})
        else:
            self.fail(404, "Not Found")

    def give_updates(self) -> None:
        """What was not confirmed yet: an offset confirms all before it."""
        until = time.monotonic() + self.body.get("timeout", 0)
        while True:
            with self.server.lock:
                offset = self.body.get("offset")
                if offset is not None:
                    self.server.updates = [one for one in self.server.updates if one["update_id"] >= offset]
                found = self.server.updates[:100]
            if found or time.monotonic() >= until or self.server.is_over.is_set():
                return self.succeed(found)
            time.sleep(0.02)

    def succeed(self, result: Any) -> None:
        self.reply(200, json.dumps({"ok": True, "result": result}))

    def fail(self, status: int, description: str, **parameters: Any) -> None:
        body = {"ok": False, "error_code": status, "description": f"{description} {TOKEN}"}
        self.reply(status, json.dumps(body | ({"parameters": parameters} if parameters else {})))

    def reply(self, status: int, body: str) -> None:
        content = body.encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True  # the other side has given up

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""


class TelegramServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.token = TOKEN
        self.updates: list[dict[str, Any]] = []
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[tuple[str, str]] = []  # chat and text
        self.behaviours: dict[str, list[Behaviour]] = {}
        self.is_over = threading.Event()
        self.last = 900_000

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def bot(self) -> Bot:
        return Bot(self.url, self.token)

    def write(self, text: str | None, sender: int = 71, **more: Any) -> int:
        """Somebody writes to the bot; the number of the update."""
        self.last += 1
        message = {
            "message_id": self.last,
            "from": {"id": sender, "is_bot": False, "first_name": "Dora", "username": "dora", "language_code": "en"},
            "chat": {"id": sender, "type": "private"},
            "date": 1_700_000_000,
        }
        if text is not None:
            message["text"] = text
        with self.lock:
            self.updates.append({"update_id": self.last, "message": message | more})
        return self.last

    def next_time(self, method: str, *behaviours: Behaviour) -> None:
        self.behaviours[method] = list(behaviours)

    @property
    def texts(self) -> list[str]:
        return [text for _chat, text in self.sent]


@contextmanager
def serving() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.02])
        thread.start()
        try:
            yield server
        finally:
            server.is_over.set()
            server.shutdown()
            thread.join()


def fails(status: int, **parameters: Any) -> Behaviour:
    return lambda handler: handler.fail(status, "It failed", **parameters)


def says(body: str, status: int = 200) -> Behaviour:
    return lambda handler: handler.reply(status, body)


def hangs(handler: Handler) -> None:
    handler.server.is_over.wait(20)


def does_it_and_breaks_off(handler: Handler) -> None:
    """The message is sent, but the reply never arrives."""
    handler.server.sent.append((str(handler.body["chat_id"]), handler.body["text"]))
    handler.close_connection = True
