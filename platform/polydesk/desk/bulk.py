"""Several tickets at once: each change goes through the verb that a single one takes, and one refusal stops no other."""

from collections.abc import Sequence
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound, Refusal
from polydesk.tickets import assignment, lifecycle
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.refusals import NoSuchChoice

MOST = 200


async def change_all(numbers: Sequence[int], *, assignee: str, status: str, by: Actor) -> tuple[int, list[int]]:
    """How many were changed, and the numbers of those that could not be. `assignee` is a member's id or `nobody`."""
    if not assignee and not status:
        return 0, []
    done, failed = 0, []
    for number in list(dict.fromkeys(numbers))[:MOST]:
        try:
            async with unit.savepoint():
                await _change(number, assignee=assignee, status=status, by=by)
            done += 1
        except Refusal:
            failed.append(number)
    return done, failed


async def _change(number: int, *, assignee: str, status: str, by: Actor) -> None:
    ticket = await ticket_for(number, by)
    if ticket.is_spam:
        raise NotFound
    if assignee:
        ticket = await assignment.assign(ticket, to=_member(assignee), by=by)
    if status:
        await lifecycle.set_status(ticket, to=status, by=by)


def _member(choice: str) -> UUID | None:
    found = to_id(choice)
    if found is None and choice != "nobody":
        raise NoSuchChoice
    return found
