"""The company's people come in by its identity provider: who they are, what they become, and what such a session opens."""

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests_limits import become, granted
from tests_oidc import Somebody
from tests_sso import FROM_ELSEWHERE, SESSION, Signing, leads_to, signing

from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import Actor, set_actor
from polydesk.kernel.clock import now, travel
from polydesk.kernel.passwords import hash_password
from tenants import invitations
from tenants.sso import door_pages, links, providers
from tenants.sso.claims import Claims, redeem
from tenants.sso.trips import COOKIE

PASSWORD = "green lamps at night"


@pytest.fixture
async def sso(acme: Any) -> Any:
    async with signing(acme) as made:
        yield made


async def has_password(person: Any) -> None:
    async with unit.platform():
        await unit.execute(
            "UPDATE identity SET password_hash = $2 WHERE email = $1", person.email, await hash_password(PASSWORD)
        )


async def by_password(sso: Signing, browser: Any, person: Any) -> Any:
    return await browser.post(sso.at("/signin"), {"email": person.email, "password": PASSWORD})


async def test_without_it_the_door_shows_a_form_alone(acme: Any, sso: Signing) -> None:
    assert "/signin/sso" not in (await acme.visitor.get("/signin")).text
    await sso.is_set_up(on=False)
    assert "/signin/sso" not in (await acme.visitor.get("/signin")).text
    assert (await acme.visitor.post("/signin/sso")).status_code == 404


async def test_one_button_leads_in(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    alice = browser()
    assert "Sign in with Nordwind ID" in (await alice.get(sso.at("/signin"))).text
    answer = await sso.signs_in(alice, sso.of("alice"), then="/desk/tickets?view=mine")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/tickets?view=mine")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if SESSION in line)
    assert all(flag in cookie for flag in ("Path=/", "Secure", "HttpOnly", "SameSite=lax"))
    assert await sso.is_in(alice)
    assert alice.cookie(sso.house.host, COOKIE) is None
    (audit,) = await sso.audited("sso.signed_in")
    assert (audit["actor_id"], audit["actor_label"]) == (sso.house.alice.id, "Alice")


async def test_it_asks_as_openid_connect_demands(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    asked = dict(parse_qsl(urlsplit(await sso.sets_out(browser())).query))
    assert asked["redirect_uri"] == sso.at("/signin/sso/callback")
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert {len(asked[name]) for name in ("state", "nonce", "code_challenge")} == {43}
    assert "secret" not in str(asked)


async def test_a_lure_leads_nowhere_else(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    answer = await sso.signs_in(browser(), sso.of("alice"), then="//evil.example")
    assert answer.headers["location"] == "/desk"


async def test_from_the_first_time_on_the_providers_name_for_them_decides(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    await sso.signs_in(browser(), sso.of("alice"))
    renamed = Somebody("u-alice", "alice.miller@elsewhere.example", "Alice Miller", email_verified=False)
    again = browser()
    assert (await sso.signs_in(again, renamed)).status_code == 303
    assert await sso.links() == [(sso.house.alice.id, "u-alice")]
    successor = browser()
    answer = await sso.signs_in(successor, Somebody("u-alice-2", sso.house.alice.email, "Alice Two"))
    assert (answer.status_code, await sso.is_in(successor)) == (403, False)
    assert "connected with another account" in answer.text


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"email_verified": False}, "does not vouch"),
        ({"email_verified": None}, "does not vouch"),
        ({"email_verified": "yes"}, "does not vouch"),
        ({"email": ""}, "does not vouch"),
        ({"email": "no address"}, "does not vouch"),
        ({"email": "alice@elsewhere.example"}, "at elsewhere.example are not recognised"),
    ],
)
async def test_an_address_counts_only_where_it_is_vouched_for_and_listed(
    sso: Signing, browser: Any, said: dict[str, Any], why: str
) -> None:
    await sso.is_set_up(lets_in="agent")
    stranger = browser()
    answer = await sso.signs_in(stranger, sso.of("alice", **said))
    assert (answer.status_code, await sso.is_in(stranger)) == (403, False)
    assert why in answer.text
    assert await sso.links() == []


