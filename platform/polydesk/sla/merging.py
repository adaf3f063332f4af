"""Merging: promises of a ticket that goes on in another one are off; its unanswered question is the survivor's now (b8)."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.sla import timer
from polydesk.sla.beginning import begin_late, terms_for
from polydesk.sla.following import RESPONSES, cancelled, case_of
from polydesk.sla.loading import load_pieces
from polydesk.sla.rules import rules_for
from polydesk.sla.waiting import refresh

MERGED = "merged"


async def merged(ticket_id: UUID, into_id: UUID, at: int, *, unanswered_since: int | None, by: Actor) -> None:
    async with case_of(ticket_id, by=by) as case:
        for one in case.open():
            case.do(timer.cancel, one, at, reason=MERGED)
    if unanswered_since is not None:
        await _ask_of_survivor(into_id, at, ticket_id, unanswered_since, by)


async def unmerged(ticket_id: UUID, into_id: UUID, at: int, *, by: Actor) -> None:
    """Each goes on by itself; the time in between was a pause for the one that was away."""
    async with case_of(ticket_id, by=by) as case:
        if case.ticket.is_served:
            for one in cancelled(case, MERGED):
                case.do(timer.restore, one, at)
            refresh(case, at)
    rows = await unit.fetch(_BY_MERGE, into_id, str(ticket_id))
    if not rows:
        return
    async with case_of(into_id, by=by) as case:
        await load_pieces([case])
        for row in rows:
            one = case.timers[row["timer_id"]]
            if one.is_open and row["kind"] == "started":
                case.do(timer.cancel, one, at, reason="unmerged")
            elif one.is_open:
                started, about = row["data"]["from"], {"unmerged": str(ticket_id)}
                case.do(timer.move_start, one, at, to=started, pieces=case.pieces_of(one), cause=MERGED, about=about)


async def _ask_of_survivor(into_id: UUID, at: int, ticket_id: UUID, since: int, by: Actor) -> None:
    """What is awaited there already moves to the older question; else a next response begins with it."""
    about = {"merged": str(ticket_id)}
    async with case_of(into_id, by=by) as case:
        if not case.ticket.is_served:
            return
        awaited = case.open(*RESPONSES)
        if not awaited:
            _ticket, rules = await rules_for(into_id)
            terms = await terms_for(case, rules, "next_response", at)
            if terms is not None:
                past = [(since, at, "")] if since < at else []
                await begin_late(case, rules, "next_response", at, terms=terms, past=past, cause=MERGED, about=about)
        await load_pieces([case] if awaited else [])
        for one in awaited:
            if since < one.started_at:
                case.do(timer.move_start, one, at, to=since, pieces=case.pieces_of(one), cause=MERGED, about=about)
        refresh(case, at)


# The last word of each timer about this merge.
_BY_MERGE = """
SELECT DISTINCT ON (timer_id) timer_id, kind, data FROM sla_event
 WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND kind IN ('started', 'moved') AND data ->> 'merged' = $2
 ORDER BY timer_id, at DESC, id DESC
"""
