"""The library of canned replies: written, shared, changed, archived, brought back, and nobody else's business."""

from typing import Any

import pytest

from polydesk.kernel import unit, wording
from polydesk.replies import canned, queries
from polydesk.replies.refusals import ChangedMeanwhile
from polydesk.replies.wordings import phrases, save

FORM = {"name": "Refund", "folder": "Billing", "scope": "all", "text_en": "Hello {{customer.name}}", "text_it": ""}


async def _rows(acme: Any) -> list[Any]:
    async with acme.unit():
        return await unit.fetch("SELECT * FROM canned_reply WHERE tenant_id = app.tenant_id() ORDER BY created_at, id")


async def test_an_agent_writes_one_and_colleagues_find_it(acme: Any):
    answer = await acme.alice.post("/desk/replies", FORM)
    assert answer.status_code == 303
    assert "Refund" in (await acme.bob.get("/desk/replies?q=customer.name")).text
    assert "Billing" in (await acme.bob.get("/desk/replies")).text


async def test_a_form_sent_twice_makes_one(acme: Any):
    for _again in range(2):
        assert (await acme.alice.post("/desk/replies", FORM)).status_code == 303
    assert len(await _rows(acme)) == 1


async def test_what_is_private_is_found_by_nobody_else(acme: Any, reply: Any):
    mine = await reply(scope="private", name="Only mine")
    assert "Only mine" in (await acme.alice.get("/desk/replies")).text
    for colleague in (acme.bob, acme.olga):
        assert "Only mine" not in (await colleague.get("/desk/replies")).text
        assert (await colleague.get(f"/desk/replies/{mine}")).status_code == 404


async def _noted(acme: Any, reply_id: Any) -> str:
    async with acme.unit():
        rows = await unit.fetch("SELECT action, changes::text FROM audit WHERE subject_id = $1", reply_id)
        return " ".join(f"{row['action']} {row['changes']}" for row in rows)


async def test_what_is_private_stays_out_of_the_audit_log(acme: Any, reply: Any):
    mine = await reply(scope="private", name="Only mine", texts={"en": "Between us"})
    private = {**FORM, "scope": "private", "name": "Mine alone", "text_en": "Between you and me"}
    assert (await acme.alice.post(f"/desk/replies/{mine}", {**private, "version": "1"})).status_code == 303
    assert (await acme.alice.post(f"/desk/replies/{mine}/archival")).status_code == 303
    assert (await acme.alice.post(f"/desk/replies/{mine}/restoration")).status_code == 303
    assert await _noted(acme, mine) == ""
    assert (await acme.alice.post(f"/desk/replies/{mine}", {**FORM, "version": "2"})).status_code == 303
    noted = await _noted(acme, mine)
    assert "replies.changed" in noted
    assert "Refund" in noted
    assert "Mine alone" not in noted
    assert "Between" not in noted


async def test_a_teams_reply_is_found_in_the_team_alone(acme: Any, reply: Any):
    async with acme.unit():
        team = await unit.fetchval(
            "INSERT INTO team (id, name, created_at) VALUES (gen_random_uuid(), 'Hosting', now()) RETURNING id"
        )
        await unit.execute("INSERT INTO team_member (team_id, member_id) VALUES ($1, $2)", team, acme.alice.id)
    await reply(scope="team", team_id=team, name="For hosting", folder="Outages")
    assert "For hosting" in (await acme.alice.get("/desk/replies")).text
    assert "For hosting" not in (await acme.bob.get("/desk/replies")).text
    assert "For hosting" in (await acme.olga.get("/desk/replies")).text
    for person, finds in ((acme.alice, True), (acme.olga, True), (acme.bob, False)):
        assert ("Outages" in (await person.get("/desk/replies/new")).text) is finds


async def test_a_colleague_who_did_not_write_it_cannot_change_it_but_an_admin_can(acme: Any, reply: Any):
    shared = await reply()
    assert (await acme.bob.post(f"/desk/replies/{shared}", FORM)).status_code == 404
    assert (await acme.bob.post(f"/desk/replies/{shared}/archival")).status_code == 404
    assert (await acme.ada.post(f"/desk/replies/{shared}", {**FORM, "version": "1"})).status_code == 303


async def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(acme: Any, reply: Any):
    shared = await reply()
    assert (await acme.alice.post(f"/desk/replies/{shared}", {**FORM, "version": "1"})).status_code == 303
    late = await acme.ada.post(f"/desk/replies/{shared}", {**FORM, "name": "Late", "version": "1"})
    assert late.status_code == 409
    assert "Somebody else changed" in late.text
    assert 'value="Late"' in late.text


async def test_a_slip_in_a_placeholder_is_told_beside_the_text(acme: Any):
    answer = await acme.alice.post("/desk/replies", {**FORM, "text_it": "Ciao {{cliente}}"})
    assert answer.status_code == 422
    assert "There is no placeholder {{cliente}}" in answer.text
    assert await _rows(acme) == []


async def test_it_needs_a_name_and_a_text(acme: Any):
    answer = await acme.alice.post("/desk/replies", {"name": " ", "scope": "nobody", "text_en": ""})
    assert answer.status_code == 422
    assert answer.text.count("Please fill this in.") >= 2


async def test_an_archived_one_comes_back(acme: Any, reply: Any):
    shared = await reply()
    await acme.alice.post(f"/desk/replies/{shared}/archival")
    assert "On its way" not in (await acme.alice.get("/desk/replies")).text
    assert "On its way" in (await acme.alice.get("/desk/replies?archived=yes")).text
    await acme.alice.post(f"/desk/replies/{shared}/restoration")
    assert "On its way" in (await acme.alice.get("/desk/replies")).text


async def test_light_agents_answer_nobody_and_have_none(acme: Any):
    assert (await acme.lara.get("/desk/replies")).status_code == 403


async def test_another_company_neither_finds_nor_changes_it(acme: Any, globex: Any, reply: Any):
    shared = await reply(name="Acme alone")
    assert "Acme alone" not in (await globex.mallory.get("/desk/replies")).text
    assert (await globex.mallory.get(f"/desk/replies/{shared}")).status_code == 404
    assert (await globex.mallory.post(f"/desk/replies/{shared}", {**FORM, "version": "1"})).status_code == 404


async def test_translators_find_what_is_shared_and_an_outdated_variant(acme: Any, reply: Any):
    shared, own = await reply(), await reply(scope="private", name="Own")
    async with acme.unit():
        found = {phrase.key: phrase for phrase in await phrases()}
        assert str(shared) in found
        assert str(own) not in found
        before = found[str(shared)].texts
        await save(str(shared), {**before, "en": "Hello again."})
        known = await wording.origins("canned_reply", str(shared))
        assert "it" in wording.behind({**before, "en": "Hello again."}, "en", known["canned_reply", str(shared)])


async def test_a_translation_of_what_somebody_changed_meanwhile_is_refused(acme: Any, reply: Any):
    made = await reply()
    async with acme.unit():
        opened = next(one for one in await queries.shared() if one.id == made)
        await canned.translate(opened, {"en": "Many thanks."})
        with pytest.raises(ChangedMeanwhile):
            await canned.translate(opened, {"en": "Thanks a lot."})
        assert [one.texts for one in await queries.shared() if one.id == made] == [{"en": "Many thanks."}]
