"""Setting up what customers are asked: by the pages, in order, undone, and never over somebody else's change."""

import asyncio
import time
from typing import Any

from polydesk.fields import options, own_fields, request_types
from polydesk.fields.catalogue import read
from polydesk.fields.refusals import TooMany
from polydesk.kernel import unit

PAGE = "/admin/settings/fields"


async def _made(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


async def test_a_form_is_set_up_by_its_pages(acme: Any) -> None:
    olga = acme.olga
    kind = await _made(await olga.post(f"{PAGE}/types", {"name_en": "Return", "name_it": "Reso"}))
    again = await _made(await olga.post(f"{PAGE}/types", {"name_en": "Return", "name_it": "Reso"}))
    assert kind == again, "sent twice it is one"
    reason = await _made(
        await olga.post(PAGE, {"label_en": "Reason", "kind": "choice", "options": "damaged\n\n unwanted \ndamaged"})
    )
    damage = await _made(await olga.post(PAGE, {"label_en": "Damage", "kind": "long_text"}))
    for field in (damage, reason):
        await olga.post(f"{kind}/fields", {"field": field.rpartition("/")[2]})
    await olga.post(f"{kind}/fields/{damage.rpartition('/')[2]}/position", {"direction": "down"})
    async with acme.unit():
        known = await read()
    asked = known.asked_by(known.offered[0])
    assert [one.label.text for one in asked] == ["Reason", "Damage"]
    assert [one.names for one in asked[0].options] == [{"en": "damaged"}, {"en": "unwanted"}]
    tie = {
        "version": "1",
        "label_en": "Damage",
        "parent_id": str(asked[0].id),
        "shown_for": str(asked[0].options[0].id),
    }
    assert (await olga.post(damage, {**tie, "is_required": "yes"})).status_code == 303
    page = (await acme.visitor.get("/en/tickets/new")).text
    assert "Reason" in page
    assert "Damage" not in page
    for path in (PAGE, kind, reason, damage, f"{reason}/options/{asked[0].options[0].id}", f"{damage}/parent"):
        assert (await olga.get(path)).status_code == 200, path


async def test_the_second_of_two_who_edit_at_once_is_told(acme: Any) -> None:
    field = await _made(await acme.olga.post(PAGE, {"label_en": "Order", "kind": "text"}))
    assert (await acme.olga.post(field, {"version": "1", "label_en": "Order number"})).status_code == 303
    answer = await acme.ada.post(field, {"version": "1", "label_en": "Number of the order"})
    assert answer.status_code == 409
    assert "Number of the order" in answer.text
    assert "Somebody else has changed this meanwhile." in answer.text


async def test_fields_never_wait_for_each_other(acme: Any) -> None:
    one, other = [
        await _made(await acme.olga.post(PAGE, {"label_en": name, "kind": "checkbox"})) for name in ("One", "Other")
    ]
    ids = [path.rpartition("/")[2] for path in (one, other)]
    assert (await acme.olga.post(one, {"version": "1", "label_en": "One", "parent_id": ids[1]})).status_code == 303
    answer = await acme.olga.post(other, {"version": "1", "label_en": "Other", "parent_id": ids[0]})
    assert answer.status_code == 409
    refused = await acme.olga.post(f"{other}/archival")
    assert refused.status_code == 409
    assert "One" in refused.text
    await acme.olga.post(f"{one}/archival")
    assert (await acme.olga.post(f"{other}/archival")).status_code == 303
    assert (await acme.olga.post(f"{one}/restoration")).status_code == 303
    async with acme.unit():
        assert [field.parent_id for field in (await read()).open_fields] == [None], "it stands by itself now"


async def test_what_is_archived_comes_back_and_every_step_is_in_the_log(acme: Any) -> None:
    field = await _made(await acme.olga.post(PAGE, {"label_en": "Size", "kind": "choices", "options": "S\nM\nL"}))
    async with acme.unit():
        small, middle, _large = (await read()).open_fields[0].options
    for option, done in ((small, "archival"), (middle, "position"), (small, "restoration")):
        assert (await acme.olga.post(f"{field}/options/{option.id}/{done}", {"direction": "down"})).status_code == 303
    await acme.olga.post(f"{field}/options", {"options": "XL\nM"})
    async with acme.unit():
        held = (await read()).open_fields[0]
        rows = await unit.fetch("SELECT action FROM audit WHERE action LIKE 'fields.%' ORDER BY id")
    assert [one.names["en"] for one in held.open_options] == ["L", "M", "S", "XL"]
    log = ["field_added", "option_added", "option_archived", "option_moved", "option_restored", "option_added"]
    assert [row["action"].removeprefix("fields.") for row in rows] == log
    assert "Archived an option of a field" in (await acme.olga.get("/admin/audit")).text


async def test_mistakes_stand_beside_what_was_typed(acme: Any) -> None:
    for wrong, said in (
        ({"kind": "choice", "label_en": "Size"}, "A choice needs options."),
        ({"kind": "rocket", "label_en": "Size"}, "Please choose one of the options."),
        ({"kind": "text", "label_en": "", "label_it": "Taglia"}, "Please fill this in."),
        ({"kind": "choice", "label_en": "Size", "options": "W" * 81}, "Please enter at most 80 characters."),
    ):
        answer = await acme.olga.post(PAGE, wrong)
        assert answer.status_code == 422
        assert said in answer.text
        assert wrong.get("label_it", "Size") in answer.text


async def test_a_company_never_reaches_anothers(acme: Any, globex: Any) -> None:
    theirs = await _made(
        await acme.olga.post(PAGE, {"label_en": "zq-secret", "kind": "choice", "options": "zq-option"})
    )
    kind = await _made(await acme.olga.post(f"{PAGE}/types", {"name_en": "zq-type"}))
    mine = await _made(await globex.mallory.post(f"{PAGE}/types", {"name_en": "Mine"}))
    async with acme.unit():
        option = (await read()).open_fields[0].options[0]
    assert "zq-" not in (await globex.mallory.get(PAGE)).text
    for path in (theirs, kind, f"{theirs}/options/{option.id}"):
        assert (await globex.mallory.get(path)).status_code == 404
        assert (await globex.mallory.post(path, {"version": "1", "label_en": "X", "name_en": "X"})).status_code == 404
        assert (await globex.mallory.post(f"{path}/archival")).status_code == 404
    assert (await globex.mallory.post(f"{mine}/fields", {"field": theirs.rpartition("/")[2]})).status_code == 404


async def test_a_list_of_very_many_options_is_refused_at_once(acme: Any) -> None:
    """They were compared with each other first: minutes in which nobody else got an answer."""
    field = await _made(await acme.olga.post(PAGE, {"label_en": "Part", "kind": "choice", "options": "lid\nspout"}))
    begun = time.process_time()
    refused = await acme.olga.post(f"{field}/options", {"options": "\n".join(map(str, range(20_000)))})
    assert refused.status_code == 422
    assert time.process_time() - begun < 10


async def test_two_who_tie_two_fields_to_each_other_at_once_make_no_circle(acme: Any) -> None:
    """Pages that look for parents went round in it for ever, and with them the whole process."""
    async with acme.unit():
        one, other, third = [await own_fields.add("checkbox", {"en": name}) for name in ("One", "Other", "Third")]
    typed = {"version": "1", "label_en": "Other", "parent_id": str(one)}
    async with acme.unit():
        await own_fields.change((await read()).field(one), own_fields.Draft({"en": "One"}, parent_id=other), seen=1)
        tying = asyncio.create_task(acme.olga.post(f"{PAGE}/{other}", typed))
        await asyncio.wait([tying], timeout=0.5)
    assert (await tying).status_code == 409
    assert (await acme.olga.get(f"{PAGE}/{third}")).status_code == 200


async def test_two_at_once_never_both_take_the_last_place(acme: Any, monkeypatch: Any) -> None:
    async with acme.unit():
        choice, wish = await own_fields.add("choice", {"en": "Reason"}), await own_fields.add("text", {"en": "Wish"})
        made = await request_types.add(request_types.Draft({"en": "Return"}))
        reason, kind = (await read()).field(choice), (await read()).type(made)
    for held, most in ((options, "MOST"), (request_types, "MOST_FIELDS")):
        monkeypatch.setattr(held, most, 1)

    async def one(verb: Any, *args: Any) -> None:
        async with acme.unit():
            await verb(*args)

    for tries in (
        [one(options.add, reason, [{"en": name}]) for name in ("damaged", "unwanted")],
        [one(request_types.ask, kind, field_id) for field_id in (reason.id, wish)],
    ):
        answers = await asyncio.gather(*tries, return_exceptions=True)
        assert [type(answer) for answer in answers if answer] == [TooMany]
