"""From the conversation of SMTP to the ticket: what a mail becomes, once, and what is refused at the door."""

from typing import Any

import aiosmtplib
import pytest
from tests_mails import written

from polydesk.kernel import outbox, unit
from polydesk.tickets import queries, reply_addresses


async def reply_to_of(house: Any, kind: str) -> str:
    async with house.unit():
        return str(await unit.fetchval("SELECT reply_to FROM mail WHERE kind = $1 ORDER BY id DESC LIMIT 1", kind))


async def test_a_mail_becomes_a_ticket_of_its_sender(acme: Any, post: Any) -> None:
    row = await post.arrive(written("It drips.\n\n-- \nCarl\nAcme"))
    async with acme.unit():
        ticket = await queries.by_id(row["ticket_id"])
    (message,) = await post.messages(row["ticket_id"])
    assert (row["state"], row["outcome"]) == ("done", "ticket")
    assert (ticket.subject, ticket.channel, ticket.person_id) == ("The kettle leaks", "mail", acme.carl.id)
    assert (message["body"], message["html"]) == ("It drips.", '<p dir="auto">It drips.</p>')
    assert "Carl" in message["folded"]
    assert await reply_to_of(acme, "receipt")


async def test_a_new_customer_is_answered_in_the_language_of_their_mail(acme: Any, post: Any) -> None:
    await post.arrive(
        written("Il mio bollitore perde acqua da ieri sera, che cosa devo fare?", author="ada@clienti.example")
    )
    async with acme.unit():
        assert await unit.fetchval("SELECT language FROM mail WHERE kind = 'receipt'") == "it"


async def test_the_same_mail_twice_is_one_ticket(acme: Any, post: Any) -> None:
    mail = written()
    first = await post.arrive(mail)
    relayed = b"Received: from elsewhere\r\n" + mail.as_bytes()
    second = await post.arrive(relayed)
    assert first["id"] == second["id"]
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM ticket") == 1


@pytest.mark.parametrize("address", ["nobody@{slug}.localhost", "support@nobody.localhost", "carl@elsewhere.example"])
async def test_it_refuses_an_address_that_nobody_has(acme: Any, post: Any, address: str) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientRefused) as refused:
        await post.send(written(), to=address.format(slug=acme.slug))
    assert refused.value.code == 550


async def test_an_answer_lands_on_its_ticket_without_what_it_quotes(acme: Any, post: Any) -> None:
    row = await post.arrive(written())
    answer = "It still drips.\n\nOn Mon, 3 Nov 2025 at 10:00, Acme <no-reply@acme.example> wrote:\n> We are on it\n"
    again = await post.arrive(written(answer, subject="Anything"), to=await reply_to_of(acme, "receipt"))
    assert (again["outcome"], again["ticket_id"]) == ("answer", row["ticket_id"])
    *_, last = await post.messages(row["ticket_id"])
    assert (last["body"], last["author_id"], last["channel"]) == ("It still drips.", acme.carl.id, "mail")
    assert "We are on it" in last["folded"]


async def test_headers_and_the_number_are_believed_of_whoever_takes_part(acme: Any, post: Any) -> None:
    row = await post.arrive(written())
    async with acme.unit():
        sent = await unit.fetchrow("SELECT message_id, headers, subject FROM mail WHERE kind = 'receipt'")
    by_reference = await post.arrive(written("More.", In_Reply_To=sent["message_id"]))
    by_number = await post.arrive(written("Even more.", subject=f"Re: {sent['subject']}"))
    stranger = await post.arrive(written("Me too.", subject=f"Re: {sent['subject']}", author="eve@evil.example"))
    assert [one["ticket_id"] == row["ticket_id"] for one in (by_reference, by_number, stranger)] == [True, True, False]


