"""Recounting: the tickets that changed are told anew as moments, soon after each change, never within it.

One at a time for each tenant: two that counted the same ticket at once could keep the older of two truths. What was
merged, is spam or a sample has no moments. What was erased keeps them once it was solved; nothing in them names anybody
but the agent.
"""

from collections import Counter
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.reports.moments import Clock, Move, Story, Word, moments_of
from polydesk.schedules.queries import history_of

BATCH = 500
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('reports ' || app.tenant_id(), 0))"
TAKE = """
DELETE FROM report_due WHERE tenant_id = app.tenant_id() AND id IN
  (SELECT id FROM report_due WHERE tenant_id = app.tenant_id() ORDER BY id LIMIT $1)
RETURNING ticket_id
"""
WAITING = "SELECT count(*) FROM (SELECT FROM report_due WHERE tenant_id = app.tenant_id() LIMIT 10001) d"

# Support time is that of the ticket's newest promise, else the company's own.
STORIES = """
SELECT t.id, t.number, t.created_at, t.status, COALESCE(t.resolved_at, t.closed_at, t.updated_at) AS stands_since,
       t.team_id, t.assignee_id, t.category_id, t.organisation_id, t.message_language, t.channel, t.priority,
       t.merged_into_id IS NULL AND t.spam_at IS NULL
         AND NOT EXISTS (SELECT FROM sample s WHERE s.tenant_id = t.tenant_id AND s.kind = 'ticket' AND s.id = t.id) AS counts,
       COALESCE((SELECT s.schedule_id FROM sla_timer s WHERE s.tenant_id = t.tenant_id AND s.ticket_id = t.id
                    AND s.schedule_id IS NOT NULL ORDER BY s.started_at DESC, s.id LIMIT 1),
                (SELECT g.default_schedule_id FROM schedule_setting g WHERE g.tenant_id = t.tenant_id)) AS schedule_id,
       (SELECT c.at FROM ticket_complaint c WHERE c.tenant_id = t.tenant_id AND c.ticket_id = t.id) AS complaint_at,
       ARRAY(SELECT ROW(v.at, v.kind, v.data ->> 'old', v.data ->> 'new', v.actor_kind = 'requester',
                        COALESCE((v.data ->> 'outbound')::boolean, false)) FROM ticket_event v
              WHERE v.tenant_id = t.tenant_id AND v.ticket_id = t.id
                AND (v.kind = 'submitted' OR v.kind = 'changed' AND v.data ->> 'field' = 'status')
              ORDER BY v.at, v.id) AS events,
       ARRAY(SELECT ROW(m.at, m.kind = 'reply') FROM message m
              WHERE m.tenant_id = t.tenant_id AND m.ticket_id = t.id AND NOT m.automatic
                AND (m.kind = 'customer' OR m.kind = 'reply' AND m.author_kind = 'member')
              ORDER BY m.at, m.id) AS words
  FROM ticket t WHERE t.tenant_id = app.tenant_id() AND t.id = ANY($1::uuid[])
"""
UNFINISHED = """
SELECT ticket_id FROM report_moment
 WHERE tenant_id = app.tenant_id() AND ticket_id = ANY($1::uuid[]) AND is_unfinished
"""
OF_MOMENT = (
    *("kind", "at", "wall_s", "support_s", "hands_wall_s", "hands_support_s", "replies"),
    *("at_first_contact", "is_unfinished"),
)
OF_TICKET = ("team_id", "agent_id", "category_id", "organisation_id", "message_language", "channel", "priority")
COUNTED = ("at", *(name for name in (*OF_MOMENT, *OF_TICKET) if name != "at"))
FORGET = f"""
DELETE FROM report_moment WHERE tenant_id = app.tenant_id() AND ticket_id = ANY($1::uuid[]) RETURNING {", ".join(COUNTED)}
"""  # noqa: S608
# The days on which something else counts now: what stayed as it was is not added up again.
NOTE = "INSERT INTO report_day_due (at) SELECT unnest($1::timestamptz[])"
KEEP = f"""
INSERT INTO report_moment (ticket_id, place, ticket_number, {", ".join((*OF_MOMENT, *OF_TICKET))})
SELECT * FROM jsonb_to_recordset($1) AS g (ticket_id uuid, place integer, ticket_number bigint, kind text, at timestamptz,
  wall_s bigint, support_s bigint, hands_wall_s bigint, hands_support_s bigint, replies integer, at_first_contact boolean,
  is_unfinished boolean, team_id uuid, agent_id uuid, category_id uuid, organisation_id uuid, message_language text,
  channel text, priority text)
"""  # noqa: S608


async def recount(most: int = BATCH) -> int:
    """Tells the next tickets anew; answers how many changes that were. None while somebody else is at it."""
    if not await unit.fetchval(LOCK):
        return 0
    due = [row["ticket_id"] for row in await unit.fetch(TAKE, most)]
    if due:
        await _tell_anew(sorted(set(due)))
    return len(due)


async def still_waiting() -> int:
    """How many changes the figures do not know yet; 10,001 stands for more."""
    return int(await unit.fetchval(WAITING))


async def _tell_anew(ids: list[UUID]) -> None:
    rows = await unit.fetch(STORIES, ids)
    erased = list(set(ids) - {row["id"] for row in rows})
    unfinished = [row["ticket_id"] for row in await unit.fetch(UNFINISHED, erased)] if erased else []
    clocks = await _clocks({row["schedule_id"] for row in rows if row["schedule_id"]})
    gone = await unit.fetch(FORGET, [*(row["id"] for row in rows), *unfinished])
    kept = [line for row in rows if row["counts"] for line in _lines(row, clocks.get(row["schedule_id"]))]
    await unit.execute(KEEP, kept)
    was, is_now = (Counter(tuple(one[name] for name in COUNTED) for one in lines) for lines in (gone, kept))
    await unit.execute(NOTE, sorted({one[0] for one in ((was - is_now) + (is_now - was))}))


async def _clocks(schedules: set[UUID]) -> dict[UUID, Clock]:
    found: dict[UUID, Clock] = {}
    for schedule_id in schedules:
        try:
            found[schedule_id] = (await history_of(schedule_id)).elapsed
        except NotFound:
            continue
    return found


def _lines(row: unit.Record, support: Clock | None) -> list[dict[str, Any]]:
    of_ticket = {name: row["assignee_id" if name == "agent_id" else name] for name in OF_TICKET}
    return [
        {"ticket_id": row["id"], "place": place, "ticket_number": row["number"]}
        | {name: getattr(moment, name) for name in OF_MOMENT}
        | of_ticket
        for place, moment in enumerate(moments_of(_story(row), support))
    ]


def _story(row: unit.Record) -> Story:
    moves = tuple(
        Move(at, old, new, by_customer) for at, kind, old, new, by_customer, _out in row["events"] if kind == "changed"
    )
    return Story(
        created_at=row["created_at"],
        status=row["status"],
        stands_since=row["stands_since"],
        is_outbound=any(event[5] for event in row["events"]),
        words=tuple(Word(at, is_reply) for at, is_reply in row["words"]),
        moves=moves,
        complaint_at=row["complaint_at"],
    )
