"""Browser push: encrypted for one browser, signed by us, and no word more than the mail's subject."""

import base64
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from tests_listener import Listener, listening
from tests_notices import agent, submitted, told

from polydesk.kernel import outbox
from polydesk.kernel.clock import now, travel
from polydesk.notices import browsers, web_push
from polydesk.tickets import assignment, conversation


@dataclass
class Browser:
    """A browser that has subscribed at a push service: its key, its secret, and what it can read of what arrives."""

    service: Listener
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def said(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.service.url, "p256dh": _text(point), "auth": _text(self.secret)}

    def read(self) -> list[dict[str, str]]:
        return [
            json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret))
            for _first, _headers, body in self.service.heard
        ]


@pytest.fixture
async def browser(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Browser]:
    async with listening(monkeypatch) as service:
        service.status = 201
        yield Browser(service)


@pytest.fixture
async def bobs(acme: Any, browser: Browser) -> Browser:
    """Bob has switched it on."""
    answer = await acme.bob.post("/desk/notices/browsers", browser.said)
    assert answer.status_code == 303
    return browser


async def test_it_says_what_the_subject_says_and_replaces_what_it_said_of_the_ticket(acme: Any, bobs: Browser) -> None:
    ticket = await _given_to_bob(acme)
    async with acme.unit():
        await conversation.add_note(ticket, body="@bob the password is swordfish", by=agent(acme))
    await outbox.drain(acme.id)
    first, second = bobs.read()
    assert first["title"] == f"Ticket {ticket.number} is yours: The kettle leaks"
    assert second["title"] == f"Alice mentioned you in ticket {ticket.number}"
    assert (first["tag"], first["url"]) == (second["tag"], second["url"])
    assert first["url"] == f"http://{acme.host}/desk/tickets/{ticket.number}"
    assert "swordfish" not in json.dumps(second)


async def test_the_push_service_can_tell_who_sends_and_not_what(acme: Any, bobs: Browser) -> None:
    await _given_to_bob(acme)
    ((first, headers, body),) = bobs.service.heard
    assert first.startswith("POST /hook")
    assert Vapid02.verify(headers["authorization"])
    assert headers["authorization"].endswith(f"k={web_push.public_key()}")
    assert (headers["content-encoding"], headers["urgency"], b"kettle" in body) == ("aes128gcm", "normal", False)


async def test_a_browser_that_is_gone_is_forgotten(acme: Any, bobs: Browser) -> None:
    bobs.service.status = 410
    await _given_to_bob(acme)
    async with acme.unit():
        assert await browsers.browsers_of(acme.bob.id) == []


async def test_a_service_that_is_down_is_asked_again_and_the_bell_rings_anyway(acme: Any, bobs: Browser) -> None:
    bobs.service.status = 503
    await _given_to_bob(acme)
    bobs.service.status = 201
    with travel(now() + timedelta(minutes=2)):
        await outbox.drain(acme.id)
    assert (len(bobs.read()), await told(acme, "bob")) == (2, ["assigned"])


async def test_whoever_has_signed_out_there_is_not_told_there(acme: Any, bobs: Browser) -> None:
    await acme.bob.post("/signout")
    await _given_to_bob(acme)
    assert bobs.read() == []


async def test_a_test_arrives_and_only_its_owner_can_send_or_end_it(acme: Any, bobs: Browser) -> None:
    async with acme.unit():
        (found,) = await browsers.browsers_of(acme.bob.id)
    here = f"/desk/notices/browsers/{found.id}"
    assert (await acme.alice.post(f"{here}/test")).status_code == 404
    await acme.alice.post(f"{here}/end")
    await acme.bob.post(f"{here}/test")
    await outbox.drain(acme.id)
    assert [word["title"] for word in bobs.read()] == ["This browser tells you what happens."]
    await acme.bob.post(f"{here}/end")
    assert "Send a test" not in (await acme.bob.get("/desk/notices/settings")).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "ftp://push.example/1"},
        {"endpoint": "https://127.0.0.1/1"},
        {"endpoint": "https://push.example:8443/1"},
        {"p256dh": "BAAA"},
        {"p256dh": "A" * 87},
        {"auth": "AAAA"},
        {"auth": "ä"},
    ],
)
async def test_what_is_no_browser_is_refused(acme: Any, wrong: dict[str, str]) -> None:
    good = Browser(Listener()).said | {"endpoint": "https://push.example/1"}
    assert (await acme.bob.post("/desk/notices/browsers", good | wrong)).status_code == 400


async def _given_to_bob(acme: Any) -> Any:
    ticket = await submitted(acme)
    async with acme.unit():
        ticket = await assignment.assign(ticket, to=acme.bob.id, by=agent(acme))
    await outbox.drain(acme.id)
    return ticket


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
