"""Synonyms and searches in vain: what an editor does about words that customers use and articles do not."""

from typing import Any

import pytest
from tests_faq import article, topic

from polydesk.faq import gaps, synonyms
from polydesk.faq import thesaurus as thesaurus_module
from polydesk.faq.thesaurus import Thesaurus, akin
from polydesk.kernel import tally, unit

PAGE = "/admin/faq/synonyms"


async def finds(house: Any, typed: str, language: str = "en") -> bool:
    answer = await house.visitor.get(f"/{language}/search", params={"q": typed})
    return "results-count" in answer.text and "/faq/billing/invoices" in answer.text


async def add(house: Any, terms: str, language: str = "en") -> Any:
    return await house.alice.post(PAGE, data={"terms": terms, "language": language})


async def only_group(house: Any) -> Any:
    async with house.unit():
        [group] = await synonyms.groups("en")
        return group


async def test_it_finds_an_article_by_a_word_that_only_customers_use(acme: Any) -> None:
    billing = await topic(acme, en="Billing")
    await article(acme, billing, "Invoices", "They come by mail.")
    assert not await finds(acme, "bills")
    assert (await add(acme, "invoice, bill, credit note")).status_code == 303
    for typed in ("bill", "Bills", "credit notes", "where is my bill"):
        assert await finds(acme, typed), typed
    assert not await finds(acme, "credit")
    assert "<mark>Invoices</mark>" in (await acme.visitor.get("/en/search?q=bill")).text


async def test_it_keeps_synonyms_to_their_language_and_their_house(cast: Any) -> None:
    for house in (cast.acme, cast.globex):
        await article(house, await topic(house, en="Billing"), "Invoices", "They come by mail.")
    await add(cast.acme, "invoice, bolletta", "it")
    assert not await finds(cast.acme, "bolletta", "en")
    await cast.globex.mallory.post(PAGE, data={"terms": "invoice, bill", "language": "en"})
    assert not await finds(cast.acme, "bill")


async def test_a_search_under_way_keeps_nothing_that_changed_meanwhile(acme: Any, monkeypatch: Any) -> None:
    read = synonyms._thesauruses

    async def slowly() -> Any:
        found = await read()
        monkeypatch.setattr(synonyms._known, "_read", read)
        async with acme.unit():
            await synonyms.add("sofa, couch", language="en")
        synonyms.forget(acme.id)
        return found

    synonyms.forget(acme.id)
    monkeypatch.setattr(synonyms._known, "_read", slowly)
    async with acme.unit():
        await synonyms.thesaurus("en")
    async with acme.unit():
        assert (await synonyms.thesaurus("en")).at(["sofa"], 0) == (1, ("couch",))


async def test_it_takes_a_removed_group_back(acme: Any) -> None:
    await article(acme, await topic(acme, en="Billing"), "Invoices", "They come by mail.")
    await add(acme, "invoice, bill")
    group = await only_group(acme)
    gone = await acme.alice.post(f"{PAGE}/{group.id}/removal")
    page = await acme.alice.get(gone.headers["location"])
    assert "Put back" in page.text
    assert not await finds(acme, "bill")
    await acme.alice.post(f"{PAGE}/{group.id}/return")
    assert await finds(acme, "bill")


async def test_it_changes_a_group_and_keeps_what_was_typed_when_it_cannot(acme: Any) -> None:
    await add(acme, "invoice, bill")
    group = await only_group(acme)
    wrong = await acme.alice.post(f"{PAGE}/{group.id}", data={"terms": "invoice; INVOICE"})
    assert wrong.status_code == 422
    assert 'value="invoice; INVOICE"' in wrong.text
    assert (await acme.alice.post(f"{PAGE}/{group.id}", data={"terms": "invoice\nfattura"})).status_code == 303
    assert (await only_group(acme)).terms == ("invoice", "fattura")


async def test_it_refuses_a_word_that_has_a_group_already(acme: Any) -> None:
    await add(acme, "invoice, bill")
    again = await add(acme, "ticket, BILL")
    assert again.status_code == 422
    assert "is in a group already: invoice and bill" in again.text
    assert 'value="ticket, BILL"' in again.text


