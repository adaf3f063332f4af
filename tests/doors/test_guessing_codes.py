"""Six digits are few: wrong codes are counted for each address by the day, and never cost a customer the link."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest

from polydesk.kernel import outbox
from polydesk.kernel.clock import now, travel
from polydesk.kernel.request_id import remember_request
from polydesk.kernel.tenancy import acting_for
from tenants import attempts

PASSWORD = "green lamps at night"


@pytest.fixture(autouse=True)
def early() -> Iterator[None]:
    """A day begins at midnight: what these people do in some hours is done in one of them, whenever it is played."""
    with travel((now() + timedelta(days=1)).replace(hour=6, minute=0)):
        yield


def home(house: Any) -> str:
    return f"http://{house.host}/en"


async def ask(browser: Any, house: Any, email: str) -> str:
    page = await browser.post(f"{home(house)}/signin", {"email": email})
    assert page.status_code == 200
    return str(re.search(r'name="request" value="([^"]+)"', page.text)[1])  # type: ignore[index]


async def tries(browser: Any, house: Any, request: str, code: str) -> Any:
    return await browser.post(f"{home(house)}/signin/code", {"request": request, "code": code})


async def code_of(letters: Any, email: str) -> str:
    text = (await letters.to(email))[0]["text"]
    return str(re.search(r"^(\d{3} \d{3})$", text, re.MULTILINE)[1])  # type: ignore[index]


async def guesses(browser: Any, house: Any, email: str, times: int) -> None:
    """So many wrong codes, at another computer each quarter of an hour, as patient people do it."""
    for round_ in range(-(-times // 5)):
        with travel(now() + timedelta(minutes=31 * round_)):
            thief = browser(address=f"10.1.0.{round_}")
            request = await ask(thief, house, email)
            await outbox.drain(house.id, strict=False)
            for _try in range(min(5, times - 5 * round_)):
                assert (await tries(thief, house, request, "not it")).status_code == 422


async def test_twenty_wrong_codes_a_day_are_enough_for_an_address(
    browser: Any, acme: Any, letters: Any, fresh: Any
) -> None:
    email, me = fresh(), browser()
    await guesses(browser, acme, email, 20)
    with travel(now() + timedelta(hours=3)):
        request = await ask(me, acme, email)
        shut = await tries(me, acme, request, await code_of(letters, email))
        assert shut.status_code == 429
        assert "The link in the e-mail still works" in shut.text
        assert f'value="{request}"' in shut.text
        # The link is no guess.
        assert (await me.post(await letters.link(email, "customer_sign_in"))).status_code == 303


async def test_two_days_later_codes_work_again(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    email, me = fresh(), browser()
    await guesses(browser, acme, email, 20)
    with travel(now() + timedelta(days=2)):
        request = await ask(me, acme, email)
        assert (await tries(me, acme, request, await code_of(letters, email))).status_code == 303


async def test_right_codes_do_not_count(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    email = fresh()
    for day_part in range(25):
        with travel(now() + timedelta(minutes=20 * day_part)):
            me = browser()
            request = await ask(me, acme, email)
            assert (await tries(me, acme, request, await code_of(letters, email))).status_code == 303


async def test_a_stranger_does_not_shut_out_a_device_that_was_here_before(
    browser: Any, acme: Any, letters: Any, fresh: Any
) -> None:
    email, me = fresh(), browser()
    request = await ask(me, acme, email)
    assert (await tries(me, acme, request, await code_of(letters, email))).status_code == 303
    me.jars[acme.host].pop("__Host-portal-session")
    await guesses(browser, acme, email, 20)
    with travel(now() + timedelta(hours=3)):
        request = await ask(me, acme, email)
        assert (await tries(me, acme, request, await code_of(letters, email))).status_code == 303


async def test_another_address_is_not_touched(browser: Any, acme: Any, letters: Any, fresh: Any) -> None:
    await guesses(browser, acme, fresh(), 20)
    email, me = fresh("other"), browser()
    request = await ask(me, acme, email)
    assert (await tries(me, acme, request, await code_of(letters, email))).status_code == 303


async def test_houses_count_together_in_the_end(
    browser: Any, cast: Any, letters: Any, fresh: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("portal.sign_in.guessing.A_DAY_EVERYWHERE", 7)
    email = fresh()
    await guesses(browser, cast.globex, email, 7)
    me = browser()
    with travel(now() + timedelta(hours=3)):
        request = await ask(me, cast.acme, email)
        assert (await tries(me, cast.acme, request, await code_of(letters, email))).status_code == 429


async def test_wrong_passwords_count_together_over_all_houses(cast: Any, fresh: Any) -> None:
    """Sixty computers and three hosts: in each of them the account would still be open."""
    email, answers = fresh(), []
    houses = (cast.acme.id, cast.globex.id, None)
    for number in range(61):
        remember_request("x", f"10.2.0.{number}")
        with _at(houses[number % 3]):
            answers.append(await _may_try(email))
    assert answers == [True] * 60 + [False]
    with _at(houses[0]):
        assert await _may_try(fresh("somebody-else"))


async def _may_try(email: str) -> bool:
    try:
        await attempts.count_attempt(email, owners=[])
    except attempts.ShutForNow:
        return False
    return True


def _at(tenant: Any) -> Any:
    return acting_for(tenant) if tenant else nullcontext()
