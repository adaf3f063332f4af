"""Telling: what `polydesk demo` does, once, and again from the start when it was cut off in the middle."""

from polydesk import wiring
from polydesk.demo import crowd, founding, furnishing, guide
from polydesk.demo.companies import COMPANIES, CROWD, Company, read
from polydesk.demo.playing import play
from polydesk.demo.screenplay import scenes_of
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.passwords import hash_password


async def main(*, tickets: int | None = None, tenant: str = CROWD) -> str:
    """Writes the demo, or `tickets` tickets into the tenant with that slug; answers what to tell the person."""
    wiring.load()
    if tickets:
        return await crowd.gather(tickets, slug=tenant, password_hash=await hash_password(guide.PASSWORD))
    password_hash = await hash_password(guide.PASSWORD)
    await founding.appoint_operator(password_hash)
    for name in COMPANIES:
        await tell(read(name), password_hash)
    return guide.summary()


async def tell(company: Company, password_hash: str | None) -> None:
    """One company in one transaction: it is told as a whole, or not at all and again the next time."""
    tenant_id = await founding.found(company, password_hash)
    async with unit.tenant(tenant_id):
        if await _is_told():
            return
        house = await furnishing.move_in(company)
        await furnishing.write_faq(house)
        await play(scenes_of(company.name_of_folder), house)
        await unit.execute("UPDATE tenant SET set_up_at = $1 WHERE id = app.tenant_id()", now())


async def _is_told() -> bool:
    """Held until the end, so that two who tell it at once do so one after the other."""
    return bool(await unit.fetchval("SELECT set_up_at IS NOT NULL FROM tenant WHERE id = app.tenant_id() FOR UPDATE"))
