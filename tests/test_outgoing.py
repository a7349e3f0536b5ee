"""Whatever is asked for and whatever the other side does: an answer within time and size, or a reason."""

import gzip
import ipaddress
import logging
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from vekha import outgoing
from vekha.kpis.tests.servers import Server, bomb, drips, pours, says, sends_on, serving
from vekha.outgoing import Refused, Trouble

HERE = "127.0.0.1"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def inside(settings: Any) -> None:
    """This machine by its usual address may be asked, no other address inside."""
    settings.INSIDE_ALLOWED = [HERE]


def trouble(url: str, **more: Any) -> Trouble:
    with pytest.raises(Refused) as refused:
        outgoing.get(url, **more)
    return refused.value.trouble


# --- which addresses -------------------------------------------------------------------------------------------------

INSIDE = [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "192.0.0.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
    "2002:7f00:1::", "2002:a00:1::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2001:0:7f00:1::",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2a02:6b8::1"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused_however_it_is_written(address: str, settings: Any) -> None:
    settings.INSIDE_ALLOWED = []
    assert not outgoing.may_reach(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_outside_is_reached(address: str, settings: Any) -> None:
    settings.INSIDE_ALLOWED = []
    assert outgoing.may_reach(ipaddress.ip_address(address))


def test_the_administrator_allows_networks_and_names(settings: Any) -> None:
    settings.INSIDE_ALLOWED = ["10.20.0.0/16", "fd00::/8", "grafana.lan"]
    assert outgoing.may_reach(ipaddress.ip_address("10.20.3.4"))
    assert outgoing.may_reach(ipaddress.ip_address("fd00::7"))
    assert not outgoing.may_reach(ipaddress.ip_address("10.21.0.1"))


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "2130706434", "0x7f.2", "127.2", "[::1]", "[::ffff:127.0.0.2]", "localhost"]
)
def test_no_spelling_of_an_address_inside_gets_through(host: str, server: Server, settings: Any) -> None:
    settings.INSIDE_ALLOWED = []
    assert trouble(f"http://{host}:{server.port}/") in (Trouble.INSIDE, Trouble.UNKNOWN)
    assert server.asked == []


def test_a_name_that_is_allowed_is_reached(server: Server, settings: Any) -> None:
    settings.INSIDE_ALLOWED = ["Localhost"]
    server.replies["/"] = says(b"7")
    assert outgoing.get(server.url(host="localhost")).content == b"7"


