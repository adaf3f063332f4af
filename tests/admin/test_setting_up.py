"""Set-up and settings: everything proposed, everything skippable, addresses checked live, the former one leads on."""

from typing import Any

import pytest

from polydesk.kernel import unit


async def test_a_newcomer_may_leave_every_field_as_it_is(acme: Any) -> None:
    page = await acme.olga.get("/admin/welcome")
    assert 'value="Acme"' in page.text
    answer = await acme.olga.post("/admin/welcome", {})
    assert answer.headers["location"] == "/admin/welcome/done"
    async with acme.unit():
        row = await unit.fetchrow("SELECT name, slug, languages, zone FROM tenant")
    assert (row["name"], row["slug"], row["languages"], row["zone"]) == ("Acme", acme.slug, ["en", "it"], "Europe/Rome")


async def test_skipping_ends_the_set_up(acme: Any) -> None:
    async with acme.unit():
        await unit.execute("UPDATE tenant SET set_up_at = NULL")
    assert (await acme.olga.post("/admin/welcome/skip")).headers["location"] == "/admin"
    async with acme.unit():
        assert await unit.fetchval("SELECT set_up_at FROM tenant") is not None


async def test_a_mistake_keeps_everything_that_was_typed(acme: Any) -> None:
    typed = {"name": "Ümläut & Sons", "slug": "admin", "colour": "#123456", "zone": "Mars/Olympus", "country": "IT"}
    answer = await acme.olga.post("/admin/welcome", typed)
    assert answer.status_code == 422
    for kept in ("Ümläut &amp; Sons", 'value="admin"', "#123456"):
        assert kept in answer.text
    async with acme.unit():
        assert await unit.fetchval("SELECT name FROM tenant") == "Acme"


async def test_a_new_address_leads_over_signed_in_and_the_former_one_follows(acme: Any) -> None:
    new = f"tools-{acme.slug[-12:]}"
    page = await acme.olga.get("/admin/settings")
    assert "form-action 'self' http://*.localhost:8000" in page.headers["content-security-policy"]
    answer = await acme.olga.post("/admin/settings/address", {"slug": new.upper()})
    door = answer.headers["location"]
    assert answer.headers["referrer-policy"] == "strict-origin"
    assert door.startswith(f"http://{new}.localhost:8000/enter/")
    assert (await acme.visitor.get("/en/faq")).headers["location"] == f"http://{new}.localhost:8000/en/faq"
    inside = await acme.visitor.client.get(
        door, headers={"host": f"{new}.localhost:8000", "referer": f"http://{acme.host}/"}
    )
    assert "__Host-desk-session" in inside.headers["set-cookie"]
    async with acme.unit():
        changes = await unit.fetchval("SELECT changes FROM audit WHERE action = 'tenant.slug_changed'")
    assert changes == {"slug": [acme.slug, new]}


@pytest.mark.parametrize("slug", ["", "a", "-x-", "ünicode", "xn--abc", "x" * 41, "www", "<script>", "a b"])
async def test_an_address_that_cannot_be_is_refused_beside_its_field(acme: Any, slug: str) -> None:
    answer = await acme.olga.post("/admin/settings/address", {"slug": slug})
    assert answer.status_code == 422
    assert "f-slug-error" in answer.text


async def test_the_live_check_says_free_taken_yours_and_look_alike(cast: Any) -> None:
    async def says(slug: str) -> str:
        return str((await cast.acme.olga.get("/admin/slug", params={"slug": slug})).text)

    end = cast.acme.slug[-12:]
    assert "is free" in await says(f"quite-new-{end}")
    assert "taken" in await says(cast.globex.slug)
    assert "your current address" in await says(cast.acme.slug)
    assert "reserved" in await says("support")
    assert "looks too much" in await says(cast.globex.slug.replace("globex-", "glob-ex"))
    assert "3 to 40" in await says("x")


async def test_settings_reach_the_portal_and_the_log(acme: Any) -> None:
    form = {"name": "Acme Tools", "default_language": "it", "languages": ["it"], "zone": "Asia/Tokyo", "country": "JP"}
    assert (await acme.olga.post("/admin/settings", form)).status_code == 303
    assert "Acme Tools" in (await acme.visitor.get("/it/")).text
    assert (await acme.visitor.get("/")).headers["location"].endswith("/it/")
    async with acme.unit():
        changes = await unit.fetchval("SELECT changes FROM audit WHERE action = 'tenant.profile_changed'")
    assert changes["name"] == ["Acme", "Acme Tools"]
    assert changes["zone"] == ["Europe/Rome", "Asia/Tokyo"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("languages", ""),
        ("default_language", "fr"),
        ("zone", "Nowhere"),
        ("country", "XX"),
    ],
)
async def test_settings_that_cannot_be_are_refused(acme: Any, field: str, value: str) -> None:
    form = {"name": "Acme", "default_language": "en", "languages": "en", "zone": "Europe/Rome", "country": ""}
    answer = await acme.olga.post("/admin/settings", form | {field: value})
    assert answer.status_code == 422
    assert f"f-{field}-error" in answer.text
