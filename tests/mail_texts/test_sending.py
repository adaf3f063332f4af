"""Mails in the tenant's words: in the customer's language, filled in, and never lost."""

from datetime import timedelta
from typing import Any

from tests_surveys import tuesday_noon

from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import now, travel
from polydesk.mail_texts.misses import misses
from polydesk.mail_texts.wordings import phrases, save
from polydesk.tickets import lifecycle, queries
from surveys import asking

REPLY = {"subject": "Su {{ticket.subject}}", "heading": "{{agent.name}} risponde", "seen": "0"}


async def written(house: Any, mail: str, language: str, **parts: str) -> None:
    done = await house.ada.post(f"/admin/mails/{mail}/{language}", {"seen": "0", **parts})
    assert done.status_code == 303, done.text


async def test_a_receipt_is_in_the_tenants_words_with_its_values(house: Any, ask: Any, mails: Any) -> None:
    await written(
        house,
        "receipt",
        "it",
        subject="Numero {{ticket.number}}",
        body="Ciao {{customer.name}}.\n\nDa {{company.name}}.",
    )
    ticket = await ask()
    (mail,) = await mails("receipt")
    assert mail["subject"] == f"Numero {ticket.number}"
    assert "Ciao Carla.\n\nDa Acme." in mail["text"]
    assert 'lang="it"' in mail["html"]
    assert "/t/" in mail["text"]


async def test_an_answer_stands_inside_the_tenants_words(house: Any, ask: Any, answer: Any, mails: Any) -> None:
    await written(house, "reply", "it", body="Gentile {{customer.name}},\n\n{{reply.text}}\n\nLa squadra")
    await answer(await ask(), "Provi a **riavviare**.")
    (mail,) = await mails("reply")
    assert "Gentile Carla,\n\nProvi a riavviare.\n\nLa squadra" in mail["text"]
    assert "<strong>riavviare</strong>" in mail["html"]


async def test_a_language_that_is_not_written_gets_ours_in_that_language(
    house: Any, ask: Any, answer: Any, mails: Any
) -> None:
    await written(house, "reply", "en", subject="About {{ticket.subject}}", body="Hi!\n\n{{reply.text}}")
    await answer(await ask(language="ar"))
    (mail,) = await mails("reply")
    assert mail["language"] == "ar"
    assert 'lang="ar"' in mail["html"]
    assert 'dir="rtl"' in mail["html"]
    assert "Hi!" not in mail["text"]
    assert "وصلك رد" in mail["text"]


async def test_a_name_in_an_arabic_text_keeps_its_own_direction(house: Any, ask: Any, answer: Any, mails: Any) -> None:
    await written(house, "reply", "ar", heading="مرحبا {{customer.name}}")
    await answer(await ask(language="ar"))
    (mail,) = await mails("reply")
    assert "مرحبا \u2068Carla\u2069" in mail["text"]


async def test_no_mail_is_lost_when_nobody_knows_a_value_and_admins_are_told(
    house: Any, ask: Any, answer: Any, mails: Any
) -> None:
    await written(house, "reply", "it", body="Ciao {{customer.name}}!\n\n{{reply.text}}")
    for _again in range(2):
        ticket = await ask(name="")
        await answer(ticket, "Eccola.")
    sent = await mails("reply")
    assert len(sent) == 2
    for mail in sent:
        assert "Eccola." in mail["text"]
        assert "Ciao" not in mail["text"]
        assert "{{" not in mail["html"]
    async with house.unit():
        (miss,) = await misses()
        assert (miss.occasion, miss.language, miss.name, miss.times) == ("reply", "it", "customer.name", 2)
    page = (await house.ada.get("/admin/mails/reply/it")).text
    assert "Our text was sent instead 2 times" in page
    assert f"/desk/tickets/{ticket.number}" in page
    await written(house, "reply", "it", seen="1", body="Ciao!\n\n{{reply.text}}")
    assert "Our text was sent instead" not in (await house.ada.get("/admin/mails")).text


async def test_the_leads_get_one_notice_of_a_text_that_failed(house: Any, ask: Any, answer: Any, mails: Any) -> None:
    await written(house, "reply", "it", body="Ciao {{customer.name}}!\n\n{{reply.text}}")
    for _again in range(2):
        await answer(await ask(name=""))
    await mails("reply")
    with travel(now() + timedelta(days=7)):  # notices wait until the house is open
        await outbox.drain(house.id)
    async with house.unit():
        told = await unit.fetch("SELECT member_id, data FROM notice WHERE kind = 'mail_text'")
    assert {row["member_id"] for row in told} == {house.olga.id, house.ada.id}
    assert len(told) == 2


