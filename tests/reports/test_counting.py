"""Counting: what counts, when, for whom; and a figure is always as large as the list behind it."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests_sla import Desk

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.reports.behind import behind
from polydesk.reports.counting import attainment, by_metric, whole
from polydesk.reports.period import period_of
from polydesk.reports.wanted import FIGURES, GROUPINGS, Wanted
from polydesk.sla import excusing

Promise = Callable[..., Awaitable[UUID]]


def last_ninety(**named: Any) -> Wanted:
    return Wanted(
        period_of("quarter", today=date.fromisoformat(now().date().isoformat()), zone=ZoneInfo("UTC")), **named
    )


async def test_it_counts_met_missed_and_what_is_broken_and_still_open(acme: Any, promise: Promise) -> None:
    await promise()
    await promise(outcome="missed")
    await promise(outcome="missed", is_open=True)
    await promise(is_open=True, counted=now() + timedelta(hours=5))
    async with acme.unit():
        together = whole(await attainment(last_ninety()))
    assert (together.met, together.missed, together.open, together.share) == (1, 2, 1, 1 / 3)


async def test_a_promise_that_ran_out_unnoticed_counts_as_missed(acme: Any, promise: Promise) -> None:
    await promise(is_open=True, counted=now() - timedelta(minutes=5))
    async with acme.unit():
        together = whole(await attainment(last_ninety()))
    assert (together.missed, together.open) == (1, 1)


async def test_an_excused_miss_counts_neither_for_nor_against(acme: Any, promise: Promise) -> None:
    timer_id = await promise(outcome="missed")
    await promise()
    async with acme.unit():
        await unit.execute(
            "UPDATE sla_result SET excused_at = now(), excuse = 'Power cut' WHERE timer_id = $1", timer_id
        )
        together = whole(await attainment(last_ninety()))
    assert (together.missed, together.excused, together.share) == (0, 1, 1.0)


@pytest.mark.parametrize("reason", ["merged", "spam", "deleted"])
async def test_what_let_nobody_down_does_not_count(acme: Any, promise: Promise, reason: str) -> None:
    await promise(outcome="missed", ended_by=reason)
    async with acme.unit():
        assert await attainment(last_ninety()) == []


async def test_a_withdrawn_policy_leaves_its_misses_in_the_report(acme: Any, promise: Promise) -> None:
    await promise(outcome="missed", ended_by="policy_withdrawn")
    async with acme.unit():
        assert whole(await attainment(last_ninety())).missed == 1


async def test_it_counts_a_promise_on_the_day_that_counts(acme: Any, promise: Promise) -> None:
    await promise(counted=now() - timedelta(days=120))
    async with acme.unit():
        assert await attainment(last_ninety()) == []


@pytest.mark.parametrize("by", GROUPINGS)
async def test_every_figure_opens_as_many_tickets_as_it_says(acme: Any, promise: Promise, by: Any) -> None:
    await promise(priority="urgent", agent="Alice")
    await promise(priority="urgent", agent="Bob", outcome="missed", counted=now() - timedelta(days=40))
    await promise(priority="low", organisation="Hooli", outcome="missed", is_open=True)
    excused = await promise(metric="resolution", outcome="missed")
    async with acme.unit():
        await unit.execute("UPDATE sla_result SET excused_at = now(), excuse = 'Flood' WHERE timer_id = $1", excused)
        rows = await attainment(last_ninety(by=by))
        for row in rows:
            for figure in FIGURES[1:]:
                found = await behind(last_ninety(by=by, group=row.key, figure=figure))
                assert len(found.lines) == getattr(row, figure), (row, figure)
        together = whole(rows)
    assert (together.met, together.missed, together.excused, together.open) == (1, 2, 1, 1)


async def test_it_counts_each_kind_of_promise(acme: Any, promise: Promise) -> None:
    await promise()
    await promise(metric="resolution", outcome="missed")
    async with acme.unit():
        found = await by_metric(last_ninety())
    assert {metric: row.share for metric, row in found.items()} == {"first_response": 1.0, "resolution": 0.0}


async def test_it_turns_the_pages_of_a_list_without_losing_a_line(acme: Any, promise: Promise) -> None:
    made = [await promise(counted=now() - timedelta(hours=n // 2)) for n in range(7)]
    async with acme.unit():
        first = await behind(last_ninety(), most=4)
        second = await behind(last_ninety(), after=first.older, most=4)
    assert sorted(line.timer_id for line in (*first.lines, *second.lines)) == sorted(made)
    assert second.older == ""


async def test_a_neighbour_sees_none_of_it(cast: Any, promise: Promise) -> None:
    await promise()
    async with cast.globex.unit():
        assert await attainment(last_ninety()) == []
        assert (await behind(last_ninety())).lines == []


async def test_a_breach_that_goes_on_after_reopening_counts_once_where_it_was(acme: Any) -> None:
    """The resolution was due on 10 March; its ticket is opened again, and solved in May."""
    desk = await Desk.opens(acme)
    march = Wanted(
        period_of("days", today=date(2026, 6, 1), zone=ZoneInfo("Europe/Rome"), since="2026-03-01", until="2026-03-31"),
        metric="resolution",
    )

    async def figures() -> tuple[int, int, int, int]:
        async with acme.unit():
            together = whole(await attainment(march))
            assert len((await behind(march)).lines) == together.counted + together.excused
            return together.met, together.missed, together.excused, together.open

    ticket_id = await desk.asks("03-06T15:30")
    await desk.resolves(ticket_id, "03-11T09:00")
    assert await figures() == (0, 1, 0, 0)
    async with desk.moment("03-12T09:00"):
        broken = await unit.fetchval("SELECT id FROM sla_timer WHERE metric = 'resolution'")
        await excusing.excuse(broken, reason="Power cut", by=desk.ada)
    assert await figures() == (0, 0, 1, 0)
    await desk.writes(ticket_id, "03-13T09:00")
    assert (await desk.timer(ticket_id, "resolution")).cycle == 2
    assert await figures() == (0, 0, 1, 0)
    await desk.resolves(ticket_id, "05-04T09:00")
    assert await figures() == (0, 0, 1, 0)
