"""Sign-up: two fields, a tenant at once, and an answer that does not tell who is known."""

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from polydesk.kernel import throttle, unit
from tenants import identities, moving_in, slugs
from tenants.doors.signing_up import FIRST_PAGE
from tenants.proposals import propose

PASSWORD = "green lamps at night"


async def sign_up(browser: Any, email: str, **more: str) -> Any:
    return await browser.post("/signup", {"email": email, "password": PASSWORD, **more})


async def test_it_opens_a_desk_from_two_fields(alone: Any, fresh: Any) -> None:
    page = await alone.get("/signup")
    assert page.status_code == 200
    answer = await sign_up(alone, fresh())
    assert answer.status_code == 303
    inside = await alone.follow(answer)
    host = urlsplit(str(inside.url)).netloc
    assert (inside.status_code, inside.headers["location"]) == (303, FIRST_PAGE)
    assert alone.cookie(host, "__Host-desk-session")
    assert (await alone.get(f"http://{host}/account")).status_code == 200


async def test_it_proposes_name_language_zone_and_country(alone: Any, browser: Any, fresh: Any) -> None:
    italian = browser(language="it-IT,it;q=0.9")
    email = fresh("olga.petrova")
    answer = await sign_up(italian, email, zone="Europe/Rome")
    slug = urlsplit(answer.headers["location"]).netloc.partition(".")[0]
    async with unit.platform():
        row = await unit.fetchrow("SELECT * FROM tenant WHERE slug = $1", slug)
        owner = await unit.fetchrow("SELECT * FROM member WHERE tenant_id = $1", row["id"])
    assert row["name"].startswith("Shop ")
    assert (row["default_language"], row["zone"], row["country"]) == ("it", "Europe/Rome", "IT")
    assert (owner["name"], owner["role"]) == ("Olga Petrova", "owner")


async def test_it_settles_in_once(alone: Any, fresh: Any) -> None:
    answer = await sign_up(alone, fresh())
    slug = urlsplit(answer.headers["location"]).netloc.partition(".")[0]
    async with unit.platform():
        tenant_id = await unit.fetchval("SELECT id FROM tenant WHERE slug = $1 AND settled_at IS NOT NULL", slug)
    async with unit.tenant(tenant_id):
        await moving_in.settle_in()
        assert await unit.fetchval("SELECT count(*) FROM audit WHERE action = 'tenant.moved_in'") == 1


async def test_it_answers_the_same_for_a_known_address(browser: Any, fresh: Any) -> None:
    email = fresh()
    first, second = await sign_up(browser(), email), await sign_up(browser(), email)
    assert first.status_code == second.status_code == 303
    assert urlsplit(first.headers["location"]).netloc != urlsplit(second.headers["location"]).netloc
    assert set(first.headers) == set(second.headers)


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("", PASSWORD, "email"),
        ("not an address", PASSWORD, "email"),
        ("x@" + "a" * 300 + ".example", PASSWORD, "email"),
        ("nina@shop.example", "", "password"),
        ("nina@shop.example", "shortie", "password"),
        ("nina@shop.example", "aaaaaaaaaaaa", "password"),
        ("nina@shop.example", "password123", "password"),
        ("nina@shop.example", "shop.example1", "password"),
        ("nina@shop.example", "abcabcabcabc", "password"),
    ],
)
async def test_it_says_beside_the_field_what_is_wrong(alone: Any, email: str, password: str, field: str) -> None:
    answer = await alone.post("/signup", {"email": email, "password": password})
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert password not in answer.text or not password
    if "@" in email and len(email) < 100:
        assert f'value="{email}"' in answer.text


async def test_it_refuses_who_fills_the_hidden_field(alone: Any, fresh: Any) -> None:
    answer = await sign_up(alone, fresh(), website="https://spam.example")
    assert answer.status_code == 422


async def test_it_keeps_what_was_typed_when_it_has_to_wait(alone: Any, fresh: Any) -> None:
    from tenants.suspicion import HOUR

    await throttle.allow("sign_up", "127.0.0.1", limit=1, per=HOUR, cost=1000)
    email = fresh()
    answer = await sign_up(alone, email)
    assert answer.status_code == 429
    assert email in answer.text


async def test_a_new_company_has_a_colour_and_a_mark_of_its_own(browser: Any, fresh: Any) -> None:
    email, mine = fresh(), browser()
    answer = await sign_up(mine, email)
    host = urlsplit(answer.headers["location"]).netloc
    page = (await browser().get(f"http://{host}/en/signin")).text
    colour = propose(email).colour
    mark = re.search(r'rel="icon" href="([^"]+)"', page)
    assert mark
    drawn = await browser().get(f"http://{host}{mark[1].replace('&amp;', '&')}")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert "immutable" in drawn.headers["cache-control"]
    assert colour in drawn.text
    assert f">{propose(email).name[0]}<" in drawn.text
    assert f"--brand:{colour}" in (await browser().get(f"http://{host}/brand.css")).text


async def test_fifty_at_once_get_fifty_slugs(product: Any, fresh: Any) -> None:
    email = fresh()

    async def move_in(number: int) -> str:
        async with unit.platform():
            who = await identities.create(
                f"{number}-{email}", password_hash=None, name="x", language="en", zone="UTC", confirmed=False
            )
            made = await moving_in.create_tenant(who.id, email=email, proposal=propose(email))
        return made.slug

    found = await asyncio.gather(*(move_in(number) for number in range(50)))
    assert len(set(found)) == 50
    assert all(slugs.is_well_formed(slug) for slug in found)


async def test_it_answers_whether_a_slug_is_free(cast: Any, alone: Any) -> None:
    async def state(slug: str) -> str:
        return str((await alone.get("/signup/slug", params={"slug": slug})).json()["state"])

    assert await state(cast.acme.slug) == "taken"
    assert await state(cast.acme.slug.replace("-", "")) == "look_alike"
    assert [await state(name) for name in ("www", "a", "-x-", "XN--abc", "quite-a-free-name")] == [
        *("reserved", "malformed", "malformed", "malformed", "free")
    ]