def test_a_name_is_resolved_once_and_the_judged_address_is_the_one_connected_to(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that means an allowed address when it is judged, and another one a moment later."""
    server.replies["/"] = says(b"7")
    resolve, asked = socket.getaddrinfo, []

    def changing(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "rebind.example":
            return resolve(host, port, *rest, **more)
        asked.append(host)
        return resolve(HERE if len(asked) == 1 else "127.0.0.2", port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    assert outgoing.get(server.url(host="rebind.example")).content == b"7"
    assert asked == ["rebind.example"]
    assert server.asked[0][2]["host"] == f"rebind.example:{server.port}"

    assert trouble(server.url(host="rebind.example")) is Trouble.INSIDE
    assert len(server.asked) == 1


def test_of_a_name_with_several_addresses_only_allowed_ones_are_tried(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.replies["/"] = says(b"7")
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, server.port)) for address in ("10.0.0.1", HERE)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: both)
    assert outgoing.get(server.url(host="both.example"), seconds=5).content == b"7"


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "http://", "//example.org", "", "http://me:secret@example.org/",
     "http://example.org:99999/", "gopher://127.0.0.1/", "http://[::1"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    assert trouble(url) is Trouble.ADDRESS


# --- redirects -------------------------------------------------------------------------------------------------------


def test_a_redirect_is_followed_within_the_rules(server: Server) -> None:
    server.replies |= {"/old": sends_on("/new?x=1"), "/new": says(b"7")}
    answer = outgoing.get(server.url("/old"), headers={"X-Key": "secret"})
    assert answer.content == b"7"
    assert server.asked[1][1] == "/new?x=1"
    assert server.asked[1][2]["x-key"] == "secret"


@pytest.mark.parametrize("to", ["http://127.0.0.2:{port}/", "http://169.254.169.254/latest/", "http://[::1]:{port}/"])
def test_a_redirect_to_an_address_inside_is_refused(to: str, server: Server) -> None:
    server.replies["/"] = sends_on(to.format(port=server.port))
    assert trouble(server.url()) is Trouble.INSIDE
    assert len(server.asked) == 1


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://me:secret@127.0.0.1/", "http://"])
def test_a_redirect_to_no_web_address_is_refused(to: str, server: Server) -> None:
    server.replies["/"] = sends_on(to)
    assert trouble(server.url()) is Trouble.REDIRECTS


def test_a_redirect_without_end_ends(server: Server) -> None:
    server.replies["/"] = sends_on("/")
    assert trouble(server.url()) is Trouble.REDIRECTS
    assert len(server.asked) == outgoing.MOST_REDIRECTS + 1


def test_secrets_are_not_sent_along_to_another_host(server: Server) -> None:
    with serving() as other:
        other.replies["/"] = says(b"7")
        server.replies["/"] = sends_on(other.url())
        outgoing.get(server.url(), headers={"Authorization": "Bearer secret", "X-Key": "secret"})
        assert "secret" not in str(other.asked)
    assert "secret" in str(server.asked)


def test_what_is_posted_is_sent_nowhere_else(server: Server) -> None:
    server.replies |= {"/": sends_on("/other", status=307), "/other": says(b"7")}
    assert outgoing.post(server.url(), json={"a": 1}).status == 307
    assert [(method, path, body) for method, path, _headers, body in server.asked] == [("POST", "/", b'{"a":1}')]


@pytest.fixture
def secure(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with a certificate for 127.0.0.1 that we trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HERE))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    outgoing._trust.cache_clear()
    with serving(tls=context) as secure:
        yield secure
    outgoing._trust.cache_clear()


def test_over_tls_the_certificate_is_held_against_the_name(secure: Server, settings: Any) -> None:
    settings.INSIDE_ALLOWED = [HERE, "localhost"]
    secure.replies["/"] = says(b"7")
    assert outgoing.get(secure.url(scheme="https")).content == b"7"
    assert trouble(secure.url(scheme="https", host="localhost")) is Trouble.CERTIFICATE


def test_a_redirect_from_https_to_http_is_refused(secure: Server, server: Server) -> None:
    server.replies["/"] = says(b"7")
    secure.replies["/"] = sends_on(server.url())
    assert trouble(secure.url(scheme="https")) is Trouble.REDIRECTS
    assert server.asked == []


# --- time, size, form ------------------------------------------------------------------------------------------------


def test_the_whole_exchange_has_one_deadline(server: Server) -> None:
    server.replies["/"] = drips
    began = time.monotonic()
    assert trouble(server.url(), seconds=0.4) is Trouble.TOO_SLOW
    assert time.monotonic() - began < 3


def test_a_name_server_that_does_not_answer_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: time.sleep(6) or [])
    began = time.monotonic()
    assert trouble("http://slow.example/", seconds=0.3) is Trouble.TOO_SLOW
    assert time.monotonic() - began < 3


def test_more_than_is_allowed_is_cut_off(server: Server) -> None:
    server.replies["/"] = pours
    assert trouble(server.url(), most_bytes=1_000_000) is Trouble.TOO_LARGE


def test_what_is_packed_small_never_unpacks_to_more_than_is_allowed(server: Server) -> None:
    server.replies["/"] = bomb(megabytes=60)
    assert trouble(server.url(), most_bytes=1_000_000) is Trouble.TOO_LARGE


def test_a_packed_answer_is_unpacked_also_in_several_parts(server: Server) -> None:
    packed = gzip.compress(b"7" * 1000) + gzip.compress(b"8" * 1000)
    server.replies["/"] = says(packed, Content_Encoding="gzip")
    assert outgoing.get(server.url()).content == b"7" * 1000 + b"8" * 1000


@pytest.mark.parametrize(
    "reply",
    [
        says(gzip.compress(b"7" * 1000)[:-9], Content_Encoding="gzip"),
        says(b"not packed", Content_Encoding="gzip"),
        says(b"7", Content_Encoding="br"),
        lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n"),
        lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort"),
    ],
)
def test_what_cannot_be_read_is_said_to_be_broken(reply: Any, server: Server) -> None:
    server.replies["/"] = reply
    assert trouble(server.url()) is Trouble.BROKEN


@pytest.mark.parametrize("key", ["ключ", "two\r\nX-Other: lines"])
def test_a_key_that_fits_into_no_header_is_not_sent(key: str, server: Server) -> None:
    assert trouble(server.url(), headers={"Authorization": key}) is Trouble.BROKEN
    assert server.asked == []


def test_nobody_listens_and_nobody_has_the_name() -> None:
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    assert trouble(f"http://{HERE}:{port}/") is Trouble.UNREACHABLE
    assert trouble("http://nobody.invalid/") in (Trouble.UNKNOWN, Trouble.TOO_SLOW)


def test_any_status_is_an_answer_with_its_kind(server: Server) -> None:
    server.replies["/"] = says(b"go away", status=403, kind="Text/HTML; charset=utf-8")
    answer = outgoing.get(server.url(), params={"query": "up{job=“я”}"})
    assert (answer.status, answer.is_good, answer.kind) == (403, False, "text/html")
    assert server.asked[0][1].startswith("/?query=up%7Bjob%3D")


def test_a_proxy_of_the_environment_is_not_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.replies["/"] = says(b"7")
    with serving() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())
        assert outgoing.get(server.url()).content == b"7"
        assert proxy.asked == []


def test_nothing_that_is_asked_stands_in_the_log(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.replies["/"] = says(b"7")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("httpcore").setLevel(logging.WARNING)  # as the settings have it
        outgoing.get(server.url(), params={"token": "secret"}, headers={"Authorization": "secret"})
    assert "secret" not in caplog.text
