"""Habits: what a company decides about its mails to customers: what they quote and ask, and what silence leads to."""

import time
from dataclasses import asdict, dataclass
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.tenancy import current_tenant

REMEMBER_S = 10.0
REMEMBER_MOST = 10_000

_known: dict[UUID, tuple[float, "Habits"]] = {}


@dataclass(frozen=True)
class Habits:
    """`remind_after`, `again_after`, `resolve_after` are support days of silence, 0 for never."""

    remind_after: int = 0
    again_after: int = 0
    resolve_after: int = 0
    quotes: bool = True
    asks_solved: bool = True

    @property
    def reminders(self) -> tuple[int, ...]:
        return tuple(days for days in (self.remind_after, self.again_after) if days)

    @property
    def follow_silence(self) -> bool:
        return bool(self.reminders or self.resolve_after)


async def habits() -> Habits:
    """Each process looks again after ten seconds, and at once where they were changed here."""
    kept = _known.get(current_tenant())
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    row = await unit.fetchrow(
        "SELECT remind_after, again_after, resolve_after, quotes, asks_solved FROM mail_habit WHERE tenant_id = app.tenant_id()"
    )
    found = Habits(*row) if row else Habits()
    if len(_known) >= REMEMBER_MOST:
        _known.clear()
    _known[current_tenant()] = (time.monotonic() + REMEMBER_S, found)
    return found


async def change(wanted: Habits) -> None:
    """Tickets that wait already are counted anew by a job; nothing changed leaves no trace."""
    before = asdict(await habits())
    after = asdict(wanted)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return
    tenant = current_tenant()
    await unit.execute(_WRITE, *after.values())
    unit.after_commit(lambda: _forget(tenant))
    await record("mails.habits_changed", changes=changes)
    if changes.keys() & {"remind_after", "again_after", "resolve_after"}:
        await enqueue("mailroom.plan_anew")


def _forget(tenant: UUID) -> None:
    _known.pop(tenant, None)


_WRITE = """
INSERT INTO mail_habit (remind_after, again_after, resolve_after, quotes, asks_solved) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id) DO UPDATE SET remind_after = $1, again_after = $2, resolve_after = $3, quotes = $4,
  asks_solved = $5
"""
