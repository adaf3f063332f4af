"""The receipt: every second of a ticket's life in a segment, and sums that are what the timers say."""

from datetime import date

from tests_sla import Desk
from tests_watch import at

from polydesk.schedules import exceptions
from polydesk.sla.receipt import Receipt, Sheet, receipt_of


async def receipt(desk: Desk, x: object, when: str) -> Receipt:
    async with desk.moment(when):
        return await receipt_of(x, at(when))  # type: ignore[arg-type]


def sheet(found: Receipt, metric: str, cycle: int = 1) -> Sheet:
    return next(one for one in found.sheets if (one.timer.metric, one.timer.cycle) == (metric, cycle))


async def test_it_tells_every_segment_of_a_weekend_and_a_wait(desk: Desk) -> None:
    x = await desk.asks("03-06T15:30")
    await desk.waits(x, "03-09T10:00")
    await desk.writes(x, "03-11T13:00")
    found = await receipt(desk, x, "03-11T14:00")
    one = sheet(found, "resolution")
    told = [(segment.kind, segment.cause, segment.counted_s) for segment in one.segments]
    assert told == [
        ("running", "weekly", 1800),
        ("closed", "weekly", 0),
        ("running", "weekly", 7200),
        ("paused", "waiting_customer", 0),
        ("running", "weekly", 3600),
    ]
    assert (one.counted_s, one.paused_s, one.due_at) == (12600, 51 * 3600, at("03-13T10:30"))
    assert found.agrees


async def test_segments_follow_each_other_without_a_hole(desk: Desk) -> None:
    x = await desk.asks("03-06T15:30")
    await desk.raises(x, "03-09T09:00")
    await desk.waits(x, "03-09T10:00")
    await desk.writes(x, "03-09T11:00")
    await desk.raises(x, "03-09T12:00", to="normal")
    found = await receipt(desk, x, "03-10T12:00")
    for one in found.sheets:
        edges = [one.timer.started_at, *(segment.end for segment in one.segments)]
        assert [segment.start for segment in one.segments] == edges[:-1]
        assert edges[-1] == at("03-10T12:00")
    assert found.agrees


async def test_it_names_the_holiday_and_the_versions_of_the_hours(desk: Desk) -> None:
    x = await desk.asks("03-06T15:30")
    async with desk.moment("03-09T10:00"):
        await exceptions.add(desk.schedule_id, date(2026, 3, 10), kind="closed", by=desk.ada)
    found = await receipt(desk, x, "03-11T09:00")
    closed = [one for one in sheet(found, "resolution").segments if one.cause == "closure"]
    assert [(one.day, one.hours_no) for one in closed] == [(date(2026, 3, 10), 2)]
    assert {one.hours_no for one in sheet(found, "resolution").segments} == {1, 2}
    assert found.agrees


async def test_what_was_carried_over_a_reopening_adds_up(desk: Desk) -> None:
    x = await desk.asks("03-06T15:30")
    await desk.resolves(x, "03-10T08:30")
    await desk.writes(x, "03-12T14:00")
    found = await receipt(desk, x, "03-13T09:00")
    first, second = sheet(found, "resolution"), sheet(found, "resolution", 2)
    assert (first.counted_s, second.carried_s, second.counted_s) == (32400, 32400, 32400 + 3 * 3600)
    assert found.agrees


async def test_a_breach_and_the_time_after_it_add_up_too(desk: Desk) -> None:
    x = await desk.asks("03-06T15:30")
    await desk.raises(x, "03-10T09:00")
    await desk.sweeps("03-10T09:10")
    found = await receipt(desk, x, "03-10T12:00")
    assert found.agrees
    assert sheet(found, "resolution").left_s < 0


async def test_it_does_not_hide_sums_that_are_wrong(desk: Desk) -> None:
    x = await desk.asks("03-06T15:30")
    async with desk.house.unit() as unit:
        await unit.execute("UPDATE sla_timer SET consumed_s = 60 WHERE ticket_id = $1 AND metric = 'resolution'", x)
    found = await receipt(desk, x, "03-09T09:00")
    assert not found.agrees
    assert sheet(found, "first_response").agrees
