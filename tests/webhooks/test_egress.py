"""Calling addresses that somebody typed in: only public ones, at the address that was looked at, for five seconds."""

import asyncio
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from polydesk.kernel import egress
from polydesk.kernel.egress import BadAddress, NotPublic, Unreachable, is_public, post, target_of


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.1.2.3",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
        ),
        *(
            "192.0.0.1",
            "192.0.0.192",
            "::ffff:192.0.0.192",
            "192.88.99.1",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
        ),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "fec0::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "nonsense", ""),
    ],
)
def test_no_address_of_a_house_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_open_to_everybody_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.com", "ftp://example.com/", "file:///etc/passwd", "http://", "https://user:pw@example.com/"),
        *("https://example.com:8443/", "http://example.com:22/", "https://example.com:99999/", "https://[::1/"),
        *(
            "https://example.com/a b",
            "https://example.com/\r\nX: y",
            "https://exämple.com/",
            "https://e.com/" + "x" * 2_000,
        ),
        *("gopher://example.com/", "javascript:alert(1)", "//example.com/", "http://@example.com/"),
    ],
)
def test_what_cannot_be_called_is_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        target_of(url)


def test_an_address_is_taken_apart() -> None:
    target = target_of("https://example.com/hook?a=b#c")
    assert (target.host, target.port, target.path, target.named) == ("example.com", 443, "/hook?a=b", "example.com")
    assert target_of("http://[2606:4700::1]/").named == "[2606:4700::1]"


@pytest.mark.parametrize(
    "url", ["http://localhost/", "http://127.0.0.1/", "http://[::1]/", "http://0x7f000001/", "http://2130706433/"]
)
async def test_a_name_that_leads_home_is_not_called(url: str) -> None:
    with pytest.raises((NotPublic, Unreachable)):
        await post(target_of(url), b"{}", {})


async def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_args: Any, **_named: Any) -> Any:
        return [(2, 1, 6, "", ("1.1.1.1", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(NotPublic):
        await post(target_of("http://rebinding.example/"), b"{}", {})


async def test_names_that_nobody_answers_for_take_no_thread_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(egress, "PATIENCE_S", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: over.wait(60) and [])
    calls = [post(target_of(f"http://silent{n}.example/"), b"{}", {}) for n in range(40)]
    try:
        answers = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(answer) for answer in answers} == {Unreachable}
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "served"), 30) == "served"
    finally:
        over.set()


async def test_it_calls_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch, listener: Any) -> None:
    answer = await post(target_of(listener.url), b"hello", {"x-y": "z"})
    ((first, headers, body),) = listener.heard
    assert answer.status == 204
    assert first == "POST /hook?x=1 HTTP/1.1"
    assert (headers["host"], headers["x-y"], body) == (f"listener.localhost:{listener.port}", "z", b"hello")


async def test_a_redirect_is_not_followed(listener: Any) -> None:
    listener.status = 302
    assert (await post(target_of(listener.url), b"", {})).status == 302
    assert len(listener.heard) == 1


async def test_nobody_is_waited_for_longer_than_it_takes(listener: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    listener.silent = True
    monkeypatch.setattr(egress, "PATIENCE_S", 0.2)
    with pytest.raises(Unreachable):
        await post(target_of(listener.url), b"", {})


@pytest.mark.parametrize("is_known", [True, False])
async def test_only_a_certificate_that_somebody_vouches_for_is_believed(
    listener: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_known: bool
) -> None:
    certificate, key = _certificate("listener.localhost", tmp_path)
    inside = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    inside.load_cert_chain(certificate, key)
    server = await asyncio.start_server(listener.take, "127.0.0.1", 0, ssl=inside)
    listener.port = server.sockets[0].getsockname()[1]
    target = target_of(listener.url.replace("http:", "https:"))
    if is_known:
        monkeypatch.setattr(egress, "_tls", lambda: ssl.create_default_context(cafile=str(certificate)))
        assert (await post(target, b"hello", {})).status == 204
    else:
        with pytest.raises(Unreachable):
            await post(target, b"hello", {})
    assert len(listener.heard) == is_known
    server.close()


def _certificate(host: str, folder: Path) -> tuple[Path, Path]:
    """One that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, begins = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    kept, secret = folder / "certificate.pem", folder / "key.pem"
    kept.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return kept, secret
