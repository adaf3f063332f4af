"""Joining: a login becomes a member of this tenant, or one again, by an invitation or by single sign-on.

Inside the tenant's unit. Whoever calls holds the turn of the seats.
"""

from dataclasses import dataclass
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from tenants.entitlements import FULL, demand_seat
from tenants.events import MemberJoined
from tenants.identities import Identity


@dataclass(frozen=True)
class Joined:
    member_id: UUID
    generation: int


async def join(identity: Identity, *, name: str, role: str, team_id: UUID | None = None, language: str) -> Joined:
    """Raises SeatsFull."""
    if role in FULL:
        await demand_seat()
    member = await unit.fetchrow(
        """INSERT INTO member (id, identity_id, email, email_key, name, role, language, zone, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           ON CONFLICT (tenant_id, identity_id) DO UPDATE
             SET state = 'active', role = $6, name = $5, generation = member.generation + 1
           RETURNING id, generation""",
        *(new_id(), identity.id, identity.email, identity.email_key, name, role),
        *(identity.language or language, identity.zone, now()),
    )
    assert member is not None
    if team_id:
        await unit.execute(
            "INSERT INTO team_member (team_id, member_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", team_id, member["id"]
        )
    await record("member.joined", subject=("member", member["id"]), changes={"role": [None, role]})
    await announce(MemberJoined(member["id"], role, team_id))
    return Joined(member["id"], member["generation"])
