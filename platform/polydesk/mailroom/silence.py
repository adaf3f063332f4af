"""Silence: a ticket waits for its customer, who is reminded once or twice, and then it is resolved (AU-08).

Every step is a job of its own that is due when the step is; it looks again under the ticket's lock, takes the step and
plans the next in one transaction, so that each is taken once whatever dies. Whoever writes, or takes the ticket out of
waiting, ends the silence. Spam, merged tickets and those that wait for somebody else are never counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from polydesk.hours.history import History
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, Actor
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import Retry, enqueue
from polydesk.mailroom import silence_letters
from polydesk.mailroom.habits import Habits, habits
from polydesk.mailroom.support_days import after_support_days
from polydesk.schedules.queries import default_schedule, history_of
from polydesk.tickets import lifecycle
from polydesk.tickets.policy import demand
from polydesk.tickets.queries import by_id
from polydesk.tickets.ticket import Ticket, lock
from polydesk.tickets.timeline_events import tell_readers, write_change, write_event
from tenants import here

AT_ONCE = 200
CLOCKS_DIFFER_BY = timedelta(hours=2)


@dataclass(frozen=True)
class Silence:
    ticket_id: UUID
    since: datetime
    reminders: int
    step_at: datetime | None
    next_at: datetime | None
    resolve_at: datetime | None
    kept_at: datetime | None


async def silence_of(ticket_id: UUID) -> Silence | None:
    row = await unit.fetchrow(_SELECT, ticket_id)
    return Silence(*row) if row else None


async def look(ticket_id: UUID, *, begins_anew: bool) -> None:
    """Something happened to the ticket: its silence begins, goes on, begins anew or is over. Where nobody follows
    silence this costs nothing."""
    wanted = await habits()
    if not wanted.follow_silence:
        return
    if not is_waiting(await by_id(ticket_id)):
        await unit.execute(_END, ticket_id)
        return
    known = await silence_of(ticket_id)
    if known is None or begins_anew:
        await _plan(Silence(ticket_id, now(), 0, None, None, None, None), wanted)


def is_waiting(ticket: Ticket) -> bool:
    return ticket.status == "waiting_customer" and not ticket.is_spam and not ticket.is_merged


async def take_step(ticket_id: UUID) -> None:
    """The next step, if it is due and still wanted. Raises Retry when this machine's clock says that it is a bit early:
    the database's, by which jobs are due, may be ahead. One that was put off for longer has a job of its own."""
    ticket, wanted = await by_id(ticket_id), await habits()
    if ticket.is_merged or (held := await silence_of(ticket_id)) is None:
        return
    ticket = await lock(ticket)
    held = await silence_of(ticket_id)
    if held is None or held.kept_at or held.next_at is None or not is_waiting(ticket):
        return
    if (early := held.next_at - now()) > timedelta():
        if early < CLOCKS_DIFFER_BY:
            raise Retry("the step is not due yet", after=early)
        return
    if held.reminders < len(wanted.reminders):
        await _remind(held)
    elif wanted.resolve_after:
        await _resolve(ticket, wanted)


async def keep_open(ticket: Ticket, *, by: Actor) -> None:
    """Whatever the habits say: it stays open until somebody writes."""
    await _keep(ticket, by, at=now())


async def let_resolve(ticket: Ticket, *, by: Actor) -> None:
    """The habits hold again, counted from now on."""
    await _keep(ticket, by, at=None)


async def plan_anew(behind: UUID | None = None) -> UUID | None:
    """After a change of habits, of 200 tickets that wait: those nobody counted begin now, so that none is resolved at
    once. Answers the last of them, None when there are no more."""
    wanted = await habits()
    rows = await unit.fetch(_WAITING, behind or UUID(int=0), AT_ONCE)
    for row in rows:
        if not wanted.follow_silence:
            await unit.execute(_END, row["id"])
        elif (held := await silence_of(row["id"])) is None:
            await look(row["id"], begins_anew=True)
        else:
            await _plan(held, wanted)
    return rows[-1]["id"] if len(rows) == AT_ONCE else None


async def _remind(held: Silence) -> None:
    await silence_letters.remind(held.ticket_id, resolves_on=held.resolve_at)
    await write_event(held.ticket_id, "changed", by=SYSTEM, field="silence_reminder", old=None, new=held.reminders + 1)
    await tell_readers(held.ticket_id)
    again = Silence(held.ticket_id, held.since, held.reminders + 1, now(), None, None, None)
    await _plan(again, await habits())


async def _resolve(ticket: Ticket, wanted: Habits) -> None:
    await write_event(ticket.id, "changed", by=SYSTEM, field="silence_end", old=None, new=wanted.resolve_after)
    await lifecycle.move(ticket, to="resolved", by=SYSTEM)
    await silence_letters.say_resolved(ticket.id)


async def _keep(ticket: Ticket, by: Actor, *, at: datetime | None) -> None:
    demand(ticket, "tickets.change", by=by)
    held, known = await lock(ticket), await silence_of(ticket.id)
    if known is None or bool(known.kept_at) == bool(at):
        return
    kept = Silence(ticket.id, now(), 0, None, None, None, at)
    await _plan(kept, await habits())
    await write_change(held, "silence_kept", old=bool(known.kept_at), new=bool(at), by=by)
    await tell_readers(ticket.id)


async def _plan(known: Silence, wanted: Habits) -> None:
    """Writes the silence with its next step, and a job for it. Between two steps lie the days that the habits put there,
    also when the first came late."""
    hours, zone = await _hours()
    ending = (wanted.resolve_after,) if wanted.resolve_after else ()
    left = (*wanted.reminders[known.reminders :], *ending) if known.kept_at is None else ()
    taken = wanted.reminders[: known.reminders]

    def moment(days: int) -> datetime:
        soonest = after_support_days(hours, zone, known.since, days)
        if known.step_at is None:
            return soonest
        between = max(1, days - taken[-1]) if taken else 1
        return max(soonest, after_support_days(hours, zone, known.step_at, between))

    next_at = moment(left[0]) if left else None
    resolve_at = moment(wanted.resolve_after) if left and wanted.resolve_after else None
    await unit.execute(
        _WRITE, known.ticket_id, known.since, known.reminders, known.step_at, next_at, resolve_at, known.kept_at
    )
    if next_at is not None:
        await enqueue("mailroom.silence", ticket_id=str(known.ticket_id), at=next_at)


async def _hours() -> tuple[History | None, ZoneInfo]:
    usual = await default_schedule()
    if usual is None:
        return None, ZoneInfo((await here.visit()).zone)
    return await history_of(usual.id), ZoneInfo(usual.tz)


_SELECT = """
SELECT ticket_id, since, reminders, step_at, next_at, resolve_at, kept_at FROM silence
 WHERE tenant_id = app.tenant_id() AND ticket_id = $1
"""
_WRITE = """
INSERT INTO silence (ticket_id, since, reminders, step_at, next_at, resolve_at, kept_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (tenant_id, ticket_id) DO UPDATE SET since = $2, reminders = $3, step_at = $4, next_at = $5,
  resolve_at = $6, kept_at = $7
"""
_END = "DELETE FROM silence WHERE tenant_id = app.tenant_id() AND ticket_id = $1"
_WAITING = """
SELECT id FROM ticket WHERE tenant_id = app.tenant_id() AND id > $1 AND spam_at IS NULL AND merged_into_id IS NULL
   AND status = 'waiting_customer' ORDER BY id LIMIT $2
"""
