"""Excusing: a breach that was nobody's fault is marked with a reason. It stays a breach; reports count it apart."""

from typing import Any
from uuid import UUID

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Forbidden, NotFound
from polydesk.sla import timer
from polydesk.sla.following import case_of
from polydesk.sla.promise import Timer
from polydesk.sla.refusals import NothingToExcuse, ReasonMissing, ReasonTooLong
from polydesk.tickets.timeline_events import tell_readers, write_event

PERMISSION = "sla.excuse"
MOST = 1_000


async def excuse(timer_id: UUID, *, reason: str, by: Actor) -> None:
    """Raises NotFound, Forbidden, ReasonMissing, ReasonTooLong, NothingToExcuse."""
    said = reason.strip()
    if not said:
        raise ReasonMissing
    if len(said) > MOST:
        raise ReasonTooLong
    held = await _broken(timer_id, by)
    row = await unit.fetchrow(_EXCUSE, timer_id, now(), by.id, by.name or by.email, said)
    assert row is not None, "the timer is held"
    await _tell(held, "excused", by, {"excuse": [row["before"], said]}, reason=said)


async def withdraw(timer_id: UUID, *, by: Actor) -> None:
    """It was somebody's fault after all. Raises NotFound, Forbidden, NothingToExcuse."""
    held = await _broken(timer_id, by)
    row = await unit.fetchrow(_WITHDRAW, timer_id)
    if row is not None:
        await _tell(held, "unexcused", by, {"excuse": [row["before"], None]})


async def _broken(timer_id: UUID, by: Actor) -> Timer:
    """The timer of a held ticket, settled: a breach that nobody has noticed yet can be excused as well."""
    if by.is_member and not by.may(PERMISSION):
        raise Forbidden
    ticket_id = await unit.fetchval(_HOLD, timer_id)
    if ticket_id is None:
        raise NotFound
    async with case_of(ticket_id, by=by) as case:
        held = case.do(timer.settle, case.timers[timer_id], instant_of(now()))
    if held.breached_at is None:
        raise NothingToExcuse
    return held


async def _tell(held: Timer, kind: str, by: Actor, changes: dict[str, list[Any]], **data: Any) -> None:
    await unit.execute(_EVENT, new_id(), held.ticket_id, held.id, kind, now(), by.kind, by.id, by.name, data)
    await write_event(held.ticket_id, f"promise_{kind}", by=by, metric=held.metric, **data)
    await record(f"sla.breach_{kind}", subject=("ticket", held.ticket_id), changes=changes)
    await tell_readers(held.ticket_id)


_HOLD = """
SELECT t.id FROM ticket t JOIN sla_timer s ON s.tenant_id = t.tenant_id AND s.ticket_id = t.id
 WHERE t.tenant_id = app.tenant_id() AND s.id = $1 FOR UPDATE OF t
"""
_BEFORE = (
    "held AS (SELECT id, nullif(excuse, '') AS before FROM sla_timer WHERE tenant_id = app.tenant_id() AND id = $1)"
)
_EXCUSE = f"""
WITH {_BEFORE}, result AS (
  UPDATE sla_result SET excused_at = $2, excused_by_name = $4, excuse = $5
   WHERE tenant_id = app.tenant_id() AND timer_id = $1
)
UPDATE sla_timer s SET excused_at = $2, excused_by = $3, excused_by_name = $4, excuse = $5 FROM held
 WHERE s.tenant_id = app.tenant_id() AND s.id = held.id RETURNING held.before
"""  # noqa: S608
_WITHDRAW = f"""
WITH {_BEFORE}, result AS (
  UPDATE sla_result SET excused_at = NULL, excused_by_name = '', excuse = ''
   WHERE tenant_id = app.tenant_id() AND timer_id = $1
)
UPDATE sla_timer s SET excused_at = NULL, excused_by = NULL, excused_by_name = '', excuse = '' FROM held
 WHERE s.tenant_id = app.tenant_id() AND s.id = held.id AND s.excused_at IS NOT NULL RETURNING held.before
"""  # noqa: S608
_EVENT = """
INSERT INTO sla_event (id, ticket_id, timer_id, kind, at, detected_at, actor_kind, actor_id, actor_name, data)
VALUES ($1, $2, $3, $4, date_trunc('second', $5::timestamptz), date_trunc('second', $5::timestamptz), $6, $7, $8, $9)
"""
