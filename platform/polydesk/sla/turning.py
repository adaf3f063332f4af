"""Contracts that begin or end because a day has come: open tickets of the organisation then fall under other promises.

Nobody edits anything on that day, so a job looks every hour; a day that was missed is caught up with. The days are
those of the company's zone, so that every company turns at its own midnight.
"""

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.outbox import enqueue
from polydesk.sla.contract_queries import day_of
from polydesk.sla.events import ContractChanged


async def find_tenants() -> None:
    """In a platform unit: a job for each tenant in which a contract may turn today, in whatever zone."""
    for row in await unit.fetch(_TENANTS, now().date()):
        await enqueue("sla.turn_contracts", tenant=row["tenant_id"])


async def turn() -> None:
    for row in await unit.fetch(_TURNED, await day_of(instant_of(now()))):
        await announce(ContractChanged(row["id"], row["organisation_id"], also_open=row["open_too"]))


_HAS_TURNED = """
  archived_at IS NULL AND (
    starts_on <= {today} AND (turned_on IS NULL OR turned_on < starts_on)
    OR ends_on < {today} AND (turned_on IS NULL OR turned_on <= ends_on))
"""
_TENANTS = f"SELECT DISTINCT tenant_id FROM contract WHERE {_HAS_TURNED.format(today='$1::date + 1')}"  # noqa: S608
_TURNED = f"""
UPDATE contract SET turned_on = $1 WHERE tenant_id = app.tenant_id() AND {_HAS_TURNED.format(today="$1::date")}
RETURNING id, organisation_id, open_too
"""  # noqa: S608
