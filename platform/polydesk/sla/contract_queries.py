"""What is asked about contracts: which one runs for an organisation at an instant, and lists for pages.

A contract's dates are days in the company's own zone, whatever the zone of its hours.
"""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from polydesk.hours.instants import moment_of
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.sla.contract import Contract, running


async def contract_of(organisation_id: UUID, at: int) -> Contract | None:
    """The running one, or none."""
    held = await contracts_of(organisation_id)
    return running(held, await day_of(at)) if held else None


async def contract(contract_id: UUID) -> Contract:
    """Raises NotFound."""
    row = await unit.fetchrow(_SELECT + " AND c.id = $1", contract_id)
    if row is None:
        raise NotFound
    return Contract(**dict(row))


async def contracts_of(organisation_id: UUID, *, archived_too: bool = False) -> list[Contract]:
    """The newest first."""
    rows = await unit.fetch(_SELECT + _OF, organisation_id, archived_too)
    return [Contract(**dict(row)) for row in rows]


async def contracts() -> list[Contract]:
    """All that are not archived, those that end next first."""
    return [Contract(**dict(row)) for row in await unit.fetch(_SELECT + _ALL)]


async def archived_contracts() -> list[Contract]:
    return [Contract(**dict(row)) for row in await unit.fetch(_SELECT + _ARCHIVED)]


async def day_of(at: int) -> date:
    """The date that the company's calendar shows at this instant."""
    zone: str = await unit.fetchval("SELECT zone FROM tenant WHERE id = app.tenant_id()")
    return moment_of(at).astimezone(ZoneInfo(zone)).date()


_SELECT = """
SELECT c.id, c.organisation_id, o.name AS organisation_name, c.name, c.plan, c.policy_id, c.schedule_id, c.starts_on,
       c.ends_on, c.notes, c.remind_days, c.reminded_at, c.created_at, c.archived_at
  FROM contract c JOIN organisation o ON o.tenant_id = c.tenant_id AND o.id = c.organisation_id
 WHERE c.tenant_id = app.tenant_id()
"""
_OF = " AND c.organisation_id = $1 AND (c.archived_at IS NULL OR $2) ORDER BY c.starts_on DESC, c.id DESC"
_ALL = " AND c.archived_at IS NULL ORDER BY coalesce(c.ends_on, 'infinity'), lower(o.name), c.id"
_ARCHIVED = " AND c.archived_at IS NOT NULL ORDER BY lower(o.name), c.starts_on DESC, c.id LIMIT 200"
