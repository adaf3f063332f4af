"""The worked examples T1 to T23 through the verbs of tickets, to the second."""

import pytest
from tests_sla import Desk

X = "03-06T15:30"


async def test_t1_two_promises_over_a_weekend(desk: Desk) -> None:
    x = await desk.asks(X)
    first, resolution = await desk.timer(x, "first_response"), await desk.timer(x, "resolution")
    assert (first.due_at, resolution.due_at) == ("2026-03-09T11:30:00Z", "2026-03-10T15:30:00Z")
    assert (first.started_at, await desk.timers(x, "next_response")) == ("2026-03-06T15:30:00Z", [])


@pytest.mark.parametrize(("answered", "outcome", "breached"), [
    ("03-09T11:30:00.9", "met", None), ("03-09T11:30:01", "missed", "2026-03-09T11:30:00Z"),
])  # fmt: skip
async def test_t2_the_very_second_is_still_met(desk: Desk, answered: str, outcome: str, breached: str | None) -> None:
    x = await desk.asks(X)
    await desk.replies(x, answered)
    first = await desk.timer(x, "first_response")
    assert (first.state, first.outcome, first.breached_at, first.completed_by) == (
        "completed",
        outcome,
        breached,
        "reply",
    )


async def test_t5_it_waits_for_the_customer(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.waits(x, "03-09T10:00")
    paused = await desk.timer(x, "resolution")
    assert (paused.consumed_s, paused.due_at, paused.state) == (9000, None, "paused")
    assert (await desk.timer(x, "first_response")).due_at == "2026-03-09T11:30:00Z"
    await desk.writes(x, "03-11T13:00")
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-13T10:30:00Z"
