"""Counting: how many tickets and mails a company used within a time. Exact, by an index, in the tenant's unit.

A ticket counts once, at the moment when somebody of the company answers it first or opens it by hand. So spam and
duplicates that nobody answers never count, and what has counted does whatever becomes of it: marked as spam, merged,
restored a month later. A mail counts when it has left in the company's name, also when it came back; Polydesk's own
letters and mails that never left do not. What happens while a plan that we gave counts is charged by nobody.
"""

from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now

METERS = ("tickets", "mails")


async def count_ticket(ticket_id: UUID) -> None:
    """In the unit that answers or opens it; the second time changes nothing. A sample never counts."""
    await unit.execute(_COUNT_TICKET, ticket_id, now())


async def count(meter: str, start: datetime, end: datetime) -> int:
    """From `start` until before `end`."""
    return int(await unit.fetchval(_COUNTS[meter], start, end))


async def count_charged(meter: str, start: datetime, end: datetime) -> int:
    """The same without what was used while a plan of ours counted."""
    return int(await unit.fetchval(_COUNTS[meter] + _NOT_GIVEN[meter], start, end))


_COUNT_TICKET = """
INSERT INTO billing_counted (ticket_id, at)
SELECT $1::uuid, $2 WHERE NOT EXISTS (SELECT FROM sample WHERE kind = 'ticket' AND id = $1::uuid)
ON CONFLICT DO NOTHING
"""
_COUNTS = {
    "tickets": """
SELECT count(*) FROM billing_counted u WHERE tenant_id = app.tenant_id() AND at >= $1 AND at < $2
""",
    "mails": """
SELECT count(*) FROM mail u WHERE tenant_id = app.tenant_id() AND sent_at >= $1 AND sent_at < $2 AND NOT of_platform
""",
}
_NOT_GIVEN = {
    meter: f"""
   AND NOT EXISTS (SELECT FROM billing_given g WHERE g.tenant_id = app.tenant_id()
                      AND u.{at} >= g.since AND (g.until IS NULL OR u.{at} < g.until))
"""
    for meter, at in (("tickets", "at"), ("mails", "sent_at"))
}
