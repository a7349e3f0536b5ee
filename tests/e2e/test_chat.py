"""Checking in without opening Vekha: the code is taken in the browser, everything else happens in the messenger.

Each messenger is a real HTTP server that speaks its protocol, or sends what it sends.
"""

import hashlib
import hmac
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Server
from vekha.chat.tests import feishu_server, telegram_server
from vekha.chat.tests.feishu_server import FeishuServer
from vekha.chat.tests.telegram_server import TelegramServer

SLACK_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
MATTERMOST_TOKEN = "xr3j5x3p4pfk7kk6ck7b4e6ghh"

Write = Callable[[str], str]


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramServer]:
    with telegram_server.serving() as server:
        yield server


@pytest.fixture(scope="module")
def feishu() -> Iterator[FeishuServer]:
    with feishu_server.serving() as server:
        yield server


@pytest.fixture(scope="module")
def settings(telegram: TelegramServer, feishu: FeishuServer) -> dict[str, str]:
    return {
        "VEKHA_TELEGRAM_TOKEN": telegram_server.TOKEN,
        "VEKHA_TELEGRAM_URL": telegram.url,
        "VEKHA_SLACK_SECRET": SLACK_SECRET,
        "VEKHA_MATTERMOST_TOKENS": MATTERMOST_TOKEN,
        "VEKHA_FEISHU_APP": feishu_server.APP,
        "VEKHA_FEISHU_SECRET": feishu_server.SECRET,
        "VEKHA_FEISHU_TOKEN": feishu_server.TOKEN,
        "VEKHA_FEISHU_URL": feishu.url,
    }


@pytest.fixture
def server(serve: Callable[..., Server], settings: dict[str, str]) -> Server:
    return serve("en", **settings)


@pytest.fixture
def by_telegram(server: Server, telegram: TelegramServer) -> Iterator[Write]:
    listener = subprocess.Popen([sys.executable, "-m", "vekha.cli", "manage", "poll_telegram"], env=server.environment)

    def write(text: str) -> str:
        before = len(telegram.texts)
        telegram.write(text, sender=71)
        deadline = time.monotonic() + 60
        while len(telegram.texts) == before:
            assert listener.poll() is None
            assert time.monotonic() < deadline, "no answer"
            time.sleep(0.05)
        return telegram.texts[-1]

    yield write
    listener.terminate()
    listener.wait(60)


@pytest.fixture
def by_slack(server: Server) -> Write:
    def write(text: str) -> str:
        said = {"team_id": "T1", "user_id": "U1", "command": "/vekha", "text": text, "trigger_id": str(time.time_ns())}
        body = urlencode(said).encode()
        now = str(int(time.time()))
        signature = hmac.new(SLACK_SECRET.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={signature}"}
        return str(post(f"{server.address}/chat/slack/", body, headers)["text"])

    return write


@pytest.fixture
def by_mattermost(server: Server) -> Write:
    def write(text: str) -> str:
        said = {"token": MATTERMOST_TOKEN, "user_id": "h7g5k", "command": "/vekha", "text": text}
        body = urlencode(said | {"trigger_id": str(time.time_ns())}).encode()
        return str(post(f"{server.address}/chat/mattermost/", body, {})["text"])

    return write


@pytest.fixture
def by_feishu(server: Server, feishu: FeishuServer) -> Write:
    def write(text: str) -> str:
        number = str(time.time_ns())
        header = {"event_id": number, "event_type": "im.message.receive_v1", "token": feishu_server.TOKEN}
        message = {"message_id": f"om_{number}", "chat_type": "p2p", "message_type": "text"}
        event = {
            "schema": "2.0",
            "header": header | {"create_time": str(int(time.time() * 1000))},
            "event": {
                "sender": {"sender_id": {"open_id": "ou_dora"}, "sender_type": "user"},
                "message": message | {"content": json.dumps({"text": text})},
            },
        }
        headers = {"Content-Type": "application/json"}
        assert post(f"{server.address}/chat/feishu/", json.dumps(event).encode(), headers) == {}
        return feishu.sent[-1][1]

    return write


def post(address: str, body: bytes, headers: dict[str, str]) -> Any:
    with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=20) as response:
        return json.loads(response.read())


@pytest.mark.parametrize(
    ("messenger", "confidence"), [("by_telegram", 3), ("by_slack", 4), ("by_mattermost", 6), ("by_feishu", 9)]
)
def test_a_check_in_from_each_messenger_stands_on_my_week(
    messenger: str,
    confidence: int,
    request: pytest.FixtureRequest,
    visit: Callable[..., Page],
    settings: dict[str, str],
) -> None:
    write: Write = request.getfixturevalue(messenger)
    page = visit("en", "dora", settings=settings)
    page.goto("/settings/chat/")
    page.get_by_role("button", name="Take").click()
    code = page.get_by_label("Code").input_value()

    assert "Linked: from now on you check in here as" in write(code)
    listed = write("list").splitlines()
    row = next(line for line in listed if line.startswith("1. "))
    note = f"Said through {messenger.removeprefix('by_')}"
    assert f"confidence {confidence}" in write(f"1 = {confidence} {note}")

    page.goto("/")
    said = page.locator(".checkin.said", has_text=row.removeprefix("1. "))
    expect(said).to_contain_text(note)

    assert write("undo").startswith("Taken back.")
    page.goto("/")
    expect(page.locator("main")).not_to_contain_text(note)
    page.goto("/settings/chat/")
    page.get_by_role("button", name="Unlink").first.click()
    expect(page.locator("main")).not_to_contain_text("Linked")
