"""Members come in: one answer, one duration, throttled, over hosts; links for one use; sessions that end when they must."""

import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from polydesk.kernel import clock, throttle, unit
from polydesk.kernel.web import safe_next
from tenants.doors.signing_up import FIRST_PAGE

PASSWORD = "green lamps at night"
NEW = "seven geese by the lake"
LURES = (
    *("//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "evil.example"),
    *(
        "/\t/evil.example",
        "\\\\evil.example",
        "/%0d%0aSet-Cookie:x=1\r\nX: y",
        " //evil.example",
        "/ /evil.example",
        "",
    ),
)


async def signed_up(browser: Any, email: str) -> str:
    """Signs up and walks over; answers the tenant's host."""
    answer = await browser.post("/signup", {"email": email, "password": PASSWORD})
    assert answer.status_code == 303
    await browser.follow(answer)
    return urlsplit(answer.headers["location"]).netloc


async def confirmed(browser: Any, letters: Any, email: str) -> str:
    host = await signed_up(browser, email)
    assert (await browser.post(await letters.link(email, "confirm_address"))).status_code == 303
    return host


async def sign_in(browser: Any, host: str, email: str, password: str = PASSWORD, **named: Any) -> Any:
    return await browser.post(f"http://{host}/signin", {"email": email, "password": password}, **named)


async def test_a_member_signs_in_on_the_tenants_host(browser: Any, fresh: Any) -> None:
    email = fresh()
    host, other = await signed_up(browser(), email), browser()
    answer = await sign_in(other, host, email)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if "desk-session" in line)
    assert cookie.startswith("__Host-desk-session=")
    assert all(flag in cookie for flag in ("Path=/", "Secure", "HttpOnly", "SameSite=lax"))
    assert "Domain" not in cookie


async def test_it_gives_one_answer_in_one_duration(browser: Any, fresh: Any, dear_passwords: None) -> None:
    email, stranger = fresh(), fresh("nobody")
    host = await signed_up(browser(), email)
    times: dict[str, list[float]] = {email: [], stranger: []}
    pages = {}
    for _round in range(5):
        for who in (email, stranger):
            throttle.forget_all()
            started = time.process_time()  # of passwords, too: what else the machine does meanwhile is not measured
            answer = await sign_in(browser(), host, who, "not the password")
            times[who].append(time.process_time() - started)
            pages[who] = (answer.status_code, answer.text.replace(who, "X"))
    assert pages[email] == pages[stranger]
    assert pages[email][0] == 422
    assert min(times[email]) == pytest.approx(min(times[stranger]), rel=0.5, abs=0.03)


@pytest.mark.parametrize("path", ["/signin/link", "/password/reset"])
async def test_asking_for_a_link_tells_nothing(browser: Any, fresh: Any, letters: Any, path: str) -> None:
    email, stranger = fresh(), fresh("nobody")
    await signed_up(browser(), email)
    first, second = await browser().post(path, {"email": email}), await browser().post(path, {"email": stranger})
    assert first.status_code == second.status_code == 200
    assert first.text.replace(email, "X") == second.text.replace(stranger, "X")
    assert len(await letters.to(email)) == 2
    assert await letters.to(stranger) == []


async def test_thirty_wrong_passwords_shut_the_door_but_not_for_a_known_device(browser: Any, fresh: Any) -> None:
    email, known = fresh(), browser()
    host = await signed_up(known, email)
    for number in range(31):
        await sign_in(browser(address=f"10.0.0.{number}"), host, email, "not the password")
    shut = await sign_in(browser(address="10.0.1.1"), host, email)
    assert shut.status_code == 429
    assert email in shut.text
    assert (await sign_in(known, host, email)).status_code == 303


async def test_ten_wrong_passwords_from_one_place_are_enough(browser: Any, fresh: Any) -> None:
    host = await signed_up(browser(), fresh())
    email = fresh("nobody")
    answers = [(await sign_in(browser(), host, email, "not the password")).status_code for _try in range(11)]
    assert answers == [422] * 10 + [429]


async def test_a_session_id_that_the_client_chose_is_not_kept(browser: Any, fresh: Any) -> None:
    email, other = fresh(), browser()
    host = await signed_up(browser(), email)
    other.jars[host] = {"__Host-desk-session": "chosen-by-an-attacker"}
    await sign_in(other, host, email)
    fixed = other.cookie(host, "__Host-desk-session")
    assert fixed
    assert fixed != "chosen-by-an-attacker"
    before = fixed
    await sign_in(other, host, email)
    assert other.cookie(host, "__Host-desk-session") != before
    thief = browser()
    thief.jars[host] = {"__Host-desk-session": before}
    assert (await thief.get(f"http://{host}/account")).status_code == 303


