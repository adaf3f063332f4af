"""Answers as agents see and correct them: beside the ticket, in the timeline, in views, and after a merge."""

import re
from typing import Any

import asyncpg
import pytest

from i18n import speaking
from polydesk.fields import keeping, options, own_fields, request_types
from polydesk.fields.catalogue import read
from polydesk.fields.model import Answer
from polydesk.kernel import unit
from polydesk.kernel.wording import find
from polydesk.tickets.conditions import Conditions
from polydesk.tickets.listing import queue
from polydesk.tickets.merging import merge, unmerge
from polydesk.tickets.queries import by_number
from polydesk.tickets.searching import search
from polydesk.tickets.submission import NewTicket, submit
from polydesk.tickets.timeline import timeline

PAGE = "/desk/tickets/1/answers"


async def _opened(person: Any) -> str:
    """What the form was opened with."""
    page = (await person.get(PAGE)).text
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


async def test_an_agent_corrects_answers_and_the_timeline_tells_it(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    await form.sent(acme.visitor, order="NW-1", reason="damaged", damage="A dent", weight="1.5")
    assert "NW-1" in (await acme.alice.get("/desk/tickets/1")).text
    said = form.said(order="NW-2", reason="unwanted", damage="A dent", weight="1.5", bought="2026-11-02")
    answer = await acme.alice.post(PAGE, {"type": str(form.type), "seen": await _opened(acme.alice), **said})
    assert answer.status_code == 303, answer.text
    held = await form.held()
    assert form.fields["damage"] not in held.answers, "the new reason hides it"
    assert held.answers[form.fields["order"]] == Answer("NW-2")
    async with acme.unit():
        ticket = await by_number(1)
        with speaking("it"):
            told = [entry.sentence for entry in await timeline(ticket, for_customer=False) if not entry.is_message]
        assert await timeline(ticket, for_customer=True) != []
    assert ticket.version > 1
    for word in ("«Your order»", "«NW-1»", "«NW-2»", "«damaged»", "«unwanted»", "«2 nov 2026»", "«A dent»"):
        assert any(word in sentence for sentence in told), (word, told)


async def test_a_ticket_without_a_request_type_says_so(acme: Any, returns: Any) -> None:
    await returns(acme)
    async with acme.unit():
        new = NewTicket(subject="It came broken", body="See below.", address="dora@customers.example", name="Dora")
        await submit(new, key="it-came-without-a-type")
    page = (await acme.alice.get("/desk/tickets/1")).text
    assert '<dt>Request type</dt><dd class="muted">None</dd>' in page


async def test_nobody_overwrites_what_somebody_else_has_just_changed(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    await form.sent(acme.visitor, order="NW-1")
    seen = await _opened(acme.alice)
    mine = {"type": str(form.type), "seen": seen, **form.said(order="Alice")}
    assert (await acme.alice.post(PAGE, mine)).status_code == 303
    answer = await acme.bob.post(PAGE, {**mine, **form.said(order="Bob")})
    assert answer.status_code == 409
    assert 'value="Bob"' in answer.text
    assert "<bdi>Alice</bdi>" in answer.text
    again = {**mine, **form.said(order="Bob"), "seen": await _opened(acme.bob)}
    assert (await acme.bob.post(PAGE, again)).status_code == 303
    assert (await form.held()).answers[form.fields["order"]] == Answer("Bob")


async def test_what_is_archived_stays_with_its_tickets(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    await form.sent(acme.visitor, order="NW-1", reason="unwanted", weight="2")
    async with acme.unit():
        known = await read()
        await own_fields.archive(known.field(form.fields["weight"]))
        await request_types.archive(known.type(form.type))
    page = (await acme.alice.get("/desk/tickets/1")).text
    assert "Your weight" in page
    answer = await acme.alice.post(
        PAGE, {"type": str(form.type), "seen": await _opened(acme.alice), **form.said(order="NW-9", reason="unwanted")}
    )
    assert answer.status_code == 303
    assert (await form.held()).answers[form.fields["weight"]] == Answer("2")


async def test_light_agents_and_customers_change_nothing(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    await form.sent(acme.visitor, order="NW-1")
    for person in (acme.lara, acme.carl, acme.visitor):
        assert (await person.post(PAGE, {"type": "", "seen": "x"})).status_code in (302, 303, 401, 403, 404)
    assert (await form.held()).answers == {form.fields["order"]: Answer("NW-1")}


async def test_views_ask_for_types_and_choices(acme: Any, returns: Any, acting: Any) -> None:
    form = await returns(acme)
    for reason, extras in (("damaged", ["box"]), ("unwanted", ["box", "cable"]), ("damaged", [])):
        await form.sent(acme.visitor, order="1", reason=reason, extras=extras)

    async def found(**wanted: Any) -> set[int]:
        async with acme.unit():
            page = await queue(Conditions(**wanted), by=acting(acme.alice), sort="newest")
        return {row.number for row in page.rows}

    reason, extras, chosen = form.fields["reason"], form.fields["extras"], form.options
    assert await found(request_types=[form.type]) == {1, 2, 3}
    assert await found(answers={reason: [chosen["damaged"]]}) == {1, 3}
    assert await found(answers={reason: [chosen["damaged"]], extras: [chosen["box"], chosen["cable"]]}) == {1}
    saved = await acme.alice.post(
        "/desk/views",
        {"name": "Damaged", "answers": [str(chosen["damaged"]), str(form.type)], "request_types": [str(form.type)]},
    )
    page = (await acme.alice.get(saved.headers["location"])).text
    assert [number for number in (1, 2, 3) if f'id="t{number}"' in page] == [1, 3]
    key = saved.headers["location"].partition("view=")[2]
    assert f'value="{chosen["damaged"]}" checked' in (await acme.alice.get(f"/desk/views/{key}")).text


async def test_merging_shows_both_and_taking_it_back_leaves_each_its_own(acme: Any, returns: Any, acting: Any) -> None:
    form = await returns(acme)
    for order in ("NW-1", "NW-2"):
        await form.sent(acme.visitor, order=order)
    async with acme.unit():
        one, other = await by_number(1), await by_number(2)
        await merge(one, into=other, by=acting(acme.alice))
    page = (await acme.alice.get("/desk/tickets/2")).text
    assert page.index("NW-2") < page.index("From ticket #1") < page.index("NW-1")
    async with acme.unit():
        await unmerge(await by_number(1), by=acting(acme.alice))
    page = (await acme.alice.get("/desk/tickets/2")).text
    assert "NW-2" in page
    assert "NW-1" not in page
    assert (await form.held(1)).answers == {form.fields["order"]: Answer("NW-1")}


async def test_answers_go_with_their_ticket(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    await form.sent(acme.visitor, order="1", reason="damaged")
    async with acme.unit():
        await unit.execute("DELETE FROM submission")
        await unit.execute("DELETE FROM ticket")
        for table in ("ticket_request", "ticket_answer", "ticket_answer_option"):
            assert await unit.fetchval(f"SELECT count(*) FROM {table}") == 0  # noqa: S608


async def test_a_choice_is_never_anothers_by_the_databases_own_word(acme: Any, returns: Any) -> None:
    """However wrong the code above it were."""
    form = await returns(acme)
    await form.sent(acme.visitor, order="1")
    async with acme.unit():
        ticket = await by_number(1)
        wrong = {form.fields["reason"]: Answer(options=(form.options["box"],))}
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            async with unit.savepoint():
                await keeping.keep(ticket.id, None, wrong)


async def test_texts_of_forms_are_written_in_the_one_editor(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    texts = {"en": "Your order", "it": "Il tuo ordine"}
    for name, key in (("request_type", f"{form.type}.name"), ("ticket_field", f"{form.fields['order']}.label"),
                      ("ticket_field", f"{form.fields['order']}.help"), ("field_option", str(form.options["box"]))):  # fmt: skip
        kind = find(name)
        assert kind
        async with acme.unit():
            await kind.save(key, texts)
            assert next(one.texts for one in await kind.phrases() if one.key == key) == texts
        assert (await acme.olga.get(f"/admin/languages/texts/{name}/{key}")).status_code == 200
    assert (await form.sent(acme.visitor, order="")).status_code == 422, "it is still required"


async def test_a_ticket_for_a_caller_can_be_of_a_type_too(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    new = "/desk/tickets/new"
    assert form.name("order") not in (await acme.alice.get(new)).text
    shown = await acme.alice.post(f"{new}/questions", {"type": str(form.type), **form.said(reason="damaged")})
    assert form.name("damage") in shown.text
    typed = {"subject": "On the phone", "key": "0123456789abcdef0123", "type": str(form.type)}
    answer = await acme.alice.post(new, {**typed, **form.said(reason="damaged", weight="heavy")})
    assert answer.status_code == 422
    for _twice in range(2):
        answer = await acme.alice.post(new, {**typed, **form.said(reason="damaged", weight="2")})
        assert answer.headers["location"] == "/desk/tickets/1", "agents may leave out the order"
    assert set((await form.held()).answers) == {form.fields["reason"], form.fields["weight"]}


async def test_an_order_number_leads_to_its_ticket(acme: Any, returns: Any, acting: Any) -> None:
    """Also after it was corrected, and after the ticket was merged into another one."""
    form = await returns(acme)
    await form.sent(acme.visitor, order="NW-20466", reason="damaged", damage="Verbeult")
    await form.sent(acme.visitor, order="NW-30001")

    async def found(words: str) -> list[int]:
        async with acme.unit():
            return [row.number for row in await search(words, by=acting(acme.alice), languages=["en"])]

    assert (await found("NW-20466"), await found("verbeult")) == ([1], [1])
    said = form.said(order="NW-55555", reason="damaged", damage="Verbeult")
    await acme.alice.post(PAGE, {"type": str(form.type), "seen": await _opened(acme.alice), **said})
    assert (await found("NW-20466"), await found("NW-55555")) == ([], [1])
    async with acme.unit():
        await merge(await by_number(1), into=await by_number(2), by=acting(acme.alice))
    assert await found("NW-55555") == [2]


async def test_what_is_saved_as_it_was_leaves_no_trace_in_whatever_order_its_options_stand(
    acme: Any, returns: Any
) -> None:
    form = await returns(acme)
    await form.sent(acme.visitor, order="NW-1", extras=["box", "filter"])
    async with acme.unit():
        extras = await form.field("extras")
        for _step in range(2):
            held = await form.field("extras")
            await options.move(held, next(one for one in held.options if one.id == form.options["filter"]), up=True)
        version = (await by_number(1)).version
    same = {"type": str(form.type), "seen": await _opened(acme.alice), **form.said(order="NW-1")}
    same[extras.input_name] = [str(form.options["filter"]), str(form.options["box"])]
    assert (await acme.alice.post(PAGE, same)).status_code == 303
    async with acme.unit():
        assert (await by_number(1)).version == version
