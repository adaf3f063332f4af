"""Machines that write: nobody answers them, nothing is reopened by them, and no two of them talk for ever."""

from typing import Any

import pytest
from tests_mails import written

from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.mail import suppressions
from polydesk.kernel.mail.caps import UNPROVEN_PER_HOUR
from polydesk.tickets import lifecycle, queries, reply_addresses


async def mails_of(house: Any, kind: str) -> list[Any]:
    await outbox.drain(house.id)
    async with house.unit():
        return list(await unit.fetch("SELECT * FROM mail WHERE kind = $1 ORDER BY id", kind))


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.shop.example>"},
        {"author": "Shop <no-reply@shop.example>"},
    ],
)
async def test_what_a_machine_wrote_is_a_ticket_without_a_receipt(
    acme: Any, post: Any, headers: dict[str, str]
) -> None:
    row = await post.arrive(written(**headers))
    assert row["outcome"] == "ticket"
    assert await mails_of(acme, "receipt") == []


async def test_an_absence_notice_neither_reopens_nor_begins_anything(acme: Any, post: Any) -> None:
    row = await post.arrive(written())
    async with acme.unit():
        ticket = await lifecycle.resolve(await queries.by_id(row["ticket_id"]), by=SYSTEM)
        address = await reply_addresses.address_for(ticket.id, acme.carl.email)
    away = await post.arrive(written("I am away.", Auto_Submitted="auto-replied"), to=address)
    assert (away["outcome"], away["ticket_id"]) == ("automatic", ticket.id)
    async with acme.unit():
        assert (await queries.by_id(ticket.id)).status == "resolved"
    out_of_nowhere = await post.arrive(written("I am away.", Auto_Submitted="auto-replied"))
    assert (out_of_nowhere["outcome"], out_of_nowhere["ticket_id"]) == ("automatic", None)


async def test_what_an_agents_mailbox_says_by_itself_does_not_reach_the_customer(acme: Any, post: Any) -> None:
    row = await post.arrive(written())
    async with acme.unit():
        address = await reply_addresses.address_for(row["ticket_id"], acme.alice.email, for_member=True)
    away = written("I am on holiday.", author=acme.alice.email, Auto_Submitted="auto-replied")
    assert (await post.arrive(away, to=address))["outcome"] == "automatic"
    assert await mails_of(acme, "reply") == []


async def test_mail_of_ours_that_comes_back_ends_there(acme: Any, post: Any) -> None:
    await post.arrive(written())
    (receipt,) = await mails_of(acme, "receipt")
    circling = written("We are on it.", author="no-reply@localhost")
    circling.replace_header("Message-ID", receipt["message_id"])
    assert (await post.arrive(circling))["outcome"] == "own"


async def test_two_desks_that_answer_each_other_end_after_a_few_receipts(acme: Any, post: Any) -> None:
    """The other one marks nothing as automatic, and answers each receipt with a mail that begins anew."""
    for number in range(7):
        await post.arrive(written(f"Thank you for your mail {number}.", author="desk@other.example"))
    assert len(await mails_of(acme, "receipt")) == UNPROVEN_PER_HOUR


def bounce(*, returned: str, status: str = "5.1.1", action: str = "failed", why: str = "no such user") -> bytes:
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: no-reply@localhost\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; carl@customers.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 5.1.1 {why}\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {returned}\r\nSubject: x\r\n\r\nbody\r\n--b--\r\n"
    ).encode()


async def test_a_bounce_marks_the_address_with_the_reason(acme: Any, post: Any) -> None:
    await post.arrive(written())
    (receipt,) = await mails_of(acme, "receipt")
    row = await post.arrive(bounce(returned=receipt["message_id"]), to=receipt["reply_to"], sender="")
    assert row["outcome"] == "bounce"
    async with acme.unit():
        found = await suppressions.suppression_of("carl@customers.example")
        assert found is not None
        assert "no such user" in found.reason
        assert await unit.fetchval("SELECT state FROM mail WHERE id = $1", receipt["id"]) == "bounced"


async def test_a_made_up_bounce_and_one_that_is_late_mark_nothing(acme: Any, post: Any) -> None:
    await post.arrive(written())
    (receipt,) = await mails_of(acme, "receipt")
    made_up = await post.arrive(bounce(returned="<made-up@localhost>"), sender="")
    late = bounce(returned=receipt["message_id"], status="4.4.1", action="delayed")
    assert (made_up["outcome"], (await post.arrive(late, to=receipt["reply_to"], sender=""))["outcome"]) == (
        "bounce",
    ) * 2
    async with acme.unit():
        assert not await suppressions.is_suppressed("carl@customers.example")


async def test_a_bounce_in_any_bytes_marks_the_address(acme: Any, post: Any) -> None:
    await post.arrive(written())
    (receipt,) = await mails_of(acme, "receipt")
    said = bounce(returned=receipt["message_id"], why="Empfänger unbekannt \x00")
    assert (await post.arrive(said, to=receipt["reply_to"], sender=""))["outcome"] == "bounce"
    async with acme.unit():
        found = await suppressions.suppression_of("carl@customers.example")
        assert found is not None
        assert "Empfänger unbekannt" in found.reason