async def test_a_session_is_good_for_its_own_tenant_only(browser: Any, fresh: Any) -> None:
    here, there = browser(), browser()
    own, foreign = await signed_up(here, fresh()), await signed_up(there, fresh())
    here.jars[foreign] = dict(here.jars[own])
    assert (await here.get(f"http://{foreign}/account")).headers["location"].startswith("/signin")


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
async def test_another_site_cannot_sign_anybody_in(browser: Any, fresh: Any, site: str) -> None:
    email = fresh()
    host = await signed_up(browser(), email)
    assert (await sign_in(browser(), host, email, headers={"sec-fetch-site": site})).status_code == 403


async def test_next_never_leads_away(browser: Any, fresh: Any) -> None:
    email = fresh()
    host = await signed_up(browser(), email)
    for wanted in LURES:
        answer = await browser().post(f"http://{host}/signin", {"email": email, "password": PASSWORD, "next": wanted})
        where = answer.headers["location"]
        assert where == safe_next(where, "elsewhere"), wanted
        assert urlsplit(where).netloc == "", wanted


async def test_the_way_over_works_once_within_a_minute_and_for_one_host(browser: Any, fresh: Any) -> None:
    first, second = browser(), browser()
    answer = await first.post("/signup", {"email": fresh(), "password": PASSWORD})
    foreign = await signed_up(second, fresh())
    door = answer.headers["location"]
    stolen = door.replace(urlsplit(door).netloc, foreign)
    assert (await browser().get(stolen)).headers["location"] == "/signin"
    with clock.travel(clock.now() + timedelta(seconds=61)):
        assert (await browser().get(door)).headers["location"] == "/signin"
    assert (await first.follow(answer)).headers["location"] == FIRST_PAGE
    assert (await browser().get(door)).headers["location"] == "/signin"


@pytest.mark.parametrize(
    "path", ["/confirm/x", "/signin/link/x", "/password/reset/x", "/confirm/" + "A" * 43, "/confirm/" + "é" * 30]
)
async def test_a_link_that_is_none_is_gone(alone: Any, path: str) -> None:
    page = await alone.get(path)
    assert (page.status_code, "First page" in page.text) == (410, False), "it leads to where a new one is asked for"
    assert (await alone.post(path, {"password": PASSWORD})).status_code == 410


async def test_a_get_confirms_nothing_and_a_post_does(browser: Any, fresh: Any, letters: Any) -> None:
    email, mine = fresh(), browser()
    await signed_up(mine, email)
    link = await letters.link(email, "confirm_address")
    assert (await mine.get(link)).status_code == 200
    assert not await is_confirmed(email)
    assert (await mine.post(link)).status_code == 303
    assert await is_confirmed(email)
    for again in (await mine.get(link), await mine.post(link), await browser().get(link)):
        assert again.status_code == 410
        assert "Your address is confirmed already" in again.text
        assert 'href="/desks"' in again.text
        assert email not in again.text.partition("<main")[2]
    assert "confirmed already" not in (await mine.get(link[:-1] + ("A" if link[-1] != "A" else "B"))).text


async def test_a_stranger_who_signed_up_with_my_address_gets_no_key(browser: Any, fresh: Any, letters: Any) -> None:
    email = fresh()
    await signed_up(browser(), email)
    link, me = await letters.link(email, "confirm_address"), browser()
    assert (await me.post(link, {"password": "not the password"})).status_code == 422
    assert not await is_confirmed(email)
    assert (await me.post(link, {"password": PASSWORD})).status_code == 303


async def test_a_sign_in_link_voids_a_password_that_nobody_confirmed(browser: Any, fresh: Any, letters: Any) -> None:
    email = fresh()
    host = await signed_up(browser(), email)
    await browser().post("/signin/link", {"email": email})
    assert (await browser().post(await letters.link(email, "sign_in_link"))).status_code == 303
    assert (await sign_in(browser(), host, email)).status_code == 422


async def test_confirming_a_known_address_joins_the_older_login(browser: Any, fresh: Any, letters: Any) -> None:
    email, again = fresh(), browser()
    first = await confirmed(browser(), letters, email)
    answer = await again.post("/signup", {"email": email, "password": NEW})
    second = urlsplit(answer.headers["location"]).netloc
    link = await letters.link(email, "confirm_address")
    await again.post(link)
    assert "Your address is confirmed already" in (await again.get(link)).text, "it led to the older login"
    assert (await sign_in(browser(), second, email, PASSWORD)).status_code == 303
    assert (await sign_in(browser(), second, email, NEW)).status_code == 422
    page = await again.get("/desks")
    assert first in page.text
    assert second in page.text


