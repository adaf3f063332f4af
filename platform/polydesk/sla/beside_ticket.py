"""The promises of a ticket inside somebody else's statement: columns to select, and what they say."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.sla.known_versions import versions
from polydesk.sla.promise import Timer
from polydesk.sla.rows import COLUMNS, SELECTED, timer_of

# Of `ticket t`, in the order in which they began.
PROMISES = f"""
(SELECT array_agg(ROW({SELECTED}) ORDER BY s.started_at, s.cycle) FROM sla_timer s
  WHERE s.tenant_id = t.tenant_id AND s.ticket_id = t.id)
"""  # noqa: S608
# The name of the contract by which the newest of them goes.
CONTRACT = """
(SELECT k.name FROM sla_timer s JOIN contract k ON k.tenant_id = s.tenant_id AND k.id = s.contract_id
  WHERE s.tenant_id = t.tenant_id AND s.ticket_id = t.id ORDER BY s.started_at DESC LIMIT 1)
"""
ALONE = f"SELECT {PROMISES}, {CONTRACT} FROM ticket t WHERE t.tenant_id = app.tenant_id() AND t.id = $1"  # noqa: S608


async def beside(ticket_id: UUID) -> tuple[list[Timer], str]:
    """Its promises and its contract's name, where no other statement brings them."""
    row = await unit.fetchrow(ALONE, ticket_id)
    return (await timers_in(row[0]), row[1] or "") if row else ([], "")


async def timers_in(records: Iterable[Sequence[Any]] | None) -> list[Timer]:
    rows = [dict(zip(COLUMNS, record, strict=True)) for record in records or ()]
    known = await versions(row["policy_version_id"] for row in rows)
    return [timer_of(row, known[row["policy_version_id"]]) for row in rows]
