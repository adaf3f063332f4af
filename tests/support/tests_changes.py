"""Words for scenes of changes that are looked at first: proposed, computed, applied."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace
from tests_sla import STANDARD, Desk, standard
from tests_watch import weekdays

from polydesk.schedules import reviewing
from polydesk.schedules.changes import PublishHours
from polydesk.sla import change_rows, deciding
from polydesk.sla.change_rows import ChangeRow
from polydesk.sla.changes import PublishPolicy
from polydesk.sla.policy import Condition

LOW = Condition("priority", ("low",))
X = "03-06T15:30"  # a Friday; first response due Monday 11:30, resolution due Tuesday 15:30
MONDAY = "03-09T09:00"
SHORT = weekdays("09:00", "13:00")
HALVED = standard(targets=tuple(replace(one, budget_s=one.budget_s // 2) for one in STANDARD))


def hours(desk: Desk, weekly: Any = SHORT, **named: Any) -> PublishHours:
    given = {"name": "Support hours", "tz": "Europe/Rome", "weekly": weekly, "based_on": 1, **named}
    return PublishHours(desk.schedule_id, **given)


def policy(desk: Desk, draft: Any = HALVED, **named: Any) -> PublishPolicy:
    return PublishPolicy(**{"policy_id": desk.policy_id, "draft": draft, "based_on": 1, **named})


async def proposed(desk: Desk, change: Any, when: str = MONDAY, **named: Any) -> UUID:
    """Through the hook that pages use; it has to be looked at."""
    async with desk.moment(when):
        there = await reviewing.carry_out(change, by=desk.ada, **named)
    assert there is not None
    return UUID(there.rpartition("/")[2])


async def row_of(desk: Desk, change_id: UUID) -> ChangeRow:
    async with desk.house.unit():
        return await change_rows.change_row(change_id)


async def computed(desk: Desk, change_id: UUID, when: str = MONDAY) -> ChangeRow:
    await desk.drains(when)
    return await row_of(desk, change_id)


async def due(desk: Desk, ticket_id: UUID, metric: str = "resolution") -> str:
    return str((await desk.timer(ticket_id, metric)).due_at)


async def applied(desk: Desk, change_id: UUID, *, also_open: bool, when: str = MONDAY) -> None:
    async with desk.moment(when):
        await deciding.apply(change_id, also_open=also_open, by=desk.ada)
    await desk.drains(when)
