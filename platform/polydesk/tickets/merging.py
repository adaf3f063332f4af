"""Merging: two tickets about one thing become one, and two again when that was wrong.

Messages, files, mentions, followers and drafts go to the other ticket; the merged one is closed and points there, and
its number and its links lead on. Nothing is copied, so that undoing gives back what was and what came since.
"""

from datetime import datetime
from typing import Any

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.tickets.events import TicketMerged, TicketUnmerged
from polydesk.tickets.family import hold, home_of
from polydesk.tickets.indexing import reindex
from polydesk.tickets.lifecycle import move
from polydesk.tickets.merging_sql import (
    COUNT,
    CUSTOMER_WROTE_SINCE,
    FORGET,
    MOVE,
    PUT_BACK,
    REMEMBER,
    UNANSWERED,
    WROTE_SINCE,
)
from polydesk.tickets.policy import demand
from polydesk.tickets.queries import by_id
from polydesk.tickets.refusals import (
    DifferentCustomers,
    MergedAway,
    MergedMeanwhile,
    MergeIntoClosed,
    MergeIntoItself,
    MergeOfSpam,
    NotMerged,
)
from polydesk.tickets.text import BODY_LIMIT
from polydesk.tickets.ticket import Ticket
from polydesk.tickets.timeline_events import tell_readers, write_event
from polydesk.tickets.writing import write


async def merge(ticket: Ticket, *, into: Ticket, by: Actor, across_customers: bool = False) -> Ticket:
    """Answers the ticket that is left; one that was merged itself stands for where it goes on.

    `across_customers`: whoever does it knows that the two belong to different customers. Raises MergeIntoItself,
    MergedAway, MergedMeanwhile, MergeOfSpam, MergeIntoClosed, DifferentCustomers.
    """
    demand(ticket, "tickets.change", by=by)
    demand(into, "tickets.change", by=by)
    held, home = await _pair(ticket, into)
    demand_mergeable(held, home, across_customers=across_customers)
    waits_since = held.waiting_since if held.is_open and home.is_open else None
    await _join(held, home, by)
    await announce(TicketMerged(ticket_id=held.id, by=by, into_id=home.id, oldest_unanswered_at=waits_since))
    facts: dict[str, Any] = {"message_count": home.message_count + held.message_count}
    if waits_since:
        facts["waiting_since"] = min(waits_since, home.waiting_since or waits_since)
    asks_again = waits_since is not None and home.status == "waiting_customer"
    status_id = None if asks_again else home.status_id
    left = await move(home, to="open" if asks_again else home.status, by=by, status_id=status_id, **facts)
    await _finish(held, left)
    return left


async def unmerge(ticket: Ticket, *, by: Actor) -> Ticket:
    """The merge was wrong: the ticket is what it was before, with all that was written in it since.

    Raises NotMerged, MergedMeanwhile.
    """
    demand(ticket, "tickets.change", by=by)
    home = await home_of(await by_id(ticket.id))
    family = await hold(ticket.id, home.id)
    held, home = family[ticket.id], family[home.id]
    if held.merged_into_id is None:
        raise NotMerged
    if held.merged_into_id != home.id:
        raise MergedMeanwhile
    before = await unit.fetchrow(FORGET, held.id, now())
    assert before is not None, "what is merged has a row that says so"
    await unit.fetchval(PUT_BACK, held.id, home.id, before["followers"])
    freed = await _restored(held, before)
    await write_event(freed.id, "unmerged", by=by, number=home.number, subject=home.subject)
    await write_event(home.id, "unmerged_from", by=by, number=freed.number, subject=freed.subject)
    await announce(TicketUnmerged(ticket_id=freed.id, by=by, into_id=home.id))
    freed = await _waiting_again(freed, before, by)
    await _finish(freed, await _left(home, before, by))
    return freed


def demand_mergeable(held: Ticket, home: Ticket, *, across_customers: bool) -> None:
    """Raises what speaks against it."""
    if held.id == home.id:
        raise MergeIntoItself
    if held.is_merged:
        raise MergedAway
    if held.is_spam or home.is_spam:
        raise MergeOfSpam
    if home.is_closed:
        raise MergeIntoClosed
    if held.person_id != home.person_id and not across_customers:
        raise DifferentCustomers


async def _pair(ticket: Ticket, into: Ticket) -> tuple[Ticket, Ticket]:
    """Both held. What was merged while we waited for them is looked at again by whoever asked."""
    home = await home_of(await by_id(into.id))
    family = await hold(ticket.id, home.id)
    if family[home.id].is_merged and home.id != ticket.id:
        raise MergedMeanwhile
    return family[ticket.id], family[home.id]


async def _join(held: Ticket, home: Ticket, by: Actor) -> None:
    at = now()
    followers = await unit.fetchval(MOVE, held.id, home.id, held.person_id != home.person_id, BODY_LIMIT)
    await unit.execute(
        *(REMEMBER, new_id(), held.id, home.id, held.status, held.status_id, home.status, home.status_id),
        *(followers or [], at, by.id, by.name or by.email),
    )
    closed_at = held.closed_at or at
    await write(held, status="closed", status_id=None, merged_into_id=home.id, closed_at=closed_at, waiting_since=None)
    await write_event(held.id, "merged", by=by, number=home.number, subject=home.subject)
    await write_event(home.id, "merged_in", by=by, number=held.number, subject=held.subject)


async def _restored(held: Ticket, before: unit.Record) -> Ticket:
    """Where it stood."""
    was = before["status_before"]
    return await write(
        held,
        status=was,
        status_id=before["status_id_before"],
        merged_into_id=None,
        closed_at=held.closed_at if was == "closed" else None,
        message_count=await unit.fetchval(COUNT, held.id),
    )


async def _waiting_again(freed: Ticket, before: unit.Record, by: Actor) -> Ticket:
    """Its customer still waits; what they wrote meanwhile brings it back as it would have done."""
    if await unit.fetchval(CUSTOMER_WROTE_SINCE, freed.id, before["at"]) and freed.status not in ("new", "open"):
        to = freed.status if freed.status == "waiting_third_party" else "open"
        freed = await move(freed, to=to, by=by, status_id=freed.status_id if to == freed.status else None)
    since = await _unanswered_since(freed)
    return await write(freed, waiting_since=since) if since else freed


async def _left(home: Ticket, before: unit.Record, by: Actor) -> Ticket:
    """The other one without it; when the merge alone had opened it, it waits for its customer again."""
    since = await _unanswered_since(home)
    facts = {"message_count": await unit.fetchval(COUNT, home.id), "waiting_since": since}
    opened_by_it = home.status == "open" and before["into_status_before"] == "waiting_customer"
    if opened_by_it and before["into_id"] == home.id and since is None and not await _wrote_since(home, before["at"]):
        return await move(home, to="waiting_customer", by=by, status_id=before["into_status_id_before"], **facts)
    return await write(home, **facts)


async def _unanswered_since(ticket: Ticket) -> datetime | None:
    if not ticket.is_open or ticket.status == "waiting_customer":
        return None
    return await unit.fetchval(UNANSWERED, ticket.id)  # type: ignore[no-any-return]


async def _wrote_since(ticket: Ticket, at: datetime) -> bool:
    return bool(await unit.fetchval(WROTE_SINCE, ticket.id, at))


async def _finish(*tickets: Ticket) -> None:
    for ticket in tickets:
        await reindex(ticket.id, ticket.language)
        await tell_readers(ticket.id)
