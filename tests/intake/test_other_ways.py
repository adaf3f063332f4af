"""Mail that comes by other ways than our own door: by LMTP, out of mailboxes elsewhere, out of a bucket."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from moto import mock_aws
from tests_imap import Mailbox
from tests_mails import written

from polydesk.intake import accounts, drop, imap
from polydesk.intake.refusals import TooManyAccounts
from polydesk.intake.smtp_door import Door, conversation
from polydesk.kernel import outbox, unit
from polydesk.kernel.settings import settings

NEW = "/admin/mail-in/mailboxes/new"


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    made = await Mailbox().open()
    yield made
    made.close()


async def added(acme: Any, mailbox: Mailbox, password: str = "open sesame") -> Any:
    """The mailbox as an admin adds it, and the first look into it."""
    said = {
        "host": "127.0.0.1",
        "port": str(mailbox.port),
        "security": "none",
        "username": "help",
        "password": password,
    }
    answer = await acme.ada.post(NEW, said)
    assert answer.status_code == 303
    await outbox.drain(acme.id)
    async with acme.unit():
        return (await accounts.accounts())[0]


async def looked(acme: Any) -> list[Any]:
    """The mails that came, after another look."""
    async with acme.unit():
        await accounts.look_now((await accounts.accounts())[0].id)
    await outbox.drain(acme.id)
    async with acme.unit():
        return list(await unit.fetch("SELECT * FROM mail_in ORDER BY received_at"))


async def test_what_comes_into_a_mailbox_becomes_tickets_once(acme: Any, mailbox: Mailbox) -> None:
    mailbox.put(written("From long ago.").as_bytes())
    held = await added(acme, mailbox)
    assert (held.problem, held.last_uid) == ("", 1)
    mailbox.put(written("New.").as_bytes())
    assert [row["outcome"] for row in await looked(acme)] == ["ticket"]
    assert mailbox.seen == {2}
    assert len(await looked(acme)) == 1


async def test_a_mailbox_that_was_built_anew_loses_and_doubles_nothing(acme: Any, mailbox: Mailbox) -> None:
    await added(acme, mailbox)
    mailbox.put(written("One.").as_bytes())
    await looked(acme)
    mailbox.validity, mailbox.mails = 8, {41: mailbox.mails[1]}
    mailbox.put(written("Two.").as_bytes())
    assert [row["outcome"] for row in await looked(acme)] == ["ticket", "ticket"]


async def test_a_wrong_password_is_said_and_never_shown(acme: Any, mailbox: Mailbox) -> None:
    held = await added(acme, mailbox, password="guess-12345")
    assert "Invalid credentials" in held.problem
    page = await acme.ada.get(f"/admin/mail-in/mailboxes/{held.id}")
    assert "Invalid credentials" in page.text
    assert "guess-12345" not in page.text
    async with acme.unit():
        assert b"guess-12345" not in bytes(await unit.fetchval("SELECT secret FROM mail_account"))


async def test_the_password_that_is_kept_goes_to_no_other_server(acme: Any, mailbox: Mailbox) -> None:
    held = await added(acme, mailbox)
    place = f"/admin/mail-in/mailboxes/{held.id}"
    said = {"host": "127.0.0.1", "port": str(mailbox.port), "security": "none", "username": "help", "password": ""}
    for elsewhere in ({"host": "localhost"}, {"port": "1"}, {"security": "starttls"}):
        refused = await acme.ada.post(place, {**said, **elsewhere})
        assert (refused.status_code, "f-password-error" in refused.text) == (422, True)
    assert (await acme.ada.post(place, {**said, "folder": "Help"})).status_code == 303


async def pouring(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that answers without an end."""
    with contextlib.suppress(ConnectionError):
        writer.write(b"* OK ready\r\n")
        while not writer.is_closing():
            writer.write(b"* 1 FETCH (BODY[] {65536}\r\n" + b"x" * 65_536 + b")\r\n")
            await writer.drain()


