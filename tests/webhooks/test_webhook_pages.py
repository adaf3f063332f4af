"""The pages of webhooks: adding one, its secret once, its switch, its log; for admins, each of their own company."""

import dataclasses
from typing import Any

import pytest

from polydesk.kernel import outbox
from polydesk.kernel.settings import settings
from polydesk.webhooks import hooks, log, sending

PAGE = "/admin/webhooks"
GOOD = {"name": "Pager", "url": "https://pager.example/hook", "events": ["ticket.created", "promise.broken"]}


async def _added(house: Any) -> str:
    answer = await house.olga.post(f"{PAGE}/new", GOOD)
    assert answer.status_code == 303, answer.text[:300]
    return str(answer.headers["location"].partition("?")[0])


async def test_an_admin_finds_them_beside_the_settings(acme: Any) -> None:
    assert f'href="{PAGE}"' in (await acme.olga.get("/admin/settings")).text
    assert "No webhooks yet" in (await acme.olga.get(PAGE)).text


async def test_a_form_that_was_sent_twice_makes_one(acme: Any) -> None:
    assert await _added(acme) == await _added(acme)
    assert "https://pager.example/hook" in (await acme.olga.get(PAGE)).text


async def test_the_secret_is_shown_once(acme: Any) -> None:
    page = await _added(acme)
    assert "whsec_" not in (await acme.olga.get(page)).text
    assert "whsec_" in (await acme.olga.post(f"{page}/secret")).text
    again = await acme.olga.post(f"{page}/secret")
    assert (again.status_code, "whsec_" in again.text) == (409, False)
    assert "whsec_" not in (await acme.olga.get(page)).text
    await acme.olga.post(f"{page}/secret/renewal")
    assert "whsec_" in (await acme.olga.post(f"{page}/secret")).text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("name", ""), ("name", "x" * 81), ("name", "\u202e"), ("url", ""), ("url", "pager.example")),
        *(
            ("url", "ftp://pager.example/"),
            ("url", "https://me:pw@pager.example/"),
            ("url", "https://pager.example:22/"),
        ),
        ("events", "ticket.eaten"),
    ],
)
async def test_what_will_not_do_is_told_beside_the_field_and_kept(acme: Any, field: str, typed: str) -> None:
    answer = await acme.olga.post(f"{PAGE}/new", {**GOOD, field: typed})
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert (GOOD["name"] if field != "name" else "https://pager.example/hook") in answer.text


async def test_it_is_changed_switched_and_deleted(acme: Any) -> None:
    page = await _added(acme)
    await acme.olga.post(page, {**GOOD, "name": "Bell", "events": []})
    await acme.olga.post(f"{page}/switch", {"on": ""})
    assert "Switched off" in (await acme.olga.get(page)).text
    await acme.olga.post(f"{page}/switch", {"on": "yes"})
    async with acme.unit():
        (held,) = await hooks.webhooks()
    assert (held.name, held.events, held.is_on) == ("Bell", (), True)
    await acme.olga.post(f"{page}/end")
    assert (await acme.olga.get(page)).status_code == 404


async def test_a_test_is_sent_and_listed_and_sent_again(acme: Any, hook: Any, listener: Any) -> None:
    held = await hook()
    page = f"{PAGE}/{held.id}"
    assert (await acme.olga.post(f"{page}/test")).status_code == 303
    await outbox.drain(acme.id)
    assert "The answer was 204." in (await acme.olga.get(page)).text
    async with acme.unit():
        (one,) = await log.deliveries(held.id)
    assert (await acme.olga.post(f"{page}/deliveries/{one.id}")).status_code == 303
    await acme.olga.post(f"{page}/switch", {"on": ""})
    assert (await acme.olga.post(f"{page}/test")).status_code == 409


async def test_tests_are_rationed_for_each_webhook(acme: Any, hook: Any) -> None:
    page = f"{PAGE}/{(await hook()).id}"
    answers = [await acme.olga.post(f"{page}/test") for _ in range(sending.TESTS + 1)]
    assert [answer.status_code for answer in answers] == [303] * sending.TESTS + [429]
    assert "There were too many attempts" in answers[-1].text
    other = await hook("ticket.closed")
    assert (await acme.olga.post(f"{PAGE}/{other.id}/test")).status_code == 303


async def test_an_address_without_secrecy_is_for_development_only(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    open_one = {**GOOD, "url": "http://pager.example/hook"}
    in_production = dataclasses.replace(settings(), polydesk_env="production")
    with monkeypatch.context() as patch:
        patch.setattr(hooks, "settings", lambda: in_production)
        answer = await acme.olga.post(f"{PAGE}/new", open_one)
        assert (answer.status_code, "begins with https://" in answer.text) == (422, True)
        page = await _added(acme)
        assert (await acme.olga.post(page, open_one)).status_code == 422
    assert (await acme.olga.post(page, open_one)).status_code == 303


async def test_it_is_for_admins_of_its_own_company(acme: Any, globex: Any) -> None:
    page = await _added(acme)
    assert (await acme.alice.get(PAGE)).status_code in (403, 404)
    assert (await acme.alice.get(page)).status_code in (403, 404)
    mallory = globex.people["mallory"]
    assert (await mallory.get(page)).status_code == 404
    for verb in ("", "/secret", "/secret/renewal", "/switch", "/test", "/end"):
        assert (await mallory.post(page + verb, GOOD)).status_code == 404, verb
    assert (await acme.olga.get(page)).status_code == 200