async def test_it_notes_who_changed_what(acme: Any) -> None:
    await add(acme, "invoice, bill")
    await acme.alice.post(f"{PAGE}/{(await only_group(acme)).id}/removal")
    async with acme.unit():
        rows = await unit.fetch("SELECT action, changes FROM audit WHERE action LIKE 'faq.synonyms%' ORDER BY at, id")
    assert [row["action"] for row in rows] == ["faq.synonyms_added", "faq.synonyms_removed"]
    assert rows[0]["changes"]["terms"] == [[], ["invoice", "bill"]]
    assert "Removed synonyms" in (await acme.olga.get("/admin/audit")).text


async def test_it_lists_what_was_searched_in_vain_by_language(acme: Any) -> None:
    for path in ("/it/search?q=zeppelin", "/it/search?q=zeppelin", "/en/search?q=quux"):
        await acme.visitor.get(path)
    await tally.flush()
    italian = await acme.alice.get("/admin/faq/gaps?language=it")
    assert "zeppelin" in italian.text
    assert "2 searches" in italian.text
    assert "quux" not in italian.text
    assert "/admin/faq/synonyms?language=it&amp;terms=zeppelin%2C%20" in italian.text


async def test_it_lists_no_words_that_were_only_on_the_way_to_others(acme: Any) -> None:
    for typed in ("zep", "zepp", "zeppelin", "quux", "quux", "quuxes"):
        await acme.visitor.get("/en/search", params={"q": typed})
    await tally.flush()
    async with acme.unit():
        assert sorted(gap.asked for gap in await gaps.gaps("en")) == ["quux", "quuxes", "zeppelin"]
        assert await gaps.counts() == {"en": 3}


async def test_it_crosses_a_gap_off_until_it_is_searched_again(acme: Any) -> None:
    await acme.visitor.get("/en/search?q=zeppelin")
    await tally.flush()
    gap = {"asked": "zeppelin", "language": "en"}
    done = await acme.alice.post("/admin/faq/gaps/crossed", data=gap)
    assert "Crossed off: “zeppelin”" in (await acme.alice.get(done.headers["location"])).text
    assert "1 search" not in (await acme.alice.get("/admin/faq/gaps?language=en")).text
    await acme.alice.post("/admin/faq/gaps/returned", data=gap)
    assert "1 search" in (await acme.alice.get("/admin/faq/gaps?language=en")).text
    await acme.alice.post("/admin/faq/gaps/crossed", data=gap)
    await acme.visitor.get("/en/search?q=Zeppelin")
    await tally.flush()
    assert "2 searches" in (await acme.alice.get("/admin/faq/gaps?language=en")).text
    assert (await acme.alice.post("/admin/faq/gaps/crossed", data={**gap, "asked": "nobody"})).status_code == 404


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("invoice", "invoices", True),
        ("fattura", "fatture", True),
        ("rechnung", "rechnungen", True),
        ("faktura", "fakturami", True),
        ("post", "poster", False),
        ("car", "card", False),
        ("東京", "東京都", False),
        ("kettle", "kernel", False),
    ],
)
def test_it_knows_forms_of_a_word(one: str, other: str, same: bool) -> None:
    assert akin(one, other) is same
    assert akin(other, one) is same


def test_it_looks_at_each_word_of_a_long_question_a_few_times_only(monkeypatch: Any) -> None:
    """One letter may stand for four words (ﷺ): every word looked at from every place would take seconds."""
    groups = Thesaurus([("credit card", "plastic"), ("invoice", "bill")])
    looked: list[str] = []
    monkeypatch.setattr(thesaurus_module, "bare", lambda word: looked.append(word) or word)
    words = ["credit", "card"] * 400
    assert groups.at(words, 0) == (2, ("plastic",))
    for place in range(len(words)):
        groups.at(words, place)
    assert len(looked) <= 2 * (len(words) + 1)
