"""Writing the text of a mail: by admins, per language, checked, versioned, taken back; and nobody else's business."""

import re
from typing import Any

from polydesk.kernel import unit
from polydesk.mail_texts import versions

PAGE = "/admin/mails/receipt/it"
OURS = "/admin/mails/receipt/en"
WRITTEN = {
    "subject": "Ricevuto: {{ticket.subject}}",
    "heading": "",
    "body": "Ciao {{customer.name}}.\n\nA presto.",
    "seen": "0",
}


async def kept(house: Any, language: str = "it") -> versions.Version:
    async with house.unit():
        return await versions.newest("receipt", language)


async def test_an_admin_finds_the_mails_and_our_texts_in_every_language(house: Any) -> None:
    assert 'href="/admin/mails"' in (await house.ada.get("/admin")).text
    index = (await house.ada.get("/admin/mails")).text
    for name in ("receipt", "receipt_unconfirmed", "reply", "resolving_reply", "resolved", "survey", "outbound"):
        assert f"/admin/mails/{name}/ar" in index
        for language in ("en", "it", "ar"):
            page = await house.ada.get(f"/admin/mails/{name}/{language}")
            assert page.status_code == 200
            assert "{{ticket.number}}" in page.text
    assert "Abbiamo ricevuto la tua richiesta" in (await house.ada.get(PAGE)).text


async def test_what_is_written_is_kept_and_an_empty_part_stays_ours(house: Any) -> None:
    assert (await house.ada.post(PAGE, WRITTEN)).status_code == 303
    present = await kept(house)
    assert (present.no, present.words.subject, present.words.heading) == (1, "Ricevuto: {{ticket.subject}}", "")
    assert (await kept(house, "en")).no == 0


async def test_a_form_that_says_what_ours_says_changes_nothing(house: Any) -> None:
    async with house.unit():
        from polydesk.mail_texts.occasions import occasion, our_words

        ours = our_words(occasion("receipt"), "it")
    form = {"subject": ours.subject, "heading": ours.heading, "body": ours.body, "seen": "0"}
    assert (await house.ada.post(PAGE, form)).status_code == 303
    assert (await kept(house)).no == 0


async def test_an_unknown_placeholder_is_named_and_what_was_typed_is_kept(house: Any) -> None:
    answer = await house.ada.post(PAGE, {**WRITTEN, "body": "Ciao {{cliente}}"})
    assert answer.status_code == 422
    assert "There is no placeholder {{cliente}}" in answer.text
    assert "Ciao {{cliente}}</textarea>" in answer.text
    assert (await kept(house)).no == 0


async def test_a_receipt_to_strangers_knows_no_word_of_theirs(house: Any) -> None:
    for name in ("ticket.subject", "customer.name"):
        form = {**WRITTEN, "subject": f"{{{{{name}}}}}"}
        assert (await house.ada.post("/admin/mails/receipt_unconfirmed/it", form)).status_code == 422


async def test_an_answer_cannot_lose_the_answer(house: Any) -> None:
    for body in ("Ciao.", "Lei ha detto: {{reply.text}}", "{{reply.text}}\n\nE poi {{reply.text}}"):
        refused = await house.ada.post("/admin/mails/reply/it", {"body": body, "seen": "0"})
        assert refused.status_code == 422, body
        assert "{{reply.text}} must stand in a paragraph of its own" in refused.text
    assert (
        await house.ada.post("/admin/mails/reply/it", {"body": "Ciao.\n\n{{ reply.text }}", "seen": "0"})
    ).status_code == 303


async def test_what_may_say_nothing_or_too_much_stands_in_the_text_alone(house: Any) -> None:
    for mail, name in (("receipt", "ticket.promise"), ("reply", "reply.text")):
        refused = await house.ada.post(f"/admin/mails/{mail}/it", {"subject": f"{{{{{name}}}}}", "seen": "0"})
        assert refused.status_code == 422
        assert f"{{{{{name}}}}} can only stand in the text" in refused.text


