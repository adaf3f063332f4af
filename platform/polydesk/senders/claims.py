"""Claims: a proven domain sends for one company alone. Unique over all tenants, so they are kept by the platform."""

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.tenancy import current_tenant


async def claim(domain: str) -> bool:
    """True when the domain is this tenant's from now on, or was before. Commits by itself; asking again is harmless."""
    tenant = current_tenant()
    async with unit.platform() as platform:
        await platform.execute("DELETE FROM sender_claim WHERE tenant_id = $1 AND domain <> $2", tenant, domain)
        await platform.execute(
            "INSERT INTO sender_claim (domain, tenant_id, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            *(domain, tenant, now()),
        )
        holder = await platform.fetchval("SELECT tenant_id FROM sender_claim WHERE domain = $1", domain)
    return bool(holder == tenant)


async def release() -> None:
    """Whatever this tenant had proven."""
    tenant = current_tenant()
    async with unit.platform() as platform:
        await platform.execute("DELETE FROM sender_claim WHERE tenant_id = $1", tenant)
