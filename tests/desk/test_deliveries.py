"""What a ticket shows of its mails, and what an agent does about one that did not arrive."""

from typing import Any
from uuid import UUID

from polydesk.kernel import mail, outbox, unit

REASON = "550 5.1.1 no such mailbox"


async def test_a_mail_that_came_back_is_seen_with_its_reason_and_sent_again(acme: Any, globex: Any, ask: Any) -> None:
    number = await ask()
    await acme.alice.post(f"/desk/tickets/{number}/replies", data={"body": "Tighten the lid.", "seen": "1"})
    await outbox.drain(acme.id)
    mail_id = await bounce(acme)
    page = (await acme.alice.get(f"/desk/tickets/{number}")).text
    assert f"came back: {REASON}" in page
    assert f"Nothing is sent to {acme.carl.email}" in page
    again = f"/desk/tickets/{number}/mails/{mail_id}"
    assert (await globex.mallory.post(again)).status_code == 404
    assert (await acme.alice.post(f"/desk/tickets/{number}/mails/{UUID(int=7)}")).status_code == 404
    for _press in range(2):
        assert (await acme.alice.post(again)).status_code == 303
    await outbox.drain(acme.id)
    page = (await acme.alice.get(f"/desk/tickets/{number}")).text
    assert f"E-mail sent to {acme.carl.email}" in page
    assert "came back" not in page


async def test_whoever_answers_is_told_first_that_nothing_would_arrive(acme: Any, ask: Any) -> None:
    number = await ask()
    warning = f"Nothing is sent to {acme.carl.email}"
    assert warning not in (await acme.alice.get(f"/desk/tickets/{number}")).text
    async with acme.unit():
        await mail.suppressions.mark(acme.carl.email, REASON)
    page = (await acme.alice.get(f"/desk/tickets/{number}")).text
    assert warning in page[page.index('data-side-form="reply"') : page.index('id="reply-body"')]


async def test_an_address_is_written_to_again_from_the_persons_page(acme: Any, ask: Any) -> None:
    await ask()
    async with acme.unit():
        await mail.suppressions.mark(acme.carl.email, REASON)
    here = f"/desk/people/{acme.carl.id}"
    assert REASON in (await acme.alice.get(here)).text
    assert (await acme.alice.post(f"{here}/addresses", data={"address": "other@acme.example"})).status_code == 404
    assert (await acme.alice.post(f"{here}/addresses", data={"address": acme.carl.email})).status_code == 303
    assert REASON not in (await acme.alice.get(here)).text


async def test_a_colleagues_address_is_written_to_again_by_an_admin(acme: Any) -> None:
    async with acme.unit():
        await mail.suppressions.mark(acme.bob.email, REASON)
    here = f"/admin/members/{acme.bob.id}"
    assert REASON in (await acme.olga.get(here)).text
    assert (await acme.olga.post(f"{here}/address")).status_code == 303
    assert REASON not in (await acme.olga.get(here)).text


async def bounce(acme: Any) -> UUID:
    async with acme.unit():
        mail_id = await unit.fetchval("SELECT id FROM mail WHERE kind = 'reply' AND state = 'sent'")
        await mail.suppressions.mark(acme.carl.email, REASON, mail_id=mail_id)
    assert isinstance(mail_id, UUID)
    return mail_id
