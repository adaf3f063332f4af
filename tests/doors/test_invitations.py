"""Invitations: one link, one use; for somebody new and for somebody who has a login."""

from datetime import timedelta
from typing import Any

import pytest

from polydesk.kernel import clock, unit
from polydesk.kernel.actor import Actor, acting_as
from polydesk.kernel.refusals import NotFound
from tenants import invitations

PASSWORD = "green lamps at night"


async def invite(house: Any, email: str, *, role: str = "agent", language: str = "en") -> Any:
    async with house.unit():
        with acting_as(Actor("member", house.olga.id, "Olga")):
            return await invitations.invite(email, role=role, language=language, by=house.olga.id)


async def test_somebody_new_joins_with_a_name_and_a_password(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    email, me = fresh(), browser()
    await invite(acme, email)
    link = await letters.link(email, "invitation")
    assert acme.host in link
    page = await me.get(link)
    assert (page.status_code, "Olga" in page.text, "Acme" in page.text) == (200, True, True)
    assert (await me.post(link, {"name": "", "password": "short"})).status_code == 422
    assert (await me.post(link, {"name": "Nina", "password": PASSWORD})).status_code == 303
    assert (await me.get(f"http://{acme.host}/account")).status_code == 200
    assert (await browser().get(link)).status_code == 410
    async with acme.unit():
        assert await unit.fetchval("SELECT role FROM member WHERE email = $1", email) == "agent"


async def test_somebody_known_uses_the_password_they_have(browser: Any, cast: Any, letters: Any, fresh: Any) -> None:
    email = fresh()
    await invite(cast.acme, email)
    await browser().post(await letters.link(email, "invitation"), {"name": "Nina", "password": PASSWORD})
    async with cast.globex.unit():
        mallory = cast.globex.mallory.id
        await invitations.invite(email, role="admin", language="en", by=mallory)
    link, me = await letters.link(email, "invitation"), browser()
    assert (await me.post(link, {"password": "not the password"})).status_code == 422
    assert (await me.post(link, {"password": PASSWORD})).status_code == 303


async def test_it_speaks_the_language_that_the_inviter_chose(acme: Any, letters: Any, fresh: Any) -> None:
    email = fresh()
    await invite(acme, email, language="it")
    letter = (await letters.to(email))[0]
    assert letter["language"] == "it"


async def test_sending_again_ends_the_older_link(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    email = fresh()
    invitation_id = await invite(acme, email)
    older = await letters.link(email, "invitation")
    async with acme.unit():
        await invitations.resend(invitation_id)
    newer = await letters.link(email, "invitation")
    assert (await browser().get(older)).status_code == 410
    assert (await browser().get(newer)).status_code == 200


async def test_revoked_and_expired_links_are_gone(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    email = fresh()
    invitation_id = await invite(acme, email)
    link = await letters.link(email, "invitation")
    with clock.travel(clock.now() + timedelta(hours=23)):
        assert (await browser().get(link)).status_code == 200
    with clock.travel(clock.now() + timedelta(hours=25)):
        assert (await browser().get(link)).status_code == 410
        assert (await browser().post(link, {"name": "Nina", "password": PASSWORD})).status_code == 410
    async with acme.unit():
        await invitations.revoke(invitation_id)
    assert (await browser().post(link, {"name": "Nina", "password": PASSWORD})).status_code == 410
    async with acme.unit():
        with pytest.raises(NotFound):
            await invitations.revoke(invitation_id)


async def test_a_member_is_not_invited_twice(acme: Any) -> None:
    with pytest.raises(invitations.AlreadyMember):
        await invite(acme, acme.bob.email)


async def test_the_letter_says_how_long_its_link_works(acme: Any, letters: Any, fresh: Any) -> None:
    email = fresh()
    await invite(acme, email)
    assert "works once, within 24 hours" in (await letters.to(email))[0]["text"]


async def test_a_letter_that_had_to_wait_is_good_for_a_day_from_then_on(
    browser: Any, acme: Any, letters: Any, fresh: Any
) -> None:
    email = fresh()
    await invite(acme, email)
    with clock.travel(clock.now() + timedelta(days=2)):
        assert (await browser().get(await letters.link(email, "invitation"))).status_code == 200


async def test_whoever_comes_late_has_a_new_link_sent_to_the_invited_address(
    browser: Any, acme: Any, letters: Any, fresh: Any
) -> None:
    email, me = fresh(), browser()
    await invite(acme, email)
    older = await letters.link(email, "invitation")
    with clock.travel(clock.now() + timedelta(days=3)):
        page = await me.get(older)
        assert (page.status_code, "Send me a new link" in page.text) == (410, True)
        sent = await me.post(f"{older}/renewal")
        assert (sent.status_code, email in sent.text) == (200, True)
        newer = await letters.link(email, "invitation")
        assert newer != older
        assert (await me.post(f"{older}/renewal")).status_code == 410
        assert (await me.post(newer, {"name": "Nina", "password": PASSWORD})).status_code == 303


@pytest.mark.parametrize("why", ["still good", "revoked", "accepted", "too late"])
async def test_no_new_link_for(browser: Any, acme: Any, letters: Any, fresh: Any, why: str) -> None:
    email, me = fresh(), browser()
    invitation_id = await invite(acme, email)
    link = await letters.link(email, "invitation")
    if why == "revoked":
        async with acme.unit():
            await invitations.revoke(invitation_id)
    if why == "accepted":
        await me.post(link, {"name": "Nina", "password": PASSWORD})
    late = {"still good": timedelta(), "too late": timedelta(days=15)}.get(why, timedelta(days=2))
    before = len(await letters.to(email))
    with clock.travel(clock.now() + late):
        page = await browser().get(link)
        assert "Send me a new link" not in page.text
        assert (await browser().post(f"{link}/renewal")).status_code == 410
        assert len(await letters.to(email)) == before
