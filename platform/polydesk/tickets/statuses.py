"""What a tenant decides about tickets: own statuses within the six, and after how many days a solved one closes."""

import time
from dataclasses import dataclass
from uuid import UUID

from i18n.texts import Texts
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.wording import say, written
from polydesk.tickets.refusals import NoSuchChoice
from polydesk.tickets.ticket import STATUSES, Status
from tenants.here import home_language

SELECT = (
    "SELECT id, category, names, position, archived_at IS NOT NULL FROM ticket_status WHERE tenant_id = app.tenant_id()"
)

KIND = "ticket_status"
LONGEST_NAME = 40
REMEMBER_S = 10.0
REMEMBER_MOST = 10_000

_known: dict[UUID, tuple[float, "TicketSettings"]] = {}


@dataclass(frozen=True)
class OwnStatus:
    """A name of the tenant's own, in several languages, for one of the six statuses."""

    id: UUID
    category: Status
    names: dict[str, str]
    position: int = 0
    is_archived: bool = False

    @property
    def name(self) -> str:
        """In the reader's language, or the nearest there is."""
        return named(self.id, self.names)


def named(status_id: UUID, names: Texts) -> str:
    return say(KIND, str(status_id), names, home_language())


@dataclass(frozen=True)
class TicketSettings:
    close_after_days: int = 7
    sign_in_demanded: bool = False


async def settings_of() -> TicketSettings:
    """The tenant's settings, or the usual ones; each process looks again after ten seconds."""
    kept = _known.get(current_tenant())
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    row = await unit.fetchrow(
        "SELECT close_after_days, sign_in_demanded FROM ticket_setting WHERE tenant_id = app.tenant_id()"
    )
    found = TicketSettings(*row) if row else TicketSettings()
    if len(_known) >= REMEMBER_MOST:
        _known.clear()
    _known[current_tenant()] = (time.monotonic() + REMEMBER_S, found)
    return found


async def change_settings(*, close_after_days: int, sign_in_demanded: bool) -> None:
    tenant = current_tenant()
    await unit.execute(
        """INSERT INTO ticket_setting (close_after_days, sign_in_demanded) VALUES ($1, $2)
           ON CONFLICT (tenant_id) DO UPDATE SET close_after_days = $1, sign_in_demanded = $2""",
        *(close_after_days, sign_in_demanded),
    )
    unit.after_commit(lambda: _forget(tenant))


def _forget(tenant: UUID) -> None:
    _known.pop(tenant, None)


async def own_statuses(*, archived_too: bool = False) -> list[OwnStatus]:
    rows = await unit.fetch(SELECT + " ORDER BY position, id")
    return [status for status in (OwnStatus(*row) for row in rows) if archived_too or not status.is_archived]


async def own_status(status_id: UUID, *, archived_too: bool = False, lock: bool = False) -> OwnStatus | None:
    row = await unit.fetchrow(f"{SELECT} AND id = $1{' FOR UPDATE' if lock else ''}", status_id)
    found = OwnStatus(*row) if row else None
    return found if found and (archived_too or not found.is_archived) else None


async def add_own_status(*, category: str, names: dict[str, str]) -> OwnStatus:
    """Raises NoSuchChoice for a category that the life cycle does not know."""
    if category not in STATUSES or not any(name.strip() for name in names.values()):
        raise NoSuchChoice
    made = OwnStatus(new_id(), category, names, position=len(await own_statuses(archived_too=True)))
    await unit.execute(
        "INSERT INTO ticket_status (id, category, names, position) VALUES ($1, $2, $3, $4)",
        *(made.id, made.category, made.names, made.position),
    )
    await written(KIND, str(made.id), {}, names)
    return made


async def rename_own_status(own: OwnStatus, *, names: dict[str, str]) -> None:
    """Nothing changed leaves no trace."""
    if names == own.names:
        return
    await unit.execute(
        "UPDATE ticket_status SET names = $2 WHERE tenant_id = app.tenant_id() AND id = $1", own.id, names
    )
    await written(KIND, str(own.id), own.names, names)
    changes = {"names": [own.names, names]}
    await record("tickets.status_renamed", subject=("ticket_status", own.id), changes=changes)


async def archive_own_status(status_id: UUID) -> None:
    """Tickets that have it keep it; nobody can choose it any more."""
    await unit.execute(
        "UPDATE ticket_status SET archived_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1", status_id, now()
    )
