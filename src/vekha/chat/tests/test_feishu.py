"""The bot in Feishu: events over real HTTP, answers to a server that speaks Feishu's API."""

import base64
import hashlib
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pytest_django.live_server_helper import LiveServer

from vekha.chat import feishu
from vekha.chat.actions import accounts
from vekha.chat.models import ChatAccount, Heard, Service
from vekha.chat.tests.feishu_server import (
    APP,
    SECRET,
    TOKEN,
    Behaviour,
    FeishuServer,
    does_it_and_breaks_off,
    fails,
    hangs,
    serving,
)
from vekha.goals.models import CheckIn, KeyResult
from vekha.people.models import Person


@pytest.fixture
def server(settings: Any) -> Iterator[FeishuServer]:
    with serving() as server:
        settings.MESSENGERS = ["feishu"]
        settings.FEISHU_APP, settings.FEISHU_SECRET, settings.FEISHU_TOKEN = APP, SECRET, TOKEN
        settings.FEISHU_URL, settings.FEISHU_ENCRYPT_KEY = server.url, ""
        yield server


@pytest.fixture
def linked(dora: Person) -> ChatAccount | None:
    return accounts.link(accounts.give_code(by=dora).code, service=Service.FEISHU, external_id="ou_dora")


def event(text: str, number: str = "ev1", at: float | None = None, **message: Any) -> dict[str, Any]:
    return {
        "schema": "2.0",
        "header": {
            "event_id": number,
            "event_type": "im.message.receive_v1",
            "create_time": str(int((time.time() if at is None else at) * 1000)),
            "token": TOKEN,
            "app_id": APP,
            "tenant_key": "2ca1d211f64f6438",
        },
        "event": {
            "sender": {"sender_id": {"open_id": "ou_dora", "union_id": "on_1"}, "sender_type": "user"},
            "message": {
                "message_id": f"om_{number}",
                "chat_id": "oc_1",
                "chat_type": "p2p",
                "message_type": "text",
                "content": json.dumps({"text": text}),
            }
            | message,
        },
    }


def deliver(live_server: LiveServer, body: Any, more: dict[str, str] | None = None) -> tuple[int, Any]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | (more or {})
    request = urllib.request.Request(f"{live_server.url}/chat/feishu/", content, headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, None


def test_a_check_in_from_the_code_to_undo(
    live_server: LiveServer, server: FeishuServer, key_result: KeyResult, dora: Person
) -> None:
    for number, text in enumerate([str(accounts.give_code(by=dora)), "1 20 7 检查取消了", "撤销"]):
        assert deliver(live_server, event(text, f"ev{number}")) == (200, {})

    assert [message for message, _text in server.sent] == ["om_ev0", "om_ev1", "om_ev2"]
    assert server.sent[0][1].startswith("Linked")
    assert "20\u00a0days · confidence 7\n检查取消了" in server.sent[1][1]
    assert server.sent[2][1].startswith("Taken back.")
    assert CheckIn.objects.get().undone_at is not None
    assert server.tokens == 1


def test_the_address_is_confirmed_to_feishu_only(live_server: LiveServer, server: FeishuServer) -> None:
    question = {"type": "url_verification", "challenge": "ajls384kdjx98XX", "token": TOKEN}
    assert deliver(live_server, question) == (200, {"challenge": "ajls384kdjx98XX"})
    assert deliver(live_server, question | {"token": "wrong"}) == (403, None)


ENCRYPT_KEY = "6YezwdTZnkkei0lTgsMyMc2PJBTuc7JW"


def encrypted(event: dict[str, Any], key: str = ENCRYPT_KEY) -> bytes:
    """A body as Feishu encrypts it."""
    padder, vector = padding.PKCS7(128).padder(), os.urandom(16)
    plain = padder.update(json.dumps(event).encode()) + padder.finalize()
    cipher = Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(vector)).encryptor()
    return json.dumps(
        {"encrypt": base64.b64encode(vector + cipher.update(plain) + cipher.finalize()).decode()}
    ).encode()


def signed(body: bytes, key: str = ENCRYPT_KEY) -> dict[str, str]:
    said = f"{int(time.time())}abc{key}"
    signature = hashlib.sha256(said.encode() + body).hexdigest()
    return {
        "X-Lark-Request-Timestamp": said[: -len("abc" + key)],
        "X-Lark-Request-Nonce": "abc",
        "X-Lark-Signature": signature,
    }


def test_encrypted_events_are_heard_if_they_are_signed(
    live_server: LiveServer, server: FeishuServer, linked: ChatAccount, settings: Any
) -> None:
    settings.FEISHU_ENCRYPT_KEY = ENCRYPT_KEY
    question = encrypted({"type": "url_verification", "challenge": "ajls384kdjx98XX", "token": TOKEN})
    assert deliver(live_server, question) == (200, {"challenge": "ajls384kdjx98XX"})

    body = encrypted(event("help"))
    assert deliver(live_server, body, signed(body)) == (200, {})
    assert len(server.sent) == 1


