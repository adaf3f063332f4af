"""Messages: signed, sent once each, tried again as long as it makes sense, listed, and sent again when somebody asks."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.tickets.submission import NewTicket, submit
from polydesk.webhooks import delivering, hooks, log, sending
from polydesk.webhooks.delivering import ATTEMPTS, PAUSES
from polydesk.webhooks.jobs import ACCIDENTS
from polydesk.webhooks.log import Delivery
from polydesk.webhooks.refusals import SecretSeen, WebhookOff
from polydesk.webhooks.signing import secret_of


async def _asks(house: Any, subject: str = "The lamp is broken") -> UUID:
    async with house.unit():
        new = NewTicket(subject=subject, body="It went dark.", address="dora@customers.example")
        return (await submit(new, key=str(new_id()))).ticket_id


async def _log(house: Any, hook: Any) -> list[Delivery]:
    async with house.unit():
        return await log.deliveries(hook.id)


async def _fresh(house: Any, hook: Any) -> Any:
    async with house.unit():
        return await hooks.webhook(hook.id)


def _is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")


async def test_a_ticket_is_told_signed_and_once(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    await _asks(acme)
    await outbox.drain(acme.id)
    await outbox.drain(acme.id)
    ((_first, headers, body),) = listener.heard
    told = msgspec.json.decode(body)
    assert (told["type"], told["data"]["ticket"]["subject"]) == ("ticket.created", "The lamp is broken")
    assert "It went dark." not in body.decode()
    assert _is_signed(secret_of(held.id, 1), headers, body)
    (one,) = await _log(acme, held)
    assert (one.state, one.status, one.attempts, str(one.id)) == ("delivered", 204, 1, headers["webhook-id"])


async def test_what_nobody_asked_for_is_not_told(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.closed")
    await _asks(acme)
    await outbox.drain(acme.id)
    assert listener.heard == []
    assert await _log(acme, held) == []


async def test_another_companys_tickets_are_not_told(acme: Any, globex: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    await _asks(globex)
    await outbox.drain(globex.id)
    assert listener.heard == []
    async with globex.unit():
        with pytest.raises(NotFound):
            await hooks.webhook(held.id)
        assert await log.deliveries(held.id) == []


async def test_it_is_tried_again_and_arrives(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    listener.status = 500
    await _asks(acme)
    await outbox.drain(acme.id)
    (one,) = await _log(acme, held)
    assert (one.state, one.status, one.attempts) == ("pending", 500, 1)
    assert (await _fresh(acme, held)).failing_since is not None
    listener.status = 200
    with clock.travel(clock.now() + 2 * PAUSES[0]):
        await outbox.drain(acme.id)
    (one,) = await _log(acme, held)
    assert (one.state, one.status, one.attempts) == ("delivered", 200, 2)
    assert len({headers["webhook-id"] for _first, headers, _body in listener.heard}) == 1
    assert (await _fresh(acme, held)).failing_since is None


async def test_it_gives_up_in_the_end_and_is_switched_off(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    listener.status = 503
    await _asks(acme)
    at = clock.now()
    for pause in (timedelta(0), *PAUSES):
        at += 2 * pause
        with clock.travel(at):
            await outbox.drain(acme.id)
    found = await _fresh(acme, held)
    (one,) = await _log(acme, held)
    assert one.attempts == len(listener.heard) <= ATTEMPTS
    assert (found.is_on, found.off_because) == (False, "failed")
    async with acme.unit():
        kinds = await unit.fetch("SELECT data FROM notice WHERE kind = 'webhook_off'")
    assert {row["data"]["webhook"] for row in kinds} == {"Pager"}
    with clock.travel(at + timedelta(days=3)):
        await outbox.drain(acme.id)
    assert (await _log(acme, held))[0].state == "failed"


async def test_another_address_begins_with_a_clean_slate(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    listener.status = 500
    await _asks(acme)
    await outbox.drain(acme.id)
    failing = await _fresh(acme, held)
    assert failing.failing_since is not None
    async with acme.unit():
        await hooks.change(failing, name="Siren", url=held.url, events=held.events)
    assert (await _fresh(acme, held)).failing_since == failing.failing_since
    async with acme.unit():
        await hooks.change(await hooks.webhook(held.id), name="Siren", url=held.url + "&y=2", events=held.events)
    assert (await _fresh(acme, held)).failing_since is None


async def test_whoever_says_that_it_is_gone_is_called_no_more(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    listener.status = 410
    await _asks(acme)
    await _asks(acme, "Another")
    await outbox.drain(acme.id)
    assert (await _fresh(acme, held)).off_because == "gone"
    assert len(listener.heard) == 1
    assert {one.state for one in await _log(acme, held)} == {"failed"}


async def test_a_redirect_is_a_failure(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    listener.status = 301
    await _asks(acme)
    await outbox.drain(acme.id)
    assert (await _log(acme, held))[0].state == "pending"


async def test_it_is_sent_again_as_the_same_message(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    await _asks(acme)
    await outbox.drain(acme.id)
    (one,) = await _log(acme, held)
    async with acme.unit():
        await sending.send_again(held.id, one.id)
        await sending.send_again(held.id, one.id)
    await outbox.drain(acme.id)
    ids = [headers["webhook-id"] for _first, headers, _body in listener.heard]
    assert ids == [str(one.id)] * 2


async def test_nothing_is_sent_to_one_that_is_off(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    await _asks(acme)
    async with acme.unit():
        await hooks.switch_off(held.id)
    await _asks(acme, "Another")
    await outbox.drain(acme.id)
    assert listener.heard == []
    (one,) = await _log(acme, held)
    assert (one.state, one.problem) == ("failed", "off")
    async with acme.unit():
        with pytest.raises(WebhookOff):
            await sending.send_again(held.id, one.id)
        await hooks.switch_on(held.id)
        await sending.send_again(held.id, one.id)
    await outbox.drain(acme.id)
    assert len(listener.heard) == 1


async def test_a_new_secret_and_the_former_one_sign_for_a_day(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    async with acme.unit():
        first = await hooks.show_secret(held.id)
        with pytest.raises(SecretSeen):
            await hooks.show_secret(held.id)
        await hooks.renew_secret(held.id)
        second = await hooks.show_secret(held.id)
    await _asks(acme)
    await outbox.drain(acme.id)
    with clock.travel(clock.now() + timedelta(hours=25)):
        await _asks(acme, "Another")
        await outbox.drain(acme.id)
    early, late = [(headers, body) for _first, headers, body in listener.heard]
    assert first != second
    assert [_is_signed(secret, *early) for secret in (first, second)] == [True, True]
    assert [_is_signed(secret, *late) for secret in (first, second)] == [False, True]


async def test_a_private_address_is_written_down_and_not_called(acme: Any) -> None:
    async with acme.unit():
        held = await hooks.add("Inside", url="http://localhost/", events=["ticket.created"])
        await sending.test(held.id)
    await outbox.drain(acme.id)
    (one,) = await _log(acme, held)
    assert (one.state, one.problem, one.status) == ("pending", "not_public", None)


async def _bury(house: Any, patch: pytest.MonkeyPatch) -> None:
    """An accident of ours, at the last attempt."""

    async def stumble(*_args: Any) -> None:
        raise RuntimeError("stumbled")

    async with unit.platform():
        await unit.execute(
            "UPDATE outbox SET attempt = $2 WHERE tenant_id = $1 AND job = 'webhooks.deliver' AND state = 'pending'",
            *(house.id, ACCIDENTS - 1),
        )
    with patch.context() as broken:
        broken.setattr(delivering, "_attempt", stumble)
        with pytest.raises(RuntimeError, match="stumbled"):
            await outbox.drain(house.id)


async def test_a_message_whose_job_is_dead_has_failed_and_is_sent_again(
    acme: Any, hook: Any, listener: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await hook("ticket.created")
    await _asks(acme)
    await _bury(acme, monkeypatch)
    (one,) = await _log(acme, held)
    assert (one.state, one.next_at, listener.heard) == ("failed", None, [])
    async with acme.unit():
        await sending.send_again(held.id, one.id)
    await outbox.drain(acme.id)
    assert (await _log(acme, held))[0].state == "delivered"
    assert len(listener.heard) == 1


async def test_the_replay_of_a_dead_job_sends_its_message(
    acme: Any, hook: Any, listener: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await hook("ticket.created")
    await _asks(acme)
    await _bury(acme, monkeypatch)
    async with unit.platform():
        dead = await unit.fetchval("SELECT id FROM outbox WHERE tenant_id = $1 AND state = 'dead'", acme.id)
    assert await outbox.replay(dead)
    await outbox.drain(acme.id)
    assert (await _log(acme, held))[0].state == "delivered"
    assert len(listener.heard) == 1


async def test_a_message_whose_job_is_gone_has_failed(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    await _asks(acme)
    await _asks(acme, "Another")
    async with unit.platform():
        await unit.execute(
            """UPDATE outbox SET state = 'dead', done_at = now() WHERE tenant_id = $1 AND id = (
                 SELECT id FROM outbox WHERE tenant_id = $1 AND job = 'webhooks.deliver' ORDER BY id LIMIT 1)""",
            acme.id,
        )
    async with acme.unit():
        await delivering.abandon_orphans()
    assert sorted(one.state for one in await _log(acme, held)) == ["failed", "pending"]


async def test_old_messages_are_forgotten(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook("ticket.created")
    await _asks(acme)
    async with acme.unit():
        with clock.travel(clock.now() + timedelta(days=31)):
            await log.forget_old()
        assert await log.deliveries(held.id) == []
