"""Changing what a ticket says of itself: its subject, urgency, tags, category and brand, whose it is and for whom."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from polydesk.customers.people import person_for
from polydesk.customers.queries import people_by_ids
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.events import announce
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import NotFound
from polydesk.tickets import categories
from polydesk.tickets.access import revoke
from polydesk.tickets.events import TicketChanged
from polydesk.tickets.indexing import index_names
from polydesk.tickets.policy import demand
from polydesk.tickets.refusals import NoSuchChoice
from polydesk.tickets.tags import tidy_tags
from polydesk.tickets.ticket import LEVELS, PRIORITIES, SUBJECT_LIMIT, Ticket, lock
from polydesk.tickets.timeline_events import tell_readers, write_change, write_event
from polydesk.tickets.writing import write
from tenants import brands

REASON_LIMIT = 500
NAMES = "SELECT id, name FROM organisation WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])"
OF_PERSON = "SELECT organisation_id FROM person WHERE tenant_id = app.tenant_id() AND id = $1"

# Tickets of the former person that were merged into it are a part of it.
THEIRS_TOO = """
UPDATE ticket SET person_id = $3
 WHERE tenant_id = app.tenant_id() AND merged_into_id = $1 AND person_id IS NOT DISTINCT FROM $2::uuid
"""


async def set_priority(ticket: Ticket, *, to: str, by: Actor, reason: str = "") -> Ticket:
    """Customers may say how urgent it is, too; `reason` is why it is not what impact and urgency say.

    Raises NoSuchChoice.
    """
    demand(ticket, "tickets.change", by=by, customers_too=True)
    if to not in PRIORITIES:
        raise NoSuchChoice
    reason = one_line(reason)[:REASON_LIMIT]
    held = await lock(ticket)
    if held.priority == to and held.priority_reason != reason:
        return await write(held, priority_reason=reason)
    return await _changed(held, "priority", old=held.priority, new=to, by=by, priority=to, priority_reason=reason)


async def set_tags(ticket: Ticket, *, tags: Sequence[str], by: Actor) -> Ticket:
    """These and no others, written one way."""
    demand(ticket, "tickets.change", by=by)
    held = await lock(ticket)
    wanted = tidy_tags(tags)
    return await _changed(held, "tags", old=held.tags, new=wanted, by=by, tags=wanted)


async def set_impact(ticket: Ticket, *, impact: str | None, urgency: str | None, by: Actor) -> Ticket:
    """How much is hit and how soon it hurts; what priority follows is for others to say. Raises NoSuchChoice."""
    demand(ticket, "tickets.change", by=by)
    if not {impact, urgency} <= {*LEVELS, None}:
        raise NoSuchChoice
    held = await lock(ticket)
    old = {"impact": held.impact, "urgency": held.urgency}
    new = {"impact": impact, "urgency": urgency}
    return await _changed(held, "impact", old=old, new=new, by=by, **new)


async def set_category(ticket: Ticket, *, to: UUID | None, by: Actor) -> Ticket:
    """What it is about; none is fine. Raises NoSuchChoice, also for one that is archived."""
    demand(ticket, "tickets.change", by=by)
    held = await lock(ticket)
    if held.category_id == to:
        return held
    new = await _category(to)
    if new is not None and new.is_archived:
        raise NoSuchChoice
    old = await _category(held.category_id)
    changed = await write(held, category_id=to)
    # The timeline keeps the names that they had, in every language.
    told = {"old_name": old and old.names, "new_name": new and new.names}
    await write_event(held.id, "changed", by=by, field="category", old=_text(held.category_id), new=_text(to), **told)
    await announce(TicketChanged(ticket_id=held.id, by=by, field="category", old=held.category_id, new=to))
    await tell_readers(held.id)
    return changed


async def set_brand(ticket: Ticket, *, to: UUID | None, by: Actor) -> Ticket:
    """In whose name its customer is answered; None is the company's. Raises NoSuchChoice, also for one that is archived."""
    demand(ticket, "tickets.change", by=by)
    held = await lock(ticket)
    if held.brand_id == to:
        return held
    if to is not None and to not in {one.id for one in await brands.brands()}:
        raise NoSuchChoice
    names = {"old": await brands.name_of(held.brand_id), "new": await brands.name_of(to)}
    return await _changed(held, "brand", **names, by=by, brand_id=to)


async def set_organisation(ticket: Ticket, *, to: UUID | None, by: Actor) -> Ticket:
    """Which organisation it is for; none is fine. Raises NoSuchChoice."""
    demand(ticket, "tickets.change", by=by)
    return await _for_organisation(await lock(ticket), to, by)


async def rename(ticket: Ticket, *, to: str, by: Actor) -> Ticket:
    """A subject that says what it is about. Raises NoSuchChoice for an empty one."""
    demand(ticket, "tickets.change", by=by)
    subject = one_line(to)[:SUBJECT_LIMIT]
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
    await unit.execute(THEIRS_TOO, held.id, held.person_id, person.id)
    changed = await _changed(held, "person", old=old, new=person.label, by=by, person_id=person.id)
    return await _for_organisation(changed, await unit.fetchval(OF_PERSON, person.id), by)


async def _for_organisation(held: Ticket, to: UUID | None, by: Actor) -> Ticket:
    """The timeline keeps names, the event ids."""
    if held.organisation_id == to:
        return held
    names = {row["id"]: row["name"] for row in await unit.fetch(NAMES, [held.organisation_id, to])}
    if to is not None and to not in names:
        raise NoSuchChoice
    changed = await write(held, organisation_id=to)
    old = held.organisation_id
    await write_change(held, "organisation", old=names.get(old, ""), new=names.get(to, ""), by=by)
    await announce(TicketChanged(ticket_id=held.id, by=by, field="organisation", old=old, new=to))
    await tell_readers(held.id)
    return changed


async def _category(category_id: UUID | None) -> categories.Category | None:
    try:
        return await categories.category(category_id) if category_id else None
    except NotFound as missing:
        raise NoSuchChoice from missing


def _text(category_id: UUID | None) -> str | None:
    return str(category_id) if category_id else None


async def _changed(held: Ticket, field: str, *, old: Any, new: Any, by: Actor, **column: Any) -> Ticket:
    if old == new:
        return held
    changed = await write(held, **column)
    await write_change(held, field, old=old, new=new, by=by)
    await announce(TicketChanged(ticket_id=held.id, by=by, field=field, old=old, new=new))
    await tell_readers(held.id)
    return changed
