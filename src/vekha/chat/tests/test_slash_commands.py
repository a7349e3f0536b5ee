"""Slash commands over real HTTP: signed or with a token, heard once, and otherwise refused without a word."""

import hashlib
import hmac
import json
import logging
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

import pytest
from pytest_django.live_server_helper import LiveServer

from vekha.chat.actions import accounts
from vekha.chat.models import ChatAccount, Heard, Service
from vekha.goals.models import CheckIn, KeyResult
from vekha.people.models import Person

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TOKENS = ["xr3j5x3p4pfk7kk6ck7b4e6ghh", "c3a4cqe3dfy6dgopqt8ai3hydh"]


@pytest.fixture(autouse=True)
def switched_on(settings: Any) -> None:
    settings.MESSENGERS = ["slack", "mattermost"]
    settings.SLACK_SECRET = SECRET
    settings.MATTERMOST_TOKENS = TOKENS


@pytest.fixture
def linked(dora: Person) -> None:
    """Dora is known in both."""
    for service, external_id in ((Service.SLACK, "T0001/U2147"), (Service.MATTERMOST, "h7g5k")):
        accounts.link(accounts.give_code(by=dora).code, service=service, external_id=external_id)


def post(address: str, body: bytes, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    """The status and what came back in JSON, if it was any."""
    request = urllib.request.Request(address, body, headers or {})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, None


def signed(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers that Slack sends with a body."""
    said = str(int(time.time() if at is None else at))
    signature = hmac.new(secret.encode(), b"v0:" + said.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": said, "X-Slack-Signature": f"v0={signature}"}


def slack_body(text: str, trigger: str = "1") -> bytes:
    return urlencode(
        {
            "token": "gIkuvaNzQIHg97ATvDxqgjtO", "team_id": "T0001", "user_id": "U2147", "user_name": "dora",
            "command": "/okr", "text": text, "trigger_id": trigger, "response_url": "https://hooks.slack.example/1",
        }
    ).encode()  # fmt: skip


def mattermost_body(text: str, trigger: str = "1", token: str = TOKENS[0]) -> bytes:
    fields = {"token": token, "user_id": "h7g5k", "user_name": "dora", "command": "/okr", "text": text}
    return urlencode(fields | ({"trigger_id": trigger} if trigger else {})).encode()


class Slack:
    path = "/chat/slack/"

    def __init__(self, server: LiveServer) -> None:
        self.address = server.url + self.path

    def write(self, text: str, trigger: str) -> tuple[int, Any]:
        body = slack_body(text, trigger)
        return post(self.address, body, signed(body))


class Mattermost(Slack):
    path = "/chat/mattermost/"

    def write(self, text: str, trigger: str) -> tuple[int, Any]:
        return post(self.address, mattermost_body(text, trigger))


@pytest.fixture(params=[Slack, Mattermost])
def service(request: pytest.FixtureRequest, live_server: LiveServer) -> Slack:
    return request.param(live_server)  # type: ignore[no-any-return]


def test_a_check_in_by_slash_command(service: Slack, linked: None, key_result: KeyResult) -> None:
    status, listed = service.write("", "1")
    assert (status, listed["response_type"]) == (200, "ephemeral")
    assert "1. Median time from contract" in listed["text"]
    assert "Answer like this: /okr 1 45 7 what changed." in listed["text"]

    status, said = service.write("1 20 7 no more stock checks", "2")
    assert (status, "20\u00a0days · confidence 7" in said["text"]) == (200, True)
    assert CheckIn.objects.get().value == 20


def test_one_links_with_a_code_and_a_stranger_is_told_how(service: Slack, dora: Person) -> None:
    _status, asked = service.write("list", "1")
    assert "/okr CODE" in asked["text"]
    _status, said = service.write(str(accounts.give_code(by=dora)), "2")
    assert "Linked: from now on you check in here as Dora." in said["text"]
    assert ChatAccount.objects.get().person == dora


def test_what_is_sent_once_more_is_refused_and_not_repeated(
    live_server: LiveServer, linked: None, key_result: KeyResult
) -> None:
    body = slack_body("list")
    headers = signed(body)
    mattermost = mattermost_body("list")

    assert post(f"{live_server.url}/chat/slack/", body, headers)[0] == 200
    assert post(f"{live_server.url}/chat/slack/", body, headers) == (409, None)
    assert post(f"{live_server.url}/chat/mattermost/", mattermost)[0] == 200
    assert post(f"{live_server.url}/chat/mattermost/", mattermost) == (409, None)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(slack_body("list"), secret="another one"),
        signed(slack_body("undo")),
        signed(slack_body("list"), at=time.time() - 3600),
        signed(slack_body("list"), at=time.time() + 3600),
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=" + "0" * 64},
        signed(slack_body("list")) | {"X-Slack-Signature": ""},
        signed(slack_body("list")) | {"X-Slack-Request-Timestamp": str(int(time.time()) - 7)},
    ],
)
def test_what_slack_did_not_sign_lately_is_not_heard(
    live_server: LiveServer, linked: None, headers: dict[str, str]
) -> None:
    assert post(f"{live_server.url}/chat/slack/", slack_body("list"), headers) == (403, None)
    assert not Heard.objects.exists()


@pytest.mark.parametrize("token", ["", "wrong", f"{TOKENS[0]}x", "токен"])
def test_what_bears_no_token_of_mattermost_is_not_heard(live_server: LiveServer, linked: None, token: str) -> None:
    assert post(f"{live_server.url}/chat/mattermost/", mattermost_body("list", token=token)) == (403, None)
    assert not Heard.objects.exists()


def test_each_team_of_a_mattermost_has_its_own_token(live_server: LiveServer, linked: None) -> None:
    for number, token in enumerate(TOKENS):
        body = mattermost_body("help", str(number), token)
        assert post(f"{live_server.url}/chat/mattermost/", body)[0] == 200


def test_without_a_number_of_the_delivery_every_one_is_heard(live_server: LiveServer, linked: None) -> None:
    for _time in range(2):
        assert post(f"{live_server.url}/chat/mattermost/", mattermost_body("help", trigger=""))[0] == 200


def test_nothing_in_an_answer_is_a_mark_or_a_mention(service: Slack, linked: None, key_result: KeyResult) -> None:
    KeyResult.objects.update(text="<!channel> *bold* & [link](x)")

    _status, said = service.write("list", "1")

    if isinstance(service, Mattermost):
        assert r"\<!channel\> \*bold\* & \[link\](x)" in said["text"]
    else:
        assert "&lt;!channel&gt; *bold* &amp;" in said["text"]
        assert said["mrkdwn"] is False


def test_what_is_switched_off_is_not_there(live_server: LiveServer, db: None, settings: Any) -> None:
    settings.MESSENGERS = ["telegram"]
    body = slack_body("list")
    assert post(f"{live_server.url}/chat/slack/", body, signed(body)) == (404, None)
    assert post(f"{live_server.url}/chat/mattermost/", mattermost_body("list")) == (404, None)


def test_what_is_larger_than_any_message_is_not_read(live_server: LiveServer, linked: None) -> None:
    body = slack_body("x" * 300_000)
    assert post(f"{live_server.url}/chat/slack/", body, signed(body)) == (413, None)
    assert not Heard.objects.exists()


def test_secrets_stand_in_no_log(
    live_server: LiveServer, linked: None, key_result: KeyResult, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = slack_body("list")
    post(f"{live_server.url}/chat/slack/", body, signed(body))
    post(f"{live_server.url}/chat/mattermost/", mattermost_body("list"))
    post(f"{live_server.url}/chat/mattermost/", mattermost_body("list", token="wrong"))
    assert not [secret for secret in (SECRET, *TOKENS) if secret in caplog.text]
