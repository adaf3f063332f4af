"""Mails about tickets that were merged: each customer hears what is for them, under their own number, and nothing else."""

from datetime import timedelta
from typing import Any

from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.ids import new_id
from polydesk.tickets import conversation, lifecycle, submission
from polydesk.tickets.merging import merge, unmerge
from polydesk.tickets.queries import by_id
from tenants.roles import permissions_of

ERIN = "erin@acme-customers.example"


def alice(acme: Any) -> Actor:
    return Actor("member", acme.alice.id, "Alice", role="agent", permissions=permissions_of("agent"))


async def asked(address: str, subject: str) -> Any:
    new = submission.NewTicket(address=address, subject=subject, body="It drips.")
    return await by_id((await submission.submit(new, key=new_id().hex)).ticket_id)


async def mails(acme: Any, kind: str) -> list[Any]:
    await outbox.drain(acme.id)
    async with acme.unit():
        return list(await unit.fetch("SELECT * FROM mail WHERE kind = $1 ORDER BY to_address", kind))


async def test_it_sends_a_reply_to_both_customers_under_their_own_names(acme: Any) -> None:
    async with acme.unit():
        first, second = await asked(acme.carl.email, "Carl's kettle"), await asked(ERIN, "Erin's pot")
        home = await merge(second, into=first, by=alice(acme), across_customers=True)
        await conversation.reply(home, body="A new seal is on its way.", by=alice(acme))
    carls, erins = await mails(acme, "reply")
    assert (carls["to_address"], erins["to_address"]) == (acme.carl.email, ERIN)
    assert ("Erin" in carls["subject"] + carls["html"], "Carl" in erins["subject"] + erins["html"]) == (False, False)
    assert f"ticket {second.number}" in erins["subject"]
    assert "A new seal" in carls["text"]
    assert "A new seal" in erins["text"]


async def test_it_sends_a_reply_once_to_one_customer(acme: Any) -> None:
    async with acme.unit():
        first, second = await asked(acme.carl.email, "One"), await asked(acme.carl.email, "Two")
        home = await merge(second, into=first, by=alice(acme))
        await conversation.reply(home, body="Done.", by=alice(acme))
    assert len(await mails(acme, "reply")) == 1


async def test_it_sends_what_was_on_its_way_to_whom_it_was_written(acme: Any) -> None:
    """Both replies were written before the merge; their mails leave after it."""
    async with acme.unit():
        first, second = await asked(acme.carl.email, "One"), await asked(ERIN, "Two")
        first = (await conversation.reply(first, body="For Carl.", by=alice(acme))).ticket
        second = (await conversation.reply(second, body="For Erin.", by=alice(acme))).ticket
        with clock.travel(clock.now() + timedelta(seconds=1)):
            await merge(second, into=first, by=alice(acme), across_customers=True)
    told = [(mail["to_address"], "For Erin." in mail["text"]) for mail in await mails(acme, "reply")]
    assert told == [(acme.carl.email, False), (ERIN, True)]


async def test_it_tells_a_customer_nothing_more_after_the_merge_was_undone(acme: Any) -> None:
    async with acme.unit():
        first, second = await asked(acme.carl.email, "One"), await asked(ERIN, "Two")
        await merge(second, into=first, by=alice(acme), across_customers=True)
        await unmerge(second, by=alice(acme))
        await conversation.reply(await by_id(first.id), body="For Carl.", by=alice(acme))
    assert [mail["to_address"] for mail in await mails(acme, "reply")] == [acme.carl.email]


async def test_it_tells_both_that_it_is_resolved(acme: Any) -> None:
    async with acme.unit():
        first, second = await asked(acme.carl.email, "One"), await asked(ERIN, "Two")
        home = await merge(second, into=first, by=alice(acme), across_customers=True)
        await lifecycle.resolve(home, by=alice(acme))
    assert [mail["to_address"] for mail in await mails(acme, "resolved")] == [acme.carl.email, ERIN]


async def test_it_brings_the_words_with_which_an_agent_begins(acme: Any) -> None:
    async with acme.unit():
        await submission.submit_outbound(
            subject="Your order",
            body="It is **ready**.",
            address="fay@shop.example",
            by=alice(acme),
            key=new_id().hex,
        )
    (mail,) = await mails(acme, "reply")
    assert mail["to_address"] == "fay@shop.example"
    assert mail["subject"].startswith("Your order")
    assert "Alice has written to you" in mail["html"]
    assert await mails(acme, "receipt") == []
