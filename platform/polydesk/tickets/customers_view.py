"""What customers see of tickets that were merged: of their own everything, of somebody else's nothing.

Two customers whose tickets were merged never read each other's words. From the merge on each of them gets what agents
reply, and goes on under the number they know.
"""

from dataclasses import replace
from uuid import UUID

from polydesk.kernel import unit
from polydesk.tickets.family import home_of
from polydesk.tickets.ticket import Ticket

# The tickets into which `t` was merged, one after the other, and since when.
REACHED = """
  WITH RECURSIVE reached (place, since) AS (
    SELECT x.into_id, x.at FROM ticket_merge x
     WHERE x.tenant_id = app.tenant_id() AND x.ticket_id = t.id AND x.undone_at IS NULL
    UNION ALL
    SELECT x.into_id, x.at FROM reached r JOIN ticket_merge x
        ON x.tenant_id = app.tenant_id() AND x.ticket_id = r.place AND x.undone_at IS NULL)
"""
# Whether the message `m` is for the eyes of the customer of the ticket `t`: written in it, or in another of theirs, or
# replied by an agent where it went on, since it went on there.
VISIBLE = f"""
  m.kind <> 'note' AND (
    COALESCE(m.came_from_id, m.ticket_id) = t.id
    OR EXISTS (SELECT FROM ticket o WHERE o.tenant_id = m.tenant_id AND o.id = m.came_from_id
                  AND o.person_id = t.person_id)
    OR (t.merged_into_id IS NOT NULL AND m.kind = 'reply' AND EXISTS ({REACHED}
        SELECT FROM reached WHERE place = COALESCE(m.came_from_id, m.ticket_id) AND m.at >= since)))
"""  # noqa: S608
# Where the messages of `t` stand.
HOME = "COALESCE(t.merged_into_id, t.id)"

# The tickets whose customers a reply reaches, one for each customer; the one where it was written comes first.
HEARERS = f"""
SELECT id FROM (
  SELECT DISTINCT ON (t.person_id) t.id, t.id = COALESCE(m.came_from_id, m.ticket_id) AS is_origin, t.number
    FROM message m JOIN ticket t ON t.tenant_id = m.tenant_id AND (t.id = m.ticket_id OR t.merged_into_id = m.ticket_id)
   WHERE m.tenant_id = app.tenant_id() AND m.id = $1 AND t.person_id IS NOT NULL AND (
         t.id = COALESCE(m.came_from_id, m.ticket_id)
         OR EXISTS ({REACHED} SELECT FROM reached WHERE place = COALESCE(m.came_from_id, m.ticket_id) AND m.at >= since))
   ORDER BY t.person_id, is_origin DESC, t.number
) heard ORDER BY is_origin DESC, number
"""  # noqa: S608
# The ticket and those that were merged into it, one for each customer.
CUSTOMERS = """
SELECT id FROM (
  SELECT DISTINCT ON (person_id) id, number, id = $1 AS is_home FROM ticket
   WHERE tenant_id = app.tenant_id() AND (id = $1 OR merged_into_id = $1) AND person_id IS NOT NULL
   ORDER BY person_id, is_home DESC, number
) each_one ORDER BY is_home DESC, number
"""


async def seen_as(ticket: Ticket) -> Ticket:
    """The ticket as its customer sees it: with the state of the one where it goes on, which they see whole if it is theirs."""
    home = await home_of(ticket)
    if home.person_id == ticket.person_id:
        return home
    return replace(
        ticket,
        status=home.status,
        status_id=home.status_id,
        resolved_at=home.resolved_at,
        closed_at=home.closed_at,
        updated_at=max(ticket.updated_at, home.updated_at) if home.is_open else ticket.updated_at,
    )


async def hearers_of(message_id: UUID) -> list[UUID]:
    """The tickets whose customers get this reply, each customer once."""
    return [row["id"] for row in await unit.fetch(HEARERS, message_id)]


async def customers_tickets(ticket_id: UUID) -> list[UUID]:
    """This ticket and, for every other customer whose ticket was merged into it, theirs."""
    return [row["id"] for row in await unit.fetch(CUSTOMERS, ticket_id)]
