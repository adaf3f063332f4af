"""What happens to tickets, and what their people were told of it: for scenes about notices."""

from datetime import timedelta
from typing import Any

from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now, travel
from polydesk.kernel.ids import new_id
from polydesk.notices import queries as notice_queries
from polydesk.notices.quiet import BURST
from polydesk.tickets import queries, submission
from tenants.roles import permissions_of


def agent(house: Any, name: str = "alice") -> Actor:
    person = house.people[name]
    return Actor("member", person.id, person.name, role="agent", permissions=permissions_of("agent"))


def customer(house: Any) -> Actor:
    return Actor("requester", house.carl.id, "Carl")


async def submitted(house: Any, *, subject: str = "The kettle leaks", assignee: str = "") -> Any:
    """A ticket; the row is given to `assignee` as if it had always been theirs."""
    async with house.unit():
        new = submission.NewTicket(address=house.carl.email, subject=subject, body="It drips.", language="en")
        done = await submission.submit(new, key=new_id().hex)
    await outbox.drain(house.id)
    async with house.unit():
        if assignee:
            sql = "UPDATE ticket SET assignee_id = $2 WHERE id = $1"
            await unit.execute(sql, done.ticket_id, house.people[assignee].id)
        return await queries.by_id(done.ticket_id)


async def told(house: Any, name: str) -> list[str]:
    """What stands beside the bell, the newest first."""
    await outbox.drain(house.id)
    async with house.unit():
        found, _older = await notice_queries.notices_of(house.people[name].id)
    return [one.kind for one in found]


async def mailed(house: Any, name: str, *, after: timedelta = BURST) -> list[Any]:
    """The mails with news that have gone to somebody by then, the newest last."""
    await outbox.drain(house.id)
    with travel(now() + after):
        await outbox.drain(house.id)
    async with house.unit():
        return list(
            await unit.fetch(
                "SELECT * FROM mail WHERE to_address = $1 AND kind LIKE 'notice%' ORDER BY created_at, id",
                house.people[name].email,
            )
        )
