"""Changing what a ticket says of itself: its subject, how urgent it is, whose it is."""

from typing import Any

from polydesk.customers.people import person_for
from polydesk.customers.queries import people_by_ids
from polydesk.kernel.actor import Actor
from polydesk.kernel.events import announce
from polydesk.tickets.access import revoke
from polydesk.tickets.events import TicketChanged
from polydesk.tickets.indexing import index_names
from polydesk.tickets.policy import demand
from polydesk.tickets.refusals import NoSuchChoice
from polydesk.tickets.ticket import PRIORITIES, SUBJECT_LIMIT, Ticket, lock
from polydesk.tickets.timeline_events import tell_readers, write_change
from polydesk.tickets.writing import write


async def set_priority(ticket: Ticket, *, to: str, by: Actor) -> Ticket:
    """Customers may say how urgent it is, too. Raises NoSuchChoice."""
    demand(ticket, "tickets.change", by=by, customers_too=True)
    if to not in PRIORITIES:
        raise NoSuchChoice
    held = await lock(ticket)
    return await _changed(held, "priority", old=held.priority, new=to, by=by, priority=to)


async def rename(ticket: Ticket, *, to: str, by: Actor) -> Ticket:
    """A subject that says what it is about. Raises NoSuchChoice for an empty one."""
    demand(ticket, "tickets.change", by=by)
    subject = " ".join(to.split())[:SUBJECT_LIMIT]
    if not subject:
        raise NoSuchChoice
    held = await lock(ticket)
    await index_names(held.id, subject)
    return await _changed(held, "subject", old=held.subject, new=subject, by=by, subject=subject)


async def set_person(ticket: Ticket, *, address: str, name: str = "", by: Actor) -> Ticket:
    """It is somebody else's ticket; links that the former person holds stop working. Raises BadAddress."""
    demand(ticket, "tickets.change", by=by)
    person = await person_for(address, name=name, language=ticket.language)
    held = await lock(ticket)
    if held.person_id == person.id:
        return held
    former = await people_by_ids([held.person_id]) if held.person_id else {}
    old = former[held.person_id].label if held.person_id in former else ""
    if held.person_id:
        await revoke(held, by=by)
    await index_names(held.id, f"{person.name} {person.address}")
    return await _changed(held, "person", old=old, new=person.label, by=by, person_id=person.id)


async def _changed(held: Ticket, field: str, *, old: Any, new: Any, by: Actor, **column: Any) -> Ticket:
    if old == new:
        return held
    changed = await write(held, **column)
    await write_change(held, field, old=old, new=new, by=by)
    await announce(TicketChanged(ticket_id=held.id, by=by, field=field, old=old, new=new))
    await tell_readers(held.id)
    return changed
