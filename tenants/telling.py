"""Telling: the house has changed its name, its languages or its looks; every process and every kept page hears of it."""

from functools import partial

from polydesk.kernel import unit
from polydesk.kernel.live import tell
from polydesk.kernel.tenancy import current_tenant
from tenants import directory


async def site_changed() -> None:
    """Inside the tenant's unit: the version grows now, the other processes look afresh after the commit."""
    tenant_id = current_tenant()
    await unit.execute("UPDATE tenant SET version = version + 1 WHERE id = $1", tenant_id)
    await tell("site")
    unit.after_commit(partial(directory.forget, tenant_id))
