"""A member's notices as the bell shows them: the newest first, how many are new, and looking at them."""

from collections.abc import Iterable
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
MINE = "tenant_id = app.tenant_id() AND member_id = $1 AND on_bell"


async def notices_of(
    member_id: UUID, *, before: str = "", only_new: bool = False, kinds: Iterable[str] = (), most: int = PAGE
) -> tuple[list[Notice], str]:
    """A page and the cursor of the next; ids grow with time. Without `kinds` all of them."""
    rows = await unit.fetch(
        f"""SELECT {COLUMNS} FROM notice n WHERE {MINE}
               AND ($2::uuid IS NULL OR (created_at, id) < (SELECT created_at, id FROM notice WHERE id = $2 AND member_id = $1))
               AND (NOT $3 OR seen_at IS NULL) AND (cardinality($4::text[]) = 0 OR kind = ANY($4))
             ORDER BY created_at DESC, id DESC LIMIT $5""",  # noqa: S608
        *(member_id, to_id(before), only_new, list(kinds), most + 1),
    )
    found = [Notice(*row) for row in rows[:most]]
    return found, str(found[-1].id) if len(rows) > most else ""


async def notice(notice_id: UUID) -> Notice | None:
    row = await unit.fetchrow(f"SELECT {COLUMNS} FROM notice WHERE id = $1", notice_id)  # noqa: S608
    return Notice(*row) if row else None


async def new_ones(member_id: UUID) -> int:
    """Up to 100: beyond that nobody needs the figure."""
    return int(
        await unit.fetchval(
            f"SELECT count(*) FROM (SELECT FROM notice WHERE {MINE} AND seen_at IS NULL LIMIT $2) x",  # noqa: S608
            *(member_id, COUNTED),
        )
    )


async def see(member_id: UUID, notice_id: UUID | None = None, *, ticket_id: UUID | None = None) -> None:
    """One of them, those about a ticket, or all that there are: in every tab and in no mail any more."""
    await unit.execute(
        """UPDATE notice SET seen_at = $4 WHERE tenant_id = app.tenant_id() AND member_id = $1
              AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR ticket_id = $3) AND seen_at IS NULL""",
        *(member_id, notice_id, ticket_id, now()),
    )
    await tell("notice", str(member_id))
