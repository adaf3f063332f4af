"""Sending: what happened becomes a message for each webhook that wants it, in the transaction in which it happens."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from polydesk.kernel import unit
from polydesk.kernel.clock import now, zulu
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import enqueue, written
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.throttle import allow
from polydesk.webhooks.hooks import listening, webhook
from polydesk.webhooks.refusals import WebhookOff
from polydesk.webhooks.words import TEST

# Within five minutes, of one webhook: enough to look for a fault, too few to trouble somebody else's machine.
TESTS = 10


async def tell(event: str, ticket_id: UUID, **more: Any) -> None:
    """Everybody who asked for this event, if anybody did."""
    if await listening(event):
        wanting = [row["id"] for row in await unit.fetch(_WANTING, event)]
        if wanting:
            await _send(wanting, event, {"ticket": await _ticket(ticket_id), **more})


async def call(webhook_id: UUID, event: str, ticket_id: UUID, **more: Any) -> None:
    """This one, whether or not it asked; one that is off or gone is left out."""
    if await unit.fetchval(_IS_ON, webhook_id):
        await _send([webhook_id], event, {"ticket": await _ticket(ticket_id), **more})


async def test(webhook_id: UUID) -> None:
    """Raises NotFound, WebhookOff, TooMany."""
    held = await webhook(webhook_id)
    if not held.is_on:
        raise WebhookOff
    if not await allow("webhook_test", str(webhook_id), limit=TESTS, per=timedelta(minutes=5)):
        raise TooMany
    await _send([webhook_id], TEST, {"webhook": held.name})


async def send_again(webhook_id: UUID, delivery_id: UUID) -> None:
    """The same message under the same id, with all its attempts anew. Raises NotFound, WebhookOff."""
    if not (await webhook(webhook_id)).is_on:
        raise WebhookOff
    if await unit.fetchval(_AGAIN, delivery_id, webhook_id) is not None:
        await enqueue("webhooks.deliver", delivery_id=str(delivery_id))


async def _send(webhook_ids: list[UUID], event: str, data: dict[str, Any]) -> None:
    at = now().astimezone(UTC)
    body = msgspec.json.encode({"type": event, "timestamp": zulu(at, "seconds"), "data": data}).decode()
    for webhook_id in webhook_ids:
        delivery_id = new_id()
        await unit.execute(_INSERT, delivery_id, webhook_id, event, body, at)
        await enqueue("webhooks.deliver", delivery_id=str(delivery_id))


async def _ticket(ticket_id: UUID) -> dict[str, Any]:
    """What a program needs to act on it; what people wrote stays here, behind the address of its page."""
    await written()
    row = await unit.fetchrow(_TICKET, ticket_id)
    return {} if row is None else {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return zulu(value, "seconds")
    return str(value) if isinstance(value, UUID) else value


_WANTING = """
SELECT id FROM webhook WHERE tenant_id = app.tenant_id() AND archived_at IS NULL AND off_since IS NULL AND $1 = ANY (events)
"""
_IS_ON = """
SELECT true FROM webhook WHERE tenant_id = app.tenant_id() AND id = $1 AND archived_at IS NULL AND off_since IS NULL
"""
_INSERT = "INSERT INTO webhook_delivery (id, webhook_id, event, body, created_at) VALUES ($1, $2, $3, $4, $5)"
_AGAIN = """
UPDATE webhook_delivery SET state = 'pending', attempts = 0, next_at = NULL
 WHERE tenant_id = app.tenant_id() AND id = $1 AND webhook_id = $2 AND state <> 'pending' RETURNING id
"""
_TICKET = """
SELECT id, number, subject, status, priority, channel, language, message_language, category_id, organisation_id, assignee_id,
       team_id, tags, created_at, due_at
  FROM ticket WHERE tenant_id = app.tenant_id() AND id = $1
"""
