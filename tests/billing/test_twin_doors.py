"""The twin of Stripe from outside: its headers, its mishaps, its webhooks, and that it forgets nothing over a restart."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests_ports import free_port
from tests_twin import running

KEY = {"Authorization": "Bearer sk_test_twin"}


class Receiver:
    """Takes webhooks; answers 500 to the first `refuses`."""

    def __init__(self) -> None:
        self.refuses = 0
        self.taken: list[dict[str, Any]] = []
        self.signatures: list[tuple[str, bytes]] = []
        self.port = free_port()
        self.arrived = asyncio.Condition()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.split(": ", 1) for line in head.lower().splitlines()[1:] if ": " in line)
        body = await reader.readexactly(int(fields["content-length"]))
        status = 500 if self.refuses > 0 else 200
        self.refuses -= 1
        if status == 200:
            self.taken.append(json.loads(body))
            self.signatures.append((fields["stripe-signature"], body))
        writer.write(f"HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        async with self.arrived:
            self.arrived.notify_all()

    async def has(self, count: int) -> list[dict[str, Any]]:
        async with asyncio.timeout(60), self.arrived:
            await self.arrived.wait_for(lambda: len(self.taken) >= count)
        return self.taken


@pytest.fixture(scope="module")
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    async with await asyncio.start_server(made.answer, "127.0.0.1", made.port):
        yield made


@pytest.fixture(scope="module")
def own_twin(receiver: Receiver) -> Any:
    """With an address for its webhooks, which the tests' common one has not."""
    with running(free_port(), "--webhook", f"http://127.0.0.1:{receiver.port}/", secret="whsec_own") as base:
        yield base


@pytest.fixture
async def line(own_twin: str, receiver: Receiver) -> AsyncIterator[httpx.AsyncClient]:
    receiver.refuses = 0
    receiver.taken.clear()
    receiver.signatures.clear()
    async with httpx.AsyncClient(base_url=own_twin, headers=KEY, trust_env=False, verify=False, timeout=60) as client:
        yield client
        await client.post("/_twin/webhooks", json={})
        await client.post("/_twin/faults", json={})
        await nothing_waits(client)


async def nothing_waits(line: httpx.AsyncClient) -> None:
    """The events of one scene have all arrived before the next begins."""
    async with asyncio.timeout(60):
        while (await line.get("/_twin/undelivered")).json():  # noqa: ASYNC110 (nobody tells us)
            await asyncio.sleep(0.02)


async def new_customer(line: httpx.AsyncClient, name: str, **headers: str) -> httpx.Response:
    return await line.post("/v1/customers", data={"name": name}, headers=headers)


async def test_a_repeat_under_the_same_key_is_answered_as_before_and_says_so(line: httpx.AsyncClient) -> None:
    first = await new_customer(line, "Acme", **{"Idempotency-Key": "once"})
    again = await new_customer(line, "Acme", **{"Idempotency-Key": "once"})
    other = await new_customer(line, "Globex", **{"Idempotency-Key": "once"})
    assert first.json() == again.json()
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert first.headers["Request-Id"].startswith("req_")
    assert other.json()["error"]["type"] == "idempotency_error"


@pytest.mark.parametrize("authorization", ["", "Bearer sk_live_real", "Bearer nonsense", "Basic c2s6"])
async def test_it_lets_nobody_in_without_a_key_of_the_test_mode(line: httpx.AsyncClient, authorization: str) -> None:
    answered = await line.get("/v1/customers", headers={"Authorization": authorization})
    assert answered.status_code == 401


async def test_an_event_is_brought_signed_as_stripe_signs(line: httpx.AsyncClient, receiver: Receiver) -> None:
    from stripe import Webhook, WebhookSignature

    made = (await new_customer(line, "Acme")).json()
    [event] = await receiver.has(1)
    assert (event["type"], event["data"]["object"]["id"]) == ("customer.created", made["id"])
    [(header, body)] = receiver.signatures
    assert WebhookSignature.verify_header(body.decode(), header, "whsec_own", Webhook.DEFAULT_TOLERANCE)


async def test_it_comes_again_until_it_is_taken(line: httpx.AsyncClient, receiver: Receiver) -> None:
    receiver.refuses = 1
    made = (await new_customer(line, "Acme")).json()
    [event] = await receiver.has(1)
    assert event["data"]["object"]["id"] == made["id"]


