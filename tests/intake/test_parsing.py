"""Mails that nobody should have to read: whatever comes in is read or refused in time, and nothing is lost of it."""

import base64
import time
from collections.abc import Callable
from email.message import EmailMessage
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydesk.intake import headers, limits
from polydesk.intake.bounces import bounce_in
from polydesk.intake.parsing import Mail, parse
from polydesk.intake.reading import _parsed
from polydesk.intake.refusals import Unreadable

HEAD = b"From: Carl <carl@customers.example>\r\nTo: support@acme.example\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n"
CORPUS = (
    Path(str(find_spec("test").submodule_search_locations[0])) / "test_email/data"
    if find_spec("test")
    else Path("/none")
)


def outcome(raw: bytes) -> str:
    """`read`, or why not; anything else than that is a failure. Never slow."""
    began = time.monotonic()
    try:
        _parsed(raw)
        found = "read"
    except Unreadable as refusal:
        found = refusal.reason
    assert time.monotonic() - began < limits.READ_WITHIN_S
    return found


def mixed(*parts: bytes) -> bytes:
    body = b"".join(b"--x\r\n" + part + b"\r\n" for part in parts)
    return HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + body + b"--x--\r\n"


def part(kind: str, content: bytes, *, name: str = "") -> bytes:
    named = f'; name="{name}"' if name else ""
    head = f"Content-Type: {kind}{named}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + base64.encodebytes(content)


def nested(depth: int) -> bytes:
    content = b"Content-Type: text/plain\r\n\r\nin the middle\r\n"
    for level in range(depth):
        mark = f"b{level}".encode()
        content = (
            b"Content-Type: multipart/mixed; boundary="
            + mark
            + b"\r\n\r\n--"
            + mark
            + b"\r\n"
            + content
            + b"\r\n--"
            + mark
            + b"--\r\n"
        )
    return HEAD + content


@pytest.mark.skipif(not CORPUS.is_dir(), reason="this Python came without its own tests")
def test_it_reads_or_refuses_all_of_pythons_own_corpus() -> None:
    found = {path.name: outcome(path.read_bytes()) for path in sorted(CORPUS.glob("msg_*.txt"))}
    assert len(found) > 40
    assert set(found.values()) <= {"read", "broken"}
    assert sum(one == "read" for one in found.values()) > 40


