"""Appearing: promises of the past that nobody had made, where the ticket itself tells when each would have begun and ended."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from polydesk.sla.past import Present, pasts_of
from polydesk.sla.past_promises import PastTicket
from polydesk.sla.policy import PAUSES, Metric
from polydesk.sla.promise import Stretch
from polydesk.sla.replies import replies_of
from polydesk.sla.updates import owed

APPEARING: tuple[Metric, ...] = ("first_response", "update")

Lives = Mapping[UUID, Sequence[tuple[Stretch, ...]]]  # by ticket: the states of each promise until it ended


async def lives_of(metric: Metric, tickets: Sequence[PastTicket], at: int) -> Lives:
    if metric == "first_response":
        return {ticket.id: [((ticket.created_at, _answered(ticket, at), ""),)] for ticket in tickets}
    return await _updates(tickets, at) if tickets else {}


def _answered(ticket: PastTicket, at: int) -> int:
    return ticket.answered_at or ticket.resolved_at or at


async def _updates(tickets: Sequence[PastTicket], at: int) -> Lives:
    """Of replies by people: nobody knows whether a machine's would count."""
    pasts = await pasts_of(
        {ticket.id: Present(ticket.created_at, ticket.status, ticket.priority) for ticket in tickets}
    )
    found: dict[UUID, list[tuple[Stretch, ...]]] = {}
    for ticket_id, replies in (await replies_of(pasts.keys())).items():
        past = pasts[ticket_id]
        stretches = owed(past, replies, bots_count=False, until=at)
        lives = [tuple(past.stretches(since, end or at, pause_on=PAUSES)) for since, end in stretches]
        found[ticket_id] = [life for life in lives if life]
    return found
