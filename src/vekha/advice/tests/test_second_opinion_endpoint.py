"""Talking to a model: whatever the other side does, there is a text or a reason, in time."""

import gzip
import json
import logging
import socket
import threading
import time
from typing import Any

import pytest

from vekha.advice.second_opinion_endpoint import MOST_BYTES, Endpoint, NoAnswer, Trouble
from vekha.advice.tests import model_server
from vekha.advice.tests.model_server import KEY, Behaviour, ModelServer, completion, fails, says, serving

MESSAGES = [{"role": "user", "content": "{}"}]
SCHEMA: dict[str, Any] = {"type": "object", "properties": {}}


def ask(server: ModelServer, timeout: float = 5) -> str:
    return server.endpoint(timeout).ask(MESSAGES, SCHEMA)


def trouble_of(endpoint: Endpoint) -> Trouble:
    with pytest.raises(NoAnswer) as caught:
        endpoint.ask(MESSAGES, SCHEMA)
    return caught.value.trouble


def test_it_asks_the_model_of_the_settings_with_the_key_and_a_schema() -> None:
    with serving(says("yes")) as server:
        assert ask(server) == "yes"
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert request["headers"]["Authorization"] == f"Bearer {KEY}"
    assert request["body"]["model"] == "wise-7b"
    assert request["body"]["messages"] == MESSAGES
    assert request["body"]["response_format"]["json_schema"]["schema"] == SCHEMA


def test_without_a_key_none_is_sent() -> None:
    with serving(says("yes")) as server:
        server.endpoint(key="").ask(MESSAGES, SCHEMA)
    assert "Authorization" not in server.requests[0]["headers"]


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_knows_no_schema_is_asked_plainly(status: int) -> None:
    with serving(fails(status), says("yes")) as server:
        assert ask(server) == "yes"
    assert "response_format" not in server.requests[1]["body"]


def test_a_busy_server_is_asked_once_more() -> None:
    with serving(fails(429, Retry_After="0"), says("yes")) as server:
        assert ask(server) == "yes"
    with serving(fails(503, Retry_After="0")) as server:
        assert trouble_of(server.endpoint()) is Trouble.BUSY
    assert len(server.requests) == 2


def test_nobody_waits_for_a_server_that_wants_to_be_asked_much_later() -> None:
    started = time.monotonic()
    with serving(fails(429, Retry_After="3600")) as server:
        assert trouble_of(server.endpoint()) is Trouble.BUSY
    assert len(server.requests) == 1
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("behaviour", "trouble"),
    [
        (fails(401), Trouble.NOT_ALLOWED),
        (fails(403), Trouble.NOT_ALLOWED),
        (fails(404), Trouble.FAILED),
        (fails(500), Trouble.FAILED),
        (fails(400), Trouble.FAILED),
        (fails(204), Trouble.FAILED),
        (lambda handler: handler.reply(200, "not JSON"), Trouble.UNUSABLE),
        (lambda handler: handler.reply(200, ""), Trouble.UNUSABLE),
        (lambda handler: handler.reply(200, b"\xff\xfe\x00"), Trouble.UNUSABLE),
        (lambda handler: handler.reply(200, "[" * 100_000), Trouble.UNUSABLE),
        (lambda handler: handler.reply(200, "{}"), Trouble.UNUSABLE),
        (lambda handler: handler.reply(200, '{"choices": []}'), Trouble.UNUSABLE),
        (lambda handler: handler.reply(200, '{"choices": [{"message": {"content": 7}}]}'), Trouble.UNUSABLE),
        (lambda handler: handler.reply(200, " " * (MOST_BYTES + 1)), Trouble.UNUSABLE),
        (
            lambda handler: handler.reply(200, gzip.compress(completion("x").encode()), Content_Encoding="gzip"),
            Trouble.UNUSABLE,
        ),
        (model_server.never_ends, Trouble.UNUSABLE),
        (model_server.breaks_off, Trouble.UNREACHABLE),
        (says(None, refusal="I would rather not."), Trouble.DECLINED),
        (
            lambda handler: handler.reply(200, completion("").replace('"stop"', '"content_filter"')),
            Trouble.DECLINED,
        ),
        (says(f"I was given {KEY}"), Trouble.UNUSABLE),
    ],
)
def test_what_is_no_answer_has_a_reason(behaviour: Behaviour, trouble: Trouble) -> None:
    with serving(behaviour) as server:
        assert trouble_of(server.endpoint()) is trouble


@pytest.mark.parametrize("behaviour", [model_server.hangs, model_server.drips_its_body, model_server.drips_its_headers])
def test_the_time_out_is_for_everything_together(behaviour: Behaviour) -> None:
    with serving(behaviour) as server:
        started = time.monotonic()
        assert trouble_of(server.endpoint(timeout=0.5)) is Trouble.TOO_SLOW
        assert time.monotonic() - started < 2


def test_a_socket_that_listens_and_says_nothing_does_not_hold_anybody() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        assert trouble_of(Endpoint(url, "m", 0.3)) is Trouble.TOO_SLOW
        assert trouble_of(Endpoint(url.replace("http:", "https:"), "m", 0.3)) is Trouble.TOO_SLOW


def test_nobody_at_home_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        assert trouble_of(Endpoint(url, "m", 2)) is Trouble.UNREACHABLE


def test_a_name_or_a_key_that_cannot_be_sent_is_unreachable() -> None:
    assert trouble_of(Endpoint("http://nobody.invalid/v1", "m", 5)) is Trouble.UNREACHABLE
    with serving(says("yes")) as server:
        for key in ("ключ", "two\r\nlines: x"):
            assert trouble_of(server.endpoint(key=key)) is Trouble.UNREACHABLE
    assert server.requests == []


def test_redirects_are_not_followed() -> None:
    with serving(says("yes")) as other:
        elsewhere = f"{other.url}/chat/completions"
        for status in (301, 302, 307, 308):
            with serving(fails(status, Location=elsewhere)) as server:
                assert trouble_of(server.endpoint()) is Trouble.FAILED
    assert other.requests == []


def test_one_question_at_a_time() -> None:
    def ask_and_give_up(server: ModelServer) -> None:
        with pytest.raises(NoAnswer):
            ask(server, timeout=3)

    with serving(model_server.hangs) as server:
        first = threading.Thread(target=ask_and_give_up, args=[server])
        first.start()
        while not server.requests:
            time.sleep(0.01)
        assert trouble_of(server.endpoint()) is Trouble.OCCUPIED
        server.is_over.set()
        first.join()
    with serving(says("yes")) as server:
        assert ask(server) == "yes"


def test_the_key_is_in_no_log_and_in_no_repr(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with serving(fails(401)) as server:
        endpoint = server.endpoint()
        assert trouble_of(endpoint) is Trouble.NOT_ALLOWED
    assert "NOT_ALLOWED" in caplog.text
    assert KEY not in caplog.text + repr(endpoint) + json.dumps(
        [record.__dict__ for record in caplog.records], default=repr
    )


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://localhost:11434/v1", "localhost:11434"),
        ("https://models.example.com/v1", "models.example.com"),
        ("http://[::1]:8080/v1/", "[::1]:8080"),
    ],
)
def test_people_are_told_the_host(url: str, host: str) -> None:
    assert Endpoint(url, "m", 1).host == host