async def test_braces_lengths_and_places_that_make_no_sense_are_refused(house: Any) -> None:
    assert (await house.ada.post(PAGE, {**WRITTEN, "heading": "{{ oops"})).status_code == 422
    assert (await house.ada.post(PAGE, {**WRITTEN, "subject": "x" * 151})).status_code == 422
    assert (await house.ada.post(PAGE, {**WRITTEN, "body": "x" * 4_001})).status_code == 422
    assert (await house.ada.post(PAGE, {**WRITTEN, "seen": "no number"})).status_code == 422
    for nowhere in ("/admin/mails/nothing/it", "/admin/mails/receipt/de", "/admin/mails/receipt/xx"):
        assert (await house.ada.get(nowhere)).status_code == 404
        assert (await house.ada.post(nowhere, WRITTEN)).status_code == 404


async def test_the_second_of_two_admins_is_told_and_keeps_what_was_typed(house: Any) -> None:
    await house.ada.post(PAGE, WRITTEN)
    late = await house.olga.post(PAGE, {**WRITTEN, "subject": "Tardi"})
    assert late.status_code == 409
    assert "Somebody else changed this text" in late.text
    assert 'value="Tardi"' in late.text
    seen = re.search(r'name="seen" value="(\d+)"', late.text)
    assert seen
    assert f'href="{PAGE}/versions"' in late.text
    assert (await house.olga.post(PAGE, {**WRITTEN, "subject": "Tardi", "seen": seen[1]})).status_code == 303


async def test_versions_say_who_and_what_and_come_back(house: Any) -> None:
    await house.ada.post(PAGE, WRITTEN)
    await house.ada.post(PAGE, {**WRITTEN, "subject": "Arrivato", "seen": "1"})
    shown = (await house.ada.get(f"{PAGE}/versions/2")).text
    assert house.ada.name in shown
    assert "<ins>Arrivato</ins>" in shown.replace("</ins><ins>", "")
    assert (await house.ada.post(f"{PAGE}/versions/1/restoration")).status_code == 303
    present = await kept(house)
    assert (present.no, present.words.subject) == (3, WRITTEN["subject"])
    assert (await house.ada.get(f"{PAGE}/versions/9")).status_code == 404


async def test_reset_brings_ours_back_and_can_be_undone(house: Any) -> None:
    await house.ada.post(PAGE, WRITTEN)
    assert (await house.ada.post(f"{PAGE}/reset")).status_code == 303
    assert not (await kept(house)).words
    assert "Abbiamo ricevuto la tua richiesta" in (await house.ada.get(PAGE)).text
    await house.ada.post(f"{PAGE}/versions/1/restoration")
    assert (await kept(house)).words.subject == WRITTEN["subject"]


async def test_every_change_is_in_the_audit_trail(house: Any) -> None:
    await house.ada.post(PAGE, WRITTEN)
    async with house.unit():
        row = await unit.fetchrow("SELECT * FROM audit WHERE action = 'mails.text_changed'")
    assert row["actor_id"] == house.ada.id
    assert row["changes"]["subject"] == ["", WRITTEN["subject"]]
    assert "Changed the text of an e-mail" in (await house.ada.get("/admin/audit")).text


async def test_agents_and_another_company_have_no_part_in_it(house: Any, globex: Any) -> None:
    await house.ada.post(PAGE, WRITTEN)
    for path in ("/admin/mails", PAGE, f"{PAGE}/preview", f"{PAGE}/versions/1"):
        assert (await house.alice.get(path)).status_code == 403
    assert "Ricevuto" not in (await globex.mallory.get("/admin/mails/receipt/en")).text
    assert (await globex.mallory.get("/admin/mails/receipt/en/versions/1")).status_code == 404
    assert (await globex.mallory.post("/admin/mails/receipt/en/versions/1/restoration")).status_code == 404
