"""People: roles change at once, whoever is removed is out at once, an owner always stays, teams have members."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from tenants import members
from tenants.roles import permissions_of


async def test_it_lists_everybody_with_their_role(acme: Any) -> None:
    page = await acme.alice.get("/admin/members")
    assert page.status_code == 200
    assert "Light agent" in page.text
    assert f"/admin/members/{acme.bob.id}" not in page.text


async def test_a_new_role_counts_from_the_next_click(acme: Any) -> None:
    assert (await acme.alice.get("/admin/audit")).status_code == 403
    assert (await acme.olga.post(f"/admin/members/{acme.alice.id}/role", {"role": "admin"})).status_code == 303
    assert (await acme.alice.get("/admin/audit")).status_code == 200


async def test_whoever_is_removed_is_signed_out_everywhere(acme: Any) -> None:
    assert (await acme.ada.post(f"/admin/members/{acme.bob.id}/removal")).status_code == 303
    answer = await acme.bob.get("/desk")
    assert answer.status_code == 303
    assert "/signin" in answer.headers["location"]
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM session WHERE actor_id = $1", acme.bob.id) == 0
        assert await unit.fetchval("SELECT generation FROM member WHERE id = $1", acme.bob.id) == 2


async def test_removing_somebody_twice_is_harmless(acme: Any) -> None:
    await acme.ada.post(f"/admin/members/{acme.bob.id}/removal")
    assert (await acme.ada.post(f"/admin/members/{acme.bob.id}/removal")).status_code == 404


async def test_the_last_owner_stays(acme: Any) -> None:
    answer = await acme.olga.post(f"/admin/members/{acme.olga.id}/removal")
    assert answer.status_code == 409
    assert "only owner" in answer.text
    assert (await acme.olga.get("/admin")).status_code == 200


async def test_an_owner_may_leave_when_there_is_another_one(acme: Any) -> None:
    await acme.olga.post(f"/admin/members/{acme.ada.id}/role", {"role": "owner"})
    answer = await acme.olga.post(f"/admin/members/{acme.olga.id}/removal")
    assert answer.headers["location"] == "/signin"
    assert (await acme.olga.get("/admin")).status_code == 303


async def test_an_admin_touches_no_owner(acme: Any) -> None:
    for deed in ("role", "removal"):
        answer = await acme.ada.post(f"/admin/members/{acme.olga.id}/{deed}", {"role": "agent"})
        assert answer.status_code == 403
    raised = await acme.ada.post(f"/admin/members/{acme.alice.id}/role", {"role": "owner"})
    assert raised.status_code == 403


async def test_nobody_changes_their_own_role(acme: Any) -> None:
    assert (await acme.ada.post(f"/admin/members/{acme.ada.id}/role", {"role": "agent"})).status_code == 403


async def test_a_role_that_does_not_exist_is_refused(acme: Any) -> None:
    assert (await acme.olga.post(f"/admin/members/{acme.alice.id}/role", {"role": "king"})).status_code in (404, 422)


async def test_the_people_of_another_tenant_are_not_there(cast: Any) -> None:
    for path in (f"/admin/members/{cast.globex.mallory.id}", f"/admin/members/{uuid4()}", "/admin/members/nonsense"):
        assert (await cast.acme.olga.get(path)).status_code == 404
    answer = await cast.acme.olga.post(f"/admin/members/{cast.globex.mallory.id}/role", {"role": "agent"})
    assert answer.status_code == 404


async def test_a_team_is_founded_filled_renamed_and_archived(acme: Any) -> None:
    founded = await acme.ada.post("/admin/teams", {"name": "Billing"})
    address = founded.headers["location"]
    members = [str(acme.alice.id), str(acme.bob.id), str(uuid4()), "nonsense"]
    assert (await acme.ada.post(address, {"name": "Invoices", "members": members})).status_code == 303
    page = await acme.ada.get("/admin/teams")
    assert "Invoices" in page.text
    assert "Alice" in page.text
    await acme.ada.post(f"{address}/archival")
    assert "Invoices" not in (await acme.ada.get("/admin/teams")).text
    assert (await acme.ada.get(address)).status_code == 404


async def test_two_teams_cannot_share_a_name(acme: Any) -> None:
    await acme.ada.post("/admin/teams", {"name": "Billing"})
    answer = await acme.ada.post("/admin/teams", {"name": "Billing"})
    assert answer.status_code == 422
    assert "already" in answer.text


async def test_no_mallory_in_a_team_of_acme(cast: Any) -> None:
    founded = await cast.acme.ada.post("/admin/teams", {"name": "Billing"})
    address = founded.headers["location"]
    await cast.acme.ada.post(address, {"name": "Billing", "members": [str(cast.globex.mallory.id)]})
    async with cast.acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM team_member") == 0


async def test_who_was_made_an_owner_meanwhile_is_an_owner(acme: Any) -> None:
    async with acme.unit():
        as_read = await members.member(acme.bob.id)
        await unit.execute("UPDATE member SET role = 'owner' WHERE id = $1", acme.bob.id)
    ada = Actor("member", acme.ada.id, role="admin", permissions=permissions_of("admin"))
    for deed in (partial(members.change_role, to="agent"), members.remove):
        with pytest.raises(members.OwnersOnly):
            async with acme.unit():
                await deed(as_read, by=ada)
