"""A check: one comparison of everything with Stripe, its row, and how far it has come; one is open at a time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from billing.pace import Pace
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.logs import logger
from polydesk.kernel.outbox import enqueue

KEPT = timedelta(days=90)
# One that is open for longer was killed, and nobody has gone on yet.
LASTS = timedelta(hours=1)

PHASES = ("events", "customers", "subscriptions", "invoices", "unseen")


@dataclass
class Check:
    """`first_no`: whatever a page named has been seen since. `after`: the last id of the phase."""

    id: UUID
    started_at: datetime
    phase: str = PHASES[0]
    after: str | None = None
    first_no: int = 0
    compared: int = 0
    pace: Pace = field(default_factory=Pace)

    @property
    def is_done(self) -> bool:
        return self.phase == "done"

    def next_phase(self) -> None:
        self.after = None
        self.phase = (*PHASES, "done")[PHASES.index(self.phase) + 1]

    async def note(self) -> None:
        """In a platform unit: whoever goes on after a kill goes on here."""
        at = {"phase": self.phase, "after": self.after, "first_no": self.first_no}
        await unit.execute(
            "UPDATE billing_check SET at = $2, compared = $3, finished_at = $4 WHERE id = $1",
            *(self.id, at, self.compared, now() if self.is_done else None),
        )
        if self.is_done:
            logger().info("billing was held against Stripe", compared=self.compared)
            for sql in _OLD:
                await unit.execute(sql, now() - KEPT)


async def begin_soon() -> None:
    """In a platform unit: a job does it, unless one is at it."""
    if not await unit.fetchval(_AT_WORK, now() - LASTS):
        await enqueue("billing.reconcile")


async def begin(pace: Pace) -> Check:
    """The one that is open, or a new one."""
    async with unit.platform():
        await unit.execute(
            """INSERT INTO billing_check (id, started_at, at) VALUES ($1, $2, jsonb_build_object('first_no', nextval('billing_fetch')))
               ON CONFLICT ((true)) WHERE finished_at IS NULL DO NOTHING""",
            *(new_id(), now()),
        )
        row = await unit.fetchrow("SELECT id, started_at, at, compared FROM billing_check WHERE finished_at IS NULL")
    assert row is not None
    return Check(row["id"], row["started_at"], compared=row["compared"], pace=pace, **row["at"])


_AT_WORK = "SELECT EXISTS (SELECT FROM billing_check WHERE finished_at IS NULL AND started_at > $1)"

_OLD = (
    "DELETE FROM billing_check WHERE finished_at < $1",
    "DELETE FROM billing_difference WHERE found_at < $1",
    "DELETE FROM billing_event WHERE received_at < $1 AND state IN ('done', 'ignored')",
)
