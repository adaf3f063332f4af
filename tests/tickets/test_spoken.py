"""The language of a message is found offline; what is short, mixed or quoted says nothing, and a ticket remembers it."""

from typing import Any

import pytest

from polydesk.kernel import outbox
from polydesk.kernel.actor import Actor
from polydesk.tickets.conditions import Conditions
from polydesk.tickets.conversation import customer_writes
from polydesk.tickets.detecting import detect
from polydesk.tickets.listing import queue
from polydesk.tickets.queries import by_id
from polydesk.tickets.spoken import LEAST_LETTERS, languages_told_apart, spoken_in

TEN = ("en", "it", "hu", "ru", "de", "fr", "es", "pl", "ar", "ja")
HUNGARIAN = "Jó napot! A vízforralóm két nap óta nem kapcsol be. Mit tegyek vele?"
ITALIAN = "Buongiorno, il mio bollitore non si accende più da due giorni. Che cosa devo fare?"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hello, my kettle has not switched on for two days. What shall I do?"),
        ("it", ITALIAN),
        ("hu", HUNGARIAN),
        ("ru", "Здравствуйте, чайник уже два дня не включается. Что мне делать?"),
        ("de", "Guten Tag, mein Wasserkocher geht seit zwei Tagen nicht mehr an. Was soll ich tun?"),
        ("fr", "Bonjour, ma bouilloire ne s’allume plus depuis deux jours. Que dois-je faire ?"),
        ("es", "Buenos días, mi hervidor no se enciende desde hace dos días. ¿Qué puedo hacer?"),
        ("pl", "Dzień dobry, mój czajnik nie włącza się od dwóch dni. Co mam zrobić?"),
        ("ar", "مرحبا، غلايتي لا تعمل منذ يومين. ماذا أفعل؟"),
        ("ja", "こんにちは。二日前からやかんの電源が入りません。どうすればいいですか。"),
    ],
)
async def test_it_tells_the_languages_of_the_product_apart(language: str, text: str) -> None:
    assert await spoken_in(text, TEN) == language


@pytest.mark.parametrize(
    "text",
    [
        *("", "   \n", "ok", "Thanks!", "12345 67890 12345", "😀😀😀😀😀😀", "\x00\ud800", "a" * 50_000),
        f"{ITALIAN}\n\n{HUNGARIAN}",
        "> " + ITALIAN,
        "```\nfor kettle in kettles: kettle.switch(on=True)  # what shall I do now\n```",
        "https://shop.example/bollitori/che-non-si-accendono-da-due-giorni dora@customers.example",
        "O meu pedido ainda não chegou, podem ajudar-me por favor? Já passaram duas semanas.",
    ],
)
async def test_it_says_nothing_that_is_not_certain(text: str) -> None:
    assert await spoken_in(text, TEN) is None


async def test_a_language_that_a_company_added_is_told_apart_too() -> None:
    wanted = languages_told_apart(["pt-BR", "en"])
    assert await spoken_in("O meu pedido ainda não chegou, podem ajudar-me por favor?", wanted) == "pt"


async def test_what_was_quoted_and_signed_is_not_the_writers_own() -> None:
    text = f"{HUNGARIAN}\n> {ITALIAN}\n-- \nThe friendly people of Kettles and Lamps, at your service every day"
    assert await spoken_in(text, TEN) == "hu"


async def test_a_long_line_without_a_space_is_read_quickly() -> None:
    assert await spoken_in("x" * 1_000_000 + "@" * LEAST_LETTERS, TEN) is None


def _customer(ticket: Any) -> Actor:
    return Actor("requester", ticket.person_id, "Dora", "dora@customers.example")


async def test_a_ticket_remembers_it_without_a_line_or_a_version(acme: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks(subject="Vízforraló", body=HUNGARIAN, language="en")
    await outbox.drain(acme.id)
    async with acme.unit():
        found = await by_id(ticket.id)
    assert (found.message_language, found.language, found.version) == ("hu", "en", ticket.version)


async def test_a_later_message_in_another_language_counts_and_a_short_one_does_not(acme: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks(subject="Vízforraló", body=HUNGARIAN)
        await detect(ticket.id)
        await customer_writes(ticket, body="ok!", by=_customer(ticket))
        await detect(ticket.id)
        assert (await by_id(ticket.id)).message_language == "hu"
        await customer_writes(await by_id(ticket.id), body=ITALIAN, by=_customer(ticket))
        await detect(ticket.id)
        await detect(ticket.id)
        assert (await by_id(ticket.id)).message_language == "it"


async def test_an_automatic_answer_says_nothing_of_its_sender(acme: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks(subject="Vízforraló", body=HUNGARIAN)
        await customer_writes(ticket, body=ITALIAN, by=_customer(ticket), automatic=True)
        await detect(ticket.id)
        assert (await by_id(ticket.id)).message_language == "hu"


async def test_views_ask_for_it(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks(subject="Vízforraló", body=HUNGARIAN, language="en")
        await asks("erik@customers.example")
        await detect(ticket.id)
        page = await queue(Conditions(message_languages=["hu"]), by=acting(acme.alice))
        assert [row.number for row in page.rows] == [ticket.number]


async def test_another_companys_ticket_is_none_of_ours(acme: Any, globex: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks(subject="Vízforraló", body=HUNGARIAN)
    async with globex.unit():
        await detect(ticket.id)
    async with acme.unit():
        assert (await by_id(ticket.id)).message_language is None
