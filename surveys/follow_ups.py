"""Follow-ups: a bad answer is told to the leads at once and leaves a task on the ticket, to call back.

There is one for each rating. It opens, and the leads are told, when the answer is bad for the first time, and again
only when it falls from good to bad; whoever clicks back and forth alarms nobody twice.
"""

from uuid import UUID, uuid4

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.live import tell as tell_pages
from polydesk.kernel.refusals import NotFound
from polydesk.notices import audience
from polydesk.notices.telling import tell
from polydesk.tickets.refusals import NoSuchChoice
from surveys.events import AnonymousAnswers, TicketRated
from surveys.form_choice import asked_with


async def look_after(event: TicketRated) -> None:
    """In the unit of the answer: opens the follow-up and tells the leads, where the answer is bad."""
    row = await unit.fetchrow(_RATED, event.rating_id)
    if row is None:
        return
    version = await asked_with(row["form_version_id"])
    if not version.is_low(event.score):
        return
    before = row["before"]
    fell = before is not None and version.is_good(before)
    times = await unit.fetchval(_OPEN, new_id(), event.ticket_id, event.rating_id, row["assignee_id"], now(), fell)
    if times is None:
        return
    leads = await audience.members_of(("leads",), ticket_id=row["goes_on_in"])
    await tell("survey.low_score", ticket_id=row["goes_on_in"], to=leads, once=f"rating:{event.rating_id}:{times}")


async def tell_of_anonymous(event: AnonymousAnswers) -> None:
    """Nobody can be called back: the leads hear that there were bad answers, and read what was said."""
    if event.low:
        leads, once = await audience.members_of(("leads",), ticket_id=None), f"anonymous:{uuid4()}"
        await tell("survey.low_anonymous", to=leads, once=once, low=event.low, count=event.count)


async def mark_done(ticket_id: UUID, follow_up_id: UUID, *, by: Actor) -> None:
    """Raises NotFound. Who did it first stays named."""
    await _write(_DONE, ticket_id, follow_up_id, now(), by.name)


async def open_again(ticket_id: UUID, follow_up_id: UUID) -> None:
    """Raises NotFound."""
    await _write(_UNDO, ticket_id, follow_up_id)


async def hand_to(ticket_id: UUID, follow_up_id: UUID, member_id: UUID | None) -> None:
    """Raises NotFound, NoSuchChoice."""
    if member_id is not None and not await unit.fetchval(_WORKS_HERE, member_id):
        raise NoSuchChoice
    await _write(_HAND, ticket_id, follow_up_id, member_id)


async def _write(sql: str, ticket_id: UUID, follow_up_id: UUID, *values: object) -> None:
    if not await unit.fetchval(sql, ticket_id, follow_up_id, *values):
        raise NotFound
    await tell_pages("ticket", str(ticket_id))


_RATED = """
SELECT r.form_version_id, t.assignee_id, COALESCE(t.merged_into_id, t.id) AS goes_on_in,
       (SELECT h.score FROM rating_history h WHERE h.tenant_id = r.tenant_id AND h.ticket_id = r.ticket_id
           AND h.cycle = r.cycle ORDER BY h.id DESC OFFSET 1 LIMIT 1) AS before
  FROM rating r JOIN ticket t ON t.tenant_id = r.tenant_id AND t.id = r.ticket_id
 WHERE r.tenant_id = app.tenant_id() AND r.id = $1
"""
_OPEN = """
INSERT INTO survey_follow_up (id, ticket_id, rating_id, assignee_id, opened_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, rating_id) DO UPDATE
   SET times = survey_follow_up.times + 1, opened_at = excluded.opened_at, done_at = NULL, done_by_name = ''
 WHERE $6
RETURNING times
"""
# The ticket as the reader has it open: its own follow-ups and those of what was merged into it.
_HERE = """
 WHERE tenant_id = app.tenant_id() AND id = $2 AND ticket_id IN
   (SELECT t.id FROM ticket t WHERE t.tenant_id = app.tenant_id() AND (t.id = $1 OR t.merged_into_id = $1))
RETURNING true
"""
_DONE = f"""
UPDATE survey_follow_up
   SET done_at = COALESCE(done_at, $3), done_by_name = CASE WHEN done_at IS NULL THEN $4 ELSE done_by_name END {_HERE}
"""  # noqa: S608
_UNDO = f"UPDATE survey_follow_up SET done_at = NULL, done_by_name = '' {_HERE}"  # noqa: S608
_HAND = f"UPDATE survey_follow_up SET assignee_id = $3 {_HERE}"  # noqa: S608
_WORKS_HERE = """
SELECT true FROM member WHERE tenant_id = app.tenant_id() AND id = $1 AND state = 'active' AND role <> 'billing'
"""
