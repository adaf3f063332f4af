"""Full seats: counted under a lock at every door, waited for where they can be bought, never lost by two at once."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from tests_limits import granted

from billing import looking
from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.actor import Actor
from tenants import entitlements, invitations, members
from tenants.entitlements import SeatPrice, SeatsFull

JSON = {"accept": "application/json"}


async def allow_seats(house: Any, seats: int) -> None:
    await granted(house, "team", seats=seats)


async def ask(house: Any, *names: str, role: str = "agent", **more: Any) -> Any:
    form = {"addresses": " ".join(f"{name}@new.example" for name in names), "role": role, "language": "en"}
    return await house.ada.post("/admin/invitations", form, **more)


async def asked(house: Any) -> dict[str, bool]:
    """Who is invited, and whether they wait."""
    async with house.unit():
        rows = await unit.fetch(
            "SELECT email, waits_since IS NOT NULL AS waits FROM invitation WHERE revoked_at IS NULL"
        )
    return {row["email"].partition("@")[0]: row["waits"] for row in rows}


async def letters(house: Any) -> list[str]:
    await outbox.drain(house.id)
    async with house.unit():
        rows = await unit.fetch("SELECT to_address FROM mail WHERE kind = 'invitation' ORDER BY to_address")
    return [row["to_address"].partition("@")[0] for row in rows]


@pytest.fixture(autouse=True)
def _limits_stay_what_the_scene_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Billing would give this company the plan that its subscription pays for: none."""

    async def settle(_tenant_id: UUID) -> None:
        pass

    monkeypatch.setattr(looking, "settle", settle)


