"""Categories on the desk: where an admin makes them, and where agents set, see, filter and search by them."""

import re
from typing import Any

import pytest

from polydesk.kernel.ids import new_id
from polydesk.tickets import categories
from polydesk.tickets.queries import by_number

PAGE = "/admin/settings/categories"


@pytest.fixture
def category(acme: Any) -> Any:
    """`await category("Delivery")`: one of acme's, with an Italian name if there is one."""

    async def made(name: str, **names: str) -> categories.Category:
        async with acme.unit():
            return await categories.add({"en": name, **names})

    return made


async def _names(house: Any) -> list[str]:
    async with house.unit():
        return [one.names["en"] for one in await categories.categories()]


async def test_an_admin_finds_the_page_beside_the_settings(acme: Any) -> None:
    page = (await acme.olga.get("/admin/settings")).text
    assert f'href="{PAGE}"' in page
    assert "No categories yet" in (await acme.olga.get(PAGE)).text


async def test_an_admin_adds_orders_renames_archives_and_restores(acme: Any) -> None:
    for name in ("Delivery", "Repair"):
        assert (await acme.olga.post(PAGE, {"name_en": name})).status_code == 303
    async with acme.unit():
        delivery, repair = await categories.categories()
    await acme.olga.post(f"{PAGE}/{repair.id}/position", {"direction": "up"})
    assert await _names(acme) == ["Repair", "Delivery"]
    await acme.olga.post(f"{PAGE}/{repair.id}", {"name_en": "Repairs"})
    assert await _names(acme) == ["Repairs", "Delivery"]
    await acme.olga.post(f"{PAGE}/{delivery.id}/archival")
    assert await _names(acme) == ["Repairs"]
    assert f"{PAGE}/{delivery.id}/restoration" in (await acme.olga.get(PAGE)).text
    await acme.olga.post(f"{PAGE}/{delivery.id}/restoration")
    assert await _names(acme) == ["Repairs", "Delivery"]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 61])
async def test_a_name_that_will_not_do_is_told_beside_the_field(acme: Any, typed: str) -> None:
    answer = await acme.olga.post(PAGE, {"name_en": typed})
    assert answer.status_code == 422
    assert 'id="f-name_en-error"' in answer.text
    assert await _names(acme) == []


async def test_markup_in_a_name_is_text(acme: Any) -> None:
    await acme.olga.post(PAGE, {"name_en": "<b>Bold</b>"})
    assert "&lt;b&gt;Bold&lt;/b&gt;" in (await acme.olga.get(PAGE)).text


async def test_a_name_that_somebody_changed_meanwhile_is_not_overwritten(acme: Any, category: Any) -> None:
    held = await category("Delivery", it="Consegna")
    page = await acme.olga.get(f"{PAGE}/{held.id}")
    opened = dict(re.findall(r'name="(seen_\w+)" value="(\w+)"', page.text))
    assert opened.keys() == {"seen_en", "seen_it"}
    languages = f"/admin/languages/texts/ticket_category/{held.id}"
    assert (await acme.olga.post(languages, {"text_en": "Shipping", "text_it": "Spedizione"})).status_code == 303

    typed = {**opened, "name_en": "Parcels", "name_it": "Consegna"}
    answer = await acme.olga.post(f"{PAGE}/{held.id}", typed)
    assert answer.status_code == 422
    assert "Somebody else has changed this text meanwhile: “Shipping”" in answer.text
    assert 'value="Parcels"' in answer.text
    assert 'value="Spedizione"' in answer.text
    async with acme.unit():
        assert (await categories.category(held.id)).names == {"en": "Shipping", "it": "Spedizione"}

    untouched = {**opened, "name_en": "Delivery", "name_it": "Consegna"}
    assert (await acme.olga.post(f"{PAGE}/{held.id}", untouched)).status_code == 303
    async with acme.unit():
        assert (await categories.category(held.id)).names == {"en": "Shipping", "it": "Spedizione"}


async def test_an_agent_does_not_make_categories(acme: Any) -> None:
    assert (await acme.alice.get(PAGE)).status_code in (403, 404)
    assert (await acme.alice.post(PAGE, {"name_en": "Delivery"})).status_code in (403, 404)
    assert await _names(acme) == []


async def test_another_companys_category_does_not_exist(acme: Any, globex: Any, category: Any) -> None:
    ours = await category("Delivery")
    for verb in ("", "/position", "/archival", "/restoration"):
        answer = await globex.people["mallory"].post(f"{PAGE}/{ours.id}{verb}", {"name_en": "Stolen"})
        assert answer.status_code in (403, 404)
    assert await _names(acme) == ["Delivery"]
    assert (await acme.olga.get(f"{PAGE}/{new_id()}")).status_code == 404


async def test_an_agent_sets_and_takes_back_what_a_ticket_is_about(acme: Any, ask: Any, category: Any) -> None:
    number, made = await ask(), await category("Delivery")
    page = (await acme.alice.get(f"/desk/tickets/{number}")).text
    assert 'id="f-category"' in page
    for wanted in (made.id, None):
        answer = await acme.alice.post(f"/desk/tickets/{number}/category", {"category": str(wanted or "")})
        assert answer.status_code == 303
        async with acme.unit():
            assert (await by_number(number)).category_id == wanted


async def test_nobody_is_asked_where_there_are_no_categories(acme: Any, ask: Any) -> None:
    number = await ask()
    for path in (f"/desk/tickets/{number}", "/desk/tickets/new", "/desk/search"):
        assert "f-category" not in (await acme.alice.get(path)).text


@pytest.mark.parametrize("typed", ["nonsense", "00000000-0000-0000-0000-000000000000"])
async def test_what_is_no_category_is_refused(acme: Any, ask: Any, typed: str) -> None:
    number = await ask()
    assert (await acme.alice.post(f"/desk/tickets/{number}/category", {"category": typed})).status_code == 400


async def test_a_ticket_for_a_caller_has_one(acme: Any, category: Any) -> None:
    made = await category("Delivery")
    wanted = {"subject": "Where is it?", "key": str(new_id()), "begins": "caller", "category": str(made.id)}
    answer = await acme.alice.post("/desk/tickets/new", wanted)
    async with acme.unit():
        assert (await by_number(int(answer.headers["location"].rpartition("/")[2]))).category_id == made.id
        await categories.archive(made.id)
    late = await acme.alice.post("/desk/tickets/new", {**wanted, "key": str(new_id())})
    assert late.status_code == 422
    assert "This category does not exist any more." in late.text


async def test_a_view_asks_for_it_and_shows_it(acme: Any, ask: Any, category: Any) -> None:
    made = await category("Delivery")
    about, other = await ask("Where is it?", category_id=made.id), await ask("Something else")
    form = {"name": "Deliveries", "categories": [str(made.id)], "columns": ["category"], "sort": "newest"}
    page = (await acme.alice.get((await acme.alice.post("/desk/views", form)).headers["location"])).text
    assert f'id="t{about}"' in page
    assert f'id="t{other}"' not in page
    assert "Category</th>" in page
    assert "Delivery</td>" in page


async def test_a_search_can_be_narrowed_to_it(acme: Any, ask: Any, category: Any) -> None:
    made = await category("Delivery")
    about, other = await ask("The kettle is late", category_id=made.id), await ask("The kettle is blue")
    page = (await acme.alice.get(f"/desk/search?q=kettle&category={made.id}")).text
    assert f'id="t{about}"' in page
    assert f'id="t{other}"' not in page
    everything = (await acme.alice.get("/desk/search?q=kettle&category=nonsense")).text
    assert f'id="t{other}"' in everything
