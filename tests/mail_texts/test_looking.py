"""Looking at a mail on a real ticket, and sending it to oneself, before any customer gets it."""

from typing import Any

from polydesk.kernel import outbox, unit

PAGE = "/admin/mails/reply/it"
TYPED = {"subject": "Su {{ticket.subject}}", "heading": "Ciao", "body": "Caro {{customer.name}}\n\n{{reply.text}}"}


async def test_it_shows_what_is_typed_on_the_ticket_in_the_brands_layout(house: Any, ask: Any, answer: Any) -> None:
    ticket = await ask(subject="Vaso rotto")
    await answer(ticket, "Arriva domani.")
    asked = {**TYPED, "ticket": str(ticket.number)}
    shown = await house.ada.get(f"{PAGE}/preview", params=asked)
    assert "Su Vaso rotto" in shown.text
    assert "Caro Carla" in shown.text
    assert "frame-ancestors 'self'" in shown.headers["content-security-policy"]
    mail = await house.ada.get(f"{PAGE}/preview/mail", params=asked)
    assert 'lang="it"' in mail.text
    assert "Arriva domani." in mail.text
    assert "Acme" in mail.text
    assert "sandbox" in mail.headers["content-security-policy"]


async def test_it_shows_the_newest_ticket_or_a_made_up_one(house: Any, ask: Any) -> None:
    assert "You have no ticket yet" in (await house.ada.get(f"{PAGE}/preview")).text
    ticket = await ask()
    assert f"on ticket {ticket.number}" in (await house.ada.get(f"{PAGE}/preview")).text


async def test_every_mail_can_be_looked_at_in_every_language(house: Any, ask: Any) -> None:
    await ask()
    for name in ("receipt", "receipt_unconfirmed", "reply", "resolving_reply", "resolved", "survey", "outbound"):
        for language, direction in (("en", "ltr"), ("it", "ltr"), ("ar", "rtl")):
            mail = await house.ada.get(f"/admin/mails/{name}/{language}/preview/mail")
            assert mail.status_code == 200
            assert f'dir="{direction}"' in mail.text
            assert "{{" not in mail.text


async def test_it_says_that_ours_would_be_sent_when_nobody_knows_a_value(house: Any, ask: Any) -> None:
    ticket = await ask(name="")
    shown = (await house.ada.get(f"{PAGE}/preview", params={**TYPED, "ticket": str(ticket.number)})).text
    assert "Nobody knows what {{customer.name}} stands for on this ticket" in shown
    assert "Caro " not in shown


async def test_a_ticket_that_is_not_there_is_said(house: Any, globex: Any, ask: Any) -> None:
    ticket = await ask()
    for number in ("999999", "-1", "x" * 30, str(10**30)):
        answer = await house.ada.get(f"{PAGE}/preview", params={"ticket": number})
        assert answer.status_code == 404
        assert "There is no ticket with this number." in answer.text
        assert (await house.ada.get(f"{PAGE}/preview/mail", params={"ticket": number})).status_code == 404
    asked = {"ticket": str(ticket.number)}
    assert "Lampada" not in (await globex.mallory.get("/admin/mails/reply/en/preview", params=asked)).text


async def test_a_test_goes_to_oneself_and_saves_nothing(house: Any, ask: Any) -> None:
    await ask()
    answer = await house.ada.post(f"{PAGE}/test", {**TYPED, "seen": "0"})
    assert answer.status_code == 200
    assert house.ada.email in answer.text
    await outbox.drain(house.id)
    async with house.unit():
        (mail,) = await unit.fetch("SELECT * FROM mail WHERE kind = 'reply'")
        assert await unit.fetchval("SELECT count(*) FROM mail_text_version") == 0
    assert mail["to_address"] == house.ada.email
    assert mail["subject"].endswith("Su Lampada")
    assert mail["language"] == "it"


async def test_a_test_of_a_faulty_text_or_ticket_is_refused(house: Any) -> None:
    assert (await house.ada.post(f"{PAGE}/test", {**TYPED, "heading": "{{nobody}}"})).status_code == 422
    refused = await house.ada.post(f"{PAGE}/test", {**TYPED, "ticket": "999999"})
    assert refused.status_code == 422
    assert "There is no ticket with this number." in refused.text


async def test_tests_are_rationed(house: Any) -> None:
    for _each in range(20):
        assert (await house.ada.post(f"{PAGE}/test", TYPED)).status_code == 200
    assert (await house.ada.post(f"{PAGE}/test", TYPED)).status_code == 422
