"""Mail to a desk that has reached its limits: customers' words come in as ever, an agent's answer waits and is not lost."""

from typing import Any

from tests_limits import become, granted
from tests_mails import written

from polydesk.kernel import outbox
from polydesk.tickets import reply_addresses


async def test_an_agents_answer_by_mail_is_kept_and_goes_once_the_desk_is_back(acme: Any, post: Any) -> None:
    row = await post.arrive(written())
    async with acme.unit():
        address = await reply_addresses.address_for(row["ticket_id"], acme.alice.email, for_member=True)
    await become(acme, "read_only")
    held = await post.arrive(written("Turn it off.", author=acme.alice.email), to=address)
    assert (held["state"], held["reason"]) == ("quarantined", "read_only")
    customer = await post.arrive(written("It drips more.", subject="Again"))
    assert customer["outcome"] == "ticket"
    await become(acme, "active")
    assert (await acme.ada.post(f"/admin/mail-in/{held['id']}/retry")).status_code == 303
    await outbox.drain(acme.id)
    assert (await post.messages(row["ticket_id"]))[-1]["body"] == "Turn it off."


async def test_a_mail_is_taken_without_the_file_that_there_is_no_room_for(acme: Any, post: Any) -> None:
    await granted(acme, "free", storage_mb=1, seats=4, tickets=0, mails=0)
    mail = written("See the film.")
    mail.add_attachment(b"\x01" * 1_200_000, maintype="application", subtype="octet-stream", filename="film.bin")
    row = await post.arrive(mail)
    assert (row["state"], row["outcome"]) == ("done", "ticket")
    (message,) = await post.messages(row["ticket_id"])
    assert "See the film." in message["body"]
