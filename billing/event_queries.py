"""Stripe's events as the operator looks at them: a list, one with its body, how many wait and for how long."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from billing.gateway import API_VERSION
from i18n import LazyText, lazy, lazy_in
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound

PAGE = 50

STATES: dict[str, LazyText] = {
    "received": lazy_in("event", "Waiting"),
    "failed": lazy_in("event", "Failed"),
    "done": lazy_in("event", "Done"),
    "ignored": lazy_in("event", "Ignored"),
}

# By what the row says of why it did nothing.
WHY_IGNORED: dict[str, LazyText] = {
    "nobody": lazy("No company of ours has this customer."),
    "other_mode": lazy("It comes from test mode while our key is a live one, or the other way round."),
    "not_heard": lazy("Nothing follows from events of this kind."),
}


@dataclass(frozen=True)
class Event:
    id: str
    type: str
    state: str
    created_at: datetime
    received_at: datetime
    done_at: datetime | None
    api_version: str | None
    object_id: str
    customer_id: str | None
    of_tenant: UUID | None
    tenant_name: str | None
    attempts: int
    problem: str

    @property
    def state_name(self) -> str:
        return str(STATES[self.state])

    @property
    def why(self) -> str:
        """In words where it is ours, as it was raised otherwise."""
        return str(WHY_IGNORED.get(self.problem, self.problem))

    @property
    def may_be_replayed(self) -> bool:
        return self.customer_id is not None and self.problem != "other_mode"

    @property
    def is_of_another_version(self) -> bool:
        return self.api_version is not None and self.api_version != API_VERSION


@dataclass(frozen=True)
class Standing:
    """`oldest_at`: since when the oldest event waits or has failed. `heard_until`: up to when Stripe's own list was read."""

    waiting: int
    failed: int
    oldest_at: datetime | None
    heard_until: datetime | None
    checked_at: datetime | None
    compared: int
    differed: int
    is_checking: bool


@dataclass(frozen=True)
class Found:
    events: tuple[Event, ...]
    older: str | None


async def events(*, state: str = "", q: str = "", before: str = "") -> Found:
    """The latest first; `q` is part of a type, an id of an event, object or customer, or part of a company's name."""
    part = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = await unit.fetch(_LIST, state if state in STATES else "", q, f"%{part}%", before or None, PAGE + 1)
    found = tuple(Event(**row) for row in rows[:PAGE])
    return Found(found, older=found[-1].id if len(rows) > PAGE else None)


async def event(event_id: str) -> Event:
    """Raises NotFound."""
    row = await unit.fetchrow(f"{_SELECT} WHERE e.id = $1", event_id)
    if row is None:
        raise NotFound()
    return Event(**row)


async def body_of(event_id: str) -> str:
    body: Any = await unit.fetchval("SELECT body FROM billing_event WHERE id = $1", event_id)
    return msgspec.json.format(msgspec.json.encode(body), indent=2).decode()


async def standing() -> Standing:
    row = await unit.fetchrow(_STANDING)
    assert row is not None
    return Standing(**row)


_SELECT = """
SELECT e.id, e.type, e.state, e.created_at, e.received_at, e.done_at, e.api_version, e.object_id, e.customer_id, e.of_tenant,
       t.name AS tenant_name, e.attempts, e.problem
  FROM billing_event e LEFT JOIN tenant t ON t.id = e.of_tenant
"""

_LIST = f"""
{_SELECT}
 WHERE ($1 = '' OR e.state = $1)
   AND ($2 = '' OR e.type ILIKE $3 OR $2 IN (e.id, e.object_id, e.customer_id, t.slug) OR t.name ILIKE $3)
   AND ($4::text IS NULL OR (e.received_at, e.id) < (SELECT b.received_at, b.id FROM billing_event b WHERE b.id = $4))
 ORDER BY e.received_at DESC, e.id DESC LIMIT $5
"""  # noqa: S608 - our names

_STANDING = """
SELECT (SELECT count(*) FROM billing_event WHERE state = 'received') AS waiting,
       (SELECT count(*) FROM billing_event WHERE state = 'failed') AS failed,
       (SELECT min(received_at) FROM billing_event WHERE state IN ('received', 'failed')) AS oldest_at,
       (SELECT until FROM billing_heard) AS heard_until,
       c.finished_at AS checked_at, coalesce(c.compared, 0) AS compared,
       (SELECT count(*) FROM billing_difference d WHERE d.of_check = c.id) AS differed,
       EXISTS (SELECT FROM billing_check WHERE finished_at IS NULL) AS is_checking
  FROM (SELECT 1) one
  LEFT JOIN LATERAL (SELECT * FROM billing_check WHERE finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT 1) c ON true
"""
