"""The promises of a ticket inside somebody else's statement: a column to select, and what it says."""

from collections.abc import Iterable, Sequence
from typing import Any

from polydesk.sla.known_versions import versions
from polydesk.sla.promise import Timer
from polydesk.sla.rows import COLUMNS, SELECTED, timer_of

# Of `ticket t`, in the order in which they began.
PROMISES = f"""
(SELECT array_agg(ROW({SELECTED}) ORDER BY s.started_at, s.cycle) FROM sla_timer s
  WHERE s.tenant_id = t.tenant_id AND s.ticket_id = t.id)
"""  # noqa: S608


async def timers_in(records: Iterable[Sequence[Any]] | None) -> list[Timer]:
    rows = [dict(zip(COLUMNS, record, strict=True)) for record in records or ()]
    known = await versions(row["policy_version_id"] for row in rows)
    return [timer_of(row, known[row["policy_version_id"]]) for row in rows]
