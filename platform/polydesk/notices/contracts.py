"""A contract that ends soon, told to the leads with the organisation's name."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.notices.audience import members_of
from polydesk.notices.telling import write_down

CONTRACT = """
SELECT c.name, o.name AS organisation, o.id AS organisation_id
  FROM contract c JOIN organisation o ON o.tenant_id = c.tenant_id AND o.id = c.organisation_id
 WHERE c.tenant_id = app.tenant_id() AND c.id = $1 AND c.archived_at IS NULL
"""


async def tell_of_end(contract_id: UUID, *, ends_on: str) -> None:
    row = await unit.fetchrow(CONTRACT, contract_id)
    if row is None:
        return
    facts = {
        "contract": row["name"],
        "organisation": row["organisation"],
        "organisation_id": str(row["organisation_id"]),
        "ends_on": ends_on,
    }
    members = await members_of(["leads"], ticket_id=None)
    await write_down("contract_ending", once=f"{contract_id}:{ends_on}", data=facts, named=members)