async def test_an_address_that_nobody_has_confirmed_recognises_nobody(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    async with unit.platform():
        await unit.execute("UPDATE identity SET confirmed_at = NULL WHERE email = $1", sso.house.alice.email)
    answer = await sso.signs_in(browser(), sso.of("alice"))
    assert answer.status_code == 403
    assert "There is a login with your e-mail address already" in answer.text


async def test_whoever_has_left_stays_outside(sso: Signing, browser: Any) -> None:
    await sso.is_set_up(lets_in="agent")
    await sso.signs_in(browser(), sso.of("alice"))
    for name in ("alice", "bob"):
        removed = await sso.house.olga.post(f"/admin/members/{sso.house.people[name].id}/removal")
        assert removed.status_code == 303
        answer = await sso.signs_in(browser(), sso.of(name))
        assert answer.status_code == 403
        assert "no longer a member" in answer.text


@pytest.mark.parametrize("named", ["u-alice", "u-alice-2", None])
async def test_whoever_has_left_comes_back_by_an_invitation_as_who_they_were(
    sso: Signing, browser: Any, named: str | None
) -> None:
    """Known there by the same name, by a new one, or never connected before. Passwords open nothing here."""
    await sso.is_set_up(passwords=False)
    house, alice = sso.house, browser()
    if named:
        await sso.signs_in(browser(), sso.of("alice"))
    assert (await house.olga.post(f"/admin/members/{house.alice.id}/removal")).status_code == 303
    async with house.unit():
        await invitations.invite(house.alice.email, role="light_agent", language="en", by=house.olga.id)
    answer = await sso.signs_in(alice, sso.of("alice", sub=named or "u-alice"))
    assert (answer.status_code, await sso.is_in(alice)) == (303, True), answer.text
    back = await sso.member(house.alice.email)
    assert (back["id"], back["role"]) == (house.alice.id, "light_agent")
    assert await sso.links() == [(house.alice.id, named or "u-alice")]
    async with house.unit():
        assert await invitations.open_ones() == []


async def test_whoever_has_left_needs_an_invitation_of_their_own(sso: Signing, browser: Any) -> None:
    """Nina is invited; Alice, who was removed, is let in neither by that nor by another address of hers."""
    await sso.is_set_up(lets_in="agent")
    await sso.signs_in(browser(), sso.of("alice"))
    await sso.house.olga.post(f"/admin/members/{sso.house.alice.id}/removal")
    async with sso.house.unit():
        await invitations.invite(f"nina@{sso.domain}", role="admin", language="en", by=sso.house.olga.id)
    unproven = sso.of("alice", email=f"nina@{sso.domain}", email_verified=False)
    for alice in (sso.of("alice"), sso.of("alice", email=f"alice.miller@{sso.domain}"), unproven):
        answer = await sso.signs_in(browser(), alice)
        assert (answer.status_code, "no longer a member" in answer.text) == (403, True)


async def test_strangers_stay_outside_unless_the_company_lets_them_in(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    nina = browser()
    refused = await sso.signs_in(nina, sso.of("nina"))
    assert (refused.status_code, await sso.is_in(nina)) == (403, False)
    assert "Ask for an invitation" in refused.text
    await sso.is_set_up(lets_in="light_agent")
    assert (await sso.signs_in(nina, sso.of("nina", more=(("locale", "it-IT"),)))).status_code == 303
    assert await sso.is_in(nina)
    made = await sso.member(f"nina@{sso.domain}")
    assert (made["role"], made["name"]) == ("light_agent", "Nina")
    assert len(await sso.audited("member.joined")) == 1
    async with unit.platform():
        login = await unit.fetchrow("SELECT * FROM identity WHERE id = $1", made["identity_id"])
    assert (login["confirmed_at"], login["password_hash"], login["language"]) == (None, None, "it")


async def test_a_newcomer_needs_a_seat(sso: Signing, browser: Any) -> None:
    await sso.is_set_up(lets_in="agent")
    await granted(sso.house, "team", seats=4)
    answer = await sso.signs_in(browser(), sso.of("nina"))
    assert answer.status_code == 409
    assert "No seat is free" in answer.text
    assert "Olga" in answer.text
    assert await sso.member(f"nina@{sso.domain}") is None
    assert await sso.links() == []
    await sso.is_set_up(lets_in="light_agent")
    assert (await sso.signs_in(browser(), sso.of("nina"))).status_code == 303


async def test_nobody_joins_a_desk_that_is_read_only(sso: Signing, browser: Any) -> None:
    await sso.is_set_up(lets_in="light_agent")
    await become(sso.house, "read_only")
    assert (await sso.signs_in(browser(), sso.of("nina"))).status_code == 403
    assert (await sso.signs_in(browser(), sso.of("alice"))).status_code == 303


async def test_whoever_is_invited_comes_in_with_the_role_of_the_invitation(sso: Signing, browser: Any) -> None:
    await sso.is_set_up(passwords=False)
    async with sso.house.unit():
        await invitations.invite(f"nina@{sso.domain}", role="admin", language="en", by=sso.house.olga.id)
    nina = browser()
    assert (await sso.signs_in(nina, sso.of("nina"))).status_code == 303
    assert await sso.is_in(nina)
    assert (await sso.member(f"nina@{sso.domain}"))["role"] == "admin"
    async with sso.house.unit():
        assert await invitations.open_ones() == []


async def test_whoever_is_invited_and_finds_no_seat_waits_for_one(sso: Signing, browser: Any) -> None:
    """Nina was invited before the last seat was gone: nobody loses her, and the owners know."""
    await sso.is_set_up(passwords=False)
    async with sso.house.unit():
        await invitations.invite(f"nina@{sso.domain}", role="agent", language="en", by=sso.house.olga.id)
    await granted(sso.house, "team", seats=4)
    for _knock in range(2):
        answer = await sso.signs_in(browser(), sso.of("nina"))
        assert (answer.status_code, "No seat is free" in answer.text) == (409, True)
    async with sso.house.unit():
        (asked,) = await invitations.open_ones()
    assert asked.waits_since is not None
    assert len(await sso.audited("invitation.waits")) == 1
    assert await sso.member(f"nina@{sso.domain}") is None


async def test_a_trip_is_for_one_browser_once_and_for_ten_minutes(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    alice, mallory = browser(), browser()
    sso.idp.who = sso.of("alice")
    back = sso.idp.authorize(await sso.sets_out(alice))
    await sso.sets_out(mallory)  # she has a cookie of her own
    for thief in (mallory, browser()):
        assert (await thief.get(back, headers=FROM_ELSEWHERE)).status_code == 410
    assert (await alice.get(back, headers=FROM_ELSEWHERE)).status_code == 303
    assert (await alice.get(back, headers=FROM_ELSEWHERE)).status_code == 410
    late = sso.idp.authorize(await sso.sets_out(alice))
    with travel(now() + timedelta(minutes=10, seconds=1)):
        assert (await alice.get(late, headers=FROM_ELSEWHERE)).status_code == 410


@pytest.mark.parametrize(
    "query", ["", "state=x", "state=%00&code=x", "state=" + "a" * 43, "code=x", "state=" + "é" * 43]
)
async def test_an_answer_that_nobody_asked_for_does_nothing(sso: Signing, browser: Any, query: str) -> None:
    await sso.is_set_up()
    alice = browser()
    await sso.sets_out(alice)
    assert (await alice.get(sso.at(f"/signin/sso/callback?{query}"))).status_code == 410


async def test_two_tabs_do_not_spoil_each_others_way(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    alice = browser()
    sso.idp.who = sso.of("alice")
    first, _second = sso.idp.authorize(await sso.sets_out(alice)), await sso.sets_out(alice)
    assert (await alice.get(first, headers=FROM_ELSEWHERE)).status_code == 303


async def test_settings_that_changed_meanwhile_end_the_way(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    alice = browser()
    back = sso.idp.authorize(await sso.sets_out(alice), who=sso.of("alice"))
    assert (await sso.house.olga.post("/admin/single-sign-on/switch", {"on": ""})).status_code == 303
    assert (await alice.get(back, headers=FROM_ELSEWHERE)).status_code == 410


async def test_switched_off_while_the_provider_is_asked_it_lets_nobody_in(
    sso: Signing, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sso.is_set_up()

    async def slowly(*args: Any, **named: Any) -> Any:
        said = await redeem(*args, **named)
        async with sso.house.unit():
            await providers.switch_off(await sso.held())
        return said

    monkeypatch.setattr(door_pages, "redeem", slowly)
    alice = browser()
    assert (await sso.signs_in(alice, sso.of("alice"))).status_code == 410
    assert not await sso.is_in(alice)


async def test_the_button_works_from_our_own_page_only(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    lured = await browser().post(sso.at("/signin/sso"), headers={"sec-fetch-site": "cross-site"})
    assert lured.status_code == 403


async def test_such_a_session_opens_no_other_company(sso: Signing, browser: Any) -> None:
    """The provider of one company must not become a key to the login that somebody has everywhere."""
    await sso.is_set_up()
    alice = browser()
    await sso.signs_in(alice, sso.of("alice"))
    away = await alice.get(sso.at("/desks"))
    assert (away.status_code, away.headers["location"]) == (303, "http://localhost:8000/signin?next=/desks")
    async with unit.platform():
        assert await unit.fetchval("SELECT count(*) FROM identity_token WHERE tenant_id = $1", sso.house.id) == 0


async def test_nor_does_a_new_web_address_open_one(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    olga = browser()
    await sso.signs_in(olga, sso.of("olga"))
    slug = f"new-{sso.house.slug}"
    moved = await olga.post(sso.at("/admin/settings/address"), {"slug": slug})
    assert moved.headers["location"] == f"http://{slug}.localhost:8000/admin/settings?moved=1"


async def test_the_mark_of_this_browser_counts_in_this_company_alone(sso: Signing, browser: Any) -> None:
    from tenants.attempts import mark_of

    await sso.is_set_up()
    alice = browser()
    await sso.signs_in(alice, sso.of("alice"))
    known = alice.cookie(sso.house.host, "__Host-known-device")
    login = (await sso.member(sso.house.alice.email))["identity_id"]
    assert known == mark_of(sso.house.alice.id, 1)
    assert known != mark_of(login, 1)


async def test_it_ends_after_a_day_however_much_it_is_used(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    alice, began = browser(), now()
    await sso.signs_in(alice, sso.of("alice"))
    for hours, inside in ((12, True), (23, True), (24.1, False)):
        with travel(began + timedelta(hours=hours)):
            assert await sso.is_in(alice) == inside, hours


async def test_it_ends_whatever_session_came_along(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    alice = browser()
    await sso.signs_in(alice, sso.of("alice"))
    former = alice.cookie(sso.house.host, SESSION)
    await sso.signs_in(alice, sso.of("alice"))
    assert alice.cookie(sso.house.host, SESSION) != former
    old = browser()
    old.jars[sso.house.host] = {SESSION: former}
    assert not await sso.is_in(old)


async def test_another_browser_is_told_to_the_owner_of_the_login(sso: Signing, browser: Any, letters: Any) -> None:
    await sso.is_set_up()
    first = browser()
    await sso.signs_in(first, sso.of("alice"))
    await sso.signs_in(first, sso.of("alice"))
    await outbox.drain(sso.house.id, strict=False)
    told = [letter for letter in await letters.to(sso.house.alice.email) if letter["kind"] == "new_device"]
    assert len(told) == 1


async def test_where_it_is_demanded_passwords_open_nothing(sso: Signing, browser: Any) -> None:
    for name in ("olga", "alice"):
        await has_password(sso.house.people[name])
    await sso.is_set_up()
    alice, olga = browser(), browser()
    assert (await by_password(sso, alice, sso.house.alice)).status_code == 303
    assert (await by_password(sso, olga, sso.house.olga)).status_code == 303
    rules = {"domains": sso.domain, "lets_in": "", "passwords": ""}
    assert (await olga.post(sso.at("/admin/single-sign-on/rules"), rules)).status_code == 303
    assert not await sso.is_in(alice)
    assert await sso.is_in(olga)
    refused = await by_password(sso, alice, sso.house.alice)
    assert (refused.status_code, await sso.is_in(alice)) == (403, False)
    assert "Your company asks you to sign in with Nordwind ID." in refused.text
    assert (await by_password(sso, browser(), sso.house.olga)).status_code == 303
    (audit,) = await sso.audited("sso.password_used")
    assert audit["subject_id"] == sso.house.olga.id


async def test_whoever_is_no_owner_any_more_is_asked_for_it(sso: Signing) -> None:
    """Alice was made an owner, came in by her password, and is an agent again."""
    await sso.is_set_up(passwords=False)
    house = sso.house
    async with house.unit():
        await unit.execute("UPDATE member SET role = 'owner' WHERE id = $1", house.alice.id)
        await unit.execute(
            "INSERT INTO session (hash, actor_kind, actor_id, generation, expires_at) VALUES ('x', 'member', $1, 1, $2)",
            *(house.alice.id, now() + timedelta(days=1)),
        )
    changed = await house.olga.post(f"/admin/members/{house.alice.id}/role", {"role": "agent"})
    assert changed.status_code == 303
    async with house.unit():
        assert await unit.fetchval("SELECT count(*) FROM session WHERE actor_id = $1", house.alice.id) == 0


async def test_where_it_is_demanded_the_platform_leads_nobody_past_it(sso: Signing, browser: Any) -> None:
    for name in ("olga", "alice"):
        await has_password(sso.house.people[name])
    await sso.is_set_up(passwords=False)
    for name, status in (("alice", 403), ("olga", 303)):
        person = browser()
        door = await person.post("/signin", {"email": sso.house.people[name].email, "password": PASSWORD})
        assert (await person.follow(door)).status_code == status
        assert await sso.is_in(person) == (name == "olga")


async def test_where_it_is_demanded_an_invitation_leads_to_it(sso: Signing, browser: Any, letters: Any) -> None:
    await sso.is_set_up(passwords=False)
    email = f"nina@{sso.domain}"
    async with sso.house.unit():
        await invitations.invite(email, role="agent", language="en", by=sso.house.olga.id)
    nina, link = browser(), await letters.link(email, "invitation")
    page = await nina.get(link)
    assert "Sign in with Nordwind ID" in page.text
    assert "Choose a password" not in page.text
    assert (await nina.post(link, {"name": "Nina", "password": PASSWORD})).status_code == 403
    assert await sso.member(email) is None


async def test_who_is_signed_in_says_which_account_is_theirs(sso: Signing, browser: Any) -> None:
    await sso.is_set_up(domains=())
    await has_password(sso.house.alice)
    alice = browser()
    await by_password(sso, alice, sso.house.alice)
    outside = Somebody("u-7", "a.m@partner.example", email_verified=False)
    back = sso.idp.authorize(leads_to(await alice.post(sso.at("/account/sso"))), who=outside)
    answer = await alice.get(back, headers=FROM_ELSEWHERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account#single-sign-on")
    assert await sso.links() == [(sso.house.alice.id, "u-7")]
    assert "a.m@partner.example" in (await alice.get(sso.at("/account"))).text
    fresh = browser()
    assert (await sso.signs_in(fresh, outside)).status_code == 303
    await has_password(sso.house.bob)
    bob = browser()
    await by_password(sso, bob, sso.house.bob)
    back = sso.idp.authorize(leads_to(await bob.post(sso.at("/account/sso"))), who=outside)
    taken = await bob.get(back, headers=FROM_ELSEWHERE)
    assert taken.status_code == 403
    assert "belongs to somebody else" in taken.text


async def test_two_tabs_connect_the_same_account_once(sso: Signing) -> None:
    await sso.is_set_up()
    alice = sso.house.alice
    said = Claims(sso.idp.issuer, "u-alice", alice.email, alice.email, "Alice", "en")

    both = asyncio.Barrier(2)

    async def connects() -> None:
        async with sso.house.unit():
            set_actor(Actor("member", id=alice.id, name="Alice"))
            assert await links.link_of(alice.id, sso.idp.issuer) is None
            await both.wait()
            await links.connect(alice.id, said)

    await asyncio.gather(connects(), connects())
    assert await sso.links() == [(alice.id, "u-alice")]
    assert len(await sso.audited("sso.connected")) == 1


async def test_nobody_connects_for_somebody_else(sso: Signing, browser: Any) -> None:
    """Alice sets out, signs out, and Bob sits down at the same browser."""
    await sso.is_set_up()
    for name in ("alice", "bob"):
        await has_password(sso.house.people[name])
    shared = browser()
    await by_password(sso, shared, sso.house.alice)
    back = sso.idp.authorize(leads_to(await shared.post(sso.at("/account/sso"))), who=sso.of("alice"))
    await by_password(sso, shared, sso.house.bob)
    assert (await shared.get(back, headers=FROM_ELSEWHERE)).status_code == 410
    assert await sso.links() == []


async def test_one_companys_provider_opens_nothing_at_another(sso: Signing, globex: Any, browser: Any) -> None:
    await sso.is_set_up()
    async with signing(globex) as other:
        await other.is_set_up()
        mallory = browser()
        back = sso.idp.authorize(await sso.sets_out(mallory), who=sso.of("alice"))
        await other.sets_out(mallory)
        mallory.jars[globex.host][COOKIE] = mallory.jars[sso.house.host][COOKIE]
        at_globex = back.replace(sso.house.host, globex.host)
        assert (await mallory.get(at_globex, headers=FROM_ELSEWHERE)).status_code == 410
        # The same person of the same provider is somebody there only when that company says so.
        assert await other.links() == []
