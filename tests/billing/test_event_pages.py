"""The operator's page of Stripe's events: what came in, what became of it, and once more where that failed."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests_operator import sign_in

from billing import happened, incoming
from polydesk.kernel import unit
from polydesk.kernel.ids import new_id

PAGE = "/operator/billing/events"


@pytest.fixture
async def operator(product: Any) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(product, raise_app_exceptions=False)
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=headers) as client:
        await sign_in(client, operator=True)
        yield client


async def came_in(kind: str, customer: str, *, of: Any = None) -> str:
    body = {
        "id": f"evt_{new_id().hex}",
        "object": "event",
        "type": kind,
        "created": int(time.time()),
        "livemode": False,
    }
    event = happened.read(
        body | {"api_version": "2020-08-27", "data": {"object": {"id": "in_1", "customer": customer}}}
    )
    assert event
    async with unit.platform():
        if of:
            await unit.execute("INSERT INTO billing_customer (id, of_tenant) VALUES ($1, $2)", customer, of)
        assert await incoming.receive(event)
    return event.id


async def test_it_lists_events_by_state_kind_and_company(operator: Any, acme: Any) -> None:
    ours, customer = f"cus_{new_id().hex}", f"cus_{new_id().hex}"
    paid = await came_in("invoice.paid", ours, of=acme.id)
    ignored = await came_in("radar.early_fraud_warning.created", customer)
    page = (await operator.get(f"{PAGE}?q={acme.slug}")).text
    assert (paid in page, ignored in page) == (True, False)
    page = (await operator.get(f"{PAGE}?status=ignored&q={customer}")).text
    assert (paid in page, ignored in page) == (False, True)
    assert "<html" not in (await operator.get(PAGE, headers={"hx-request": "true"})).text


async def test_it_shows_an_event_and_replays_it_which_the_company_can_read_in_its_log(operator: Any, acme: Any) -> None:
    event = await came_in("invoice.paid", f"cus_{new_id().hex}", of=acme.id)
    async with unit.platform():
        await unit.execute("UPDATE billing_event SET state = 'failed', problem = 'Boom' WHERE id = $1", event)
    page = (await operator.get(f"{PAGE}/{event}")).text
    assert "Boom" in page
    assert "Another one than ours" in page
    answer = await operator.post(f"{PAGE}/{event}/replay")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}/{event}?said=again")
    async with unit.platform():
        state = await unit.fetchval("SELECT state FROM billing_event WHERE id = $1", event)
        jobs = await unit.fetchval("SELECT count(*) FROM outbox WHERE payload ->> 'event_id' = $1", event)
    async with acme.unit():
        noted = await unit.fetchval("SELECT changes FROM audit WHERE action = 'billing.event_replayed'")
    assert (state, jobs, noted) == ("received", 2, {"event": [None, event]})


async def test_there_is_nothing_for_strangers_and_nothing_that_nobody_sent(operator: Any, cast: Any) -> None:
    assert (await operator.get(f"{PAGE}/evt_nobody")).status_code == 404
    assert (await operator.post(f"{PAGE}/evt_nobody/replay")).status_code == 404
    assert (await cast.platform.get(PAGE)).status_code == 303


async def test_what_waits_is_in_the_figures(operator: Any, acme: Any) -> None:
    await came_in("invoice.paid", f"cus_{new_id().hex}", of=acme.id)
    said = (await operator.get("/metrics")).text
    assert "polydesk_billing_oldest_event_seconds" in said
    waiting = next(line for line in said.splitlines() if line.startswith('polydesk_billing_events{state="received"}'))
    assert float(waiting.split()[-1]) >= 1
