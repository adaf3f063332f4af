"""Further brands: an address stands for one of them, and what its customers get about their tickets wears it."""

import io
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from tests_mails import written
from tests_surveys import agent, asked, survey_mails, taps, ticket_of, tuesday_noon

from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import travel
from polydesk.tickets import categories, changing, conversation, queries
from polydesk.tickets.refusals import NoSuchChoice
from surveys import survey_forms
from surveys.form_choice import form_for
from surveys.form_content import Content
from surveys.survey_forms import ForTickets, TicketsTaken
from tenants import brands
from tenants.brands import Draft
from tenants.here import SiteView, site

FURTHER = "/admin/brand/further"
ADDRESSES = "/admin/mail-in/addresses"
THUMBS = Content(
    "thumbs", "thumbs", 2, question={"en": "Did Kettle & Sons help?", "it": "Kettle & Sons ti ha aiutato?"}
)


def logo() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (300, 80), "#0b7285").save(target, "PNG")
    return target.getvalue()


async def made(acme: Any, name: str = "Kettle & Sons") -> UUID:
    async with acme.unit():
        return await brands.add(Draft(name, "#0b7285"))


async def test_an_admin_gives_an_address_a_brand_and_its_customer_reads_that_name(acme: Any, post: Any) -> None:
    typed = {"name": "Kettle & Sons", "colour": "#0b7285"}
    done = await acme.ada.post(f"{FURTHER}/new", typed, files={"logo": ("l.png", logo(), "image/png")})
    assert done.status_code == 303
    brand = done.headers["location"].removeprefix(f"{FURTHER}/").removesuffix("?saved=1")
    assert "Kettle &amp; Sons" in (await acme.ada.get("/admin/brand")).text
    said = {"local": "kettles", "brand": brand}
    assert (await acme.ada.post(f"{ADDRESSES}/new", said)).status_code == 303
    assert "Kettle &amp; Sons" in (await acme.ada.get("/admin/audit?action=inbox.added")).text
    row = await post.arrive(written(), to=f"kettles@{acme.slug}.localhost")
    async with acme.unit():
        ticket = await queries.by_id(row["ticket_id"])
        await conversation.reply(
            ticket, body="Tighten the lid.", by=agent(acme), seen=ticket.message_count, then="open"
        )
    await outbox.drain(acme.id)
    async with acme.unit():
        mails = await unit.fetch(
            "SELECT kind, from_name, html, text FROM mail WHERE to_address = 'carl@customers.example'"
        )
    assert {mail["kind"] for mail in mails} == {"receipt", "reply"}
    for mail in mails:
        assert mail["from_name"] == "Kettle & Sons"
        assert "#0b7285" in mail["html"]
        assert f"{acme.host}/brand/" in mail["html"]
        assert "Acme" not in mail["text"]
    at = mails[0]["text"].split(acme.host, 1)[1].split()[0]
    assert "Kettle &amp; Sons" in (await acme.visitor.get(at)).text
    assert ticket.brand_id == UUID(brand)
    assert "#0b7285" in (await acme.ada.get(f"/admin/mails/reply/en/preview/mail?ticket={ticket.number}")).text
    preview = await acme.ada.get(f"/admin/surveys/forms/preview?brand={brand}")
    assert f"of={brand}" in preview.text


async def test_its_mark_has_another_address_once_its_name_begins_otherwise(acme: Any) -> None:
    brand, marks = await made(acme), []
    for name in ("Kettle & Sons", "Étoile"):
        async with acme.unit():
            await brands.change(await brands.brand(brand), Draft(name, "#0b7285"))
        async with acme.unit(), brands.wearing(brand):
            marks.append(SiteView(site()).brand.mark_url)
        drawn = await acme.visitor.get(marks[-1])
        assert f">{name[0]}<" in drawn.text
        assert "immutable" in drawn.headers["cache-control"]
    assert marks[0] != marks[1]


async def test_its_survey_asks_with_its_own_form_under_its_own_name(acme: Any) -> None:
    brand = await made(acme)
    with travel(tuesday_noon()):
        async with acme.unit():
            await survey_forms.found("Kettles", THUMBS, tickets=ForTickets((), (brand,)))
        await ticket_of(acme, brand_id=brand)
        link = await asked(acme)
        (mail,) = await survey_mails(acme)
        assert "Did Kettle & Sons help?" in mail["text"]
        assert "#0b7285" in mail["html"]
        page = (await taps(acme.visitor, link)).page.text  # type: ignore[arg-type]
    assert "Did Kettle &amp; Sons help?" in page
    assert "Acme" not in page
    sheet = page.split('href="/brand.css')[1].split('"')[0].replace("&amp;", "&")
    style = await acme.visitor.get(f"/brand.css{sheet}")
    assert "--brand:#0b7285" in style.text
    assert "immutable" in style.headers["cache-control"]


