"""Customers come in by a mail's link, its code, or a password; nobody learns who is known."""

import re
from typing import Any

from polydesk.kernel import outbox, unit

PASSWORD = "green lamps at night"


def home(house: Any) -> str:
    return f"http://{house.host}/en"


async def ask(browser: Any, house: Any, email: str) -> Any:
    return await browser.post(f"{home(house)}/signin", {"email": email})


async def code_of(letters: Any, email: str) -> str:
    text = (await letters.to(email))[0]["text"]
    return re.search(r"^(\d{3} \d{3})$", text, re.MULTILINE)[1]  # type: ignore[index]


def request_of(page: Any) -> str:
    return re.search(r'name="request" value="([^"]+)"', page.text)[1]  # type: ignore[index]


async def test_a_link_lets_a_newcomer_in_once(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    email, me = fresh(), browser()
    assert (await ask(me, acme, email)).status_code == 200
    assert await people(acme, email) == 0
    link = await letters.link(email, "customer_sign_in")
    assert (await me.get(link)).status_code == 200
    assert await people(acme, email) == 0
    answer = await me.post(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/tickets")
    assert await people(acme, email) == 1
    assert (await me.get(f"{home(acme)}/account")).status_code == 200
    assert (await browser().post(link)).status_code == 410
    assert 'href="/en/signin">Sign in</a>' in (await me.get(link)).text, "where a new one is asked for"
    assert (await me.get(f"{home(acme)}/signin")).headers["location"] == "/en/tickets", "or where it led already"


async def test_the_code_works_in_the_browser_that_asked(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    email, me = fresh(), browser()
    page = await ask(me, acme, email)
    code = await code_of(letters, email)
    answer = await me.post(f"{home(acme)}/signin/code", {"request": request_of(page), "code": code})
    assert answer.status_code == 303
    assert me.cookie(acme.host, "__Host-portal-session")


async def test_five_wrong_codes_end_the_request(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    email, me = fresh(), browser()
    asked = request_of(await ask(me, acme, email))
    code = await code_of(letters, email)
    wrong = "000000" if code != "000 000" else "111111"
    for _try in range(5):
        assert (await me.post(f"{home(acme)}/signin/code", {"request": asked, "code": wrong})).status_code == 422
    assert (await me.post(f"{home(acme)}/signin/code", {"request": asked, "code": code})).status_code == 422


async def test_it_answers_the_same_for_known_and_unknown(browser: Any, acme: Any, fresh: Any) -> None:
    stranger = fresh()
    known, unknown = await ask(browser(), acme, acme.carl.email), await ask(browser(), acme, stranger)
    assert known.status_code == unknown.status_code == 200

    def plain(page: Any, email: str) -> str:
        return str(page.text.replace(email, "X").replace(request_of(page), "R"))

    assert plain(known, acme.carl.email) == plain(unknown, stranger)


async def test_a_link_is_good_for_its_tenant_only(browser: Any, cast: Any, letters: Any, fresh: Any) -> None:
    email = fresh()
    await ask(browser(), cast.acme, email)
    link = await letters.link(email, "customer_sign_in")
    assert (await browser().get(link.replace(cast.acme.host, cast.globex.host))).status_code == 410


async def test_a_mailbox_is_not_filled(browser: Any, acme: Any, fresh: Any) -> None:
    email = fresh()
    answers = [(await ask(browser(), acme, email)).status_code for _try in range(6)]
    assert answers == [200] * 5 + [429]


async def test_a_customer_sets_a_password_and_uses_it(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    email, me, other = fresh(), browser(), browser()
    for who in (me, other):
        await ask(who, acme, email)
        await who.post(await letters.link(email, "customer_sign_in"))
    assert (await me.post(f"{home(acme)}/account/password", {"password": "short"})).status_code == 422
    assert (await me.post(f"{home(acme)}/account/password", {"password": PASSWORD})).status_code == 303
    assert (await me.get(f"{home(acme)}/account")).status_code == 200
    assert (await other.get(f"{home(acme)}/account")).status_code == 303
    came = await browser().post(f"{home(acme)}/signin", {"email": email, "password": PASSWORD})
    assert came.status_code == 303
    wrong = await browser().post(f"{home(acme)}/signin", {"email": email, "password": "not the password"})
    nobody = await browser().post(f"{home(acme)}/signin", {"email": fresh(), "password": "not the password"})
    assert wrong.status_code == nobody.status_code == 422
    again = {"password": "seven geese by the lake", "current": "not the password"}
    assert (await me.post(f"{home(acme)}/account/password", again)).status_code == 422


async def test_signing_out_ends_it(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    email, me = fresh(), browser()
    await ask(me, acme, email)
    await me.post(await letters.link(email, "customer_sign_in"))
    assert (await me.post(f"{home(acme)}/signout")).status_code == 303
    assert (await me.get(f"{home(acme)}/account")).status_code == 303


async def test_a_customers_session_opens_no_desk(acme: Any) -> None:
    assert (await acme.carl.get("/account")).status_code == 303


async def people(house: Any, email: str) -> int:
    await outbox.drain(house.id, strict=False)
    async with house.unit():
        return int(await unit.fetchval("SELECT count(*) FROM person_address WHERE address = $1", email))
