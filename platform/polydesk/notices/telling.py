"""Telling: `tell` says that something happened; at the moment of telling it becomes a notice for each who is meant.

A notice is written once for each member under the key `once`, with what is held for mails and browsers, in the one
transaction that ends its job: a worker that dies in between has told nobody, and its successor tells everybody once.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor, actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id, to_id
from polydesk.kernel.live import tell as tell_pages
from polydesk.kernel.outbox import enqueue
from polydesk.notices import holding, words
from polydesk.notices.hearers import Hearer, hearers

INSERT = """
INSERT INTO notice (id, member_id, on_bell, kind, once, ticket_id, data, created_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::boolean[]),
  (VALUES ($4::text, $5::text, $6::uuid, $7::jsonb, $8::timestamptz)) v
ON CONFLICT DO NOTHING RETURNING id, member_id, on_bell
"""
TICKET = """
SELECT t.number, t.subject, t.assignee_id, t.priority = 'urgent' AS is_urgent, m.author_name
  FROM ticket t LEFT JOIN message m ON m.tenant_id = t.tenant_id AND m.id = $2
 WHERE t.tenant_id = app.tenant_id() AND t.id = $1 AND t.spam_at IS NULL
"""


async def tell(
    event: str,
    *,
    ticket_id: UUID | None = None,
    to: Iterable[UUID] = (),
    besides: Iterable[UUID] = (),
    by: Actor | None = None,
    urgent: bool = False,
    once: str = "",
    **facts: Any,
) -> None:
    """In the unit in which it happened. `event` is one of `words.EVENTS`; `to` are members who are meant by name, in
    addition to those who have chosen to hear of such tickets, `besides` those who hear of it otherwise. Whoever did it
    (`by`, or who acts) is never told.

    `once`: the same key tells nobody twice. `facts` (JSON) fill the event's sentence; without a ticket they name `path`,
    where it leads.
    """
    if event not in words.EVENTS:
        raise LookupError(event)
    who = by or actor()
    await enqueue(
        "notices.tell",
        event=event,
        ticket_id=str(ticket_id) if ticket_id else None,
        to=[str(member_id) for member_id in to],
        besides=[str(member_id) for member_id in (*besides, *([who.id] if who.is_member and who.id else []))],
        urgent=urgent,
        once=once or str(new_id()),
        facts=facts,
    )


async def tell_now(
    event: str,
    *,
    ticket_id: UUID | None,
    to: list[UUID],
    besides: list[UUID],
    urgent: bool,
    once: str,
    facts: dict[str, Any],
) -> None:
    """What has become of the ticket meanwhile counts: of spam nobody is told, nor who has it no more."""
    if ticket_id is not None:
        ticket = await unit.fetchrow(TICKET, ticket_id, to_id(facts.get("message_id", "")))
        if ticket is None:
            return
        facts = {**facts, **_said_of(ticket)}
        urgent = urgent or ticket["is_urgent"]
        if event == "assigned":
            to = [member_id for member_id in to if member_id == ticket["assignee_id"]]
    await write_down(event, once=once, data=facts, named=to, ticket_id=ticket_id, besides=besides, urgent=urgent)


async def write_down(
    kind: str,
    *,
    once: str,
    data: dict[str, Any],
    named: Iterable[UUID],
    ticket_id: UUID | None = None,
    besides: Iterable[UUID] = (),
    urgent: bool = False,
) -> None:
    """A notice for each who is meant, and what is held of it for mails and browsers."""
    heard = await hearers(kind, ticket_id=ticket_id, named=named, besides=besides, is_urgent=urgent)
    found = {one.member_id: one for one in heard}
    rows = await _insert(kind, list(found.values()), once, ticket_id, data)
    for row in rows:
        if row["on_bell"]:
            await tell_pages("notice", str(row["member_id"]))
    await holding.hold([(row["id"], found[row["member_id"]]) for row in rows])


async def _insert(
    kind: str, found: list[Hearer], once: str, ticket_id: UUID | None, data: dict[str, Any]
) -> list[unit.Record]:
    if not found:
        return []
    return await unit.fetch(
        INSERT,
        [new_id() for _one in found],
        [one.member_id for one in found],
        ["bell" in one.channels for one in found],
        *(kind, once, ticket_id, data, now()),
    )


def _said_of(ticket: unit.Record) -> dict[str, Any]:
    """Who wrote is named as their message names them."""
    facts = {"number": ticket["number"], "subject": ticket["subject"]}
    return {**facts, "name": ticket["author_name"]} if ticket["author_name"] else facts
