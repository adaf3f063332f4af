"""The webhook's door: what Stripe signed a moment ago is kept and thanked for; anything else is refused, whoever sent it."""

import contextlib
import hashlib
import hmac
import json
import time
from typing import Any

import asyncpg
import httpx
import pytest

from billing import incoming
from billing.signatures import is_signed
from polydesk.kernel import unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.web.cross_site import EXEMPT

DOOR = "/stripe/events"


def test_only_the_signed_webhook_may_come_from_another_site() -> None:
    assert {DOOR} == EXEMPT


def event(kind: str = "customer.updated", **more: Any) -> dict[str, Any]:
    thing = {"id": f"cus_{new_id().hex}", "object": "customer"}
    made = {
        "id": f"evt_{new_id().hex}",
        "object": "event",
        "type": kind,
        "created": int(time.time()),
        "livemode": False,
    }
    return made | {"api_version": "2026-10-28.endive", "data": {"object": thing}} | more


def signed(body: bytes, *, secret: str = "whsec_twin", at: float | None = None) -> str:
    second = int(time.time() if at is None else at)
    proof = hmac.new(secret.encode(), b"%d." % second + body, hashlib.sha256).hexdigest()
    return f"t={second},v1={proof}"


async def send(product: Any, body: bytes, header: str | bytes | None) -> httpx.Response:
    transport = httpx.ASGITransport(product, raise_app_exceptions=False)
    given = {} if header is None else {"Stripe-Signature": header}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as line:
        return await line.post(DOOR, content=body, headers=given)  # type: ignore[arg-type]


async def kept(event_id: str) -> Any:
    async with unit.platform():
        return await unit.fetchrow("SELECT * FROM billing_event WHERE id = $1", event_id)


async def test_it_keeps_what_stripe_signed_once_however_often_it_comes(product: Any) -> None:
    made = event()
    body = json.dumps(made).encode()
    answers = [await send(product, body, signed(body)) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 200]
    row = await kept(made["id"])
    assert (row["state"], row["customer_id"], row["body"]) == ("received", made["data"]["object"]["id"], made)
    async with unit.platform():
        jobs = await unit.fetchval("SELECT count(*) FROM outbox WHERE payload ->> 'event_id' = $1", made["id"])
    assert jobs == 1


async def test_it_thanks_for_nothing_that_was_not_committed(product: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stripe sends again whatever is not answered with 2xx."""
    made, receive = event(), incoming.receive

    async def failing(happened: Any) -> bool:
        is_new = await receive(happened)
        with contextlib.suppress(asyncpg.DataError):
            await unit.fetchval("SELECT 1 / 0")
        return is_new

    body = json.dumps(made).encode()
    with monkeypatch.context() as patch:
        patch.setattr(incoming, "receive", failing)
        assert (await send(product, body, signed(body))).status_code in (409, 503)
    assert await kept(made["id"]) is None
    assert (await send(product, body, signed(body))).status_code == 200
    assert (await kept(made["id"]))["state"] == "received"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "v1=abc",
        "t=,v1=",
        "t=99999999999999999999999,v1=abc",
        "t=²,v1=abc",
        b"t=1,v1=\xff\xfe\xc3\xbc",
        "t=" + "1," * 5_000,
    ],
)
async def test_it_refuses_what_nobody_signed(product: Any, header: Any) -> None:
    answer = await send(product, json.dumps(event()).encode(), header.encode() if isinstance(header, str) else header)
    assert answer.status_code in (400, 431)


async def test_it_refuses_another_secret_an_old_one_and_one_from_the_future(product: Any) -> None:
    body = json.dumps(made := event()).encode()
    forged = signed(body, secret="whsec_other")
    old, early = signed(body, at=time.time() - 400), signed(body, at=time.time() + 400)
    changed = signed(body.replace(b"customer", b"costumer"))
    answers = [await send(product, body, header) for header in (forged, old, early, changed)]
    assert [one.status_code for one in answers] == [400] * 4
    assert await kept(made["id"]) is None


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b'"evt_1"', b"[" * 100_000, b'{"object": "event"}'])
async def test_it_refuses_what_is_no_event_though_it_is_signed(product: Any, body: bytes) -> None:
    assert (await send(product, body, signed(body))).status_code == 400


async def test_it_refuses_ten_megabytes_before_it_reads_them(product: Any) -> None:
    body = b" " * 10_000_000
    assert (await send(product, body, signed(body))).status_code == 413


async def test_it_keeps_what_does_not_concern_us_and_does_nothing(product: Any) -> None:
    unheard, other_mode = event("radar.early_fraud_warning.created"), event(livemode=True)
    strange = event("customer.updated", data={"object": {"object": "robot", "name": "\0\ud83e\udd16"}})
    for made in (unheard, other_mode, strange):
        body = json.dumps(made).encode()
        assert (await send(product, body, signed(body))).status_code == 200
        assert (await kept(made["id"]))["state"] == "ignored"


def test_two_secrets_count_while_one_replaces_the_other() -> None:
    header = signed(b"{}", secret="new", at=1_000)
    assert is_signed(b"{}", header, secrets=["old", "new"], at=1_010)
    assert not is_signed(b"{}", header, secrets=["old"], at=1_010)
    assert not is_signed(b"{}", header, secrets=[], at=1_010)
