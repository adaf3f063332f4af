"""The editor of one text: all languages side by side, nothing lost between two people, nothing of another house."""

from typing import Any

import pytest

from polydesk.kernel import unit
from polydesk.kernel.wording import mark, origins
from polydesk.tickets.statuses import own_status, rename_own_status


def there(repair: Any) -> str:
    return f"/admin/languages/texts/ticket_status/{repair.id}"


async def names(acme: Any, repair: Any) -> dict[str, str]:
    async with acme.unit():
        found = await own_status(repair.id)
        assert found is not None
        return found.names


async def test_it_shows_every_language_and_what_is_missing(spoken: Any, repair: Any) -> None:
    page = (await spoken.olga.get(there(repair))).text
    assert page.index('id="in-en"') < page.index('id="in-it"')
    assert 'value="In riparazione"' in page
    for code in ("de", "pl"):
        card = page.split(f'id="in-{code}"')[1].split("</section>")[0]
        assert "Missing" in card


async def test_it_writes_all_languages_at_once_and_notes_who_did(spoken: Any, repair: Any) -> None:
    form = {"text_en": "In repair", "text_it": "In riparazione", "text_de": " In  Reparatur ", "text_pl": ""}
    assert (await spoken.olga.post(there(repair), form)).status_code == 303
    assert await names(spoken, repair) == {"en": "In repair", "it": "In riparazione", "de": "In Reparatur"}
    async with spoken.unit():
        assert (
            await unit.fetchval("SELECT action FROM audit ORDER BY at DESC, id DESC LIMIT 1")
            == "tickets.status_renamed"
        )


async def test_it_shows_what_has_changed_in_the_source_and_takes_that_it_is_still_right(
    spoken: Any, repair: Any
) -> None:
    form = {"text_en": "In our repair shop", "text_it": "In riparazione"}
    await spoken.olga.post(there(repair), form)
    page = (await spoken.olga.get(there(repair))).text
    card = page.split('id="in-it"')[1].split("</section>")[0]
    assert "Outdated" in card
    assert "<ins>our </ins>" in card
    await spoken.olga.post(there(repair), {**form, "right_it": "yes"})
    page = (await spoken.olga.get(there(repair))).text
    assert "Outdated" not in page.split('id="in-it"')[1].split("</section>")[0]


async def test_two_people_write_two_languages_at_once(spoken: Any, repair: Any) -> None:
    seen = {f"seen_{code}": mark(repair.names.get(code, "")) for code in ("en", "it", "de", "pl")}
    opened = {"text_en": "In repair", "text_it": "In riparazione", "text_de": "", "text_pl": ""}
    await spoken.olga.post(there(repair), {**seen, **opened, "text_de": "In Reparatur"})
    await spoken.ada.post(there(repair), {**seen, **opened, "text_pl": "W naprawie"})
    assert await names(spoken, repair) == {**repair.names, "de": "In Reparatur", "pl": "W naprawie"}


async def test_two_people_write_the_same_language_and_the_second_is_told(spoken: Any, repair: Any) -> None:
    seen = {f"seen_{code}": mark(repair.names.get(code, "")) for code in ("en", "it", "de", "pl")}
    opened = {"text_en": "In repair", "text_it": "In riparazione"}
    await spoken.olga.post(there(repair), {**seen, **opened, "text_it": "Dal tecnico"})
    answer = await spoken.ada.post(there(repair), {**seen, **opened, "text_it": "In officina"})
    assert answer.status_code == 422
    assert "Somebody else has changed this text meanwhile: “Dal tecnico”" in answer.text
    assert "In officina" in answer.text
    assert (await names(spoken, repair))["it"] == "Dal tecnico"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text_en": "", "text_it": "Sì"}, "the others are translated from it"),
        ({"text_en": "In repair", "text_it": "x" * 41}, "at most 40 characters"),
        ({"text_en": "In repair", "text_it": "<script>alert(1)</script>"}, "Scripts and other code"),
        ({"text_en": "In repair", "text_it": "<img src=x onerror=x>"}, "Scripts and other code"),
    ],
)
async def test_what_cannot_be_is_said_beside_the_field(spoken: Any, repair: Any, typed: Any, said: str) -> None:
    answer = await spoken.olga.post(there(repair), typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert await names(spoken, repair) == repair.names


async def test_texts_of_languages_that_are_off_are_kept_and_shown(spoken: Any, repair: Any) -> None:
    async with spoken.unit():
        await rename_own_status(repair, names={**repair.names, "fr": "En réparation"})
    assert "En réparation" in (await spoken.olga.get(there(repair))).text
    await spoken.olga.post(there(repair), {"text_en": "In repair", "text_it": "In officina"})
    assert (await names(spoken, repair))["fr"] == "En réparation"


@pytest.mark.parametrize("key", ["00000000-0000-7000-8000-000000000000", "nonsense", "../../x", "%00", "x" * 500])
async def test_a_text_that_is_not_there_is_not_found(spoken: Any, key: str) -> None:
    assert (await spoken.olga.get(f"/admin/languages/texts/ticket_status/{key}")).status_code in (400, 404)
    assert (await spoken.olga.get(f"/admin/languages/texts/{key[:60]}/x")).status_code in (400, 404)


async def test_another_house_finds_nothing(spoken: Any, globex: Any, repair: Any) -> None:
    assert (await globex.mallory.get(there(repair))).status_code == 404
    assert (await globex.mallory.post(there(repair), {"text_en": "Mine"})).status_code == 404
    async with globex.unit():
        assert await origins("ticket_status") == {}
    assert await names(spoken, repair) == repair.names


async def test_agents_do_not_enter(spoken: Any, repair: Any) -> None:
    for path in (there(repair), "/admin/languages", "/admin/languages/exchange", "/admin/languages/next"):
        assert (await spoken.alice.get(path)).status_code == 403
