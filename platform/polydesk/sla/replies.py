"""The public replies of tickets, as updates ask for them."""

from collections.abc import Collection
from uuid import UUID

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.sla.updates import Reply


async def replies_of(ticket_ids: Collection[UUID]) -> dict[UUID, list[Reply]]:
    """In their order, for each of these tickets."""
    found: dict[UUID, list[Reply]] = {ticket_id: [] for ticket_id in ticket_ids}
    for ticket_id, at, is_automatic in await unit.fetch(_REPLIES, list(ticket_ids)):
        found[ticket_id].append(Reply(instant_of(at), is_automatic))
    return found


_REPLIES = """
SELECT ticket_id, at, author_kind <> 'member' FROM message
 WHERE tenant_id = app.tenant_id() AND ticket_id = ANY($1::uuid[]) AND kind = 'reply' ORDER BY at, id
"""