async def test_what_people_type_is_text_and_is_filled_in_once(house: Any, ask: Any, answer: Any, mails: Any) -> None:
    await written(
        house, "reply", "it", subject="Su {{ticket.subject}}", body="<b>Forte</b> {{ticket.subject}}\n\n{{reply.text}}"
    )
    await answer(await ask(subject="<i>{{agent.name}}</i>"))
    (mail,) = await mails("reply")
    assert "&lt;b&gt;Forte&lt;/b&gt; &lt;i&gt;{{agent.name}}&lt;/i&gt;" in mail["html"]
    assert "<b>Forte" not in mail["html"]


async def test_a_stranger_gets_no_word_of_the_request_whatever_is_written(house: Any, ask: Any, mails: Any) -> None:
    await written(house, "receipt", "it", subject="{{ticket.subject}}")
    await written(house, "receipt_unconfirmed", "it", subject="Numero {{ticket.number}}")
    await ask(confirmed=False, subject="pills.example")
    async with house.unit():  # as if it had come past every check
        await unit.execute(
            """INSERT INTO mail_text_version (occasion, language, no, subject, heading, body, at, by_name)
               VALUES ('receipt_unconfirmed', 'ar', 1, '{{ticket.subject}}', '', '', now(), '')"""
        )
    await ask(confirmed=False, subject="pills.example", language="ar")
    first, second = await mails("receipt")
    assert first["subject"].startswith("Numero ")
    for mail in (first, second):
        assert "pills" not in mail["subject"] + mail["html"] + mail["text"]


async def test_an_answer_that_resolves_and_a_resolution_have_their_own(
    house: Any, ask: Any, answer: Any, mails: Any
) -> None:
    await written(house, "resolving_reply", "it", heading="Risolto da {{agent.name}}")
    await written(house, "resolved", "it", heading="Chiuso: {{ticket.subject}}")
    await answer(await ask(), then="resolved")
    assert "Risolto da Alice" in (await mails("reply"))[0]["text"]
    quiet = await ask()
    async with house.unit():
        await lifecycle.resolve(await queries.by_id(quiet.id), by=_alice(house))
    assert "Chiuso: Lampada" in (await mails("resolved"))[0]["text"]


async def test_the_survey_asks_in_the_tenants_words(house: Any, ask: Any, answer: Any, mails: Any) -> None:
    await written(house, "survey", "it", heading="{{customer.name}}: {{survey.question}}")
    ticket = await ask()
    await answer(ticket, then="resolved")
    async with house.unit():
        resolved = await queries.by_id(ticket.id)
        with travel(tuesday_noon()):
            assert await asking.ask(ticket.id, cycle=resolved.cycle)
    (mail,) = await mails("survey")
    assert "Carla: " in mail["text"]
    assert "/rate/" in mail["text"]


async def test_translators_find_it_and_cannot_break_it(house: Any) -> None:
    await written(house, "reply", "en", body="Hi {{customer.name}}.\n\n{{reply.text}}")
    async with house.unit():
        found = {one.key: one for one in await phrases()}["reply.body"]
        assert found.texts == {"en": "Hi {{customer.name}}.\n\n{{reply.text}}"}
        assert "reply.text" in found.variables
    texts = "/admin/languages/texts/mail_text/reply.body"
    fields = {"text_en": found.texts["en"], "text_it": "Ciao.", "text_ar": ""}
    assert (await house.ada.post(texts, fields)).status_code == 422
    fields["text_it"] = "Ciao {{customer.name}}.\n\n{{reply.text}}"
    assert (await house.ada.post(texts, fields)).status_code == 303
    assert "Ciao {{customer.name}}." in (await house.ada.get("/admin/mails/reply/it")).text
    async with house.unit():
        await save("reply.body", {**found.texts, "it": "Salve.\n\n{{reply.text}}"})


def _alice(house: Any) -> Any:
    from polydesk.kernel.actor import Actor
    from tenants.roles import permissions_of

    return Actor("member", house.alice.id, "Alice", role="agent", permissions=permissions_of("agent"))
