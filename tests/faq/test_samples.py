"""A new portal is not empty, and the samples go with one call; what somebody made their own stays."""

from typing import Any

from tests_faq import translate

from polydesk.faq import samples
from polydesk.kernel import unit


async def test_it_writes_articles_in_each_language(acme: Any) -> None:
    async with acme.unit():
        await samples.write(["en", "it"])
    assert "/en/faq/first-steps/how-to-ask-us-a-question" in (await acme.visitor.get("/en/faq/first-steps")).text
    assert "/it/faq/primi-passi/come-farci-una-domanda" in (await acme.visitor.get("/it/faq/primi-passi")).text
    assert "sign-in-without-a-password" in (await acme.visitor.get("/en/search?q=login")).text


async def test_it_writes_english_for_a_house_whose_language_we_cannot_write(globex: Any) -> None:
    async with globex.unit():
        await samples.write(["de"])
        assert await unit.fetchval("SELECT count(*) FROM article_text WHERE language = 'de'") == 4


async def test_it_removes_all_samples_but_not_what_somebody_has_changed(acme: Any) -> None:
    async with acme.unit():
        await samples.write(["en", "it"])
        mine = await unit.fetchval("SELECT article_id FROM article_text WHERE slug = 'tell-us-how-we-did'")
    await translate(acme, mine, "en", "Tell us", "Our own words.")
    async with acme.unit():
        await samples.remove()
        rows = await unit.fetch("SELECT DISTINCT article_id FROM article_text")
        assert [row["article_id"] for row in rows] == [mine]
        assert await unit.fetchval("SELECT count(*) FROM faq_category") == 1
        assert await unit.fetchval("SELECT count(*) FROM sample") == 0
