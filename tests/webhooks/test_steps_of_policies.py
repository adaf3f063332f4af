"""A policy calls a webhook when a promise is late: chosen in the editor, checked, said in words, and done once."""

from typing import Any

import msgspec
import pytest
from tests_sla import Desk, standard

from polydesk.kernel import outbox
from polydesk.kernel.ids import new_id
from polydesk.sla import policies
from polydesk.sla.choices import choices
from polydesk.sla.policy import Step
from polydesk.sla.policy_words import step_said
from polydesk.sla.refusals import BadPolicy
from polydesk.webhooks import hooks


async def test_a_late_promise_calls_it_once(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook()
    desk = await Desk.opens(acme, standard(steps=(Step("first_response", 0, webhook=held.id),)))
    await desk.asks("03-04T09:00")
    for when in ("03-04T14:00", "03-04T15:00"):
        await desk.sweeps(when)
    await outbox.drain(acme.id)
    (told,) = [msgspec.json.decode(body) for _first, _headers, body in listener.heard]
    assert (told["type"], told["data"]["metric"]) == ("promise.escalated", "first_response")


async def test_a_new_ticket_is_told_with_what_it_has_due(acme: Any, hook: Any, listener: Any) -> None:
    await hook("ticket.created")
    desk = await Desk.opens(acme)
    await desk.asks("03-04T09:00")
    await outbox.drain(acme.id)
    ((_first, _headers, body),) = listener.heard
    assert msgspec.json.decode(body)["data"]["ticket"]["due_at"] == "2026-03-04T13:00:00Z"


async def test_one_that_is_gone_is_left_out(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook()
    desk = await Desk.opens(acme, standard(steps=(Step("first_response", 0, webhook=held.id, tag="late"),)))
    ticket_id = await desk.asks("03-04T09:00")
    async with acme.unit():
        await hooks.archive(held.id)
    await desk.sweeps("03-04T14:00")
    await outbox.drain(acme.id)
    assert listener.heard == []
    assert "late" in (await desk.ticket(ticket_id)).tags


async def test_a_webhook_of_nobody_is_refused(acme: Any, globex: Any, listener: Any) -> None:
    async with globex.unit():
        theirs = await hooks.add("Theirs", url=listener.url, events=[])
    desk = await Desk.opens(acme)
    async with acme.unit():
        for webhook_id in (new_id(), theirs.id):
            with pytest.raises(BadPolicy):
                await policies.found(standard(steps=(Step("resolution", 0, webhook=webhook_id),)), by=desk.olga)


async def test_it_is_said_in_words(acme: Any, hook: Any) -> None:
    held = await hook()
    async with acme.unit():
        names = (await choices()).names
    assert step_said(Step("resolution", 0, webhook=held.id), names) == (
        "Resolution: as soon as it is late, call the webhook “Pager”."
    )


async def test_the_editor_offers_it_where_there_is_one(acme: Any, hook: Any) -> None:
    page = "/admin/service-levels/new"
    form = {"do": "add-step", "name_en": "Late"}
    assert "Call the webhook" not in (await acme.olga.post(page, form)).text
    await hook()
    assert "Call the webhook" in (await acme.olga.post(page, form)).text
