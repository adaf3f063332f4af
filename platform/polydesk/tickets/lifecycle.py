"""The life of a ticket: new, open, waiting, resolved, closed, and which way leads from where to where.

Agents may go any way that the table names, and may always reopen. Customers may say that it is solved, and reopen what
was solved a few days ago. Own statuses are names within one of these six.
"""

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import to_id
from polydesk.tickets.events import TicketChanged, TicketClosed, TicketEvent, TicketReopened, TicketResolved
from polydesk.tickets.policy import demand
from polydesk.tickets.refusals import AlreadyClosed, AlreadyResolved, NoSuchChoice, NotResolved, TooLateToReopen
from polydesk.tickets.statuses import own_status, settings_of
from polydesk.tickets.ticket import STATUSES, Status, Ticket, lock
from polydesk.tickets.timeline_events import tell_readers, write_event
from polydesk.tickets.writing import write

WORKING: frozenset[Status] = frozenset({"open", "waiting_customer", "waiting_third_party"})
WAYS: dict[Status, frozenset[Status]] = {
    "new": WORKING | {"resolved", "closed"},
    "open": WORKING | {"resolved", "closed"},
    "waiting_customer": WORKING | {"resolved", "closed"},
    "waiting_third_party": WORKING | {"resolved", "closed"},
    "resolved": WORKING | {"closed"},
    "closed": WORKING,
}


async def resolve(ticket: Ticket, *, by: Actor) -> Ticket:
    """It is solved. Raises AlreadyResolved, AlreadyClosed."""
    demand(ticket, "tickets.change", by=by, customers_too=True)
    held = await lock(ticket)
    if held.is_resolved:
        raise AlreadyResolved
    if held.is_closed:
        raise AlreadyClosed
    return await move(held, to="resolved", by=by)


async def reopen(ticket: Ticket, *, by: Actor) -> Ticket:
    """There is more to do after all. Raises NotResolved; TooLateToReopen to customers of a closed ticket."""
    demand(ticket, "tickets.change", by=by, customers_too=True)
    held = await lock(ticket)
    if held.is_open:
        raise NotResolved
    if by.is_requester and not await may_still_reopen(held):
        raise TooLateToReopen
    return await move(held, to="open", by=by)


async def close(ticket: Ticket, *, by: Actor) -> Ticket:
    """Nothing more will happen here. Raises AlreadyClosed."""
    demand(ticket, "tickets.change", by=by)
    held = await lock(ticket)
    if held.is_closed:
        raise AlreadyClosed
    return await move(held, to="closed", by=by)


async def wait(ticket: Ticket, *, on: Literal["customer", "third_party"], by: Actor) -> Ticket:
    demand(ticket, "tickets.change", by=by)
    return await move(await lock(ticket), to="waiting_customer" if on == "customer" else "waiting_third_party", by=by)


async def set_status(ticket: Ticket, *, to: str, by: Actor) -> Ticket:
    """`to` is one of the six or the id of an own status. Raises NoSuchChoice."""
    demand(ticket, "tickets.change", by=by)
    held = await lock(ticket)
    own = await own_status(status_id) if (status_id := to_id(to)) else None
    if own is None and to not in STATUSES:
        raise NoSuchChoice
    return await move(held, to=own.category if own else to, status_id=own.id if own else None, by=by)  # type: ignore[arg-type]


async def take_back(ticket: Ticket, *, to: Status, status_id: UUID | None, marks: dict[str, Any], by: Actor) -> Ticket:
    """Where it was before a change that is undone, whether a way leads there or not; `marks` are the instants it had then."""
    demand(ticket, "tickets.change", by=by)
    held = await lock(ticket)
    if status_id and await own_status(status_id) is None:
        raise NoSuchChoice
    if to == "resolved" and held.is_open:
        marks = marks | {"cycle": held.cycle - 1}
    return await move(held, to=to, status_id=status_id, by=by, leads_back=True, **marks)


async def may_still_reopen(ticket: Ticket) -> bool:
    """Whether a customer's word brings it back, or opens a new one that follows it."""
    if ticket.is_closed or ticket.resolved_at is None:
        return ticket.is_open
    return now() - ticket.resolved_at < timedelta(days=(await settings_of()).close_after_days)


async def move(
    held: Ticket,
    *,
    to: Status,
    by: Actor,
    status_id: UUID | None = None,
    after: TicketEvent | None = None,
    leads_back: bool = False,
    **also: Any,
) -> Ticket:
    """Takes a locked ticket where a way leads, with all that belongs to it; staying is no move. `after` is what it moves
    for, and told before the move: what was said comes first. `leads_back`: no way has to lead there. Raises NoSuchChoice."""
    stays = (to, status_id) == (held.status, held.status_id)
    if to != held.status and to not in WAYS[held.status] and not leads_back:
        raise NoSuchChoice
    facts = also if stays else {"status": to, "status_id": status_id} | _marks(held, to, by) | also
    moved = await write(held, **facts) if facts else held
    if after is not None:
        await announce(after)
    if not stays:
        await _tell(held, moved, by, leads_back=leads_back)
    return moved


def _marks(held: Ticket, to: Status, by: Actor) -> dict[str, Any]:
    """What else is true once a ticket is there."""
    if to == held.status:
        return {}
    if to == "resolved":
        return {"resolved_at": now(), "resolved_by": _kind(by), "waiting_since": None}
    if to == "closed":
        return {"closed_at": now(), "waiting_since": None}
    if not held.is_open:
        cleared = {"resolved_at": None, "resolved_by": None, "closed_at": None}
        return cleared | {"cycle": held.cycle + 1, "waiting_since": now() if by.is_requester else None}
    return {}


def _kind(by: Actor) -> str:
    return {"member": "agent", "requester": "customer"}.get(by.kind, "automation")


async def _tell(held: Ticket, moved: Ticket, by: Actor, *, leads_back: bool) -> None:
    await write_event(
        held.id,
        "changed",
        by=by,
        field="status",
        old=held.status,
        new=moved.status,
        old_name=await _own_name(held.status_id),
        new_name=await _own_name(moved.status_id),
    )
    if moved.is_resolved and held.is_open:
        await announce(TicketResolved(ticket_id=held.id, by=by, cycle=moved.cycle, leads_back=leads_back))
    elif moved.is_closed and not held.is_closed:
        await announce(TicketClosed(ticket_id=held.id, by=by, cycle=moved.cycle))
    elif moved.is_open and not held.is_open:
        await announce(TicketReopened(ticket_id=held.id, by=by, cycle=moved.cycle))
    else:
        await announce(TicketChanged(ticket_id=held.id, by=by, field="status", old=held.status, new=moved.status))
    await tell_readers(held.id)


async def _own_name(status_id: UUID | None) -> dict[str, str] | None:
    found = await own_status(status_id, archived_too=True) if status_id else None
    return found.names if found else None
