"""The operator's console: every tenant in figures, suspended and resumed with a reason, never a word of a ticket."""

from typing import Any
from uuid import UUID

import pytest
from tests_operator import sign_in

from polydesk.kernel import unit
from polydesk.kernel.ids import new_id


async def ticket(house: Any, subject: str) -> None:
    async with house.unit():
        await unit.execute(
            "INSERT INTO ticket (id, number, subject, created_at, updated_at) VALUES ($1, 1, $2, now(), now())",
            *(new_id(), subject),
        )


async def test_it_shows_tenants_in_figures(cast: Any, opal: Any) -> None:
    await ticket(cast.acme, "A very secret subject")
    page = await opal.get("/operator", params={"q": cast.acme.slug})
    assert page.status_code == 200
    assert cast.acme.slug in page.text
    assert cast.globex.slug not in page.text
    assert "secret subject" not in page.text


async def test_it_finds_a_tenant_by_its_owner(cast: Any, opal: Any) -> None:
    page = await opal.get("/operator", params={"q": cast.globex.mallory.email})
    assert cast.globex.slug in page.text


async def test_the_role_platform_reads_no_word_of_a_ticket(cast: Any) -> None:
    await ticket(cast.acme, "A very secret subject")
    for table, column in (
        ("ticket", "subject"),
        ("message", "body"),
        ("mail", "html"),
        ("mail", "subject"),
        ("file", "name"),
    ):
        with pytest.raises(Exception, match="permission denied"):
            async with unit.platform():
                await unit.fetch(f"SELECT {column} FROM {table}")  # noqa: S608


async def test_a_suspended_tenant_is_shut_until_it_is_resumed(cast: Any, opal: Any) -> None:
    address = f"/operator/tenants/{cast.acme.id}"
    assert (await opal.post(f"{address}/suspension", data={"reason": "Spam was sent"})).status_code == 303
    assert (await cast.acme.visitor.get("/en/")).status_code == 503
    assert (await cast.acme.olga.get("/desk")).status_code == 503
    assert (await cast.globex.visitor.get("/en/")).status_code == 200
    assert "Spam was sent" in (await opal.get(address)).text
    assert (await opal.post(f"{address}/resumption", data={"reason": ""})).status_code == 303
    assert (await cast.acme.visitor.get("/en/")).status_code == 200
    async with unit.platform():
        assert await unit.fetchval("SELECT status FROM tenant WHERE id = $1", cast.acme.id) == "trial"


async def test_both_stand_in_the_tenants_own_log(cast: Any, opal: Any) -> None:
    address = f"/operator/tenants/{cast.acme.id}"
    await opal.post(f"{address}/suspension", data={"reason": "Spam was sent"})
    await opal.post(f"{address}/resumption", data={"reason": "It was a mistake"})
    page = await cast.acme.olga.get("/admin/audit")
    for shown in ("Suspended the help desk", "Spam was sent", "Resumed the help desk", "It was a mistake", "Opal"):
        assert shown in page.text


async def test_a_suspension_needs_a_reason(cast: Any, opal: Any) -> None:
    answer = await opal.post(f"/operator/tenants/{cast.acme.id}/suspension", data={"reason": " "})
    assert answer.status_code == 422
    assert (await cast.acme.visitor.get("/en/")).status_code == 200


async def test_pressing_twice_is_told(cast: Any, opal: Any) -> None:
    address = f"/operator/tenants/{cast.acme.id}/suspension"
    await opal.post(address, data={"reason": "Spam"})
    assert (await opal.post(address, data={"reason": "Spam"})).status_code == 409


@pytest.mark.parametrize("path", ["/operator", "/operator/jobs", "/operator/mails", f"/operator/tenants/{UUID(int=7)}"])
async def test_to_everybody_else_there_is_nothing_here(cast: Any, path: str) -> None:
    client = cast.platform.client
    assert (await client.get(path)).headers["location"].startswith("/signin?next=")
    await sign_in(client, operator=False)
    assert (await client.get(path)).status_code == 404
    await sign_in(client, operator=True, confirmed=False)
    assert (await client.get(path)).status_code == 404


async def test_a_tenant_that_is_none_is_not_found(opal: Any) -> None:
    for method, path in (("GET", ""), ("POST", "/suspension"), ("POST", "/resumption")):
        answer = await opal.request(
            method, f"/operator/tenants/{new_id()}{path}", data={"reason": "x"} if path else None
        )
        assert answer.status_code == 404


async def test_whoever_the_setting_names_is_an_operator(cast: Any, monkeypatch: Any) -> None:
    from polydesk.kernel.settings import settings

    email = f"boss-{new_id().hex}@platform.example"
    await sign_in(cast.platform.client, operator=False, email=email)
    assert (await cast.platform.client.get("/operator")).status_code == 404
    monkeypatch.setenv("POLYDESK_OPERATOR_EMAILS", f"other@example.com, {email.upper()}")
    settings.cache_clear()
    try:
        assert (await cast.platform.client.get("/operator")).status_code == 200
    finally:
        monkeypatch.undo()
        settings.cache_clear()


async def test_nonsense_in_the_address_is_harmless(opal: Any) -> None:
    for query in ("q=%25%5C_%00", "status=nonsense", "before=nonsense", "q=" + "x" * 5000):
        assert (await opal.get(f"/operator?{query}")).status_code == 200
