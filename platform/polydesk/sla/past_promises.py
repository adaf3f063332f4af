"""Past promises: the tickets of the last 90 days with what they were promised, read in batches for a replay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.hours.instants import instant_of, moment_of
from polydesk.kernel import unit
from polydesk.sla.promise import Stretch

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class PastTicket:
    """As it is today."""

    id: UUID
    number: int
    priority: str
    status: str
    channel: str
    language: str
    organisation_id: UUID | None
    tags: tuple[str, ...]
    category_id: UUID | None
    message_language: str | None
    created_at: int
    answered_at: int | None
    resolved_at: int | None


@dataclass(frozen=True, slots=True)
class PastTimer:
    """`ends_at` is when it ended, or when its present state began."""

    id: UUID
    ticket_id: UUID
    metric: str
    priority: str
    clock: str
    schedule_id: UUID | None
    hours_no: int | None
    budget_s: int
    pause_on: tuple[str, ...]
    started_at: int
    state: str
    since: int
    reason: str
    carries_id: UUID | None
    due_at: int | None
    breached_at: int | None

    @property
    def is_judged(self) -> bool:
        """What was cancelled in time was neither kept nor missed."""
        return self.state != "cancelled" or self.breached_at is not None

    def was_missed(self, at: int) -> bool:
        return self.breached_at is not None or (
            self.state == "running" and self.due_at is not None and self.due_at < at
        )


@dataclass(frozen=True)
class Batch:
    tickets: dict[UUID, PastTicket]
    timers: dict[UUID, PastTimer]

    @property
    def last(self) -> int:
        return max(ticket.number for ticket in self.tickets.values())


async def how_many(since: int, organisation_id: UUID | None = None) -> int:
    found: int = await unit.fetchval(_COUNT, moment_of(since), organisation_id)
    return found


async def first_number(since: int) -> int:
    """Below it nothing is as young as that."""
    found: int | None = await unit.fetchval(_FIRST, moment_of(since))
    return found or 0


async def next_batch(since: int, after: int, organisation_id: UUID | None = None) -> Batch | None:
    """The next tickets by number, of everybody or of one organisation; None when there are no more."""
    rows = await unit.fetch(_TICKETS, moment_of(since), after, BATCH, organisation_id)
    tickets = {row["id"]: _ticket(row) for row in rows}
    if not tickets:
        return None
    timers = {row["id"]: _timer(row) for row in await unit.fetch(_TIMERS, list(tickets))}
    return Batch(tickets, timers)


async def spans_of(timer_ids: Sequence[UUID]) -> dict[UUID, list[Stretch]]:
    """What has ended, in its order."""
    found: dict[UUID, list[Stretch]] = {}
    for timer_id, begins, ends, kind, reason in await unit.fetch(_SPANS, list(timer_ids)):
        held = "" if kind == "running" else reason or "paused"
        found.setdefault(timer_id, []).append((instant_of(begins), instant_of(ends), held))
    return found


def with_carried(timers: dict[UUID, PastTimer], wanted: Iterable[UUID]) -> set[UUID]:
    """These and the cycles that they carry."""
    found: set[UUID] = set()
    waiting = list(wanted)
    while waiting:
        one = waiting.pop()
        if one in timers and one not in found:
            found.add(one)
            if (before := timers[one].carries_id) is not None:
                waiting.append(before)
    return found


def stretches(
    one: PastTimer, timers: dict[UUID, PastTimer], spans: dict[UUID, list[Stretch]], at: int
) -> tuple[Stretch, ...]:
    """Its states from its start, and those of the cycles it carries; what is open lasts until `at`."""
    own = [(max(start, one.started_at), end, why) for start, end, why in spans.get(one.id, []) if end > one.started_at]
    if one.state in ("running", "paused") and one.since < at:
        own.append((one.since, at, one.reason if one.state == "paused" else ""))
    before = timers.get(one.carries_id) if one.carries_id else None
    return (*stretches(before, timers, spans, at), *own) if before else tuple(own)


def _ticket(row: unit.Record) -> PastTicket:
    return PastTicket(
        *(
            row["id"],
            row["number"],
            row["priority"],
            row["status"],
            row["channel"],
            row["language"],
            row["organisation_id"],
        ),
        *(tuple(row["tags"]), row["category_id"], row["message_language"], instant_of(row["created_at"])),
        *(_instant(row["first_response_at"]), _instant(row["resolved_at"])),
    )


def _timer(row: unit.Record) -> PastTimer:
    return PastTimer(
        *(row["id"], row["ticket_id"], row["metric"], row["priority"], row["clock"], row["schedule_id"]),
        *(row["hours_no"], row["budget_s"] + row["extra_s"], tuple(row["pause_on"]), instant_of(row["started_at"])),
        *(row["state"], instant_of(row["since"]), row["reason"], row["carries_id"]),
        *(_instant(row["due_at"]), _instant(row["breached_at"])),
    )


def _instant(moment: datetime | None) -> int | None:
    return None if moment is None else instant_of(moment)


_COUNT = """
SELECT count(*) FROM ticket WHERE tenant_id = app.tenant_id() AND created_at >= $1 AND spam_at IS NULL
   AND ($2::uuid IS NULL OR organisation_id = $2)
"""
_FIRST = "SELECT min(number) - 1 FROM ticket WHERE tenant_id = app.tenant_id() AND created_at >= $1"
_TICKETS = """
SELECT id, number, priority, status, channel, language, organisation_id, tags, category_id, message_language,
       created_at, first_response_at, resolved_at
  FROM ticket WHERE tenant_id = app.tenant_id() AND number > $2 AND created_at >= $1 AND spam_at IS NULL
   AND ($4::uuid IS NULL OR organisation_id = $4)
 ORDER BY number LIMIT $3
"""
_TIMERS = """
SELECT id, ticket_id, metric, priority, clock, schedule_id, hours_no, budget_s, extra_s, pause_on, started_at, state, since,
       reason, carries_id, due_at, breached_at
  FROM sla_timer WHERE tenant_id = app.tenant_id() AND ticket_id = ANY($1::uuid[])
"""
_SPANS = """
SELECT timer_id, from_at, to_at, kind, reason FROM sla_span
 WHERE tenant_id = app.tenant_id() AND timer_id = ANY($1::uuid[]) ORDER BY timer_id, seq
"""
