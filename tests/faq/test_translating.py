"""Translations: outdated or still right, and what becomes of them when their language is switched off."""

from typing import Any

from tests_faq import article, speak, topic, translate

from polydesk.faq import editing
from polydesk.kernel import unit


async def translated(house: Any) -> Any:
    found = await article(house, await topic(house, en="Delivery", it="Consegna"), "Parcels", "They take two days.")
    await translate(house, found, "it", "Pacchi", "Ci vogliono due giorni.")
    return found


async def is_outdated(house: Any, found: Any, language: str = "it") -> bool:
    async with house.unit():
        return (await editing.open_text(found, language)).is_outdated


async def write(house: Any, found: Any, body: str, revision: int, **more: str) -> Any:
    values = {"title": "Parcels", "body": body, "revision": str(revision), **more}
    return await house.ada.post(f"/admin/faq/articles/{found}/en", data=values)


async def test_it_shows_what_changed_in_the_source_since(acme: Any) -> None:
    found = await translated(acme)
    assert (await write(acme, found, "They take five days.", 1)).status_code == 303
    page = (await acme.ada.get(f"/admin/faq/articles/{found}/it")).text
    assert "<del>two</del>" in page
    assert "<ins>five</ins>" in page


async def test_it_is_right_again_by_somebodys_word(acme: Any) -> None:
    found = await translated(acme)
    await write(acme, found, "They take five days.", 1)
    assert await is_outdated(acme, found)
    await acme.ada.post(f"/admin/faq/articles/{found}/it/confirmation")
    assert not await is_outdated(acme, found)
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM audit WHERE action = 'faq.still_right'") == 1


async def test_it_is_outdated_by_somebodys_word_until_it_is_saved(acme: Any) -> None:
    found = await translated(acme)
    await acme.ada.post(f"/admin/faq/articles/{found}/it/doubt")
    assert await is_outdated(acme, found)
    assert "This translation is marked as outdated" in (await acme.ada.get(f"/admin/faq/articles/{found}/it")).text
    await translate(acme, found, "it", "Pacchi", "Ci vogliono due giorni lavorativi.")
    assert not await is_outdated(acme, found)


async def test_a_source_is_never_outdated_and_a_missing_text_neither(acme: Any) -> None:
    found = await translated(acme)
    for language in ("en", "fr"):
        for word in ("doubt", "confirmation"):
            answer = await acme.ada.post(f"/admin/faq/articles/{found}/{language}/{word}")
            assert answer.status_code == 404, (language, word)


async def test_a_small_correction_leaves_translations_right(acme: Any) -> None:
    found = await translated(acme)
    await write(acme, found, "They take 2 days.", 1, minor="yes")
    assert not await is_outdated(acme, found)
    await write(acme, found, "They take five days.", 2)
    await write(acme, found, "They take 5 days.", 3, minor="yes")
    assert await is_outdated(acme, found)


async def test_a_text_in_a_language_that_is_switched_off_is_kept_listed_and_can_be_edited(acme: Any) -> None:
    found = await translated(acme)
    await speak(acme, "en")
    tree = (await acme.ada.get("/admin/faq?show=off")).text
    assert "Switched off" in tree
    assert f"/admin/faq/articles/{found}/it" in tree
    page = await acme.ada.get(f"/admin/faq/articles/{found}/it")
    assert page.status_code == 200
    assert "This language is switched off" in page.text
    values = {"title": "Pacchi", "body": "Ci vogliono tre giorni.", "revision": "1"}
    assert (await acme.ada.post(f"/admin/faq/articles/{found}/it", data=values)).status_code == 303
    assert (await acme.ada.get(f"/admin/faq/articles/{found}/fr")).status_code == 404
    await speak(acme, "en", "it")
    assert "tre giorni" in (await acme.visitor.get("/it/faq/consegna/pacchi")).text
