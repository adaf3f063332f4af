"""Participants: people in copy of a ticket. Mail never widens who reads it: somebody new gets nothing, and is asked
nothing, until an agent has said that they belong to it (threat 12).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from polydesk.customers.addresses import address_key
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import NotFound
from polydesk.tickets.policy import demand
from polydesk.tickets.ticket import Ticket
from polydesk.tickets.timeline_events import tell_readers, write_event

State = Literal["proposed", "confirmed", "ignored"]
MOST = 50

PROPOSE = """
INSERT INTO ticket_participant (ticket_id, address_key, address, name, created_at)
SELECT $1, key, address, name, $5 FROM unnest($2::text[], $3::text[], $4::text[]) AS given (key, address, name)
 WHERE NOT EXISTS (SELECT FROM ticket t JOIN person_address a ON a.tenant_id = t.tenant_id AND a.person_id = t.person_id
                    WHERE t.tenant_id = app.tenant_id() AND t.id = $1 AND a.address_key = key)
   AND NOT EXISTS (SELECT FROM member m WHERE m.tenant_id = app.tenant_id() AND m.email_key = key AND m.state = 'active')
   AND (SELECT count(*) FROM ticket_participant WHERE tenant_id = app.tenant_id() AND ticket_id = $1) < $6
ON CONFLICT DO NOTHING
"""
# Those of the ticket `t`, for a statement about it: `participants_in` reads them.
PARTICIPANTS = """
(SELECT array_agg(ROW(x.address, x.name, x.state) ORDER BY x.state = 'ignored', x.created_at, x.address_key)
   FROM ticket_participant x WHERE x.tenant_id = t.tenant_id AND x.ticket_id = t.id)
"""
DECIDE = """
UPDATE ticket_participant SET state = $3, decided_at = $4
 WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND address_key = $2 AND state <> $3 RETURNING address
"""


@dataclass(frozen=True)
class Participant:
    """`name` is what a mail called them, which may be nothing."""

    address: str
    name: str
    state: State

    @property
    def label(self) -> str:
        return self.name or self.address


async def propose(ticket_id: UUID, people: Sequence[tuple[str, str]]) -> None:
    """`people` are names and addresses. Whoever is known already, customer, colleague or decided about, stays what they are."""
    keyed = {address_key(address): (one_line(name)[:120], address) for name, address in people[:MOST]}
    names, addresses = [name for name, _ in keyed.values()], [address for _, address in keyed.values()]
    await unit.execute(PROPOSE, ticket_id, list(keyed), addresses, names, now(), MOST)


async def participants_of(ticket_id: UUID, *, state: State | None = None) -> list[Participant]:
    rows = await unit.fetch(
        """SELECT address, name, state FROM ticket_participant
            WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND ($2::text IS NULL OR state = $2)
            ORDER BY created_at, address_key""",
        *(ticket_id, state),
    )
    return [Participant(*row) for row in rows]


def participants_in(rows: Any) -> list[Participant]:
    return [Participant(*row) for row in rows or ()]


async def is_confirmed(ticket_id: UUID, key: str) -> bool:
    return bool(
        await unit.fetchval(
            """SELECT true FROM ticket_participant
                WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND address_key = $2 AND state = 'confirmed'""",
            *(ticket_id, key),
        )
    )


async def decide(ticket: Ticket, address: str, *, belongs: bool, by: Actor) -> None:
    """Whoever belongs to it gets what agents reply from now on, and may answer. Raises NotFound."""
    demand(ticket, "tickets.reply", by=by)
    known = {address_key(one.address) for one in await participants_of(ticket.id)}
    if address_key(address) not in known:
        raise NotFound
    state: State = "confirmed" if belongs else "ignored"
    decided = await unit.fetchval(DECIDE, ticket.id, address_key(address), state, now())
    if decided is not None:
        await write_event(ticket.id, f"participant_{state}", by=by, address=decided)
        await tell_readers(ticket.id)
