"""What admins see of incoming mail: addresses, mailboxes, and mails that wait for somebody to decide."""

from typing import Any

import pytest
from tests_mails import written

from polydesk.intake import metrics
from polydesk.kernel import outbox, unit
from polydesk.kernel.ids import new_id
from polydesk.tickets import categories
from tenants import teams

PAGE = "/admin/mail-in"
BROKEN = b"this is no mail at all\r\n" * 3


async def test_what_cannot_be_read_waits_and_is_read_again(acme: Any, post: Any) -> None:
    nobodys = b"Subject: Hello\r\nMessage-ID: <1@x.example>\r\n\r\nNo sender.\r\n"
    row = await post.arrive(nobodys)
    assert (row["state"], row["reason"]) == ("quarantined", "no_sender")
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM notice WHERE kind = 'mail_waits'") >= 1
    shown = await acme.ada.get(PAGE)
    assert "It does not say who sent it." in shown.text
    raw = await acme.ada.get(f"{PAGE}/{row['id']}/raw")
    assert (raw.content, raw.headers["content-type"]) == (nobodys, "application/octet-stream")
    assert raw.headers["content-disposition"].startswith("attachment")
    await acme.ada.post(f"{PAGE}/{row['id']}/retry")
    await outbox.drain(acme.id)
    assert (await post.newest())["state"] == "quarantined"
    await acme.ada.post(f"{PAGE}/{row['id']}/discard")
    assert (await post.newest())["state"] == "discarded"
    assert "It does not say who sent it." not in (await acme.ada.get(PAGE)).text


async def test_only_who_manages_settings_sees_incoming_mail(acme: Any, globex: Any, post: Any) -> None:
    row = await post.arrive(BROKEN)
    assert row["reason"] == "broken"
    assert (await acme.alice.get(PAGE)).status_code == 403
    assert (await globex.mallory.get(f"{PAGE}/{row['id']}/raw")).status_code == 404


async def test_an_address_gives_its_tickets_a_team_and_a_language(acme: Any, post: Any) -> None:
    async with acme.unit():
        team_id = await teams.found_team("Billing")
    said = {"local": "Billing", "own_address": "rechnung@acme.example", "team": str(team_id), "language": "it"}
    assert (await acme.ada.post(f"{PAGE}/addresses/new", said)).status_code == 303
    assert "Billing and Italian" in (await acme.ada.get(PAGE)).text
    there, forwarded = (
        await post.arrive(written("A"), to=f"billing@{acme.slug}.localhost"),
        await post.arrive(written("B", to="Rechnung <rechnung@acme.example>")),
    )
    async with acme.unit():
        rows = await unit.fetch("SELECT team_id, language FROM ticket ORDER BY number")
    assert [tuple(row) for row in rows] == [(team_id, "it")] * 2
    assert there["ticket_id"] != forwarded["ticket_id"]


async def test_an_address_that_cannot_be_is_refused_beside_its_field(acme: Any) -> None:
    for local in ("süß", "reply", "support", "", "a b", "-x"):
        refused = await acme.ada.post(f"{PAGE}/addresses/new", {"local": local})
        assert refused.status_code == 422
        assert "f-local-error" in refused.text
    refused = await acme.ada.post(f"{PAGE}/addresses/support", {"own_address": "nonsense"})
    assert (refused.status_code, "f-own_address-error" in refused.text) == (422, True)


@pytest.mark.parametrize("field", ["team", "category", "brand"])
async def test_an_address_takes_only_what_is_offered_for_it(acme: Any, globex: Any, field: str) -> None:
    async with globex.unit():
        theirs = await teams.found_team("Theirs")
    for strange in (new_id(), theirs, "nonsense"):
        refused = await acme.ada.post(f"{PAGE}/addresses/support", {field: str(strange)})
        assert (refused.status_code, f"f-{field}" in refused.text) == (422, True)


async def test_an_archived_category_stays_until_another_one_is_chosen(acme: Any) -> None:
    async with acme.unit():
        held = await categories.add({"en": "Lamps"})
    chosen = {"category": str(held.id)}
    assert (await acme.ada.post(f"{PAGE}/addresses/support", chosen)).status_code == 303
    async with acme.unit():
        await categories.archive(held.id)
    assert f'value="{held.id}" selected' in (await acme.ada.get(f"{PAGE}/addresses/support")).text
    assert (await acme.ada.post(f"{PAGE}/addresses/support", chosen)).status_code == 303


async def test_an_agent_says_who_in_copy_belongs_to_the_conversation(acme: Any, post: Any) -> None:
    row = await post.arrive(written(Cc="Dora <dora@customers.example>, boss@customers.example"))
    async with acme.unit():
        number = await unit.fetchval("SELECT number FROM ticket WHERE id = $1", row["ticket_id"])
    page = await acme.alice.get(f"/desk/tickets/{number}")
    assert "New here. Until you confirm, nothing is sent there." in page.text
    await acme.alice.post(f"/desk/tickets/{number}/participants/1", {"address": "dora@customers.example"})
    await acme.alice.post(f"/desk/tickets/{number}/participants/2/end", {"address": "boss@customers.example"})
    await acme.alice.post(f"/desk/tickets/{number}/replies", {"body": "Tighten the lid.", "seen": "1"})
    await outbox.drain(acme.id)
    async with acme.unit():
        replies = await unit.fetch("SELECT to_address, text, reply_to FROM mail WHERE kind = 'reply' ORDER BY id")
    assert [one["to_address"] for one in replies] == ["carl@customers.example", "dora@customers.example"]
    assert "/t/" not in replies[1]["text"]
    answer = await post.arrive(written("Done.", author="dora@customers.example"), to=replies[1]["reply_to"])
    assert answer["outcome"] == "answer"
    assert (await post.messages(row["ticket_id"]))[-1]["author_name"] == "dora@customers.example"


async def test_what_waits_in_quarantine_is_a_figure_for_whoever_runs_the_platform(acme: Any, post: Any) -> None:
    before, _oldest = await metrics.quarantined()
    await post.arrive(b"\r\nNobody wrote this.\r\n")
    assert (await post.newest())["state"] == "quarantined"
    after, oldest = await metrics.quarantined()
    assert after == before + 1
    assert oldest is not None
