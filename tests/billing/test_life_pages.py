"""What people see of their company's life with us: the trial's page, the frame of the desk, and a desk that only reads."""

from datetime import timedelta
from typing import Any

from tests_life import BEGAN, DAY, FAILED, TRIAL_ENDS, on_trial, settled, subscribed

from polydesk.kernel import clock, outbox, unit
from tenants import directory

PAGE = "/admin/billing/trial"


async def test_the_trial_shows_what_is_left_and_what_comes(acme: Any) -> None:
    await on_trial(acme)
    with clock.travel(BEGAN + timedelta(days=4, hours=22)):
        await settled(acme)
        page = (await acme.olga.get(PAGE)).text
        assert "10 days left" in page
        assert "4 people need a full seat, and the Free plan has 2." in page
        desk = (await acme.olga.get("/desk")).text
        assert "nav-trial" in desk
        assert "10 days left" in desk
        assert "The trial ends on" not in desk
        assert "days left" not in (await acme.alice.get("/desk")).text
        assert "days left" not in (await acme.ada.get("/desk")).text
        assert (await acme.alice.get(PAGE)).status_code == 403
    with clock.travel(TRIAL_ENDS - 2 * DAY):
        assert "The trial ends on Mar 16, 2026." in (await acme.olga.get("/desk")).text
        assert "The trial ends on Mar 16, 2026." in (await acme.ada.get("/desk")).text


async def test_a_trial_is_extended_once_by_whoever_pays(acme: Any) -> None:
    await on_trial(acme)
    with clock.travel(BEGAN + 12 * DAY):
        await settled(acme)
        assert "Extend by 7 days" in (await acme.bill.get(PAGE)).text
        assert (await acme.bill.post(f"{PAGE}/extension")).status_code == 303
        page = (await acme.bill.get(f"{PAGE}?said=extended")).text
        assert "You have a week more." in page
        assert "9 days left" in page
        assert "Extend by 7 days" not in page
        again = await acme.olga.post(f"{PAGE}/extension")
        assert (again.status_code, "This trial cannot be extended any more." in again.text) == (409, True)
        assert "The trial was extended until Mar 23, 2026." in (await acme.olga.get("/admin/billing")).text
    async with acme.unit():
        row = await unit.fetchrow("SELECT actor_label, changes FROM audit WHERE action = 'billing.trial_extended'")
    assert row["actor_label"] == "Bill"


async def test_a_week_more_is_one_for_whoever_settled_for_free_too_soon(acme: Any) -> None:
    await on_trial(acme)
    with clock.travel(BEGAN + 12 * DAY):
        async with unit.platform():
            await unit.execute(
                "UPDATE billing_account SET free_since = $2 WHERE tenant_id = $1", acme.id, BEGAN + 11 * DAY
            )
        await settled(acme)
        page = (await acme.olga.get(PAGE)).text
        assert "Your trial is over" in page
        assert "It then ends on Mar 23, 2026" in page
        assert "days left" not in page[page.index("<main") :]
        assert (await acme.olga.post(f"{PAGE}/extension")).status_code == 303
        async with unit.platform():
            assert await unit.fetchval("SELECT status FROM tenant WHERE id = $1", acme.id) == "trial"


async def test_also_after_its_end_and_everybody_works_again(acme: Any) -> None:
    await on_trial(acme)
    with clock.travel(TRIAL_ENDS + 2 * DAY):
        await settled(acme)
        assert "Your trial is over" in (await acme.olga.get(PAGE)).text
        assert (await replies(acme)).status_code == 403
        assert (await acme.olga.post(f"{PAGE}/extension")).status_code == 303
        assert "7 days left" in (await acme.olga.get(PAGE)).text
        assert (await replies(acme)).status_code != 403


async def test_people_who_leave_make_room_in_the_free_plan(acme: Any) -> None:
    await on_trial(acme)
    with clock.travel(TRIAL_ENDS + 20 * DAY):
        await settled(acme)
        assert "more people need a full seat" in (await acme.olga.get("/desk")).text
        for gone in (acme.bob, acme.ada):
            assert (await acme.olga.post(f"/admin/members/{gone.id}/removal")).status_code == 303
        await outbox.drain(acme.id)
        directory.forget()
        assert "more people need a full seat" not in (await acme.olga.get("/desk")).text
        assert (await replies(acme)).status_code != 403


async def test_an_unpaid_bill_stops_agents_and_nothing_else(acme: Any) -> None:
    await on_trial(acme)
    await subscribed(acme, "past_due", status="open")
    with clock.travel(FAILED + 13 * DAY):
        await settled(acme)
        assert "A payment failed. Agents can work until Apr 30, 2026." in (await acme.olga.get("/desk")).text
        assert "A payment failed" not in (await acme.alice.get("/desk")).text
        assert (await replies(acme)).status_code != 403
    with clock.travel(FAILED + 15 * DAY):
        await settled(acme)
        refused = await replies(acme)
        assert (refused.status_code, "Your help desk is read only" in refused.text) == (403, True)
        assert "An owner can change this." in (await acme.alice.get("/desk")).text
        assert "until the open bill is paid" in (await acme.olga.get("/desk")).text
        # Who pays, who leaves, and every customer:
        assert (await acme.olga.get("/admin/billing")).status_code == 200
        assert (await acme.bill.get("/admin/billing")).status_code == 200
        for path in ("/en", "/en/faq", "/en/tickets/new", "/en/signin"):
            assert (await acme.visitor.get(path)).status_code < 400, path
        form = {"subject": "It drips", "message": "From the handle.", "email": "dora@customers.example"}
        assert (await acme.visitor.post("/en/tickets/new", form)).status_code == 303
        await subscribed(acme, status="paid", paid_at=FAILED + 15 * DAY)
        await settled(acme)
        assert (await replies(acme)).status_code != 403
        assert "An owner can change this." not in (await acme.alice.get("/desk")).text


async def replies(house: Any) -> Any:
    """Alice does, to a ticket that is not there: 404 where she may."""
    return await house.alice.post("/desk/tickets/1/replies", {"body": "Hello"})
