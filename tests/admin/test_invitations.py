"""Inviting: many from one box, nothing half-done, resent and revoked, waiting until an owner has confirmed."""

from typing import Any
from uuid import uuid4

from polydesk.kernel import unit
from tenants.colleagues import read_box

FORM = {
    "addresses": "ann@acme.example, Ben Bauer <ben@acme.example>\ncleo@acme.example",
    "role": "agent",
    "language": "it",
}


def test_it_reads_a_box_as_people_fill_it() -> None:
    read = read_box('Ann Lee <ann@a.example>; ben@b.example\n"Lee, Cleo" <cleo@c.example> BEN@b.example,,')
    assert read.addresses == ("ann@a.example", "ben@b.example", "cleo@c.example")
    assert read.unreadable == ()


def test_it_tells_what_is_no_address() -> None:
    assert read_box("ann@a.example nobody @x ann@").unreadable == ("nobody", "@x", "ann@")


async def test_it_invites_many_at_once_each_in_the_language_chosen(acme: Any) -> None:
    assert (await acme.ada.post("/admin/invitations", FORM)).status_code == 303
    async with acme.unit():
        rows = await unit.fetch("SELECT email, role, language FROM invitation ORDER BY email")
        jobs = await unit.fetchval("SELECT count(*) FROM outbox WHERE job = 'tenants.mail_invitation'")
    assert [row["email"] for row in rows] == ["ann@acme.example", "ben@acme.example", "cleo@acme.example"]
    assert {(row["role"], row["language"]) for row in rows} == {("agent", "it")}
    assert jobs == 3


async def test_one_bad_word_and_nobody_is_invited(acme: Any) -> None:
    answer = await acme.ada.post("/admin/invitations", FORM | {"addresses": "ann@acme.example nonsense"})
    assert answer.status_code == 422
    assert "nonsense" in answer.text
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM invitation") == 0


async def test_members_are_passed_over(acme: Any) -> None:
    answer = await acme.ada.post("/admin/invitations", FORM | {"addresses": acme.bob.email})
    assert answer.headers["location"].endswith("said=nobody")


async def test_it_goes_into_a_team_of_this_tenant_only(cast: Any) -> None:
    founded = await cast.globex.mallory.post("/admin/teams", {"name": "Theirs"})
    foreign = founded.headers["location"].rpartition("/")[2]
    for team in (foreign, str(uuid4()), "nonsense"):
        assert (await cast.acme.ada.post("/admin/invitations", FORM | {"team": team})).status_code == 422


async def test_an_owner_cannot_be_invited(acme: Any) -> None:
    assert (await acme.olga.post("/admin/invitations", FORM | {"role": "owner"})).status_code == 422


async def test_it_sends_again_and_revokes(acme: Any) -> None:
    await acme.ada.post("/admin/invitations", FORM | {"addresses": "ann@acme.example"})
    async with acme.unit():
        one = await unit.fetchrow("SELECT id, token_hash FROM invitation")
    assert (await acme.ada.post(f"/admin/invitations/{one['id']}/resending")).status_code == 303
    async with acme.unit():
        assert await unit.fetchval("SELECT token_hash FROM invitation") != one["token_hash"]
    assert (await acme.ada.post(f"/admin/invitations/{one['id']}/revocation")).status_code == 303
    assert (await acme.ada.post(f"/admin/invitations/{one['id']}/revocation")).status_code == 404
    assert "ann@acme.example" not in (await acme.ada.get("/admin/invitations")).text


async def test_it_fills_nobodys_mailbox(acme: Any) -> None:
    await acme.ada.post("/admin/invitations", FORM | {"addresses": "ann@acme.example"})
    async with acme.unit():
        one = await unit.fetchval("SELECT id FROM invitation")
    answers = [(await acme.ada.post(f"/admin/invitations/{one}/resending")).status_code for _ in range(5)]
    assert answers == [303, 303, 303, 429, 429]


async def test_another_tenant_cannot_touch_an_invitation(cast: Any) -> None:
    await cast.acme.ada.post("/admin/invitations", FORM | {"addresses": "ann@acme.example"})
    async with cast.acme.unit():
        one = await unit.fetchval("SELECT id FROM invitation")
    assert (await cast.globex.mallory.post(f"/admin/invitations/{one}/revocation")).status_code == 404


async def test_the_page_says_that_invitations_wait_for_the_owners_address(acme: Any) -> None:
    assert "Invitations wait for you" not in (await acme.ada.get("/admin/invitations")).text
    async with unit.platform():
        await unit.execute(
            "UPDATE identity SET confirmed_at = NULL WHERE id IN (SELECT identity_id FROM member WHERE tenant_id = $1)",
            acme.id,
        )
    assert "Invitations wait for you" in (await acme.ada.get("/admin/invitations")).text


async def test_what_somebody_invited_ends_when_they_are_removed(acme: Any) -> None:
    await acme.ada.post("/admin/invitations", FORM)
    await acme.olga.post(f"/admin/members/{acme.ada.id}/removal")
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM invitation WHERE revoked_at IS NULL") == 0
