"""apprise in its process: what it carries, where it may not go, and what it survives."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from vekha.chat import carrier as carriers
from vekha.chat.carrier import Carrier
from vekha.chat.tests.webhook_server import WebhookServer, serving
from vekha.chat.trouble import NotCarried, Trouble

SCHEMES = ["json", "mmost"]


@pytest.fixture(scope="module")
def server() -> Iterator[WebhookServer]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def free() -> Iterator[Carrier]:
    """One that may reach this machine."""
    with override_settings(INSIDE_ALLOWED=["127.0.0.1"]), Carrier() as carrier:
        yield carrier


def trouble(carrier: Carrier, address: str, schemes: list[str] = SCHEMES) -> Trouble:
    with pytest.raises(NotCarried) as caught:
        carrier.carry(address, "Hello", schemes=schemes)
    return caught.value.trouble


def test_addresses_inside_the_network_are_refused_unless_allowed(server: WebhookServer) -> None:
    port = server.server_port
    with Carrier() as carrier:
        for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "10.1.2.3", "169.254.169.254"):
            assert trouble(carrier, f"json://{host}:{port}/in") is Trouble.INSIDE
        assert trouble(carrier, f"mmost://127.0.0.1:{port}/abcdefghijkl") is Trouble.INSIDE
    assert server.asked == []


def test_what_is_allowed_is_carried_and_calls_nobody(server: WebhookServer, free: Carrier) -> None:
    assert free.carry(f"mmost://{server.host}/abcdefghijkl", "Good news, @all <!here>", schemes=SCHEMES)
    assert free.carry(f"json://{server.host}/in", "Hello", schemes=SCHEMES) == "JSON"
    (path, body), (_path, other) = server.taken[-2:]
    assert path == "/hooks/abcdefghijkl"
    assert body["text"] == "Good news, @\u2060all <\u2060!here>"
    assert body["username"] == "Vekha"
    assert "icon_url" not in body  # nothing is fetched from elsewhere by those who read it
    assert other["message"] == "Hello"


def test_only_the_kinds_of_the_settings_and_no_file_or_command(server: WebhookServer, free: Carrier) -> None:
    for address in (
        f"json://{server.host}/in",
        "file:///etc/passwd",
        "syslog://",
        "https://example.com/",
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "nothing",
    ):
        assert trouble(free, address, schemes=["mmosts"]) is Trouble.ADDRESS


def test_a_redirect_is_not_followed(server: WebhookServer, free: Carrier) -> None:
    assert trouble(free, f"json://{server.host}/away?redirect=yes") is Trouble.REFUSED
    assert not any("inside" in path for path in server.asked)


def test_a_slow_and_an_endless_answer_end_and_the_next_message_arrives(
    server: WebhookServer, free: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr(carriers, "SECONDS", 2.0)
        assert trouble(free, f"json://{server.host}/slow") in {Trouble.REFUSED, Trouble.TOO_SLOW}
    assert trouble(free, f"json://{server.host}/huge") in {Trouble.REFUSED, Trouble.TOO_SLOW, Trouble.BROKEN}
    assert server.poured < 2 * carriers.MEGABYTES
    with override_settings(INSIDE_ALLOWED=["127.0.0.1"]):  # another process may have to start
        assert free.carry(f"json://{server.host}/in", "Hello", schemes=SCHEMES) == "JSON"
