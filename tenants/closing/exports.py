"""Exports: an owner asks for everything that is theirs, sees how far it is, and fetches it within a week.

One is made at a time; whoever asks meanwhile is shown that one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from i18n import current_locale, lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import NotFound, TooMany
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.throttle import allow

KEPT = timedelta(days=7)
A_DAY = 10
# Of one that nobody has heard of for so long, nothing will come.
SILENT = timedelta(minutes=30)


class Enough(TooMany):
    message = lazy("There were ten exports within a day. Please fetch one of them, or come back tomorrow.")


@dataclass(frozen=True)
class Export:
    id: UUID
    state: str
    language: str
    asked_by_name: str
    asked_at: datetime
    heard_at: datetime
    rows_done: int
    rows_all: int | None
    files_done: int
    files_all: int | None
    files_lost: int
    bytes: int | None
    ready_at: datetime | None

    @property
    def is_being_made(self) -> bool:
        return self.state in ("waiting", "running") and now() - self.heard_at < SILENT

    @property
    def is_there(self) -> bool:
        return self.state == "ready" and now() < self.kept_until

    @property
    def kept_until(self) -> datetime:
        return (self.ready_at or self.asked_at) + KEPT

    @property
    def stored_as(self) -> str:
        """Under which name the store keeps it, beside the tenant's files."""
        return f"export-{self.id}.zip"

    @property
    def percent(self) -> int:
        """How much of all rows and files is in it: an export that is not ready is never shown as whole."""
        there, all_of_it = self.rows_done + self.files_done, (self.rows_all or 0) + (self.files_all or 0)
        return min(99, 100 * there // all_of_it) if all_of_it else 0


_COLUMNS = """id, state, language, asked_by_name, asked_at, heard_at, rows_done, rows_all, files_done, files_all, files_lost,
              bytes, ready_at"""


async def exports() -> list[Export]:
    """The latest first."""
    rows = await unit.fetch(
        f"SELECT {_COLUMNS} FROM tenant_export WHERE tenant_id = app.tenant_id() ORDER BY asked_at DESC LIMIT 10"  # noqa: S608
    )
    return [Export(**row) for row in rows]


async def export(export_id: UUID) -> Export:
    """Raises NotFound."""
    row = await unit.fetchrow(
        f"SELECT {_COLUMNS} FROM tenant_export WHERE tenant_id = app.tenant_id() AND id = $1",  # noqa: S608
        export_id,
    )
    if row is None:
        raise NotFound()
    return Export(**row)


async def ask() -> UUID:
    """The one that is being made, or a new one. Raises Enough."""
    await unit.execute(
        """UPDATE tenant_export SET state = 'failed'
            WHERE tenant_id = app.tenant_id() AND state IN ('waiting', 'running') AND heard_at < $1""",
        now() - SILENT,
    )
    running: UUID | None = await unit.fetchval(
        "SELECT id FROM tenant_export WHERE tenant_id = app.tenant_id() AND state IN ('waiting', 'running')"
    )
    if running is not None:
        return running
    if not await allow("export", str(current_tenant()), limit=A_DAY, per=timedelta(days=1)):
        raise Enough()
    return await _begin(new_id())


async def _begin(export_id: UUID) -> UUID:
    begun = await unit.fetchval(
        """INSERT INTO tenant_export (id, language, asked_by, asked_by_name, asked_at, heard_at)
           VALUES ($1, $2, $3, $4, $5, $5)
           ON CONFLICT (tenant_id) WHERE state IN ('waiting', 'running') DO NOTHING RETURNING id""",
        *(export_id, current_locale(), actor().id, actor().name, now()),
    )
    if begun is None:  # somebody else clicked in the same moment
        return await ask()
    await record("tenant.export_asked", subject=("export", export_id))
    await enqueue("tenants.export", export_id=str(export_id))
    return export_id


async def fetched(one: Export) -> None:
    await record("tenant.export_fetched", subject=("export", one.id))