async def dripping(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that is never silent for as long as anybody waits, and never done."""
    with contextlib.suppress(ConnectionError):
        writer.write(b"* OK ")
        while not writer.is_closing():
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("behaves", [pouring, dripping])
async def test_a_server_that_never_ends_holds_nobody_up(
    acme: Any, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, behaves: Any
) -> None:
    monkeypatch.setattr(imap, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(imap, "LONGEST_STEP_S", 0.5)
    server = await asyncio.start_server(behaves, "127.0.0.1", 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    async with asyncio.timeout(60):
        assert (await added(acme, mailbox)).problem == "unreachable"
    server.close()


async def test_a_server_that_does_not_answer_is_told_apart(acme: Any, mailbox: Mailbox) -> None:
    mailbox.close()
    held = await added(acme, mailbox)
    assert held.problem == "unreachable"
    assert "The server does not answer." in (await acme.ada.get("/admin/mail-in")).text


async def test_a_mailbox_is_switched_off_and_removed(acme: Any, mailbox: Mailbox) -> None:
    held = await added(acme, mailbox)
    place = f"/admin/mail-in/mailboxes/{held.id}"
    await acme.ada.post(f"{place}/switch", {"on": ""})
    mailbox.put(written("Not now.").as_bytes())
    assert await looked(acme) == []
    await acme.ada.post(f"{place}/end")
    assert (await acme.ada.get(place)).status_code == 404


async def test_lmtp_answers_for_each_recipient(acme: Any) -> None:
    door = Door("lmtp")
    server = await asyncio.get_running_loop().create_server(
        lambda: conversation(door, name="localhost", certificate=None), "127.0.0.1", 0
    )
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    there = f"support@{acme.slug}.localhost"
    said: list[str] = []
    for line in (
        "LHLO relay",
        "MAIL FROM:<carl@customers.example>",
        f"RCPT TO:<{there}>",
        f"RCPT TO:<{there}>",
        "DATA",
    ):
        writer.write(f"{line}\r\n".encode())
        while (answer := (await reader.readline()).decode())[3:4] != " " or answer.startswith("220"):
            pass
        said.append(answer[:3])
    writer.write(written().as_bytes().replace(b"\n", b"\r\n") + b"\r\n.\r\n")
    said += [(await reader.readline()).decode()[:3] for _ in range(2)]
    assert said == ["250", "250", "250", "250", "354", "250", "250"]
    writer.close()
    server.close()


async def test_the_bucket_is_emptied_and_nothing_in_it_is_lost(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_IN_S3_BUCKET", "drop")
    monkeypatch.setenv("S3_ACCESS_KEY", "key")
    monkeypatch.setenv("S3_SECRET_KEY", "secret")
    settings.cache_clear()
    drop._store.cache_clear()
    try:
        with mock_aws():
            store = drop._store()
            store.client.create_bucket(Bucket="drop")  # type: ignore[attr-defined]
            ours = written(to=f"Help <support@{acme.slug}.localhost>").as_bytes()
            for key, content in {
                "one": ours,
                "again": ours,
                "other": written(to="x@elsewhere.example").as_bytes(),
            }.items():
                store.client.put_object(Bucket="drop", Key=key, Body=content)  # type: ignore[attr-defined]
            assert await drop.empty() == 2
            assert [one.key for one in await store.list_keys("")] == ["unclaimed/other"]
            assert await drop.empty() == 0
    finally:
        settings.cache_clear()
        drop._store.cache_clear()
    await outbox.drain(acme.id)
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM ticket") == 1


async def test_two_at_once_never_both_take_the_last_place_for_a_mailbox(acme: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(accounts, "MOST", 1)

    async def add(name: str) -> None:
        async with acme.unit():
            await accounts.add(accounts.Draft("127.0.0.1", 1, "none", name, "open sesame", "INBOX", "support"))

    answers = await asyncio.gather(add("one"), add("two"), return_exceptions=True)
    assert [type(one) for one in answers if one] == [TooManyAccounts]
    async with acme.unit():
        assert len(await accounts.accounts()) == 1