async def test_the_most_particular_form_asks_and_no_two_ask_about_the_same(acme: Any) -> None:
    brand, other = await made(acme), await made(acme, "Pots")
    ticket = await ticket_of(acme)
    async with acme.unit():
        about = (await categories.add({"en": "Repairs"})).id
        by_category = await survey_forms.found("Repairs", THUMBS, tickets=ForTickets((about,)))
        by_brand = await survey_forms.found("Kettles", THUMBS, tickets=ForTickets((), (brand,)))
        by_both = await survey_forms.found("Both", THUMBS, tickets=ForTickets((about,), (brand,)))
        ticket = await changing.set_category(ticket, to=about, by=agent(acme))
        assert (await form_for(ticket.id)).form_id == by_category
        ticket = await changing.set_brand(ticket, to=other, by=agent(acme))
        assert (await form_for(ticket.id)).form_id == by_category
        ticket = await changing.set_brand(ticket, to=brand, by=agent(acme))
        assert (await form_for(ticket.id)).form_id == by_both
        await changing.set_category(ticket, to=None, by=agent(acme))
        assert (await form_for(ticket.id)).form_id == by_brand
        for same in (ForTickets((), (brand, other)), ForTickets((about,), (brand,)), ForTickets((about,))):
            with pytest.raises(TicketsTaken):
                await survey_forms.found("Again", THUMBS, tickets=same)
        await survey_forms.archive(by_both)
        await survey_forms.found("Again", THUMBS, tickets=ForTickets((about,), (brand, other)))
        await survey_forms.restore(by_both)
        assert (await survey_forms.survey_form(by_both)).for_tickets == ForTickets()


async def test_an_agent_says_which_brand_and_the_timeline_tells_it(acme: Any, globex: Any) -> None:
    brand, foreign = await made(acme), await made(globex)
    ticket = await ticket_of(acme)
    at = f"/desk/tickets/{ticket.number}"
    assert 'id="f-brand"' in (await acme.alice.get(at)).text
    assert (await acme.alice.post(f"{at}/brand", {"brand": str(brand)})).status_code == 303
    assert "set the brand to “Kettle &amp; Sons”" in (await acme.alice.get(f"{at}?history=1")).text
    async with acme.unit():
        await brands.archive(await brands.brand(brand))
    async with acme.unit():
        ticket = await queries.by_id(ticket.id)
        for refused in (foreign, brand):
            with pytest.raises(NoSuchChoice):
                await changing.set_brand(
                    await changing.set_brand(ticket, to=None, by=agent(acme)), to=refused, by=agent(acme)
                )


async def test_two_brands_cannot_be_told_apart_by_the_same_name_and_agents_make_none(acme: Any) -> None:
    await made(acme)
    again = await acme.ada.post(f"{FURTHER}/new", {"name": "KETTLE & sons", "colour": "#0b7285"})
    assert (again.status_code, "f-name-error" in again.text) == (422, True)
    wrong = await acme.ada.post(f"{FURTHER}/new", {"name": "Pots", "colour": "blue-ish"})
    assert (wrong.status_code, "blue-ish" in wrong.text) == (422, True)
    assert (await acme.alice.get(f"{FURTHER}/new")).status_code == 403


async def test_an_address_keeps_the_brand_that_is_archived_and_a_second_press_is_not_told(acme: Any) -> None:
    brand = await made(acme)
    said = {"local": "kettles", "brand": str(brand)}
    assert (await acme.ada.post(f"{ADDRESSES}/new", said)).status_code == 303
    for _press in range(2):
        assert (await acme.ada.post(f"{FURTHER}/{brand}/archival")).status_code == 303
    assert f'value="{brand}" selected' in (await acme.ada.get(f"{ADDRESSES}/kettles")).text
    assert str(brand) not in (await acme.ada.get(f"{ADDRESSES}/new")).text
    for _press in range(2):
        assert (await acme.ada.post(f"{FURTHER}/{brand}/restoration")).status_code == 303
    async with acme.unit():
        told = await unit.fetch("SELECT action FROM audit WHERE subject_id = $1 ORDER BY at, id", brand)
    assert [row["action"] for row in told] == [f"further_brand.{what}" for what in ("added", "archived", "restored")]
