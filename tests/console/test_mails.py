"""The operator's page of mails: what did not arrive at whose house and why, never to whom or what it said."""

from typing import Any

from polydesk.kernel import mail, outbox, unit
from polydesk.kernel.mail import Address, Letter


async def test_it_shows_why_a_mail_did_not_arrive_and_sends_it_again(cast: Any, opal: Any) -> None:
    letter = Letter(kind="reply", subject="A very secret subject", heading="Hello")
    async with cast.acme.unit():
        mail_id = await mail.post(letter, to=Address("Carl", "carl@customer.example"), language="en")
    await outbox.drain(cast.acme.id)
    async with cast.acme.unit():
        await mail.suppressions.mark(
            "carl@customer.example", f"550 5.1.1 <carl@customer.example> {cast.acme.slug}", mail_id=mail_id
        )
    page = (await opal.get("/operator/mails")).text
    assert f"550 5.1.1 &lt;…@customer.example&gt; {cast.acme.slug}" in page
    assert "secret subject" not in page
    again = f"/operator/mails/{mail_id}/again"
    assert (await opal.post(again)).status_code == 303
    assert (await opal.post(again)).status_code == 404, "it is on its way"
    await outbox.drain(cast.acme.id)
    async with cast.acme.unit():
        assert await unit.fetchval("SELECT state FROM mail WHERE id = $1", mail_id) == "sent"
