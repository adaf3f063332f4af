"""The form of a company that asks more: what it shows, what it takes, and what it does not."""

import re
from typing import Any

import pytest

from polydesk.fields import options, own_fields, request_types
from polydesk.fields.catalogue import read
from polydesk.fields.model import Answer
from polydesk.kernel import unit

NEW = "/en/tickets/new"
KEPT = ("order", "reason", "damage", "wish", "extras", "weight", "bought", "unused")


async def test_what_was_answered_is_kept_by_ids_and_shown_to_its_customer(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    answer = await form.sent(
        acme.visitor,
        order="NW-1\u202e",
        reason="damaged",
        damage="A dent.\nAnd a scratch.",
        wish="repair",
        extras=["box", "filter"],
        weight="1,234.5",
        bought="2026-11-02",
        unused="yes",
    )
    assert answer.status_code == 303, answer.text
    chosen, held = form.options, await form.held()
    assert held.type_id == form.type
    assert {key: held.answers[form.fields[key]] for key in KEPT} == {
        "order": Answer("NW-1"),
        "reason": Answer(options=(chosen["damaged"],)),
        "damage": Answer("A dent.\nAnd a scratch."),
        "wish": Answer(options=(chosen["repair"],)),
        "extras": Answer(options=tuple(sorted([chosen["box"], chosen["filter"]]))),
        "weight": Answer("1234.5"),
        "bought": Answer("2026-11-02"),
        "unused": Answer("yes"),
    }
    page = (await acme.visitor.get(answer.headers["location"].removesuffix("/receipt"))).text
    for said in ("Your order", "NW-1", "damaged", "A dent.<br>And a scratch.", "1,234.5", "Nov 2, 2026", "Return"):
        assert said in page


async def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    answer = await form.sent(
        acme.visitor, order="", reason="damaged", damage="W" * 5_001, weight="1e400", bought="2026-02-30"
    )
    assert answer.status_code == 422
    for key in ("order", "damage", "weight", "bought"):
        assert f'id="f-{form.name(key)}-error"' in answer.text
    for typed in ('value="1e400"', "W" * 5_001, "See below.", f'value="{form.options["damaged"]}" selected'):
        assert typed in answer.text


async def test_what_other_answers_hide_is_neither_asked_nor_kept(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    assert form.name("damage") not in (await acme.visitor.get(NEW)).text
    shown = await acme.visitor.post("/en/tickets/questions", form.said(reason="unwanted"))
    assert form.name("damage") not in shown.text
    assert f'value="{form.options["money"]}"' in shown.text
    assert f'value="{form.options["repair"]}"' not in shown.text
    await form.sent(acme.visitor, order="1", reason="unwanted", damage="None of it")
    assert form.fields["damage"] not in (await form.held()).answers
    repair = await form.sent(acme.visitor, order="1", reason="unwanted", wish="repair")
    assert (repair.status_code, f'id="f-{form.name("wish")}-error"' in repair.text) == (422, True)


async def test_without_scripts_a_button_shows_what_a_choice_asks(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    typed = {"subject": "Half a subject", "show": "questions", "type": str(form.type), **form.said(reason="damaged")}
    answer = await acme.visitor.post(NEW, typed)
    assert answer.status_code == 200
    assert form.name("damage") in answer.text
    assert "Half a subject" in answer.text
    assert "field-error" not in answer.text


async def test_customers_choose_between_several_types(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    assert 'name="type"' not in (await acme.visitor.get(NEW)).text
    async with acme.unit():
        other = await request_types.add(request_types.Draft({"en": "Question"}, {"en": "Anything at all."}))
    assert "Your order" in (await acme.visitor.get(NEW)).text
    page = (await acme.visitor.get(f"{NEW}?type={other}")).text
    assert "Anything at all." in page
    assert "Your order" not in page
    fetched = await acme.visitor.post("/en/tickets/questions", {"type": str(other)})
    assert fetched.headers["hx-replace-url"] == f"{NEW}?type={other}"
    assert (await form.sent(acme.visitor, type=str(other), order="1")).status_code == 303
    held = await form.held()
    assert (held.type_id, held.answers) == (other, {})


async def test_it_asks_in_the_readers_language_or_says_that_it_cannot(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    async with acme.unit():
        held = await form.field("order")
        labels = {"en": "Your order", "it": "Il tuo ordine"}
        await own_fields.change(held, own_fields.Draft(labels, is_required=True), seen=held.version)
    page = (await acme.visitor.get("/it/tickets/new")).text
    assert "Il tuo ordine" in page
    assert '<div lang="en">' in page


async def test_a_form_that_is_out_of_date_says_so_and_keeps_the_rest(acme: Any, returns: Any) -> None:
    """Its option is archived, its required field too, and then its type."""
    form = await returns(acme)
    async with acme.unit():
        reason = await form.field("reason")
        await options.archive(reason, reason.options[1])
        await own_fields.archive(await form.field("order"))
    answer = await form.sent(acme.visitor, order="1", reason="unwanted", weight="3")
    assert answer.status_code == 422
    assert "is not offered any more" in answer.text
    assert (await form.sent(acme.visitor, order="1", reason="damaged", weight="3")).status_code == 303
    assert set((await form.held()).answers) == {form.fields["reason"], form.fields["weight"]}
    async with acme.unit():
        await request_types.add(request_types.Draft({"en": "Question"}))
        await request_types.archive((await read()).type(form.type))
    gone = await form.sent(acme.visitor, reason="damaged")
    assert gone.status_code == 422
    assert "This kind of request is not offered any more." in gone.text
    assert "See below." in gone.text


@pytest.mark.parametrize(
    "typed", ["\x00", "a\x00b\ud800", "99999999999999999999999999", "nan", "9999-12-31", "²", "W" * 9_000]
)
async def test_it_answers_whatever_is_typed(acme: Any, returns: Any, typed: str) -> None:
    form = await returns(acme)
    text = typed.encode("utf-8", "replace").decode()
    answer = await form.sent(acme.visitor, type=text or "x", **dict.fromkeys(form.fields, text))
    assert answer.status_code == 422
    answer = await form.sent(acme.visitor, **dict.fromkeys(form.fields, text))
    assert answer.status_code == 422
    assert (await acme.visitor.get(NEW, params={"type": text})).status_code == 200


async def test_ids_of_others_say_nothing_here(acme: Any, globex: Any, returns: Any) -> None:
    """Another company's field and type, and an option of another field of ours."""
    form, theirs = await returns(acme), await returns(globex)
    assert (await form.sent(acme.visitor, type=str(theirs.type), order="1")).status_code == 422
    for foreign in (theirs.options["damaged"], form.options["box"]):
        assert (await form.sent(acme.visitor, order="1", reason=str(foreign))).status_code == 422
    both = {"subject": "S", "message": "M", "email": "d@x.example", **form.said(order="1"), **theirs.said(order="2")}
    assert (await acme.visitor.post(NEW, both)).status_code == 303
    assert set((await form.held()).answers) == {form.fields["order"]}
    assert "Your" not in (await globex.visitor.get("/en/tickets/1")).text


async def test_a_file_is_an_answer_and_survives_a_mistake(acme: Any, globex: Any, returns: Any) -> None:
    form = await returns(acme)
    name = form.name("picture")
    typed = {"subject": "S", "message": "M", "email": "d@x.example", **form.said(reason="damaged")}
    answer = await acme.visitor.client.post(NEW, data=typed, files={f"{name}_file": ("dent.txt", b"It has a dent.")})
    assert answer.status_code == 422, "the order is missing"
    claim = re.search(rf'name="{name}_kept" value="([^"]+)"', answer.text)
    assert claim
    assert "dent.txt" in answer.text
    sent = {
        **typed,
        **form.said(order="1", picture="00000000-0000-7000-8000-000000000000 forged"),
        f"{name}_kept": claim[1],
    }
    answer = await acme.visitor.post(NEW, sent)
    assert answer.status_code == 303, answer.text
    there = answer.headers["location"].removesuffix("/receipt")
    page = (await acme.visitor.get(there)).text
    assert "forged" not in page
    link = re.search(r'<dd><a href="([^"]+)"><bdi>dent.txt', page)
    assert link
    assert (await acme.visitor.get(link[1])).status_code == 303
    assert (await globex.visitor.get(link[1])).status_code in (404, 410)
    assert "dent.txt" in (await acme.alice.get("/desk/tickets/1")).text


async def test_of_a_form_that_is_sent_twice_the_first_answers_hold(acme: Any, returns: Any) -> None:
    form = await returns(acme)
    for order in ("first", "second"):
        answer = await form.sent(acme.visitor, key="0123456789abcdef0123", order=order)
        assert answer.status_code == 303
    assert (await form.held()).answers == {form.fields["order"]: Answer("first")}


@pytest.mark.parametrize("asks", [False, True])
async def test_answers_cost_one_statement_and_their_absence_none(
    acme: Any, returns: Any, monkeypatch: pytest.MonkeyPatch, asks: bool
) -> None:
    ran: list[str] = []
    run = unit.Unit._run

    async def noted(self: Any, method: str, *args: Any, **named: Any) -> Any:
        if any(table in args[0] for table in ("ticket_request", "request_type", "ticket_field", "ticket_answer")):
            ran.append(args[0])
        return await run(self, method, *args, **named)

    form = await returns(acme) if asks else None
    await acme.visitor.get(NEW)
    monkeypatch.setattr(unit.Unit, "_run", noted)
    sent = {
        "subject": "S",
        "message": "M",
        "email": "d@x.example",
        **(form.said(order="1", reason="damaged") if form else {}),
    }
    answer = await acme.visitor.post(NEW, sent)
    assert answer.status_code == 303
    assert len(ran) == (1 if asks else 0)
