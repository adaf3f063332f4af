"""Assignment: whose ticket it is, a member's and a team's."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.events import announce
from polydesk.tickets.events import TicketAssigned, TicketChanged
from polydesk.tickets.policy import demand
from polydesk.tickets.queries import member_name
from polydesk.tickets.refusals import NoSuchChoice, NotAMember
from polydesk.tickets.ticket import Ticket, lock
from polydesk.tickets.timeline_events import tell_readers, write_change
from polydesk.tickets.writing import write

ACTIVE = "SELECT name FROM member WHERE tenant_id = app.tenant_id() AND id = $1 AND state = 'active'"
TEAM = "SELECT name FROM team WHERE tenant_id = app.tenant_id() AND id = $1"


async def assign(ticket: Ticket, *, to: UUID | None, by: Actor, is_told_apart: bool = False) -> Ticket:
    """`to` nobody takes it back to the queue. `is_told_apart`: whoever is given it hears of it otherwise. Raises NotAMember."""
    demand(ticket, "tickets.assign", by=by)
    name = await unit.fetchval(ACTIVE, to) if to else ""
    if name is None:
        raise NotAMember
    held = await lock(ticket)
    if held.assignee_id == to:
        return held
    assigned = await write(held, assignee_id=to, **({"status": "open"} if to and held.status == "new" else {}))
    await write_change(held, "assignee", old=await member_name(held.assignee_id), new=name, by=by)
    event = TicketAssigned(
        ticket_id=held.id, by=by, assignee_id=to, previous_id=held.assignee_id, is_told_apart=is_told_apart
    )
    await announce(event)
    await tell_readers(held.id)
    return assigned


async def hand_to_team(ticket: Ticket, *, to: UUID | None, by: Actor) -> Ticket:
    """Raises NoSuchChoice."""
    demand(ticket, "tickets.assign", by=by)
    name = await unit.fetchval(TEAM, to) if to else ""
    if name is None:
        raise NoSuchChoice
    held = await lock(ticket)
    if held.team_id == to:
        return held
    handed = await write(held, team_id=to)
    old = await unit.fetchval(TEAM, held.team_id) if held.team_id else ""
    await write_change(held, "team", old=old, new=name, by=by)
    await announce(TicketChanged(ticket_id=held.id, by=by, field="team", old=old, new=name))
    await tell_readers(held.id)
    return handed
