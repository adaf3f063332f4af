"""Excusing a breach: who may, what stays, what is written down."""

from typing import Any
from uuid import UUID

import pytest
from tests_sla import Desk

from i18n import living_in
from polydesk.kernel.refusals import Forbidden
from polydesk.sla.excusing import excuse, withdraw
from polydesk.sla.refusals import NothingToExcuse, ReasonMissing
from polydesk.tickets.queries import by_id
from polydesk.tickets.timeline import timeline


async def broken(desk: Desk) -> tuple[UUID, UUID]:
    x = await desk.asks("03-06T15:30")
    await desk.replies(x, "03-09T12:00")
    return x, (await desk.timer(x, "first_response")).id


async def test_it_stays_a_breach_with_a_reason_beside_it(desk: Desk) -> None:
    x, timer_id = await broken(desk)
    async with desk.moment("03-09T13:00"):
        await excuse(timer_id, reason=" A power cut ", by=desk.ada)
    (result,) = await desk.results(x)
    assert (result["outcome"], result["excuse"], result["excused_by_name"]) == ("missed", "A power cut", "Ada")
    assert (await desk.timer(x, "first_response")).breached_at == "2026-03-09T11:30:00Z"
    assert [one.kind for one in await desk.events(x, "first_response")][-1] == "excused"
    async with desk.house.unit() as unit:
        row = await unit.fetchrow("SELECT changes FROM audit WHERE action = 'sla.breach_excused'")
    assert row["changes"] == {"excuse": [None, "A power cut"]}


async def test_it_can_be_taken_back(desk: Desk) -> None:
    x, timer_id = await broken(desk)
    async with desk.moment("03-09T13:00"):
        await excuse(timer_id, reason="A power cut", by=desk.ada)
        await withdraw(timer_id, by=desk.ada)
        await withdraw(timer_id, by=desk.ada)
    (result,) = await desk.results(x)
    assert (result["excused_at"], result["excuse"]) == (None, "")
    assert [one.kind for one in await desk.events(x, "first_response")].count("unexcused") == 1


async def test_a_breach_that_nobody_noticed_yet_is_settled_first(desk: Desk) -> None:
    x = await desk.asks("03-06T15:30")
    timer_id = (await desk.timer(x, "first_response")).id
    async with desk.moment("03-09T13:00"):
        await excuse(timer_id, reason="A power cut", by=desk.ada)
    await desk.replies(x, "03-09T14:00")
    (result,) = await desk.results(x)
    assert (result["excuse"], result["breached_at"]) == ("A power cut", "2026-03-09T11:30:00Z")


async def test_it_refuses_without_reason_right_or_breach(desk: Desk) -> None:
    x, timer_id = await broken(desk)
    kept = (await desk.timer(x, "resolution")).id
    async with desk.moment("03-09T13:00"):
        with pytest.raises(ReasonMissing):
            await excuse(timer_id, reason="  ", by=desk.ada)
        with pytest.raises(Forbidden):
            await excuse(timer_id, reason="Me", by=desk.alice)
        with pytest.raises(NothingToExcuse):
            await excuse(kept, reason="Early", by=desk.ada)


async def test_the_timeline_tells_of_it_once(desk: Desk, acme: Any) -> None:
    x, timer_id = await broken(desk)
    await desk.sweeps("03-09T15:00")
    async with desk.moment("03-09T16:00"):
        await excuse(timer_id, reason="A power cut", by=desk.ada)
    async with acme.unit():
        with living_in("Europe/Rome"):
            said = [entry.sentence for entry in await timeline(await by_id(x), for_customer=False)]
            hidden = [entry.sentence for entry in await timeline(await by_id(x), for_customer=True)]
    assert [one for one in said if "missed" in one] == [
        "First response was due Mar 9, 2026, 12:30\u202fPM and was missed.",
        "Ada excused the missed promise “First response”: A power cut",
    ]
    assert not any("missed" in one for one in hidden)
