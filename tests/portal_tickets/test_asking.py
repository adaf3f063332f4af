"""The form for a new ticket, from a visitor and from somebody who is signed in."""

import asyncio
from typing import Any

import pytest

from polydesk.kernel import unit
from polydesk.kernel.settings import settings
from polydesk.tickets.statuses import change_settings

HOW_MANY = "SELECT count(*) FROM ticket WHERE tenant_id = app.tenant_id()"


async def _tickets(house: Any) -> int:
    async with house.unit():
        return int(await unit.fetchval(HOW_MANY))


async def test_it_asks_a_guest_for_three_things(acme: Any) -> None:
    page = await acme.visitor.get("/en/tickets/new")
    assert page.status_code == 200
    for name in ("email", "subject", "message", "files", "key"):
        assert f'name="{name}"' in page.text
    assert "20 MB" in page.text


async def test_it_does_not_ask_who_is_signed_in(acme: Any) -> None:
    page = await acme.carl.get("/en/tickets/new")
    assert 'name="email"' not in page.text
    assert acme.carl.email in page.text


async def test_it_takes_a_ticket_and_shows_the_receipt(acme: Any, sends: Any) -> None:
    answer = await sends(acme.visitor)
    assert answer.status_code == 303
    receipt = await acme.visitor.get(answer.headers["location"])
    assert "Your ticket has the number 1." in receipt.text
    assert answer.headers["location"].removesuffix("/receipt") in receipt.text
    assert receipt.headers["referrer-policy"] == "no-referrer"


async def test_it_takes_a_ticket_of_somebody_signed_in(acme: Any, sends: Any) -> None:
    answer = await sends(acme.carl, email=None)
    assert answer.headers["location"] == "/en/tickets/1/receipt"
    assert (await acme.carl.get(answer.headers["location"])).status_code == 200


async def test_it_redirects_htmx_as_well(acme: Any, sends: Any) -> None:
    answer = await sends(acme.visitor, headers={"hx-request": "true"})
    assert answer.headers["hx-redirect"].endswith("/receipt")


async def test_it_makes_one_ticket_of_a_double_submit(acme: Any, sends: Any, field_of: Any) -> None:
    key = field_of((await acme.visitor.get("/en/tickets/new")).text, "key")
    first, second = [await sends(acme.visitor, key=key) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    assert await _tickets(acme) == 1


async def test_it_makes_one_ticket_of_fifty_at_once(acme: Any, sends: Any, field_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("portal.tickets.limits.PER_SENDER", 100)
    monkeypatch.setattr("portal.tickets.limits.settings", lambda: _Generous)
    key = field_of((await acme.visitor.get("/en/tickets/new")).text, "key")
    answers = await asyncio.gather(*(sends(acme.visitor, key=key) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await _tickets(acme) == 1


async def test_it_makes_two_tickets_from_two_tabs(acme: Any, sends: Any) -> None:
    for _tab in range(2):
        page = await acme.visitor.get("/en/tickets/new")
        assert page.status_code == 200
        await sends(acme.visitor)
    assert await _tickets(acme) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "nobody"),
        ("email", "a@b"),
        ("email", "a b@example.org"),
        ("email", "x" * 300 + "@example.org"),
        ("email", "a@example.org\nBcc: b@example.org"),
        ("subject", ""),
        ("subject", "   "),
        ("subject", "x" * 201),
        ("message", ""),
        ("message", "\x00"),
        ("message", "x" * 100_001),
    ],
)
async def test_it_says_beside_the_field_what_is_wrong(acme: Any, sends: Any, field: str, value: str) -> None:
    page = await sends(acme.visitor, **{field: value})
    assert page.status_code == 422
    assert f'id="f-{field}-error"' in page.text
    assert "It went dark." in page.text or field == "message"
    assert await _tickets(acme) == 0


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "\u202eright to left",
        "a" * 10_000,
        "مرحبا <b>x</b>",
        "💥 \ud83d",
        "\u0000mixed",
        "{{ 7*7 }}",
        "javascript:alert(1) http://x.example/\"onmouseover='a'",
    ],
)
async def test_it_takes_and_shows_whatever_people_write(acme: Any, guest_ticket: Any, text: str) -> None:
    sent = text.encode("utf-8", "surrogatepass")
    place = await guest_ticket(message=sent, subject=sent[:150])
    page = await acme.visitor.get(place)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<b>x</b>" not in page.text
    assert " onmouseover=" not in page.text


