"""One filter for every path: pages, lists, search, suggestions, sitemap, counts, votes; for each kind of reader."""

from typing import Any

import pytest
from tests_faq import article, topic, translate

PATHS = ("/en/", "/en/faq/manual", "/en/search?q=zebra", "/en/sitemap.xml", "/en/faq/manual/open-zebra")


async def _house(acme: Any) -> None:
    manual = await topic(acme, en="Manual")
    await article(acme, manual, "Open zebra")
    for state in ("draft", "review", "archived"):
        await article(acme, manual, f"Zebra in {state}", state=state)
    await article(acme, manual, "Zebra for customers", visibility="signed_in")
    await article(acme, manual, "Zebra for agents", visibility="agents")


async def _seen(person: Any) -> set[str]:
    """Every title or address of a zebra that any path shows."""
    texts = [(await person.get(path)).text for path in PATHS]
    texts.append((await person.swap("GET", "/en/search/suggestions", params={"q": "zebra"})).text)
    whole = " ".join(texts).replace("<mark>", "").replace("</mark>", "").lower().replace("-", " ")
    names = ("open zebra", "in draft", "in review", "in archived", "zebra for customers", "zebra for agents")
    return {name for name in names if name in whole}


async def test_a_visitor_sees_what_is_public(acme: Any) -> None:
    await _house(acme)
    assert await _seen(acme.visitor) == {"open zebra"}
    assert "1 article" in (await acme.visitor.get("/en/")).text


async def test_a_customer_sees_what_is_for_customers_too(acme: Any) -> None:
    await _house(acme)
    assert await _seen(acme.carl) == {"open zebra", "zebra for customers"}


async def test_a_member_sees_what_is_for_agents_too_but_no_draft(acme: Any) -> None:
    await _house(acme)
    assert await _seen(acme.alice) == {"open zebra", "zebra for customers", "zebra for agents"}


@pytest.mark.parametrize("name", ["zebra-in-draft", "zebra-in-review", "zebra-in-archived", "zebra-for-agents"])
async def test_what_is_hidden_does_not_exist_for_customers(acme: Any, name: str) -> None:
    await _house(acme)
    there = f"/en/faq/manual/{name}"
    for person in (acme.visitor, acme.carl):
        assert (await person.get(there)).status_code == 404
        assert (await person.post(f"{there}/votes", data={"helpful": "yes"})).status_code == 404
        assert (await person.post(f"{there}/solutions")).status_code == 404


async def test_a_page_for_members_is_never_given_to_a_visitor(acme: Any) -> None:
    """The member comes first: nothing of that answer may be kept."""
    await _house(acme)
    for person in (acme.alice, acme.carl, acme.visitor, acme.alice):
        await person.get("/en/faq/manual")
    assert "Zebra for" not in (await acme.visitor.get("/en/faq/manual")).text
    assert "Sign in" in (await acme.visitor.get("/en/faq/manual")).text
    assert "Zebra for agents" in (await acme.alice.get("/en/faq/manual")).text


async def test_an_archived_category_takes_its_articles_out_of_sight(acme: Any) -> None:
    from polydesk.kernel import unit
    from polydesk.kernel.clock import now

    manual = await topic(acme, en="Manual")
    await article(acme, manual, "Open zebra")
    async with acme.unit():
        await unit.execute("UPDATE faq_category SET archived_at = $2 WHERE id = $1", manual, now())
    assert await _seen(acme.visitor) == set()


async def test_a_draft_translation_stays_hidden_behind_the_published_source(acme: Any) -> None:
    manual = await topic(acme, en="Manual", it="Manuale")
    found = await article(acme, manual, "Open zebra", "The stripes.")
    await translate(acme, found, "it", "Zebra aperta", "Le strisce.", state="draft")
    italian = await acme.visitor.get("/it/faq/manuale/open-zebra")
    assert "The stripes." in italian.text
    assert "Le strisce." not in italian.text
    assert (await acme.visitor.get("/it/faq/manuale/zebra-aperta")).status_code == 404
    assert "zebra-aperta" not in (await acme.visitor.get("/it/search?q=zebra")).text
    assert "zebra-aperta" not in (await acme.visitor.get("/it/sitemap.xml")).text


async def test_two_houses_never_share_a_page(cast: Any) -> None:
    for house, words in ((cast.acme, "Words of acme."), (cast.globex, "Words of globex.")):
        manual = await topic(house, en="Manual")
        await article(house, manual, "Same name", words)
    for _again in range(2):
        assert "Words of acme." in (await cast.acme.visitor.get("/en/faq/manual/same-name")).text
        assert "Words of globex." in (await cast.globex.visitor.get("/en/faq/manual/same-name")).text
    assert "Words of acme." not in (await cast.globex.visitor.get("/en/search?q=acme")).text
