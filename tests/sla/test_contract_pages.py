"""Contracts on their own pages and on the organisation's, and the matrix with its question why."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from polydesk.customers import organisations
from polydesk.kernel.actor import SYSTEM
from polydesk.sla import contracts, matrix
from polydesk.sla.contract import Terms
from polydesk.sla.matrix import USUAL
from polydesk.tickets.queries import by_number
from polydesk.tickets.submission import NewTicket, submit

PAGE = "/admin/service-levels/contracts"
MATRIX = "/admin/service-levels/matrix"
TODAY = datetime.now(UTC).date()
DAY = timedelta(days=1)


async def hatters(acme: Any) -> UUID:
    async with acme.unit():
        return await organisations.found("Hatters")


async def test_a_contract_is_made_changed_and_ended(acme: Any) -> None:
    held = await hatters(acme)
    form = {"organisation": str(held), "name": "Care", "starts_on": "2026-01-01", "plan": "gold", "remind_days": "14"}
    assert (await acme.ada.post(f"{PAGE}/new", form)).status_code == 303
    async with acme.unit():
        (made,) = await contracts.contracts_of(held)
    assert (made.plan, made.remind_days, made.ends_on) == ("gold", 14, None)
    assert 'value="gold"' in (await acme.ada.get(f"{PAGE}/{made.id}")).text
    assert (await acme.ada.post(f"{PAGE}/{made.id}", form | {"plan": "silver"})).status_code == 303
    assert (await acme.ada.post(f"{PAGE}/{made.id}/end")).status_code == 303
    async with acme.unit():
        (made,) = await contracts.contracts_of(held)
    assert made.plan == "silver"
    assert made.ends_on is not None


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"organisation": ""}, "organisation"),
        ({"organisation": "00000000-0000-0000-0000-000000000007"}, "organisation"),
        ({"name": ""}, "name"),
        ({"starts_on": "31/12/2026"}, "starts_on"),
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"remind_days": "-1"}, "remind_days"),
        ({"policy": "00000000-0000-0000-0000-000000000007"}, "policy"),
    ],
)
async def test_it_says_beside_the_field_what_is_wrong(acme: Any, fields: dict[str, str], place: str) -> None:
    form = {
        "organisation": str(await hatters(acme)),
        "name": "Care",
        "starts_on": "2026-01-01",
        "notes": "By handshake",
    }
    answer = await acme.ada.post(f"{PAGE}/new", form | fields)
    assert answer.status_code == 422
    assert f'id="f-{place}-error"' in answer.text
    assert "By handshake" in answer.text


async def test_the_list_sorts_by_what_needs_somebody(acme: Any) -> None:
    held = await hatters(acme)
    async with acme.unit():
        for name, first, last in (
            ("Old times", TODAY - 90 * DAY, TODAY - 5 * DAY),
            ("Soon over", TODAY - 90 * DAY, TODAY + 9 * DAY),
            ("For ever", TODAY - 90 * DAY, None),
        ):
            await contracts.found(held, Terms(name, first, last), by=SYSTEM)
    page = (await acme.ada.get(PAGE)).text
    places = [page.index(word) for word in ("Ends soon", "Soon over", "Running", "For ever", "Ended", "Old times")]
    assert places == sorted(places)


async def test_the_organisations_page_warns_when_nothing_runs(acme: Any) -> None:
    held = await hatters(acme)
    assert "Nothing was agreed in writing." in (await acme.alice.get(f"/desk/organisations/{held}")).text
    async with acme.unit():
        made = await contracts.found(held, Terms("Care", TODAY - 90 * DAY, TODAY - 5 * DAY), by=SYSTEM)
    assert "No contract runs today." in (await acme.alice.get(f"/desk/organisations/{held}")).text
    async with acme.unit():
        await contracts.change(await contracts.contract(made), Terms("Care", TODAY - 90 * DAY), by=SYSTEM)
    assert "No contract runs today." not in (await acme.alice.get(f"/desk/organisations/{held}")).text


async def test_archived_contracts_come_back(acme: Any) -> None:
    held = await hatters(acme)
    async with acme.unit():
        made = await contracts.found(held, Terms("Care", TODAY), by=SYSTEM)
    assert (await acme.ada.post(f"{PAGE}/{made}/archival")).status_code == 303
    assert "1 archived contract" in (await acme.ada.get(PAGE)).text
    assert (await acme.ada.post(f"{PAGE}/{made}/restoration")).status_code == 303
    assert "archived contract" not in (await acme.ada.get(PAGE)).text


def cells(**other: str) -> dict[str, str]:
    usual = {f"cell_{impact}_{urgency}": to for impact, row in USUAL.items() for urgency, to in row.items()}
    return usual | other


async def test_the_matrix_is_switched_on_changed_and_off(acme: Any) -> None:
    assert "Switched off" in (await acme.ada.get(MATRIX)).text
    assert (await acme.ada.post(MATRIX, cells(cell_low_low="normal"))).status_code == 303
    async with acme.unit():
        said = await matrix.matrix()
    assert said is not None
    assert said["low"]["low"] == "normal"
    assert (await acme.ada.post(f"{MATRIX}/removal")).status_code == 303
    async with acme.unit():
        assert await matrix.matrix() is None


async def test_a_cell_that_is_no_priority_is_refused(acme: Any) -> None:
    answer = await acme.ada.post(MATRIX, cells(cell_high_low="gigantic"))
    assert answer.status_code == 422
    assert 'id="f-cell_high_low-error"' in answer.text


async def a_ticket(acme: Any) -> int:
    async with acme.unit():
        await matrix.set_matrix(USUAL, by=SYSTEM)
        done = await submit(NewTicket(address="carl@customers.example", subject="It smokes", body="Help"), key="k")
    await acme.alice.post(f"/desk/tickets/{done.number}/impact", {"impact": "low", "urgency": "low"})
    return done.number


async def test_a_priority_against_the_matrix_asks_why_and_keeps_the_reason(acme: Any) -> None:
    there = f"/desk/tickets/{await a_ticket(acme)}"
    answer = await acme.alice.post(f"{there}/priority", {"priority": "urgent"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{there}/priority?to=urgent")
    page = (await acme.alice.get(f"{there}/priority?to=urgent")).text
    assert "give the priority “Low”" in page
    empty = await acme.alice.post(f"{there}/priority", {"priority": "urgent", "reason": " "})
    assert empty.status_code == 422
    assert "f-reason-error" in empty.text
    said = await acme.alice.post(f"{there}/priority", {"priority": "urgent", "reason": "The director waits"})
    assert said.status_code == 303
    assert "The director waits" in (await acme.alice.get(there)).text


async def test_the_priority_that_the_matrix_gives_needs_no_reason(acme: Any) -> None:
    number = await a_ticket(acme)
    assert (await acme.alice.post(f"/desk/tickets/{number}/priority", {"priority": "low"})).status_code == 303
    async with acme.unit():
        assert (await by_number(number)).priority == "low"


async def test_a_ticket_says_when_the_contract_of_its_organisation_has_ended(acme: Any) -> None:
    held = await hatters(acme)
    number = await a_ticket(acme)
    await acme.alice.post(f"/desk/tickets/{number}/organisation", {"organisation": str(held)})
    assert "Agree on what you do" not in (await acme.alice.get(f"/desk/tickets/{number}")).text
    async with acme.unit():
        await contracts.found(held, Terms("Care", TODAY - 90 * DAY, TODAY - 5 * DAY), by=SYSTEM)
    assert "The contract “Care” ended on" in (await acme.alice.get(f"/desk/tickets/{number}")).text
    async with acme.unit():
        await contracts.found(held, Terms("Care again", TODAY - 3 * DAY), by=SYSTEM)
    assert "Agree on what you do" not in (await acme.alice.get(f"/desk/tickets/{number}")).text