async def test_events_come_late_doubled_and_in_another_order_when_it_is_told_to(
    line: httpx.AsyncClient, receiver: Receiver
) -> None:
    await line.post("/_twin/webhooks", json={"held": True, "repeat": 2, "shuffled": True})
    names = [(await new_customer(line, f"Company {number}")).json()["id"] for number in range(4)]
    waiting = (await line.get("/_twin/undelivered")).json()
    assert [one["event"]["data"]["object"]["id"] for one in waiting] == names
    assert receiver.taken == []
    await line.post("/_twin/webhooks", json={"shuffled": True})
    taken = [event["data"]["object"]["id"] for event in await receiver.has(8)]
    assert sorted(taken) == sorted(names * 2)


@pytest.mark.parametrize(
    ("kind", "status", "is_done"), [("429", 429, False), ("500", 500, False), ("500-after", 500, True)]
)
async def test_it_fails_as_it_is_told_before_or_after_the_deed(
    line: httpx.AsyncClient, kind: str, status: int, is_done: bool
) -> None:
    await line.post("/_twin/faults", json={"kind": kind, "path": "/v1/customers", "method": "POST"})
    failed = await new_customer(line, kind, **{"Idempotency-Key": kind})
    assert failed.status_code == status
    found = (await line.get("/v1/customers", params={"limit": 100})).json()["data"]
    assert (kind in [one["name"] for one in found]) is is_done
    assert (await new_customer(line, kind, **{"Idempotency-Key": kind})).status_code == 200


async def test_an_answer_of_500_that_it_keeps_stays_one(line: httpx.AsyncClient) -> None:
    await line.post("/_twin/faults", json={"kind": "500-kept", "path": "/v1/customers"})
    answers = [await new_customer(line, "Acme", **{"Idempotency-Key": "kept"}) for _ in range(3)]
    assert [one.status_code for one in answers] == [500] * 3
    assert (await new_customer(line, "Acme", **{"Idempotency-Key": "another"})).status_code == 200


async def test_a_line_can_break_and_an_answer_be_slow(line: httpx.AsyncClient) -> None:
    await line.post("/_twin/faults", json={"kind": "drop", "path": "/v1/customers"})
    with pytest.raises(httpx.RemoteProtocolError):
        await new_customer(line, "Acme")
    await line.post("/_twin/faults", json={"kind": "slow", "path": "/v1/customers", "seconds": 0.3})
    began = time.monotonic()
    assert (await new_customer(line, "Acme")).status_code == 200
    assert time.monotonic() - began >= 0.3


async def test_it_asks_to_slow_down_beyond_so_many_calls_a_second(line: httpx.AsyncClient) -> None:
    await line.post("/_twin/pace", json={"per_second": 3, "second": 60})
    answers = await asyncio.gather(*(line.get("/v1/customers") for _ in range(6)))
    assert sorted(one.status_code for one in answers) == [200] * 3 + [429] * 3
    assert (await line.get("/_twin/pace")).json()["busiest_second"] == 3


async def test_its_first_page_says_what_it_is_and_lets_time_pass(line: httpx.AsyncClient) -> None:
    clock = (await line.post("/v1/test_helpers/test_clocks", data={"frozen_time": "1790000000"})).json()
    before = (await line.get("/_twin/time")).json()["now"]
    answered = await line.post("/_twin/advance", data={"by": str(31 * 86_400)})
    shown = await line.get(answered.headers["location"])
    assert "practice Stripe" in shown.text
    assert "4242 4242 4242 4242" in shown.text
    assert (await line.get("/_twin/time")).json()["now"] >= before + 31 * 86_400
    moved = (await line.get(f"/v1/test_helpers/test_clocks/{clock['id']}")).json()
    assert moved["frozen_time"] == 1790000000 + 31 * 86_400


def test_it_forgets_nothing_over_a_restart_on_another_port(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with running(free_port(), "--state", str(state)) as base:
        made = httpx.post(f"{base}/v1/customers", data={"name": "Acme"}, headers=KEY, timeout=60).json()
    with running(free_port(), "--state", str(state)) as base:
        assert httpx.get(f"{base}/v1/customers/{made['id']}", headers=KEY, timeout=60).json() == made
        waiting = httpx.get(f"{base}/_twin/undelivered", timeout=60).json()
    assert [one["event"]["type"] for one in waiting] == ["customer.created"]
