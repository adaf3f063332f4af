"""Room: how much a tenant's files weigh together, and how much they may (OP-06).

The weight is a row that the database keeps up to date, so nothing is summed up for an upload. Whoever takes room says so
before the bytes arrive; of many at once exactly those are let in for whom there is room.
"""

from dataclasses import dataclass
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.events import announce
from polydesk.kernel.settings import settings
from polydesk.kernel.storage.events import RoomRunsOut

NEARLY_FULL = 0.9
# As sizes are shown everywhere: in steps of 1,024.
MEGABYTE = 1 << 20


class NoRoom(Exception):
    """The file would be more than the tenant may keep."""


@dataclass(frozen=True)
class Room:
    """In bytes. `by_plan`: a larger plan has more of it."""

    used: int
    quota: int
    by_plan: bool = False

    @classmethod
    def of(cls, used: int, quota: int | None, granted: int | None = None) -> "Room":
        """What the operator has said of this tenant, else what its plan grants, else the figure of the settings."""
        if quota is not None:
            return cls(used, quota)
        if granted is not None and settings().bills:
            return cls(used, granted, by_plan=True)
        return cls(used, settings().storage_quota_mb * MEGABYTE)

    @property
    def percent(self) -> int:
        """How much of it is used: whole per cent, 100 at most, so that it can be drawn."""
        return min(100, 100 * self.used // self.quota) if self.quota else 100

    @property
    def is_full(self) -> bool:
        return self.used >= self.quota

    @property
    def is_nearly_full(self) -> bool:
        return self.used >= self.quota * NEARLY_FULL


async def room() -> Room:
    """The tenant's own."""
    row = await unit.fetchrow("SELECT bytes, quota, granted FROM storage_use WHERE tenant_id = app.tenant_id()")
    return Room.of(row["bytes"], row["quota"], row["granted"]) if row else Room.of(0, None)


async def grant_room(tenant_id: UUID, *, megabytes: int | None) -> None:
    """In a platform unit: so much the plan allows; None: it says nothing. Files that are there already stay."""
    await unit.execute(
        """INSERT INTO storage_use (tenant_id, granted) VALUES ($1, $2)
           ON CONFLICT (tenant_id) DO UPDATE SET granted = excluded.granted""",
        *(tenant_id, None if megabytes is None else megabytes * MEGABYTE),
    )


async def used_bytes() -> int:
    """What all files of the tenant weigh, those included that are on their way."""
    return (await room()).used


async def demand_room() -> None:
    """In the unit that wrote the row of a new file; until its end others wait with theirs. Raises NoRoom."""
    await unit.execute("SET CONSTRAINTS file_weighs IMMEDIATE")
    found = await room()
    if found.used > found.quota:
        raise NoRoom
    if found.is_nearly_full:
        await announce(RoomRunsOut(found.used, found.quota, found.by_plan))
