"""Mails about tickets: who hears what, in which language, and what never leaves."""

from typing import Any

import pytest

from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import Actor, acting_as
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import caps
from polydesk.kernel.mail.caps import AUTOMATIC_PER_HOUR, UNPROVEN_PER_HOUR
from polydesk.tickets import conversation, lifecycle, queries, submission
from tenants.events import TenantConfirmed
from tenants.roles import permissions_of


def agent(acme: Any, name: str = "alice") -> Actor:
    person = acme.people[name]
    return Actor("member", person.id, person.name, role="agent", permissions=permissions_of("agent"))


async def submitted(acme: Any, *, address: str = "", language: str = "en", subject: str = "The kettle leaks") -> Any:
    async with acme.unit():
        new = submission.NewTicket(
            address=address or acme.carl.email, subject=subject, body="It drips.", language=language
        )
        done = await submission.submit(new, key=new_id().hex)
        return await queries.by_id(done.ticket_id)


async def mails(acme: Any, kind: str) -> list[Any]:
    await outbox.drain(acme.id)
    async with acme.unit():
        return list(await unit.fetch("SELECT * FROM mail WHERE kind = $1 ORDER BY created_at, id", kind))


async def test_it_confirms_a_ticket_with_a_link_that_opens_it(acme: Any) -> None:
    await submitted(acme)
    (mail,) = await mails(acme, "receipt")
    assert mail["to_address"] == acme.carl.email
    assert "The kettle leaks" in mail["text"]
    assert f"http://{acme.host}/t/" in mail["text"]


async def test_it_repeats_no_word_of_a_stranger_to_an_unconfirmed_address(acme: Any) -> None:
    await submitted(acme, address="victim@elsewhere.example", subject="Buy cheap pills at pills.example")
    (mail,) = await mails(acme, "receipt")
    assert "pills" not in mail["subject"] + mail["html"] + mail["text"]


async def test_however_often_somebody_writes_in_carls_name_he_hears_of_what_he_wrote_himself(acme: Any) -> None:
    for _ in range(6):
        await submitted(acme)
    assert len(await mails(acme, "receipt")) == UNPROVEN_PER_HOUR
    for _ in range(2):
        with acting_as(Actor("requester", acme.carl.id)):
            await submitted(acme)
    assert len(await mails(acme, "receipt")) == AUTOMATIC_PER_HOUR == UNPROVEN_PER_HOUR + 1


async def test_a_person_with_several_addresses_draws_no_more(acme: Any) -> None:
    person = acme.carl.id
    heard = [await caps.may_hear(f"{n}@elsewhere.example", person_id=person) for n in range(AUTOMATIC_PER_HOUR + 1)]
    assert heard == [True] * AUTOMATIC_PER_HOUR + [False]


async def test_it_sends_the_reply_in_the_customers_language(acme: Any) -> None:
    ticket = await submitted(acme, address="anna@clienti.example", language="it")
    async with acme.unit():
        await conversation.reply(ticket, body="Stringa il coperchio.", by=agent(acme), seen=ticket.message_count)
    (mail,) = await mails(acme, "reply")
    assert mail["language"] == "it"
    assert 'lang="it"' in mail["html"]
    assert "Stringa il coperchio." in mail["text"]


async def test_it_says_reply_and_resolution_in_one_mail(acme: Any) -> None:
    ticket = await submitted(acme)
    async with acme.unit():
        await conversation.reply(ticket, body="Done.", by=agent(acme), seen=ticket.message_count, then="resolved")
    assert len(await mails(acme, "reply")) == 1
    assert await mails(acme, "resolved") == []


async def test_it_says_that_a_ticket_is_resolved(acme: Any) -> None:
    ticket = await submitted(acme)
    async with acme.unit():
        await lifecycle.resolve(ticket, by=agent(acme))
    assert len(await mails(acme, "resolved")) == 1


async def test_a_note_never_leaves(acme: Any) -> None:
    ticket = await submitted(acme)
    async with acme.unit():
        await conversation.add_note(ticket, body="This customer is a friend of the boss.", by=agent(acme))
    await outbox.drain(acme.id)
    async with acme.unit():
        told = await unit.fetch("SELECT html, text FROM mail")
    assert not any("friend of the boss" in mail["html"] + mail["text"] for mail in told)


@pytest.mark.parametrize("kind", ["receipt", "reply", "resolved"])
async def test_it_carries_the_tenants_brand(acme: Any, kind: str) -> None:
    ticket = await submitted(acme)
    async with acme.unit():
        written = await conversation.reply(ticket, body="Hello.", by=agent(acme), seen=ticket.message_count)
    await outbox.drain(acme.id)
    async with acme.unit():
        await lifecycle.resolve(await queries.by_id(written.ticket.id), by=agent(acme))
        await unit.execute("UPDATE ticket SET resolved_at = resolved_at + interval '5 seconds'")
    (mail,) = await mails(acme, kind)
    assert mail["from_name"] == "Acme"
    assert "Acme" in mail["html"]


async def test_it_holds_mail_to_customers_until_the_owner_has_confirmed_the_address(acme: Any) -> None:
    await confirmed(acme, False)
    await submitted(acme)
    assert await mails(acme, "receipt") == []
    await confirmed(acme, True)
    async with acme.unit():
        await announce(TenantConfirmed(acme.id))
    assert len(await mails(acme, "receipt")) == 1


async def confirmed(acme: Any, is_so: bool) -> None:
    async with unit.platform():
        await unit.execute(
            """UPDATE identity SET confirmed_at = CASE WHEN $2 THEN now() END
                WHERE id IN (SELECT identity_id FROM member WHERE tenant_id = $1 AND role = 'owner')""",
            *(acme.id, is_so),
        )
