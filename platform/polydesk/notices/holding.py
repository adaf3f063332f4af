"""What is held for mails and browsers until it may reach somebody, and the job that looks again at that moment.

Each row that is held has a job at its instant, which takes everything of its member that is due by then: of a burst one
finds work and the others nothing. Whoever changes their rhythm has what is held planned anew.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue, together
from polydesk.notices.hearers import Hearer
from polydesk.notices.quiet import Rhythm

HOLD = """
INSERT INTO notice_held (notice_id, channel, member_id, due_at, is_urgent)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::boolean[])
"""
WAITING = """
SELECT member_id, min(due_at) AS due_at FROM notice_held
 WHERE tenant_id = app.tenant_id() AND channel = 'mail' AND member_id = ANY($1::uuid[]) AND due_at > $2 GROUP BY member_id
"""
LATER = """
UPDATE notice_held SET due_at = $4
 WHERE tenant_id = app.tenant_id() AND member_id = $1 AND channel = $2 AND notice_id = ANY($3::uuid[])
"""
HELD = """
SELECT h.notice_id, h.channel, h.is_urgent, n.created_at
  FROM notice_held h JOIN notice n ON n.tenant_id = h.tenant_id AND n.id = h.notice_id
 WHERE h.tenant_id = app.tenant_id() AND h.member_id = $1 AND h.due_at > $2 FOR UPDATE OF h
"""
RELEASE = "DELETE FROM notice_held WHERE tenant_id = app.tenant_id() AND channel = $1 AND notice_id = ANY($2::uuid[])"


async def hold(notices: list[tuple[UUID, Hearer]]) -> None:
    """Whoever waits for a mail already gets this in the same one. A whole company costs no more statements than one."""
    if not any(hearer.channels - {"bell"} for _id, hearer in notices):
        return
    waiting = dict(await unit.fetch(WAITING, [hearer.member_id for _id, hearer in notices], now()))
    held = list(_held(notices, waiting))
    await unit.execute(HOLD, *(list(column) for column in zip(*held, strict=True)))
    async with together():
        for _notice_id, channel, member_id, due, _is_urgent in held:
            await look_again(channel, member_id, due)


def _held(
    notices: list[tuple[UUID, Hearer]], waiting: Mapping[UUID, datetime]
) -> Iterator[tuple[UUID, str, UUID, datetime, bool]]:
    for notice_id, hearer in notices:
        for channel in sorted(hearer.channels - {"bell"}):
            due = hearer.due(channel, now())
            if channel == "mail":
                due = min(due, waiting.get(hearer.member_id, due))
            yield notice_id, channel, hearer.member_id, due, hearer.is_urgent


async def put_off(channel: str, member_id: UUID, notice_ids: list[UUID], until: datetime) -> None:
    await unit.execute(LATER, member_id, channel, notice_ids, until)
    await look_again(channel, member_id, until)


async def release(channel: str, notice_ids: list[UUID]) -> None:
    """It has left, or is no news any more."""
    await unit.execute(RELEASE, channel, notice_ids)


async def plan_anew(member_id: UUID, rhythm: Rhythm) -> None:
    """After a change of the rhythm: as if it had been so when it happened, and nothing in the past."""
    at, wanted, unwanted = now(), defaultdict[tuple[str, datetime], list[UUID]](list), list[UUID]()
    for row in await unit.fetch(HELD, member_id, at):
        if rhythm.pace == "never" and row["channel"] == "mail":
            unwanted.append(row["notice_id"])
        elif not row["is_urgent"]:
            plan = rhythm.mail_leaves if row["channel"] == "mail" else rhythm.not_quiet
            wanted[row["channel"], max(plan(row["created_at"]), at)].append(row["notice_id"])
    await release("mail", unwanted)
    for (channel, due), notice_ids in wanted.items():
        await put_off(channel, member_id, notice_ids, due)


async def look_again(channel: str, member_id: UUID, due: datetime) -> None:
    await enqueue(f"notices.{channel}", at=due, member_id=str(member_id), due=due.isoformat())
