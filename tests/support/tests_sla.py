"""A desk with support hours and promises, for scenes through the real verbs with a clock that the scene moves.

`await desk.asks("03-06T15:30")` is a customer's ticket at that instant of 2026; `await desk.replies(x, "03-09T10:00")`
an agent's answer; `await desk.timer(x, "resolution")` the row as it stands, instants as people write them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tests_watch import HOUR, at, weekdays

from polydesk.hours.instants import instant_of, instant_text, moment_of
from polydesk.kernel import outbox
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import travel
from polydesk.kernel.ids import new_id
from polydesk.schedules import editing
from polydesk.schedules.compiling import Content
from polydesk.sla import policies
from polydesk.sla.policy import PAUSES, Draft, Target
from polydesk.tickets import changing, conversation, lifecycle
from polydesk.tickets.queries import by_id
from polydesk.tickets.submission import NewTicket, submit
from polydesk.tickets.ticket import Ticket
from tenants.roles import permissions_of

BEFORE = "2026-01-05T08:00"
STANDARD = (
    Target("first_response", "normal", 4 * HOUR),
    Target("next_response", "normal", 4 * HOUR),
    Target("resolution", "normal", 16 * HOUR, pause_on=PAUSES),
    Target("first_response", "urgent", HOUR),
    Target("resolution", "urgent", 4 * HOUR, pause_on=PAUSES),
)


def standard(*, targets: tuple[Target, ...] = STANDARD, name: str = "Standard", **more: Any) -> Draft:
    return Draft({"en": name}, targets=targets, **more)


@dataclass
class Row:
    """A timer's row; instants are texts."""

    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.values[name]


@dataclass
class Desk:
    house: Any
    schedule_id: UUID
    policy_id: UUID
    people: dict[str, Actor] = field(default_factory=dict)

    @classmethod
    async def opens(cls, house: Any, draft: Draft | None = None, *, zone: str = "Europe/Rome",
                    weekly: dict[str, Any] | None = None) -> "Desk":  # fmt: skip
        people = {name: _actor(person) for name, person in house.people.items()}
        by = next(iter(people.values()))
        with travel(moment_of(at(BEFORE))):
            async with house.unit():
                hours = Content(zone, weekdays() if weekly is None else weekly, ())
                schedule_id = await editing.found("Support hours", hours, by=by, never_open_ok=True)
                policy_id = await policies.found(draft or standard(), by=by)
        return cls(house, schedule_id, policy_id, people)

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    @asynccontextmanager
    async def moment(self, when: str) -> AsyncIterator[Any]:
        """A unit of the house at that instant."""
        with travel(moment_of(at(when)) if "." not in when else datetime.fromisoformat(f"2026-{when}+00:00")):
            async with self.house.unit() as unit:
                yield unit

    async def asks(self, when: str, address: str = "dora@customers.example", **named: Any) -> UUID:
        async with self.moment(when):
            new = NewTicket(**{"subject": "The lamp is broken", "body": "It went dark.", "address": address, **named})
            return (await submit(new, key=str(new_id()))).ticket_id

    async def does(self, ticket_id: UUID, when: str, verb: Any, by: Actor | None = None, **named: Any) -> Any:
        async with self.moment(when):
            return await verb(await by_id(ticket_id), by=by or self.agent, **named)

    async def replies(self, ticket_id: UUID, when: str, then: str = "open", by: Actor | None = None) -> None:
        await self.does(ticket_id, when, conversation.reply, by, body="Please try another bulb.", then=then)

    async def writes(self, ticket_id: UUID, when: str, **named: Any) -> Any:
        """The customer does."""
        async with self.moment(when):
            ticket = await by_id(ticket_id)
            return await conversation.customer_writes(ticket, body="Still dark.", by=_customer(ticket), **named)

    async def waits(self, ticket_id: UUID, when: str, on: str = "customer") -> None:
        await self.does(ticket_id, when, lifecycle.wait, on=on)

    async def resolves(self, ticket_id: UUID, when: str, by: Actor | None = None) -> None:
        await self.does(ticket_id, when, lifecycle.resolve, by)

    async def raises(self, ticket_id: UUID, when: str, to: str = "urgent") -> None:
        await self.does(ticket_id, when, changing.set_priority, to=to)

    async def sweeps(self, when: str) -> int:
        """The workers come round, and do all there is to do."""
        from polydesk.sla.sweeping import detect

        with travel(moment_of(at(when))):
            await outbox.drain(self.house.id)
            found = 0
            async with self.house.unit():
                while now_found := await detect():
                    found += now_found
            await outbox.drain(self.house.id)
        return found

    async def drains(self, when: str) -> None:
        with travel(moment_of(at(when))):
            await outbox.drain(self.house.id)

    async def timers(self, ticket_id: UUID, metric: str) -> list[Row]:
        async with self.house.unit() as unit:
            rows = await unit.fetch(
                "SELECT * FROM sla_timer WHERE ticket_id = $1 AND metric = $2 ORDER BY cycle", ticket_id, metric
            )
        return [Row({name: _plain(value) for name, value in row.items()}) for row in rows]

    async def timer(self, ticket_id: UUID, metric: str) -> Row:
        return (await self.timers(ticket_id, metric))[-1]

    async def events(self, ticket_id: UUID, metric: str = "", kind: str = "") -> list[Row]:
        async with self.house.unit() as unit:
            rows = await unit.fetch(
                """SELECT e.*, s.metric FROM sla_event e JOIN sla_timer s ON s.tenant_id = e.tenant_id AND s.id = e.timer_id
                    WHERE e.ticket_id = $1 AND $2 IN ('', s.metric) AND $3 IN ('', e.kind) ORDER BY e.at, e.id""",
                *(ticket_id, metric, kind),
            )
        return [Row({name: _plain(value) for name, value in row.items()}) for row in rows]

    async def results(self, ticket_id: UUID) -> list[dict[str, Any]]:
        async with self.house.unit() as unit:
            rows = await unit.fetch("SELECT * FROM sla_result WHERE ticket_id = $1 ORDER BY metric, cycle", ticket_id)
        return [{name: _plain(value) for name, value in row.items()} for row in rows]

    async def ticket(self, ticket_id: UUID) -> Row:
        async with self.house.unit() as unit:
            row = await unit.fetchrow("SELECT * FROM ticket WHERE id = $1", ticket_id)
        return Row({name: _plain(value) for name, value in row.items()})

    @property
    def agent(self) -> Actor:
        return self.people.get("alice") or next(iter(self.people.values()))


def _actor(person: Any) -> Actor:
    kind = "member" if person.role else "requester"
    return Actor(kind, person.id, person.name, person.email, person.role, permissions_of(person.role))  # type: ignore[arg-type]


def _customer(ticket: Ticket) -> Actor:
    return Actor("requester", ticket.person_id, "Dora", "dora@customers.example")


def _plain(value: Any) -> Any:
    return instant_text(instant_of(value)) if isinstance(value, datetime) else value
