"""Who is meant: the assignee, the ticket's team, the leads; members as they are when something is told.

Somebody always hears: without an assignee their team does, without a team the leads do. Who is away is passed over for
whoever comes next, since a promise does not wait until they are back.
"""

from collections.abc import Iterable
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now

NEXT = {"assignee": "team", "team": "leads"}

# $1 the ticket or null, $2 now
FOUND = """
SELECT m.id, m.away_until IS NOT NULL AND m.away_until > $2 AS is_away,
       t.assignee_id = m.id AS assignee,
       t.team_id IS NOT NULL AND EXISTS (SELECT FROM team_member x WHERE x.tenant_id = m.tenant_id
         AND x.team_id = t.team_id AND x.member_id = m.id) AS team,
       m.role IN ('owner', 'admin') AS leads
  FROM member m LEFT JOIN ticket t ON t.tenant_id = m.tenant_id AND t.id = $1
 WHERE m.tenant_id = app.tenant_id() AND m.state = 'active' AND m.role <> 'billing'
 ORDER BY m.id
"""


async def members_of(audiences: Iterable[str], *, ticket_id: UUID | None) -> list[UUID]:
    """Each once. `audiences` are of assignee, team, leads."""
    rows = await unit.fetch(FOUND, ticket_id, now())
    found: dict[UUID, None] = {}
    for audience in audiences:
        found |= dict.fromkeys(_there(rows, audience))
    return list(found)


async def owners() -> list[UUID]:
    """Who alone decides about the plan, away or not."""
    rows = await unit.fetch(
        "SELECT id FROM member WHERE tenant_id = app.tenant_id() AND state = 'active' AND role = 'owner' ORDER BY id"
    )
    return [row["id"] for row in rows]


def _there(rows: list[unit.Record], audience: str) -> list[UUID]:
    """Those who are there, else the next in line; of the leads all, away or not."""
    here = [row["id"] for row in rows if row[audience] and not row["is_away"]]
    if here:
        return here
    following = NEXT.get(audience)
    return _there(rows, following) if following else [row["id"] for row in rows if row[audience]]