async def test_one_login_switches_between_desks(browser: Any, fresh: Any, letters: Any) -> None:
    email, me = fresh(), browser()
    host = await confirmed(me, letters, email)
    elsewhere = browser()
    await sign_in(elsewhere, host, email)
    over = await elsewhere.get(f"http://{host}/desks")
    assert (await elsewhere.follow(over)).headers["location"] == "/desks"
    page = await elsewhere.get("/desks")
    assert host in page.text
    assert (await elsewhere.post("/desks/00000000-0000-7000-8000-000000000000")).headers["location"] == "/desks"


async def test_a_new_password_ends_every_other_session(browser: Any, fresh: Any, letters: Any) -> None:
    email, mine, other = fresh(), browser(), browser()
    host = await confirmed(mine, letters, email)
    await sign_in(mine, host, email)
    await sign_in(other, host, email)
    answer = await mine.post(f"http://{host}/account/password", {"current": PASSWORD, "password": NEW})
    assert answer.status_code == 303
    assert (await mine.get(f"http://{host}/account")).status_code == 200
    assert (await other.get(f"http://{host}/account")).status_code == 303
    assert (await sign_in(browser(), host, email, PASSWORD)).status_code == 422
    assert (await sign_in(browser(), host, email, NEW)).status_code == 303


async def test_a_reset_ends_every_session_and_works_once(browser: Any, fresh: Any, letters: Any) -> None:
    email, mine = fresh(), browser()
    host = await confirmed(mine, letters, email)
    await sign_in(mine, host, email)
    await browser().post("/password/reset", {"email": email})
    link = await letters.link(email, "reset_password")
    with clock.travel(clock.now() + timedelta(minutes=31)):
        assert (await browser().get(link)).status_code == 410
    assert (await browser().post(link, {"password": "short"})).status_code == 422
    assert (await browser().post(link, {"password": NEW})).status_code == 303
    assert (await browser().post(link, {"password": NEW})).status_code == 410
    assert (await mine.get(f"http://{host}/account")).status_code == 303
    assert (await sign_in(browser(), host, email, NEW)).status_code == 303


async def test_sessions_are_listed_and_revoked(browser: Any, fresh: Any) -> None:
    email, mine, other = fresh(), browser(), browser()
    host = await signed_up(mine, email)
    other.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
    await sign_in(other, host, email)
    page = await mine.get(f"http://{host}/account/sessions")
    assert "Firefox on Linux" in page.text
    mark = page.text.partition("/account/sessions/")[2].partition("/end")[0]
    assert (await mine.post(f"http://{host}/account/sessions/{'00' * 32}/end")).status_code == 404
    assert (await mine.post(f"http://{host}/account/sessions/{mark}/end")).status_code == 303
    assert (await other.get(f"http://{host}/account")).status_code == 303


async def test_signing_out_takes_the_cookie_and_the_row(browser: Any, fresh: Any) -> None:
    email, mine = fresh(), browser()
    host = await signed_up(mine, email)
    kept = mine.cookie(host, "__Host-desk-session")
    assert (await mine.post(f"http://{host}/signout")).status_code == 303
    assert mine.cookie(host, "__Host-desk-session") is None
    mine.jars[host]["__Host-desk-session"] = kept
    assert (await mine.get(f"http://{host}/account")).status_code == 303


async def test_a_member_changes_name_language_and_zone(browser: Any, fresh: Any) -> None:
    email, mine = fresh(), browser()
    host = await signed_up(mine, email)
    wrong = {"name": "Nina", "language": "xx", "zone": "Mars/Base", "theme": "pink"}
    assert (await mine.post(f"http://{host}/account/profile", wrong)).status_code == 422
    right = {"name": "Nina Rossi", "language": "it", "zone": "Europe/Rome", "theme": "dark"}
    assert (await mine.post(f"http://{host}/account/profile", right)).status_code == 303
    page = await mine.get(f"http://{host}/account")
    assert 'lang="it"' in page.text
    assert 'value="Nina Rossi"' in page.text
    assert 'formaction="/account/language/de"' in page.text, "the menu of every page changes it, too"
    chosen = await mine.post(f"http://{host}/account/language/de", {"next": "/desk/tickets"})
    assert chosen.headers["location"] == "/desk/tickets"
    assert 'lang="de"' in (await mine.get(f"http://{host}/desk/tickets")).text
    assert (await mine.post(f"http://{host}/account/language/xx")).status_code == 404