async def test_a_strangers_answer_is_for_the_desk_alone(acme: Any, post: Any) -> None:
    """Whoever was forwarded our mail holds its token and its Message-ID; neither makes a customer of them."""
    row = await post.arrive(written())
    address = await reply_to_of(acme, "receipt")
    note = await post.arrive(written("Tell me all!", author="Eve <eve@evil.example>"), to=address)
    assert (note["outcome"], note["ticket_id"]) == ("note", row["ticket_id"])
    *_, last = await post.messages(row["ticket_id"])
    assert (last["kind"], last["author_name"]) == ("note", "Eve")
    async with acme.unit():
        told = "SELECT count(*) FROM outbox WHERE job = 'notices.tell' AND payload ->> 'event' = 'customer_wrote'"
        assert await unit.fetchval(told) == 1
        assert (
            await unit.fetchval("SELECT state FROM ticket_participant WHERE address_key = 'eve@evil.example'")
            == "proposed"
        )


async def test_an_agent_answers_by_mail_with_a_token_of_their_own(acme: Any, post: Any) -> None:
    row = await post.arrive(written())
    async with acme.unit():
        token = await reply_addresses.address_for(row["ticket_id"], acme.alice.email, for_member=True)
        internal = await reply_addresses.address_for(row["ticket_id"], acme.alice.email, for_member=True, as_note=True)
    reply = await post.arrive(written("Tighten the lid.", author=f"Alice <{acme.alice.email}>"), to=token)
    note = await post.arrive(written("He did.", author=f"Alice <{acme.alice.email}>"), to=internal)
    assert [reply["outcome"], note["outcome"]] == ["reply", "note"]
    _, said, noted = await post.messages(row["ticket_id"])
    assert [(one["kind"], one["author_id"]) for one in (said, noted)] == [
        ("reply", acme.alice.id),
        ("note", acme.alice.id),
    ]
    await outbox.drain(acme.id)
    async with acme.unit():
        assert "Tighten the lid." in await unit.fetchval("SELECT text FROM mail WHERE kind = 'reply'")


async def test_what_an_agent_quotes_of_our_news_does_not_reach_the_customer(acme: Any, post: Any) -> None:
    row = await post.arrive(written())
    async with acme.unit():
        token = await reply_addresses.address_for(row["ticket_id"], acme.alice.email, for_member=True)
    news = f"Bob added a note: he never pays. http://{acme.host}/desk/tickets/1"
    quoted = f"Tighten the lid.\n\nOn Mon, 3 Nov 2025 at 10:00, Acme <no-reply@acme.example> wrote:\n> {news}\n"
    standing = f"Tighten the lid.\n\nsomebody said\n{news}\n"
    assert (await post.arrive(written(quoted, author=acme.alice.email), to=token))["outcome"] == "reply"
    assert (await post.arrive(written(standing, author=acme.alice.email), to=token))["outcome"] == "note"
    _, said, _noted = await post.messages(row["ticket_id"])
    assert (said["body"], said["folded"]) == ("Tighten the lid.", "")


async def test_a_forged_agent_says_nothing_to_the_customer(acme: Any, post: Any) -> None:
    row = await post.arrive(written())
    customers, forged = await reply_to_of(acme, "receipt"), f"Alice <{acme.alice.email}>"
    async with acme.unit():
        bobs = await reply_addresses.address_for(row["ticket_id"], acme.bob.email, for_member=True)
    for number, address in enumerate((customers, bobs)):
        assert (await post.arrive(written(f"Pay here {number}!", author=forged), to=address))["outcome"] == "note"
    assert [one["kind"] for one in await post.messages(row["ticket_id"])] == ["customer", "note", "note"]


async def test_a_token_of_another_tenant_is_nobodys_address(acme: Any, globex: Any, post: Any) -> None:
    await post.arrive(written())
    stolen = (await reply_to_of(acme, "receipt")).partition("@")[0]
    with pytest.raises(aiosmtplib.SMTPRecipientRefused):
        await post.send(written(), to=f"{stolen}@{globex.slug}.localhost")
