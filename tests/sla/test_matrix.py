"""Impact and urgency give the priority once the matrix is on; a priority by hand against it needs a reason."""

from typing import Any

import pytest

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.sla import matrix
from polydesk.sla.matrix import USUAL, ReasonNeeded
from polydesk.tickets.changing import set_impact, set_priority
from polydesk.tickets.queries import by_id
from polydesk.tickets.submission import NewTicket, submit
from polydesk.tickets.ticket import Ticket
from tenants.roles import permissions_of


def alice(acme: Any) -> Actor:
    return Actor("member", acme.alice.id, "Alice", permissions=permissions_of("agent"))


async def a_ticket() -> Ticket:
    done = await submit(NewTicket(address="carl@customers.example", subject="It smokes", body="Help"), key="k")
    return await by_id(done.ticket_id)


async def test_it_is_off_at_first_and_changes_nothing(acme: Any) -> None:
    async with acme.unit():
        ticket = await a_ticket()
        changed = await set_impact(ticket, impact="high", urgency="high", by=alice(acme))
        assert (await by_id(changed.id)).priority == "normal"


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [("high", "high", "urgent"), ("high", "low", "normal"), ("low", "low", "low"), ("medium", None, "normal")],
)
async def test_impact_and_urgency_give_the_priority(acme: Any, impact: str, urgency: str | None, priority: str) -> None:
    async with acme.unit():
        await matrix.set_matrix(USUAL, by=alice(acme))
        ticket = await a_ticket()
        await set_impact(ticket, impact=impact, urgency=urgency, by=alice(acme))
        assert (await by_id(ticket.id)).priority == priority


async def test_another_priority_by_hand_needs_a_reason(acme: Any) -> None:
    async with acme.unit():
        await matrix.set_matrix(USUAL, by=alice(acme))
        ticket = await a_ticket()
        await set_impact(ticket, impact="low", urgency="low", by=alice(acme))
        held = await by_id(ticket.id)
        with pytest.raises(ReasonNeeded):
            await matrix.demand_reason(held, to="urgent", reason=" ", by=alice(acme))
        await matrix.demand_reason(held, to="urgent", reason="The director waits", by=alice(acme))


async def test_the_next_change_of_impact_speaks_again(acme: Any) -> None:
    async with acme.unit():
        await matrix.set_matrix(USUAL, by=alice(acme))
        ticket = await a_ticket()
        await set_impact(ticket, impact="low", urgency="low", by=alice(acme))
        await set_priority(await by_id(ticket.id), to="urgent", by=alice(acme), reason="The director waits")
        await set_impact(await by_id(ticket.id), impact="medium", urgency="medium", by=alice(acme))
        held = await by_id(ticket.id)
    assert (held.priority, held.priority_reason) == ("normal", "")


async def test_nobody_asks_for_a_reason_while_it_is_off(acme: Any) -> None:
    async with acme.unit():
        ticket = await a_ticket()
        await set_impact(ticket, impact="low", urgency="low", by=alice(acme))
        await matrix.demand_reason(await by_id(ticket.id), to="urgent", reason="", by=alice(acme))


async def test_switching_it_on_and_off_is_audited(acme: Any) -> None:
    async with acme.unit():
        await matrix.set_matrix(USUAL, by=alice(acme))
        await matrix.set_matrix(USUAL, by=alice(acme))
        await matrix.set_matrix(None, by=alice(acme))
        rows = await unit.fetch("SELECT action FROM audit WHERE action LIKE 'sla.matrix%' ORDER BY at, id")
    assert [row["action"] for row in rows] == ["sla.matrix_changed", "sla.matrix_switched_off"]