async def test_the_proxy_asks_which_hosts_are_ours(browser: Any, fresh: Any, alone: Any) -> None:
    host = await signed_up(browser(), fresh())

    async def says(domain: str) -> int:
        return int((await alone.get("/.well-known/polydesk/host", params={"domain": domain})).status_code)

    assert await says(host.partition(":")[0]) == 200
    assert await says("localhost") == 200
    assert [await says(name) for name in ("nobody.localhost", "evil.example", "", "x" * 5000)] == [404] * 4


async def is_confirmed(email: str) -> bool:
    async with unit.platform():
        return bool(
            await unit.fetchval("SELECT count(*) FROM identity WHERE email = $1 AND confirmed_at IS NOT NULL", email)
        )


async def test_the_desk_reminds_until_the_address_is_confirmed(browser: Any, fresh: Any, letters: Any) -> None:
    email, mine = fresh(), browser()
    host = await signed_up(mine, email)
    assert "/account/confirmation" in (await mine.get(f"http://{host}/account")).text
    await mine.post(f"http://{host}/account/confirmation")
    assert len([row for row in await letters.to(email) if row["kind"] == "confirm_address"]) == 2
    await mine.post(await letters.link(email, "confirm_address"))
    assert "/account/confirmation" not in (await mine.get(f"http://{host}/account")).text


@pytest.mark.parametrize(
    ("open_page", "back"),
    [
        ("http://{host}/desk/tickets/11?history=yes", "/desk/tickets/11%3Fhistory%3Dyes"),
        ("http://[evil", ""),
    ],
)
async def test_a_region_that_finds_the_session_over_leads_back_to_the_page_that_shows_it(
    browser: Any, fresh: Any, open_page: str, back: str
) -> None:
    host, stranger = await signed_up(browser(), fresh()), browser()
    asked = {"HX-Request": "true", "HX-Current-URL": open_page.format(host=host)}
    for answer in (
        await stranger.get(f"http://{host}/desk/notices/count", headers=asked),
        await stranger.post(f"http://{host}/desk/notices/seen", {}, headers=asked),
    ):
        assert answer.headers["hx-redirect"] == f"/signin?next={back}"


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://{host}/admin/mails/receipt/de?said=saved", "/admin/mails/receipt/de%3Fsaid%3Dsaved"),
        ("http://evil.example/admin", ""),
        ("http://[evil", ""),
    ],
)
async def test_what_was_typed_while_the_session_ended_is_given_back_with_the_way_to_where_it_was_typed(
    browser: Any, fresh: Any, came_from: str, back: str
) -> None:
    host, stranger = await signed_up(browser(), fresh()), browser()
    asked = {"Referer": came_from.format(host=host)}
    answer = await stranger.post(
        f"http://{host}/admin/mails/receipt/de",
        {"body": "Half an <hour> of work", "password": "kept to myself"},
        headers=asked,
    )
    assert answer.status_code == 401
    assert "Half an &lt;hour&gt; of work" in answer.text
    assert "kept to myself" not in answer.text
    assert f'href="/signin?next={back}"' in answer.text
    empty_handed = await stranger.post(f"http://{host}/admin/mails/receipt/de", {"seen": "0"}, headers=asked)
    assert (empty_handed.status_code, empty_handed.headers["location"]) == (303, f"/signin?next={back}")


async def test_a_renamed_desk_is_still_found_at_its_former_host(browser: Any, fresh: Any) -> None:
    from tenants import renaming

    host = await signed_up(browser(), fresh())
    slug = host.partition(".")[0]
    async with unit.platform():
        tenant_id = await unit.fetchval("SELECT id FROM tenant WHERE slug = $1", slug)
        await renaming.rename(tenant_id, to=f"new-{slug}"[:40])
    answer = await browser().get(f"http://{host}/signin?next=/desk")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"http://new-{slug}.localhost:8000/signin?next=/desk"
    async with unit.platform():
        with pytest.raises(renaming.NotFree):
            await renaming.rename(tenant_id, to="www")


async def test_a_page_that_is_not_there_leads_members_to_the_desk_and_customers_to_the_portal(acme: Any) -> None:
    way = 'href="/desk"><svg'
    for who, path in ((acme.visitor, "/en/faq/none"), (acme.visitor, "/nothing/here"), (acme.carl, "/en/tickets/999")):
        page = await who.get(path)
        assert (page.status_code, way in page.text) == (404, False)
    assert (await acme.visitor.get("/en")).status_code < 400  # nobody is known any more to what no guard looks at
    asked = [
        (acme.alice, "/nothing/here", 404),
        (acme.alice, "/desk/tickets/999", 404),
        (acme.lara, "/admin/brand", 403),
    ]
    for who, path, status in asked:
        page = await who.get(path)
        assert (page.status_code, way in page.text) == (status, True)
