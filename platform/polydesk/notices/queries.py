"""A member's notices: the newest first, how many are new, and looking at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import to_id
from polydesk.kernel.live import tell

PAGE = 50
COUNTED = 100


@dataclass(frozen=True)
class Notice:
    id: UUID
    member_id: UUID
    kind: str
    ticket_id: UUID | None
    data: dict[str, Any]
    created_at: datetime
    seen_at: datetime | None


COLUMNS = "id, member_id, kind, ticket_id, data, created_at, seen_at"


async def notices_of(member_id: UUID, *, before: str = "", most: int = PAGE) -> tuple[list[Notice], str]:
    """A page and the cursor of the next; ids grow with time."""
    rows = await unit.fetch(
        f"""SELECT {COLUMNS} FROM notice n
             WHERE tenant_id = app.tenant_id() AND member_id = $1
               AND ($2::uuid IS NULL OR (created_at, id) < (SELECT created_at, id FROM notice WHERE id = $2 AND member_id = $1))
             ORDER BY created_at DESC, id DESC LIMIT $3""",  # noqa: S608
        *(member_id, to_id(before), most + 1),
    )
    found = [Notice(*row) for row in rows[:most]]
    return found, str(found[-1].id) if len(rows) > most else ""


async def notice(notice_id: UUID) -> Notice | None:
    row = await unit.fetchrow(f"SELECT {COLUMNS} FROM notice WHERE id = $1", notice_id)  # noqa: S608
    return Notice(*row) if row else None


async def earlier_in_its_hour(one: Notice) -> int:
    """How many notices the same member got before this one since the hour began."""
    return int(
        await unit.fetchval(
            """SELECT count(*) FROM notice WHERE tenant_id = app.tenant_id() AND member_id = $1
                  AND created_at >= $2 AND (created_at, id) < ($3, $4)""",
            *(one.member_id, one.created_at.replace(minute=0, second=0, microsecond=0), one.created_at, one.id),
        )
    )


async def new_ones(member_id: UUID) -> int:
    """Up to 100: beyond that nobody needs the figure."""
    return int(
        await unit.fetchval(
            """SELECT count(*) FROM (SELECT FROM notice WHERE tenant_id = app.tenant_id() AND member_id = $1
                 AND seen_at IS NULL LIMIT $2) x""",
            *(member_id, COUNTED),
        )
    )


async def see(member_id: UUID, notice_id: UUID | None = None) -> None:
    """One of them, or all that there are."""
    await unit.execute(
        """UPDATE notice SET seen_at = $3 WHERE tenant_id = app.tenant_id() AND member_id = $1
              AND ($2::uuid IS NULL OR id = $2) AND seen_at IS NULL""",
        *(member_id, notice_id, now()),
    )
    await tell("notice", str(member_id))


async def by_mail(member_id: UUID) -> bool:
    chosen = await unit.fetchval("SELECT by_mail FROM notice_setting WHERE member_id = $1", member_id)
    return chosen is not False


async def choose_mail(member_id: UUID, *, wanted: bool) -> None:
    await unit.execute(
        """INSERT INTO notice_setting (member_id, by_mail) VALUES ($1, $2)
           ON CONFLICT (tenant_id, member_id) DO UPDATE SET by_mail = EXCLUDED.by_mail""",
        *(member_id, wanted),
    )