async def test_it_keeps_files_through_a_failed_submit(acme: Any, sends: Any, field_of: Any) -> None:
    failed = await sends(acme.visitor, subject="", files={"files": ("lamp.txt", b"dark", "text/plain")})
    assert failed.status_code == 422
    assert "lamp.txt" in failed.text
    taken = await sends(acme.visitor, file_ids=field_of(failed.text, "file_ids"))
    page = await acme.visitor.get(taken.headers["location"].removesuffix("/receipt"))
    assert "lamp.txt" in page.text


async def test_it_says_which_file_was_not_taken_and_keeps_the_rest(acme: Any, sends: Any) -> None:
    files = [("files", ("empty.txt", b"", "text/plain")), ("files", ("full.txt", b"x", "text/plain"))]
    failed = await sends(acme.visitor, files=files)
    assert failed.status_code == 422
    assert "empty.txt: This file is empty." in failed.text
    assert "full.txt" in failed.text


async def test_it_does_not_take_a_claim_of_another_tenant(cast: Any, sends: Any, field_of: Any) -> None:
    failed = await sends(cast.globex.visitor, subject="", files={"files": ("plans.txt", b"x", "text/plain")})
    claim = field_of(failed.text, "file_ids")
    taken = await sends(cast.acme.visitor, file_ids=claim)
    page = await cast.acme.visitor.get(taken.headers["location"].removesuffix("/receipt"))
    assert "plans.txt" not in page.text


async def test_it_swallows_what_programs_fill_in(acme: Any, sends: Any) -> None:
    answer = await sends(acme.visitor, website="https://spam.example")
    assert answer.headers["location"] == "/en/tickets/thanks"
    assert (await acme.visitor.get("/en/tickets/thanks")).status_code == 200
    assert await _tickets(acme) == 0


async def test_it_limits_one_sender_and_keeps_the_text(acme: Any, sends: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("portal.tickets.limits.PER_SENDER", 2)
    answers = [await sends(acme.visitor) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "It went dark." in answers[-1].text
    assert await _tickets(acme) == 2


async def test_it_demands_a_sign_in_where_the_tenant_wants_it(acme: Any, sends: Any) -> None:
    async with acme.unit():
        await change_settings(close_after_days=7, sign_in_demanded=True)
    assert (await acme.visitor.get("/en/tickets/new")).headers["location"].startswith("/en/signin?next=")
    assert (await sends(acme.visitor)).status_code == 303
    assert await _tickets(acme) == 0
    assert (await acme.carl.get("/en/tickets/new")).status_code == 200


async def test_it_speaks_italian(acme: Any) -> None:
    assert 'lang="it"' in (await acme.visitor.get("/it/tickets/new")).text
    assert (await acme.visitor.get("/xx/tickets/new")).status_code == 404


async def test_it_refuses_other_sites(acme: Any, sends: Any) -> None:
    assert (await sends(acme.visitor, headers={"sec-fetch-site": "cross-site"})).status_code == 403


class _Generous:
    tickets_per_ip = tickets_per_tenant = 1000


assert settings


async def test_files_of_forms_that_fail_are_counted_too(acme: Any, sends: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("polydesk.kernel.storage.limits.UPLOADS_AN_HOUR", 3)
    monkeypatch.setattr("polydesk.kernel.storage.rationing.client_address", lambda: "192.0.2.77")
    two = [("files", (f"{n}.txt", b"x", "text/plain")) for n in range(2)]
    assert "0.txt" in (await sends(acme.visitor, subject="", files=two)).text
    refused = await sends(acme.visitor, files=two)
    assert refused.status_code == 422
    assert "It went dark." in refused.text
    assert "0.txt and 1.txt: Too many files were sent within an hour." in refused.text
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM file") == 2


async def test_too_large_a_heap_shuts_nobody_out_for_what_comes_after(acme: Any, sends: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("polydesk.kernel.storage.limits.UPLOADS_AN_HOUR", 3)
    monkeypatch.setattr("polydesk.kernel.storage.rationing.client_address", lambda: "192.0.2.78")
    heap = [("files", (f"{n}.txt", b"x", "text/plain")) for n in range(5)]
    assert (await sends(acme.visitor, files=heap)).status_code == 422
    assert (await sends(acme.visitor, files=heap[:3])).status_code == 303
