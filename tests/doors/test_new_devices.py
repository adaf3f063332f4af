"""A sign-in from a browser that nobody has seen is told to the owner of the login; a known one is not."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

PASSWORD = "green lamps at night"
FIREFOX = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
async def house(alone: Any, fresh: Any, letters: Any) -> tuple[str, str]:
    """Somebody who has signed up in `alone` and confirmed the address: address and host."""
    email = fresh()
    door = await alone.post("/signup", {"email": email, "password": PASSWORD})
    await alone.follow(door)
    assert (await alone.post(await letters.link(email, "confirm_address"))).status_code == 303
    return email, urlsplit(door.headers["location"]).netloc


async def sign_in(browser: Any, host: str, email: str, **named: Any) -> Any:
    return await browser.post(f"http://{host}/signin", {"email": email, "password": PASSWORD}, **named)


async def told(letters: Any, email: str) -> list[Any]:
    return [letter for letter in await letters.to(email) if letter["kind"] == "new_device"]


async def test_signing_up_is_no_news(letters: Any, house: Any) -> None:
    assert await told(letters, house[0]) == []


@pytest.mark.parametrize("where", ["the desk's host", "the platform's host"])
async def test_a_new_browser_is_told_once_with_what_is_known(
    browser: Any, letters: Any, house: Any, where: str
) -> None:
    (email, host), new = house, browser(address="192.0.2.44")
    at = host if where == "the desk's host" else "localhost:8000"
    answer = await sign_in(new, at, email, headers=FIREFOX)
    assert answer.status_code == 303
    if where == "the platform's host":
        await new.follow(answer)
    (letter,) = await told(letters, email)
    assert "Firefox on Linux" in letter["text"]
    assert "192.0.2.44" in letter["text"]
    assert re.search(r"\d:\d\d\S*(?:\s[AP]M)? [A-Z]{3,5}\b", letter["text"]), "a time without its zone may be misread"
    assert "http://localhost:8000/password/reset" in letter["text"]
    assert email not in letter["subject"]
    new.jars[at].pop("__Host-desk-session", None)
    new.jars[at].pop("__Host-platform-session", None)
    assert (await sign_in(new, at, email, headers=FIREFOX)).status_code == 303
    assert len(await told(letters, email)) == 1


async def test_a_browser_that_was_here_before_is_no_news(alone: Any, letters: Any, house: Any) -> None:
    email, host = house
    assert (await sign_in(alone, host, email)).status_code == 303
    assert (await sign_in(alone, "localhost:8000", email)).status_code == 303
    assert await told(letters, email) == []


async def test_an_address_that_nobody_confirmed_is_left_alone(browser: Any, letters: Any, fresh: Any) -> None:
    email = fresh()
    door = await browser().post("/signup", {"email": email, "password": PASSWORD})
    host = urlsplit(door.headers["location"]).netloc
    assert (await sign_in(browser(), host, email)).status_code == 303
    assert await told(letters, email) == []


async def test_a_wrong_password_is_no_news(browser: Any, letters: Any, house: Any) -> None:
    email, host = house
    assert (await browser().post(f"http://{host}/signin", {"email": email, "password": "x" * 12})).status_code == 422
    assert await told(letters, email) == []


async def test_whoever_came_by_a_mail_gets_no_second_one(browser: Any, letters: Any, house: Any) -> None:
    email, new = house[0], browser()
    await new.post("/signin/link", {"email": email})
    assert (await new.post(await letters.link(email, "sign_in_link"))).status_code == 303
    assert await told(letters, email) == []


async def test_nobodys_mailbox_is_filled_by_their_own_private_windows(
    browser: Any, letters: Any, house: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("tenants.new_device.A_DAY", 2)
    email, host = house
    for _window in range(4):
        assert (await sign_in(browser(), host, email)).status_code == 303
    assert len(await told(letters, email)) == 2


async def test_it_is_written_in_the_members_language(browser: Any, letters: Any, house: Any) -> None:
    email, host = house
    assert (await sign_in(browser(language="it"), host, email)).status_code == 303
    assert (await told(letters, email))[0]["language"] == "en"
