"""A sweep of a thousand, an edit of hours under ten thousand promises: within their bars, in processor time.

The processor's time of this process is measured, and of the wall only that nothing hangs: the machine has other work.
Both in several batches; daily a part of so many in that part of the time, all of them with EXAMPLES=all.
"""

import time
from collections.abc import Awaitable, Callable

from tests_depth import EVERYTHING
from tests_many import copies
from tests_sla import STANDARD, Desk, standard
from tests_watch import at, weekdays

from polydesk.hours.instants import moment_of
from polydesk.kernel.clock import travel
from polydesk.schedules import editing
from polydesk.schedules.compiling import Content
from polydesk.sla import redue, sweeping

X = "03-06T15:30"
SWEPT, SWEPT_S = (1_000, 2.0) if EVERYTHING else (500, 1.0)
EDITED, EDITED_S = (5_000, 10.0) if EVERYTHING else (1_000, 2.0)


async def timed(desk: Desk, when: str, batch: Callable[[], Awaitable[int]]) -> tuple[int, float, float]:
    """(how many, seconds on the wall, seconds of this process) until there is nothing left to do."""
    done, wall, busy = 0, time.monotonic(), time.process_time()
    with travel(moment_of(at(when))):
        while True:
            async with desk.house.unit():
                found = await batch()
            if not found:
                return done, time.monotonic() - wall, time.process_time() - busy
            done += found


async def test_a_sweep_of_many(acme: object) -> None:
    desk = await Desk.opens(acme, standard(targets=STANDARD[:1]))
    await copies(desk, await desk.asks(X), SWEPT - 1)
    done, wall, busy = await timed(desk, "03-09T11:30:01", sweeping.detect)
    print(f"sweep of {done}: {wall:.2f} s, {busy:.2f} s of this process")
    assert done == SWEPT
    assert busy < SWEPT_S
    async with desk.house.unit() as unit:
        assert await unit.fetchval("SELECT count(*) FROM sla_event WHERE kind = 'breached'") == SWEPT


async def test_an_edit_under_many(acme: object) -> None:
    desk = await Desk.opens(acme, standard(targets=(STANDARD[0], STANDARD[2])))
    await copies(desk, await desk.asks(X), EDITED - 1)
    async with desk.moment("03-09T08:00"):
        shorter = Content("Europe/Rome", weekdays("09:00", "13:00"), ())
        await editing.publish(desk.schedule_id, shorter, based_on=1, by=desk.ada)
        assert await redue.behind_hours(desk.schedule_id) == 2 * EDITED

    async def follows() -> int:
        return (await redue.follow_hours(desk.schedule_id)).done

    done, wall, busy = await timed(desk, "03-09T08:00", follows)
    print(f"re-due of the promises of {done} tickets: {wall:.2f} s, {busy:.2f} s of this process")
    assert done == EDITED
    assert busy < EDITED_S
    async with desk.house.unit() as unit:
        moved = await unit.fetchval("SELECT count(*) FROM sla_timer WHERE due_at > $1", moment_of(at("03-10T16:00")))
        assert moved == EDITED
