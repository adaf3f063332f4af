"""At the door: how much, how many, how often; and what our own mail server knows of a sender."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import aiosmtplib
import pytest
from tests_mails import written

from polydesk.intake import limits, smtp_door
from polydesk.kernel import storage, unit
from polydesk.kernel.settings import settings
from polydesk.tickets import reply_addresses


def with_file(size: int) -> bytes:
    mail = written()
    mail.add_attachment(b"x" * size, maintype="application", subtype="octet-stream", filename="big.bin")
    return mail.as_bytes()


def giant() -> bytes:
    """Its lines are as long as no programme writes them: each costs the door, however long it is."""
    line = b"x" * 99_998 + b"\r\n"
    return written().as_bytes() + line * (limits.MAIL_BYTES // len(line) + 1)


async def test_a_big_mail_lies_in_the_store_and_a_giant_is_refused(acme: Any, post: Any) -> None:
    row = await post.arrive(with_file(2_000_000))
    assert (row["outcome"], row["raw"]) == ("ticket", None)
    raw = await acme.ada.get(f"/admin/mail-in/{row['id']}/raw")
    assert len(raw.content) == row["bytes"] > limits.IN_ROW_BYTES
    async with acme.unit():
        names = await unit.fetch("SELECT f.name, f.bytes FROM message_file m JOIN file f ON f.id = m.file_id")
    assert [tuple(one) for one in names] == [("big.bin", 2_000_000)]
    with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
        await post.send(giant())
    assert refused.value.code == 552


async def test_a_store_that_is_away_costs_no_mail(acme: Any, post: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any, **__: Any) -> Any:
        return storage.StoredFile(acme.id, "message.eml", "", 0, "refused", "storage_down")

    monkeypatch.setattr(storage, "keep_bytes", away)
    await post.send(with_file(2_000_000))
    row = await post.newest()
    assert len(row["raw"]) == row["bytes"]


async def test_a_mail_that_goes_round_is_refused(post: Any) -> None:
    circling = b"Received: from here\r\n" * (limits.RELAYS + 1) + written().as_bytes()
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await post.send(circling)
    assert refused.value.code == 554


async def test_too_many_lines_at_once_are_told_to_come_later(post: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_door, "CONNECTIONS", 2)
    held = [await asyncio.open_connection("127.0.0.1", post.port) for _line in range(2)]
    assert [(await reader.readline())[:3] for reader, _writer in held] == [b"220", b"220"]
    assert (await greeted(post)).startswith(b"421")
    held[0][1].close()
    async with asyncio.timeout(60):
        while not (await greeted(post)).startswith(b"220"):
            pass
    held[1][1].close()


async def greeted(post: Any) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", post.port)
    greeting = await reader.readline()
    writer.close()
    return greeting


async def test_one_sender_may_not_send_on_and_on(post: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_door, "FROM_ONE_AN_HOUR", 2)
    for number in range(2):
        await post.send(written(str(number)))
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await post.send(written("3"))
    assert refused.value.code == 451


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        ("mx.acme.example; dmarc=pass header.from=acme.example", "reply"),
        ("mx.acme.example; dmarc=fail header.from=acme.example", "note"),
        ("mx.evil.example; dmarc=pass header.from=acme.example", "note"),
        (
            "mx.acme.example; dmarc=fail header.from=acme.example; spf=pass smtp.mailfrom=dmarc=pass@evil.example",
            "note",
        ),
        ('mx.acme.example; spf=pass smtp.mailfrom="; dmarc=pass"@evil.example', "note"),
        (None, "note"),
    ],
)
async def test_where_our_own_server_looks_an_agents_mail_must_pass(
    acme: Any, post: Any, monkeypatch: pytest.MonkeyPatch, found: str | None, outcome: str
) -> None:
    monkeypatch.setenv("MAIL_IN_AUTHSERV", "mx.acme.example")
    settings.cache_clear()
    try:
        row = await post.arrive(written())
        async with acme.unit():
            token = await reply_addresses.address_for(row["ticket_id"], acme.alice.email, for_member=True)
        headers = {"Authentication_Results": found} if found else {}
        answer = written("Tighten the lid.", author=acme.alice.email, **headers)
        assert (await post.arrive(answer, to=token))["outcome"] == outcome
    finally:
        settings.cache_clear()


async def test_a_number_alone_opens_no_ticket_to_who_is_known_not_to_be_its_customer(
    acme: Any, post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await post.arrive(written())
    monkeypatch.setenv("MAIL_IN_AUTHSERV", "mx.acme.example")
    settings.cache_clear()
    try:
        forged = written("Send it to me.", subject="Re: #1", Authentication_Results="mx.acme.example; dmarc=fail")
        row = await post.arrive(forged)
        assert (row["outcome"], row["ticket_id"] == first["ticket_id"]) == ("ticket", False)
        none_given = written("Once more.", subject="Re: #1", Authentication_Results="mx.acme.example; dmarc=none")
        assert (await post.arrive(none_given))["ticket_id"] == first["ticket_id"]
    finally:
        settings.cache_clear()


def test_nobody_uses_up_what_another_may_send_by_writing_in_their_name() -> None:
    def counted(tenant: UUID, peer: str) -> set[str]:
        limits_of = smtp_door._limits("carl@customers.example", [tenant], peer)
        return {limit.key for limit in limits_of if limit.what == "mail in from"}

    here, there, theirs, strangers = uuid4(), uuid4(), "93.184.216.34", "93.184.216.35"
    assert not counted(here, theirs) & counted(here, strangers)
    assert not counted(here, theirs) & counted(there, theirs)
    assert counted(here, "10.0.0.7") == counted(here, "10.0.0.8")