@pytest.fixture
def sold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Further seats can be bought."""

    async def price() -> SeatPrice:
        return SeatPrice(Decimal(12), "EUR", "month", "/admin/billing/seats")

    monkeypatch.setattr(entitlements, "_prices", [price])


async def test_fifty_at_once_and_exactly_five_have_a_seat(acme: Any) -> None:
    """Olga, Ada, Alice and Bob sit already: five more are allowed."""
    await allow_seats(acme, 9)

    async def one(number: int) -> bool:
        try:
            async with acme.unit():
                await invitations.invite(f"new{number}@new.example", role="agent", language="en", by=acme.ada.id)
        except SeatsFull:
            return False
        return True

    assert sum(await asyncio.gather(*(one(number) for number in range(50)))) == 5
    async with acme.unit():
        assert await entitlements.seats_taken() == 9


async def test_it_refuses_with_figures_and_names_and_keeps_what_was_typed(acme: Any) -> None:
    await allow_seats(acme, 4)
    page = await ask(acme, "ann", "ben")
    assert page.status_code == 409
    assert "Full seats of your plan: 4 of 4 are taken. Who can change this: Olga." in page.text
    assert "ann@new.example" in page.text
    assert await asked(acme) == {}


async def test_it_tells_a_program_the_limit_and_who_can_change_it(acme: Any) -> None:
    await allow_seats(acme, 4)
    by_role = await acme.olga.post(f"/admin/members/{acme.lara.id}/role", {"role": "agent"}, headers=JSON)
    for refused in (await ask(acme, "ann", headers=JSON), by_role):
        assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
        body = refused.json()
        assert body["type"] == "urn:polydesk:limit-reached"
        assert (body["limit"], body["current"], body["allowed"]) == ("seats", 4, 4)
        assert body["who_can_change"] == ["Olga"]


async def test_a_fragment_says_it_too(acme: Any) -> None:
    await allow_seats(acme, 4)
    swapped = await acme.olga.swap("POST", f"/admin/members/{acme.lara.id}/role", data={"role": "admin"})
    assert swapped.status_code == 409
    assert "4 of 4" in swapped.text
    assert "/admin/billing" in swapped.text


async def test_light_agents_and_billing_need_no_seat(acme: Any) -> None:
    await allow_seats(acme, 4)
    assert (await ask(acme, "ann", role="light_agent")).status_code == 303
    assert (await ask(acme, "ben", role="billing")).status_code == 303
    assert await asked(acme) == {"ann": False, "ben": False}
    assert (await ask(acme, "ann")).status_code == 409


@pytest.mark.parametrize("who", ["lara", "bill"])
async def test_a_free_role_becomes_a_full_one_only_with_a_seat(acme: Any, who: str) -> None:
    await allow_seats(acme, 4)
    path = f"/admin/members/{acme.people[who].id}/role"
    assert (await acme.olga.post(path, {"role": "agent"})).status_code == 409
    assert (await acme.olga.post(f"/admin/members/{acme.bob.id}/role", {"role": "admin"})).status_code == 303
    assert (await acme.olga.post(f"/admin/members/{acme.bob.id}/role", {"role": "light_agent"})).status_code == 303
    assert (await acme.olga.post(path, {"role": "agent"})).status_code == 303


async def test_two_who_become_agents_at_once_do_not_both_take_the_last_seat(acme: Any) -> None:
    await allow_seats(acme, 5)
    olga = Actor("member", id=acme.olga.id, permissions=frozenset({"owners.manage", "members.manage"}))

    async def promote(who: Any) -> bool:
        try:
            async with acme.unit():
                await members.change_role(await members.member(who.id), to="agent", by=olga)
        except SeatsFull:
            return False
        return True

    assert sorted(await asyncio.gather(promote(acme.lara), promote(acme.bill))) == [False, True]


async def test_whoever_comes_over_the_limit_waits_and_no_letter_leaves(acme: Any, sold: None) -> None:
    await allow_seats(acme, 5)
    assert (await ask(acme, "ann", "ben")).headers["location"].endswith("said=waits")
    assert await asked(acme) == {"ann": False, "ben": True}
    assert await letters(acme) == ["ann"]
    role = await acme.olga.post(f"/admin/members/{acme.lara.id}/role", {"role": "agent"})
    assert (role.status_code, "/admin/billing/seats" in role.text) == (409, True)
    page = (await acme.ada.get("/admin/invitations")).text
    assert "Waits for a free seat" in page
    assert "A further full seat costs €12.00 a month before tax." in page
    assert "Who can change this: Olga." in page
    assert "/admin/billing/seats" in (await acme.olga.get("/admin/invitations")).text


async def test_the_owner_hears_of_it_and_a_seat_more_lets_them_in(acme: Any, sold: None) -> None:
    await allow_seats(acme, 4)
    await ask(acme, "ann")
    assert await letters(acme) == []
    assert "Ada invited ann@new.example" in (await acme.olga.get("/desk/notices?show=company")).text
    await allow_seats(acme, 5)
    assert await letters(acme) == ["ann"]
    assert await asked(acme) == {"ann": False}


async def test_who_has_waited_longest_has_the_seat_that_is_free(acme: Any, sold: None) -> None:
    await allow_seats(acme, 4)
    await ask(acme, "ann")
    await ask(acme, "ben")
    await acme.olga.post(f"/admin/members/{acme.bob.id}/removal")
    assert await letters(acme) == ["ann"]
    assert await asked(acme) == {"ann": False, "ben": True}


async def test_an_invitation_that_is_over_gives_its_seat_back(acme: Any, sold: None) -> None:
    await allow_seats(acme, 5)
    await ask(acme, "ann")
    await ask(acme, "ben")
    assert await letters(acme) == ["ann"]
    with clock.travel(clock.now() + timedelta(hours=25)):
        assert await letters(acme) == ["ann", "ben"]
        assert await asked(acme) == {"ann": False, "ben": False}
        async with acme.unit():
            ann = await unit.fetchval("SELECT id FROM invitation WHERE email = 'ann@new.example'")
        resent = await acme.ada.post(f"/admin/invitations/{ann}/resending")
        assert resent.headers["location"].endswith("said=waits")
        assert await asked(acme) == {"ann": True, "ben": False}


async def test_whoever_comes_when_the_seat_is_gone_waits_kindly(acme: Any) -> None:
    """On Free as well: nobody who was invited is turned away."""
    await allow_seats(acme, 5)
    await ask(acme, "ann")
    await letters(acme)
    secret = await link_of(acme)
    await allow_seats(acme, 4)
    came = await acme.visitor.post(f"/invitations/{secret}", {"name": "Ann", "password": "kettles and lamps"})
    assert came.status_code == 200
    assert "You are still invited." in came.text
    assert await asked(acme) == {"ann": True}
    await allow_seats(acme, 5)
    assert await letters(acme) == ["ann", "ann"]
    assert (await acme.visitor.get(f"/invitations/{secret}")).status_code == 410


async def test_whoever_comes_late_waits_too_and_an_admin_is_told_of_the_limit(acme: Any) -> None:
    """On Free: the link is over, its seat is taken, and the invited one asks for another link."""
    await allow_seats(acme, 5)
    await ask(acme, "ann")
    await letters(acme)
    secret = await link_of(acme)
    with clock.travel(clock.now() + timedelta(hours=25)):
        await ask(acme, "ben")
        async with acme.unit():
            ann = await unit.fetchval("SELECT id FROM invitation WHERE email = 'ann@new.example'")
        again = await acme.ada.post(f"/admin/invitations/{ann}/resending", headers=JSON)
        assert (again.status_code, again.json()["limit"]) == (409, "seats")
        renewed = await acme.visitor.post(f"/invitations/{secret}/renewal")
        assert (renewed.status_code, "You are still invited." in renewed.text) == (200, True)
        assert await asked(acme) == {"ann": True, "ben": False}


async def test_whoever_left_comes_back_only_to_a_free_seat(acme: Any) -> None:
    await allow_seats(acme, 4)
    await acme.olga.post(f"/admin/members/{acme.bob.id}/removal")
    await ask(acme, "ann")
    back = {"addresses": acme.bob.email, "role": "agent", "language": "en"}
    assert (await acme.ada.post("/admin/invitations", back)).status_code == 409
    assert (await acme.ada.post("/admin/invitations", back | {"role": "light_agent"})).status_code == 303


async def test_without_billing_there_is_no_limit(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from polydesk.kernel.settings import settings

    await allow_seats(acme, 1)
    without = type("Without", (), {"bills": False})
    assert settings().bills
    monkeypatch.setattr(entitlements, "settings", lambda: without)
    async with acme.unit():
        assert await entitlements.free_seats() is None


async def link_of(house: Any) -> str:
    async with house.unit():
        text = await unit.fetchval("SELECT text FROM mail WHERE kind = 'invitation' ORDER BY id DESC LIMIT 1")
    return str(text.partition("/invitations/")[2].split()[0])
