"""Reply addresses and signed Message-IDs: what a mail of ours says about where its answer belongs."""

from typing import Any

from polydesk.kernel import outbox, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import message_ids
from polydesk.tickets import reply_addresses, submission


async def ticket_of(house: Any, address: str) -> Any:
    async with house.unit():
        return await submission.submit(
            submission.NewTicket(address=address, subject="The kettle leaks", body="It drips."), key=new_id().hex
        )


async def test_every_mail_about_a_ticket_can_be_answered_to_an_address_of_its_own(acme: Any) -> None:
    done = await ticket_of(acme, acme.carl.email)
    await outbox.drain(acme.id)
    async with acme.unit():
        mail = await unit.fetchrow("SELECT reply_to, headers, message_id FROM mail WHERE kind = 'receipt'")
        local, _at, host = mail["reply_to"].partition("@")
        found = await reply_addresses.behind([reply_addresses.token_in(local.upper())])
        assert host == f"{acme.slug}.localhost"
        assert found == reply_addresses.ReplyAddress(done.ticket_id, acme.carl.email, for_member=False)
        assert message_ids.threads_named_in(mail["headers"]["References"]) == [done.ticket_id]
        assert len(message_ids.mails_named_in(mail["message_id"])) == 1


async def test_a_token_stands_for_one_person_and_one_role(acme: Any) -> None:
    done = await ticket_of(acme, acme.carl.email)
    async with acme.unit():
        made = [
            await reply_addresses.address_for(done.ticket_id, acme.carl.email),
            await reply_addresses.address_for(done.ticket_id, acme.cora.email),
            await reply_addresses.address_for(done.ticket_id, acme.carl.email, for_member=True),
        ]
        assert len(set(made)) == 3
        assert made[0] == await reply_addresses.address_for(done.ticket_id, acme.carl.email.upper())


async def test_a_token_or_a_message_id_of_one_tenant_says_nothing_to_another(acme: Any, globex: Any) -> None:
    done = await ticket_of(acme, acme.carl.email)
    async with acme.unit():
        address = await reply_addresses.address_for(done.ticket_id, acme.carl.email)
        names = message_ids.root_of(done.ticket_id) + message_ids.message_id_of(new_id())
    async with globex.unit():
        assert await reply_addresses.behind([reply_addresses.token_in(address.partition("@")[0])]) is None
        assert message_ids.threads_named_in(names) == message_ids.mails_named_in(names) == []
        made_up = f"<thread-{done.ticket_id}@localhost> <thread-{done.ticket_id}.{'A' * 16}@localhost>"
        assert message_ids.threads_named_in(made_up) == []