def test_with_an_encrypt_key_nothing_else_is_heard(
    live_server: LiveServer, server: FeishuServer, linked: ChatAccount, settings: Any
) -> None:
    settings.FEISHU_ENCRYPT_KEY = ENCRYPT_KEY
    body, other = encrypted(event("help")), encrypted(event("help"), "another key")
    plain = json.dumps(event("help")).encode()
    for sent, headers in (
        (body, {}),
        (body, signed(body, "another key")),
        (body, signed(other)),
        (other, signed(other)),
        (plain, signed(plain)),
        (b'{"encrypt": "not base64"}', {}),
        (b'{"encrypt": "AAAA"}', {}),
        (b'{"encrypt": 7}', {}),
        (b"[]", {}),
    ):
        assert deliver(live_server, sent, headers) == (403, None)
    assert not Heard.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "text",
        {"encrypt": "ds3da3sj32421lkkld4s5ao"},
        {"header": None, "token": 5},
        {"header": {"token": "wrong"}},
        {"header": {}},
    ],
)
def test_what_bears_no_token_is_not_heard(live_server: LiveServer, server: FeishuServer, body: Any) -> None:
    assert deliver(live_server, body) == (403, None)
    assert not Heard.objects.exists()


def test_what_is_no_json_is_refused(live_server: LiveServer, server: FeishuServer) -> None:
    assert deliver(live_server, b"{") == (400, None)
    assert deliver(live_server, b"\xff") == (400, None)


def test_what_is_delivered_again_is_one_check_in_and_one_answer(
    live_server: LiveServer, server: FeishuServer, key_result: KeyResult, linked: ChatAccount
) -> None:
    deliver(live_server, event("list"))
    for _time in range(3):
        assert deliver(live_server, event("1 20", "ev2")) == (200, {})

    assert CheckIn.objects.count() == 1
    assert len(server.sent) == 2


@pytest.mark.parametrize("hours", [-25, 25])
def test_an_event_of_long_ago_is_not_heard(
    live_server: LiveServer, server: FeishuServer, linked: ChatAccount, hours: int
) -> None:
    assert deliver(live_server, event("list", at=time.time() + hours * 3600)) == (200, {})
    assert not Heard.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"header": {"token": TOKEN, "event_type": "im.chat.updated_v1"}},
        {"header": {"token": TOKEN}},
        {"event": {}},
        {"event": {"sender": {"sender_type": "app"}}},
        {"event": None},
    ],
)
def test_other_events_are_taken_and_passed_over(
    live_server: LiveServer, server: FeishuServer, db: None, changed: dict[str, Any]
) -> None:
    assert deliver(live_server, event("list") | changed) == (200, {})
    assert (Heard.objects.count(), server.sent) == (0, [])


def test_in_a_group_nothing_is_told_and_a_picture_is_answered_with_the_list(
    live_server: LiveServer, server: FeishuServer, key_result: KeyResult, linked: ChatAccount
) -> None:
    deliver(live_server, event("@_user_1 list", "ev1", chat_type="group"))
    deliver(live_server, event("", "ev2", message_type="image", content='{"image_key": "1"}'))

    assert server.sent[0][1].startswith("Others read along here.")
    assert server.sent[1][1].startswith("1 check-in is due")


@pytest.mark.parametrize("trouble", [fails(500, 0), fails(429, 99991400), fails(400, 99991400), does_it_and_breaks_off])
def test_an_answer_that_was_not_confirmed_is_brought_later_and_once(
    live_server: LiveServer, server: FeishuServer, key_result: KeyResult, linked: ChatAccount, trouble: Behaviour
) -> None:
    server.behaviours = [trouble]
    assert deliver(live_server, event("list")) == (200, {})
    assert Heard.objects.filter(answered_at=None).count() == 1

    feishu.send_waiting()
    feishu.send_waiting()

    assert len(server.sent) == 1
    assert not Heard.objects.filter(answered_at=None).exists()


def test_feishu_does_not_wait_for_a_slow_answer(
    live_server: LiveServer, server: FeishuServer, linked: ChatAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feishu, "AT_ONCE", 0.3)
    server.behaviours = [hangs]
    started = time.monotonic()
    assert deliver(live_server, event("help")) == (200, {})
    assert time.monotonic() - started < 3


def test_what_feishu_refuses_is_not_tried_for_ever(
    live_server: LiveServer, server: FeishuServer, linked: ChatAccount
) -> None:
    server.behaviours = [fails(400, 230011)]
    deliver(live_server, event("help"))
    feishu.send_waiting()
    assert server.sent == []
    assert not Heard.objects.filter(answered_at=None).exists()


def test_a_token_that_is_over_is_replaced(live_server: LiveServer, server: FeishuServer, linked: ChatAccount) -> None:
    deliver(live_server, event("help", "ev1"))
    server.tokens = 9  # all tokens given before are void
    deliver(live_server, event("help", "ev2"))
    server.expire = 100  # one that is about to end is not used again
    server.tokens = 20
    deliver(live_server, event("help", "ev3"))
    deliver(live_server, event("help", "ev4"))

    assert len(server.sent) == 4
    assert server.tokens == 22


def test_a_wrong_secret_is_said_in_the_log_and_not_what_it_is(
    live_server: LiveServer,
    server: FeishuServer,
    linked: ChatAccount,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.FEISHU_SECRET = "not the right one"
    assert deliver(live_server, event("help")) == (200, {})
    assert "check VEKHA_FEISHU_APP and VEKHA_FEISHU_SECRET" in caplog.text
    assert "not the right one" not in caplog.text
    assert "not the right one" not in repr(feishu.configured())


def test_without_its_settings_the_door_is_not_there(live_server: LiveServer, db: None, settings: Any) -> None:
    assert settings.MESSENGERS == []
    assert deliver(live_server, event("list")) == (404, None)
