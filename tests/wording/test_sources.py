"""What a translation was made from: remembered with every change, so that what the source has left behind is known."""

from typing import Any

import pytest

from polydesk.kernel import unit
from polydesk.kernel.wording import behind, origins, source_language, still_right, written

KIND, KEY = "trial", "greeting"


async def late(texts: dict[str, str], default: str = "en") -> set[str]:
    known = (await origins(KIND, KEY)).get((KIND, KEY), {})
    return set(behind(texts, source_language(texts, default), known))


async def change(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    await written(KIND, KEY, before, after)
    return after


async def test_a_translation_is_behind_when_the_source_has_changed_alone(acme: Any) -> None:
    async with acme.unit():
        first = await change({}, {"en": "Hello", "it": "Ciao", "de": "Hallo"})
        assert await late(first) == set()
        second = await change(first, {**first, "en": "Good day", "de": "Guten Tag"})
        assert await late(second) == {"it"}
        known = (await origins(KIND, KEY))[KIND, KEY]
        assert (known["it"].text, known["de"].text) == ("Hello", "Good day")


async def test_a_second_change_of_the_source_keeps_the_text_it_was_made_from(acme: Any) -> None:
    async with acme.unit():
        first = await change({}, {"en": "Hello", "it": "Ciao"})
        second = await change(first, {**first, "en": "Good day"})
        third = await change(second, {**second, "en": "Good morning"})
        assert (await origins(KIND, KEY))[KIND, KEY]["it"].text == "Hello"
        back = await change(third, {**third, "en": "Hello"})
        assert await late(back) == set()


async def test_texts_written_before_anything_was_remembered_are_known_from_the_first_change(acme: Any) -> None:
    async with acme.unit():
        after = await change({"en": "Hello", "it": "Ciao"}, {"en": "Good day", "it": "Ciao"})
        assert await late(after) == {"it"}


async def test_still_right_makes_it_current(acme: Any) -> None:
    async with acme.unit():
        first = await change({}, {"en": "Hello", "it": "Ciao"})
        second = await change(first, {"en": "Hello!", "it": "Ciao"})
        await still_right(KIND, KEY, second, "it")
        assert await late(second) == set()


async def test_another_default_language_makes_nothing_outdated(acme: Any) -> None:
    async with acme.unit():
        first = await change({}, {"en": "Hello", "it": "Ciao", "de": "Hallo"})
        assert await late(first, default="it") == set()


async def test_what_goes_is_forgotten(acme: Any) -> None:
    async with acme.unit():
        first = await change({}, {"en": "Hello", "it": "Ciao", "de": "Hallo"})
        second = await change(first, {"en": "Hello", "de": "Hallo"})
        assert set((await origins(KIND, KEY))[KIND, KEY]) == {"de"}
        await change(second, {})
        assert await origins(KIND, KEY) == {}


async def test_houses_remember_apart(acme: Any, globex: Any) -> None:
    async with acme.unit():
        await change({}, {"en": "Hello", "it": "Ciao"})
    async with globex.unit():
        assert await origins(KIND, KEY) == {}
        await change({}, {"en": "Hi", "it": "Salve"})
    async with acme.unit():
        assert (await origins(KIND, KEY))[KIND, KEY]["it"].text == "Hello"


@pytest.mark.parametrize("languages", [["de", "it"], []])
def test_without_the_default_the_first_written_one_is_the_source(languages: list[str]) -> None:
    assert source_language({"it": "Ciao", "de": "Hallo"}, "en", languages) == (languages or ["it"])[0]
    assert source_language({"en": " ", "it": ""}, "en") == "en"


async def test_a_house_writes_its_own_language_first(acme: Any) -> None:
    async with acme.unit():
        await unit.execute("UPDATE tenant SET default_language = 'it' WHERE id = $1", acme.id)
        first = await change({}, {"en": "Hello", "it": "Ciao"})
        second = await change(first, {"en": "Hello", "it": "Salve"})
        assert await late(second, default="it") == {"en"}
