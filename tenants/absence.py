"""Absence: until when a member is away, and what colleagues should know meanwhile."""

from datetime import datetime

from polydesk.kernel import audit, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.lines import one_line

SET = "UPDATE member SET away_until = $2, away_note = $3 WHERE tenant_id = app.tenant_id() AND id = $1"


async def leave(*, until: datetime, note: str, by: Actor) -> None:
    await unit.execute(SET, by.id, until, one_line(note))
    await audit.record("member.away", subject=("member", by.id), changes={"away_until": [None, until.isoformat()]})


async def come_back(*, by: Actor) -> None:
    await unit.execute(SET, by.id, None, "")
    await audit.record("member.back", subject=("member", by.id))
