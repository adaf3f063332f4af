"""Founding one company after the other: a few of them try us for free, further ones begin on Free, and it is said beforehand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests_operator import operators_browser, sign_in

from billing import plans, reading, settling, trying
from billing.extending import NoExtension, extend
from polydesk.faq import samples
from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.tokens import digest, new_token
from tenants import confirmation, identities, moving_in
from tenants.proposals import propose
from tenants.signing_up import SignedUp

MARCH = datetime(2027, 3, 10, 12, tzinfo=UTC)
NOTE = "The free trials of this year are used up, so this help desk begins with the Free plan."


@pytest.fixture(autouse=True)
def _empty_portals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sample articles would be most of the work of founding a company."""
    monkeypatch.setattr(samples, "ARTICLES", ())


def mailbox() -> str:
    return f"anna{new_id().hex[-10:]}@gmail.com"


async def founded(email: str) -> SignedUp:
    """As signing up does it, without a browser."""
    proposal = propose(email, zone="Europe/Berlin")
    async with unit.platform():
        who = await identities.create(email, password_hash=None, name="Anna", language="en", zone="Europe/Berlin")
        made = await moving_in.create_tenant(who.id, email=email, proposal=proposal)
    async with unit.tenant(made.id):
        await moving_in.settle_in()
    await outbox.drain(made.id)
    return SignedUp(who, made)


async def confirmed(who: SignedUp) -> None:
    async with unit.platform():
        found = await identities.by_id(who.identity.id)
        assert found is not None
        await confirmation.settle(found)
    await outbox.drain(who.tenant.id)


async def try_us(email: str) -> tuple[str, str]:
    made = await founded(email)
    await confirmed(made)
    return await stands(made)


async def stands(made: SignedUp) -> tuple[str, str]:
    async with unit.platform():
        row = await unit.fetchrow("SELECT status, plan FROM tenant WHERE id = $1", made.tenant.id)
    assert row is not None
    return row["status"], row["plan"]


TRIAL, FREE = ("trial", "trial"), ("active", "free")


async def test_whoever_has_tried_it_three_times_in_a_year_begins_on_free_whatever_is_added_to_the_address(
    cast: Any,
) -> None:
    email = mailbox()
    dotted, other = email.replace("anna", "an.na"), mailbox()
    with clock.travel(MARCH):
        assert [await try_us(one) for one in (email, email.replace("@", "+two@"), dotted)] == [TRIAL] * 3
        fourth = await founded(email.replace("gmail.com", "googlemail.com").replace("@", "+four@"))
        assert await stands(fourth) == TRIAL
        await confirmed(fourth)
        assert await stands(fourth) == FREE
        assert await try_us(other) == TRIAL
        async with unit.tenant(fourth.tenant.id):
            held = await reading.held(fourth.tenant.id, lock=False)
            assert held is not None
            assert held.limits["seats"] == plans.FREE.seats
            with pytest.raises(NoExtension):
                await extend()
            assert await unit.fetchval("SELECT count(*) FROM billing_moment WHERE kind = 'trial_spent'") == 1
    with clock.travel(MARCH + timedelta(days=13, hours=23)):
        async with unit.platform():
            await settling.settle(fourth.tenant.id)
        await outbox.drain(fourth.tenant.id)
    with clock.travel(MARCH + timedelta(days=15)):
        async with unit.platform():
            await settling.settle(fourth.tenant.id)
        await outbox.drain(fourth.tenant.id)
    async with unit.tenant(fourth.tenant.id):
        assert await unit.fetchval("SELECT count(*) FROM mail WHERE kind LIKE 'trial%'") == 0
    with clock.travel(MARCH + timedelta(days=366)):
        assert await try_us(email) == TRIAL


async def test_founding_another_company_ends_no_trial_that_runs_already(cast: Any) -> None:
    """Also of companies from before trials were counted."""
    email = mailbox()
    with clock.travel(MARCH):
        earlier = [await founded(email) for _ in range(4)]
        for one in earlier[:3]:
            await confirmed(one)
        async with unit.platform():
            ids = [one.tenant.id for one in earlier]
            await unit.execute("DELETE FROM billing_trial WHERE of_tenant = ANY ($1)", ids)
        await confirmed(earlier[3])
        assert await try_us(email) == TRIAL
        for one in earlier:
            await outbox.drain(one.tenant.id)
        assert [await stands(one) for one in earlier] == [TRIAL] * 4


async def test_a_stranger_who_types_an_address_uses_up_nothing(cast: Any) -> None:
    email = mailbox()
    with clock.travel(MARCH):
        for _ in range(3):
            await founded(email)
        assert await try_us(email) == TRIAL


async def test_the_people_of_one_domain_try_it_often_and_not_for_ever(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "MOST_OF_A_HOUSE", 2)
    domain = f"h{new_id().hex[-10:]}.co.uk"
    with clock.travel(MARCH):
        stood = [await try_us(one) for one in (f"a@{domain}", f"b@mail.{domain}", f"c@x.{domain}")]
    assert stood == [TRIAL, TRIAL, FREE]


async def test_it_is_said_before_anything_begins_and_only_to_whoever_owns_the_address(product: Any, cast: Any) -> None:
    email, secret = mailbox(), new_token()
    made = [await founded(email) for _ in range(4)]
    for one in made[:3]:
        await confirmed(one)
    async with unit.platform():
        await unit.execute(
            "INSERT INTO identity_token (hash, identity_id, purpose, expires_at) VALUES ($1, $2, 'confirm', $3)",
            *(digest(secret), made[3].identity.id, clock.now() + timedelta(hours=1)),
        )
    transport = httpx.ASGITransport(product, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as visitor:
        assert NOTE in (await visitor.get(f"/confirm/{secret}")).text
        page = (await visitor.get("/signup")).text
        assert "Three help desks a year can be tried for free; further ones begin with the Free plan." in page
        assert NOTE not in page
    async with operators_browser(product) as operator:
        shown = (await operator.get(f"/operator/billing/tenants/{made[0].tenant.id}")).text
        assert f"/operator/billing/tenants/{made[1].tenant.id}" in shown
        assert f"/operator/billing/tenants/{made[3].tenant.id}" not in shown
        await confirmed(made[3])
        shown = (await operator.get(f"/operator/billing/tenants/{made[3].tenant.id}")).text
        assert "None: the free trials of this year are used up." in shown


async def test_whoever_is_signed_in_reads_it_before_founding_another(product: Any, cast: Any) -> None:
    email = mailbox()
    for number in range(3):
        await try_us(email.replace("@", f"+{number}@"))
    transport = httpx.ASGITransport(product, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        await sign_in(client, operator=False, email=email)
        assert NOTE in (await client.get("/signup")).text