@pytest.mark.parametrize(
    ("bomb", "why"),
    [
        (lambda: mixed(*[b"Content-Type: text/plain\r\n\r\nx"] * 199), "read"),
        (lambda: mixed(*[b"Content-Type: text/plain\r\n\r\nx"] * 201), "too_many_parts"),
        (lambda: nested(19), "read"),
        (lambda: nested(21), "too_deep"),
        (lambda: nested(1_000), "too_many_parts"),
        (lambda: HEAD + b"X: y\r\n" * 1_001 + b"\r\nbody", "too_many_headers"),
        (lambda: HEAD + b"X: " + b"y" * 600_000 + b"\r\n\r\nbody", "too_many_headers"),
        (lambda: HEAD + b"\r\n" + b"\n" * 24_000_000, "too_many_lines"),
        (lambda: HEAD + b"\r\n" + b"x" * limits.MAIL_BYTES, "too_large"),
        (lambda: HEAD + b"\r\n" + b"word " * 4_900_000, "read"),
        (lambda: b"", "broken"),
        (lambda: b"\r\n\r\n", "broken"),
        (lambda: HEAD.replace(b"Subject: Hi", b"Cc: " + b"(" * 9_000) + b"\r\nbody", "read"),
        (lambda: HEAD.replace(b"Hi", b"=?utf-8?q?" + b"=?" * 40_000) + b"\r\nbody", "read"),
        (lambda: HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div a=1 " * 50_000, "read"),
        (lambda: HEAD + b"Content-Type: multipart/mixed\r\n\r\nno boundary", "read"),
        (lambda: HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a-" * 100_000, "read"),
        (lambda: HEAD + b"Content-Type: text/plain" + b"; a*0*=x" * 5_000 + b"\r\n\r\nbody", "read"),
        (lambda: HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!not base64!!!", "read"),
        (
            lambda: HEAD + b"Content-Type: message/rfc822\r\n\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 500,
            "too_many_parts",
        ),
        (lambda: HEAD + b"\r\nboundary" + b" " * 300_000, "read"),
        (lambda: mixed(b'Content-Type: multipart/mixed; a="' + b";" * 400_000 + b"\r\n\r\nx"), "read"),
    ],
    ids=range(22),
)
def test_bombs_are_refused_with_a_reason(bomb: Callable[[], bytes], why: str) -> None:
    """Made where they go off: they would take 100 MB of each process until the end."""
    assert outcome(bomb()) == why


@given(st.binary(max_size=2_000))
def test_it_never_fails_whatever_the_bytes(content: bytes) -> None:
    outcome(content)
    outcome(HEAD + content)
    outcome(mixed(content, content))


@given(
    st.sampled_from(
        ["From", "To", "Subject", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Message-ID"]
    ),
    st.text(alphabet="=?\"<>@();:,\\*'%utf-8boundarycharset name\r\n\x00é", max_size=300),
)
def test_no_header_breaks_it(name: str, value: str) -> None:
    outcome(f"{name}: {value}\r\n".encode() + HEAD + b"\r\nbody")


def test_fifty_addresses_are_read_and_no_more() -> None:
    many = ", ".join(f"a{number}@customers.example" for number in range(120))
    assert len(parse(HEAD + f"Cc: {many}\r\n\r\nbody".encode()).cc) == limits.ADDRESSES


@pytest.mark.parametrize(
    ("label", "content", "text"),
    [
        ("iso-8859-1", "grüße – “quoted”".encode("cp1252"), "grüße – “quoted”"),
        ("us-ascii", "naïve".encode(), "naïve"),
        ("utf-8", "größe".encode("cp1252"), "größe"),
        ("x-unknown", "größe".encode(), "größe"),
        ("gb2312", "鎔".encode("gb18030"), "鎔"),
        ("koi8-r", "привет".encode("koi8-r"), "привет"),
        ("iso-2022-jp", "こんにちは".encode("iso-2022-jp"), "こんにちは"),
        ("windows-1256", "مرحبا".encode("cp1256"), "مرحبا"),
        ("unicode_escape", b"\\u0041", "\\u0041"),
    ],
)
def test_wrong_charsets_are_repaired(label: str, content: bytes, text: str) -> None:
    raw = (
        HEAD
        + f"Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
        + content
    )
    assert parse(raw).text.strip() == text


def test_what_programmes_send_beside_the_text_is_kept_as_files() -> None:
    forwarded = EmailMessage()
    forwarded["Subject"] = "Inside"
    forwarded.set_content("An older mail.")
    mail = parse(
        mixed(
            b"Content-Type: text/plain\r\n\r\nSee the files.",
            part("application/ms-tnef", b"\x78\x9f\x3e\x22tnef"),
            part("application/pkcs7-signature", b"signed"),
            part("text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"),
            part("image/png", b"\x89PNG", name="=?utf-8?b?6IiI5aWu?=.png"),
            b"Content-Type: message/rfc822\r\n\r\n" + forwarded.as_bytes(),
        )
    )
    assert mail.text.strip() == "See the files."
    names = {file.name: file.content for file in mail.files}
    assert list(names) == ["winmail.dat", "smime.p7s", "invite.ics", "興奮.png", "message.eml"]
    assert names["winmail.dat"].startswith(b"\x78\x9f\x3e\x22")
    assert b"An older mail." in names["message.eml"]


def test_an_encrypted_mail_is_a_file() -> None:
    mail: Mail = parse(HEAD + part("application/pkcs7-mime; smime-type=enveloped-data", b"secret")[:-1])
    assert [(file.name, file.content) for file in mail.files] == [("smime.p7m", b"secret")]


def test_headers_alone_are_read_at_once_however_odd() -> None:
    """They are looked at while others wait: of mails in a bucket, and of what a bounce brings back."""
    odd = b'Message-ID: <a@b>\r\nContent-Type: multipart/mixed; a="' + b";" * 300_000
    began = time.process_time()
    assert headers.raw(headers.head_only(odd), "message-id") == "<a@b>"
    report = mixed(
        b"Content-Type: message/delivery-status\r\n\r\nX: y\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n",
        b"Content-Type: text/rfc822-headers\r\n\r\n" + odd,
    )
    found = bounce_in(parse(report))
    assert (found and found.returned) == "<a@b>"
    assert time.process_time() - began < 5


def test_a_return_path_that_no_column_holds_is_none() -> None:
    assert headers.return_path_in(b"Return-Path: <a\x00@b.example>\r\n") == headers.UNKNOWN
    assert headers.return_path_in(b"Return-Path: <>\r\n") == ""
