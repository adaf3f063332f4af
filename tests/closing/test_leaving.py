"""Leaving and coming back: three clicks out, a week or a paid period to think better of it, ninety days to return."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests_life import BEGAN, DAY, on_trial

from billing import figures
from polydesk.kernel import clock, unit
from polydesk.kernel.outbox import drain
from tenants import directory
from tenants.console import overview, suspending

CANCEL = "/admin/billing/cancel"


async def row(house: Any) -> Any:
    async with unit.platform():
        return await unit.fetchrow(
            """SELECT t.status, a.closes_at, a.closed_at, a.erase_at, a.cancelled_at, e.due_at
                 FROM tenant t JOIN billing_account a ON a.tenant_id = t.id LEFT JOIN erasure e ON e.of_tenant = t.id
                WHERE t.id = $1""",
            house.id,
        )


async def settled(house: Any) -> None:
    from billing import settling

    async with unit.platform():
        await settling.settle(house.id)
    directory.forget()
    await drain(house.id)


async def subjects(house: Any) -> list[str]:
    async with house.unit():
        return [
            one["subject"]
            for one in await unit.fetch(
                "SELECT subject FROM mail WHERE to_address = $1 ORDER BY created_at, id", house.olga.email
            )
        ]


async def words(person: Any, path: str) -> str:
    """What the page says, without its markup."""
    return re.sub(r"<[^>]*>", "", (await person.get(path)).text)


async def test_whoever_pays_nothing_has_a_week_to_think_better_of_it(acme: Any) -> None:
    page = await acme.olga.get(CANCEL)
    assert "What happens when you cancel" in page.text
    assert (await acme.olga.post(CANCEL, data={"reason": "price", "words": "Too dear"})).status_code == 303
    found = await row(acme)
    assert timedelta(days=6, hours=23) < found["closes_at"] - clock.now() <= timedelta(days=7)
    assert "Do not cancel" in (await acme.olga.get(CANCEL)).text
    assert (await acme.alice.get("/desk")).status_code == 200
    assert (await acme.olga.post("/admin/billing/return")).status_code == 409  # it is open: nothing to come back from
    again = await acme.olga.post(CANCEL, data={})
    assert again.status_code == 303
    assert (await row(acme))["closes_at"] == found["closes_at"]
    assert (await acme.olga.post(f"{CANCEL}/undo")).status_code == 303
    found = await row(acme)
    assert (found["closes_at"], found["cancelled_at"]) == (None, None)
    for other in (acme.ada, acme.alice, acme.bill):
        assert (await other.post(CANCEL, data={})).status_code == 403


@pytest.mark.parametrize(("day", "closes_on"), [(2, 14), (11, 18)])
async def test_it_keeps_its_trial_until_the_day_that_every_page_names(acme: Any, day: int, closes_on: int) -> None:
    await on_trial(acme)
    with clock.travel(BEGAN + day * DAY):
        await settled(acme)
        await acme.olga.post(CANCEL, data={})
        closes_at = (await row(acme))["closes_at"]
        directory.forget()
        until = f"Mar {closes_at.day}"
        assert closes_at.date() == (BEGAN + closes_on * DAY).date()
        assert f"closes on {until}" in await words(acme.olga, CANCEL)
        assert f"closes on {until}" in await words(acme.olga, "/desk")
        assert f"You keep everything until {until}" in await words(acme.olga, "/admin/billing")
        assert (await acme.olga.get("/admin/billing/trial")).headers["location"] == "/admin/billing"
    with clock.travel(closes_at - timedelta(hours=1)):
        await settled(acme)
        assert (await row(acme))["status"] == "trial"
    with clock.travel(closes_at + timedelta(hours=1)):
        await settled(acme)
        assert (await row(acme))["status"] == "closed"
    assert "is over" not in " ".join(await subjects(acme))


async def test_it_closes_is_announced_and_opens_again_with_everything(acme: Any) -> None:
    await acme.olga.post(CANCEL, data={})
    closes_at = (await row(acme))["closes_at"]
    with clock.travel(closes_at + timedelta(minutes=1)):
        await settled(acme)
        found = await row(acme)
        assert (found["status"], found["closed_at"]) == ("closed", closes_at)
        assert found["due_at"] == found["erase_at"] == closes_at + timedelta(days=90)
        assert (await acme.visitor.get("/en/")).status_code == 503
        assert (await acme.alice.get("/desk")).status_code == 503
        assert "Open it again" in (await acme.olga.get("/admin/closing")).text
    for days in (30, 7, 1):
        with clock.travel(found["erase_at"] - timedelta(days=days) + timedelta(minutes=1)):
            await settled(acme)
    told = await subjects(acme)
    assert [subject.split(" on ")[0] for subject in told].count("Your help desk will be erased") == 3
    assert "Your help desk is closed" in told
    with clock.travel(found["erase_at"] - timedelta(hours=1)):
        assert (await acme.ada.post("/admin/billing/return")).status_code in (303, 403)
        async with acme.unit():
            await unit.execute("UPDATE session SET expires_at = $1", clock.now() + timedelta(days=1))
        assert (await acme.olga.post("/admin/billing/return")).status_code == 303
        directory.forget()
        found = await row(acme)
        assert found["status"] != "closed"
        assert (found["erase_at"], found["due_at"]) == (None, None)
        assert (await acme.visitor.get("/en/")).status_code == 200


async def test_an_erasure_that_is_taken_back_leaves_the_announced_day(acme: Any) -> None:
    await acme.olga.post(CANCEL, data={})
    with clock.travel((await row(acme))["closes_at"] + timedelta(minutes=1)):
        await settled(acme)
        day = (await row(acme))["due_at"]
        await acme.olga.post("/admin/closing/erasure", data={"slug": acme.slug})
        assert (await row(acme))["due_at"] == clock.now() + timedelta(hours=48) or (await row(acme))["due_at"] < day
        await acme.olga.post("/admin/closing/erasure/withdrawal")
        assert (await row(acme))["due_at"] == day


async def test_who_closes_while_suspended_hears_of_it_takes_everything_along_and_is_suspended_when_they_return(
    acme: Any,
) -> None:
    await acme.olga.post(CANCEL, data={})
    closes_at = (await row(acme))["closes_at"]
    async with unit.platform():
        await suspending.suspend(acme.id, reason="Spam was sent")
    directory.forget()
    with clock.travel(closes_at - timedelta(hours=1)):
        await settled(acme)
        assert (await row(acme))["status"] == "suspended"
        assert (await acme.olga.get("/admin/closing")).status_code == 503
    with clock.travel(closes_at + timedelta(minutes=1)):
        await settled(acme)
        found = await row(acme)
        assert (found["status"], found["due_at"]) == ("closed", closes_at + timedelta(days=90))
        assert (await acme.visitor.get("/en/")).status_code == 503
        assert (await acme.olga.post("/admin/export")).status_code == 303
    for days in (30, 7, 1):
        with clock.travel(found["erase_at"] - timedelta(days=days) + timedelta(minutes=1)):
            await settled(acme)
    told = await subjects(acme)
    assert "Your help desk is closed" in told
    assert [subject.split(" on ")[0] for subject in told].count("Your help desk will be erased") == 3
    with clock.travel(closes_at + timedelta(minutes=2)):
        assert (await acme.olga.post("/admin/billing/return")).status_code == 303
        directory.forget()
        assert (await row(acme))["status"] == "suspended"
        assert (await acme.olga.get("/desk")).status_code == 503
        async with unit.platform():
            await suspending.resume(acme.id, reason="It was a mistake")
    assert (await row(acme))["status"] != "suspended"


async def test_however_late_a_closing_is_found_the_erasure_is_announced_thirty_days_before(acme: Any) -> None:
    await acme.olga.post(CANCEL, data={})
    late = (await row(acme))["closes_at"] + timedelta(days=120)
    with clock.travel(late):
        await settled(acme)
        found = await row(acme)
        assert found["due_at"] == found["erase_at"] == late + timedelta(days=31)
    with clock.travel(late + timedelta(days=1, minutes=1)):
        await settled(acme)
    assert any(subject.startswith("Your help desk will be erased") for subject in await subjects(acme))


async def test_operators_read_the_end_that_a_cancelled_trial_really_has(acme: Any) -> None:
    await on_trial(acme)
    with clock.travel(BEGAN + 11 * DAY):
        await settled(acme)
        await acme.olga.post(CANCEL, data={})
        async with unit.platform():
            (line,) = [
                one for one in await figures.behind("trials_now", month=None, currency=None) if one.tenant_id == acme.id
            ]
            shown = await overview.tenant(acme.id)
    assert (line.at, shown.trial_until) == (BEGAN + 18 * DAY, BEGAN + 18 * DAY)
