"""Searching: stems, typos, synonyms, marks, languages; what it costs and what the database does for it."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from tests_faq import article, topic, translate

from polydesk.faq import gaps, searching
from polydesk.faq.jobs import forget_searches
from polydesk.faq.migrations import m0006_search_what_is_readable
from polydesk.kernel import clock, tally, unit
from polydesk.kernel.clock import now
from portal import search


async def test_it_finds_other_forms_of_a_word_and_marks_them(acme: Any) -> None:
    billing = await topic(acme, en="Billing")
    await article(acme, billing, "How to read an invoice", "Every invoice names a number <b>and</b> a day.")
    answer = await acme.visitor.get("/en/search", params={"q": "invoices"})
    assert "/en/faq/billing/how-to-read-an-invoice" in answer.text
    assert "<mark>invoice</mark>" in answer.text
    assert "<b>and" not in answer.text


async def test_it_forgives_typos(acme: Any) -> None:
    account = await topic(acme, en="Account")
    await article(acme, account, "Change your password")
    for typed in ("pasword", "passwrod", "chnge pasword", "how do i chnge my pasword please"):
        answer = await acme.visitor.get("/en/search", params={"q": typed})
        assert "change-your-password" in answer.text, typed


async def test_it_knows_synonyms_that_authors_give(acme: Any) -> None:
    billing = await topic(acme, en="Billing")
    await article(acme, billing, "Invoices", keywords="bill, receipt")
    assert "/en/faq/billing/invoices" in (await acme.visitor.get("/en/search?q=receipts")).text


async def test_it_searches_each_language_by_its_own_rules(acme: Any) -> None:
    billing = await topic(acme, en="Billing", it="Fatture")
    found = await article(acme, billing, "Read your invoices")
    await translate(acme, found, "it", "Leggere le fatture", "Perché la fattura è così alta?")
    italian = (await acme.visitor.get("/it/search?q=fattura")).text
    assert "/it/faq/fatture/leggere-le-fatture" in italian
    assert "/it/faq/fatture/leggere-le-fatture" in (await acme.visitor.get("/it/search?q=perche")).text
    assert "leggere-le-fatture" not in (await acme.visitor.get("/en/search?q=fattura")).text


async def test_it_offers_the_default_text_where_a_translation_is_missing(acme: Any) -> None:
    billing = await topic(acme, en="Billing")
    await article(acme, billing, "Refunds")
    assert "/it/faq/billing/refunds" in (await acme.visitor.get("/it/search?q=refund")).text


async def test_it_says_what_to_do_when_nothing_is_found(acme: Any) -> None:
    answer = await acme.visitor.get("/en/search", params={"q": "zeppelin <script>"})
    assert answer.status_code == 200
    assert "Nothing found" in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")
    assert "/en/tickets/new" in answer.text
    await tally.flush()
    async with acme.unit():
        rows = await unit.fetch("SELECT asked, times FROM search_gap")
    assert [tuple(row) for row in rows] == [("zeppelin <script>", 1)]


async def test_it_does_not_count_on_somebody_who_asks_on_and_on(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "GAPS_AN_HOUR", 2)
    for word in ("zeppelin", "zither", "zucchini"):
        assert (await acme.visitor.get("/en/search", params={"q": word})).status_code == 200
    await tally.flush()
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM search_gap") == 2


async def test_answers_from_memory_are_not_counted_on_and_on_either(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "GAPS_AN_HOUR", 3)
    await article(acme, await topic(acme, en="Billing"), "Refunds")
    for _ in range(5):
        assert (await acme.visitor.get("/en/search?q=refunds")).status_code == 200
    await tally.flush()
    async with acme.unit():
        assert await unit.fetchval("SELECT times FROM search_shown WHERE asked = 'refunds'") == 3


async def test_it_takes_whatever_is_typed(acme: Any) -> None:
    for typed in (
        "",
        "   ",
        "\x00",
        "a" * 10_000,
        "'; drop table--",
        '"',
        "& | ! <->",
        "-a -b",
        "🙂",
        "%_\\",
        "\ud7ff",
    ):
        answer = await acme.visitor.get("/en/search", params={"q": typed})
        assert answer.status_code == 200, typed


async def test_it_suggests_up_to_five_articles_while_a_subject_is_typed(acme: Any) -> None:
    account = await topic(acme, en="Account")
    for n in range(7):
        await article(acme, account, f"Password question {n}")
    answer = await acme.visitor.swap("GET", "/en/search/suggestions", params={"subject": "my password"})
    assert answer.text.count("<li>") == 5
    assert "<html" not in answer.text
    assert (await acme.visitor.swap("GET", "/en/search/suggestions", params={"subject": "a"})).text.strip() == ""


async def test_it_searches_with_one_statement(acme: Any) -> None:
    billing = await topic(acme, en="Billing")
    await article(acme, billing, "Refunds")
    async with acme.unit() as here:
        await searching.search("refund", "it", "en")
        assert here.statements <= 2


async def test_it_stays_quick_when_many_articles_come_after_its_plan_was_made(acme: Any) -> None:
    """And the plans inside the function, as its owner sees them, use the indexes."""
    category = await topic(acme, en="Many")
    async with acme.unit():
        for _ in range(3):
            await searching.search("word7 abcdfe", "en", "it")
        await _fill(category, 12_000)
        before = await _seconds("word7 abcdfe")
        await unit.execute("DISCARD PLANS")
        # One that read all of them for each would take a hundred times as long, on whatever machine.
        assert before < 5 * await _seconds("word7 abcdfe")
    plans = await _plans(acme)
    assert "article_text_words" in plans[0], plans[0]
    assert "article_word_like" in plans[1], plans[1]


@pytest.mark.parametrize("asked", ["warranty", "waranty", "warrant", "warranty zeppelin", "x y z a b c warranty"])
async def test_many_internal_articles_hide_no_public_one(acme: Any, asked: str) -> None:
    """Neither those with the word in their title nor those with all the words."""
    category = await topic(acme, en="Many")
    async with acme.unit():
        await _fill(category, 300, "'warranty'")
        await unit.execute("UPDATE article SET visibility = 'agents' WHERE tenant_id = app.tenant_id()")
        await unit.execute("INSERT INTO article_word (language, word) VALUES ('en', 'warranty') ON CONFLICT DO NOTHING")
    titled = [await article(acme, category, f"Warranty {place}") for place in range(2)]
    told = await article(acme, category, "Lamps", "They come with a warranty.")
    async with acme.unit():
        found = await searching.search(asked, "en", "en")
    assert {hit.article_id for hit in found.hits} == {*titled, told}
    assert found.total == 3


async def test_it_looks_up_what_may_be_read_by_keys_only(acme: Any) -> None:
    """However few rows there are when the plan is made."""
    billing = await topic(acme, en="Billing")
    found = await article(acme, billing, "Refunds")
    async with acme.unit():
        for setting in re.findall(r"SET (\w+ = \w+)", m0006_search_what_is_readable.BY_KEYS):
            await unit.execute(f"SET LOCAL {setting}")
        rows = await unit.fetch(
            """EXPLAIN SELECT * FROM unnest($1::uuid[]) AS id CROSS JOIN LATERAL (
                 SELECT r.title FROM app.readable_texts('{public}') r WHERE r.article_id = id AND r.language = 'en' OFFSET 0) t""",
            [found],
        )
    plan = "\n".join(row[0] for row in rows)
    assert "article_text_shown on article_text" in plan
    assert "article_pkey on article" in plan
    assert "Seq Scan" not in plan


async def _fill(category: Any, n: int, title: str = "md5(n::text)") -> None:
    await unit.execute(
        """INSERT INTO article (id, category_id, source_language, created_at, updated_at)
           SELECT md5('i' || n || app.tenant_id())::uuid, $1, 'en', $3, $3 FROM generate_series(1, $2::int) n""",
        *(category, n, now()),
    )
    await unit.execute(
        f"""INSERT INTO article_text (article_id, language, state, title, slug, body, html, plain, words, title_key, updated_at)
           SELECT md5('i' || n || app.tenant_id())::uuid, 'en', 'published', {title}, md5(n::text), '', '', '',
                  setweight(to_tsvector('english', {title}), 'A') || to_tsvector('english', 'word' || n % 50), {title}, $2
             FROM generate_series(1, $1::int) n""",  # noqa: S608 - said by the tests above
        *(n, now()),
    )
    await unit.execute(
        "INSERT INTO article_word (language, word) SELECT 'en', md5(n::text) FROM generate_series(1, $1::int) n", n
    )


async def _seconds(asked: str) -> float:
    """The best of four."""
    seconds = []
    for _ in range(4):
        began = time.perf_counter()
        found = await searching.search(asked, "en", "it")
        seconds.append(time.perf_counter() - began)
        assert found.total > 0
    return min(seconds)


async def _plans(house: Any) -> list[str]:
    import asyncpg

    from polydesk.kernel.settings import settings

    owner = await asyncpg.connect(settings().database_url)
    try:
        # What waits to be sorted in, as long as nobody has vacuumed, makes an index look dear.
        await owner.execute("VACUUM (ANALYZE) article_text, article_word")
        async with owner.transaction():
            await owner.execute("SET LOCAL ROLE polydesk_search")
            # What else is in these tables decides whether reading all words of a language would be cheaper still.
            await owner.execute("SET LOCAL enable_indexonlyscan = off")
            await owner.execute(f"SELECT set_config('app.tenant_id', '{house.id}', true)")
            mine = f"tenant_id = '{house.id}'::uuid AND language = 'en'"
            asked = (
                f"SELECT article_id FROM article_text WHERE {mine} AND state = 'published' AND words @@ 'word7 & zz'::tsquery",  # noqa: S608
                f"SELECT word FROM article_word WHERE {mine} AND word % 'abcdef'",  # noqa: S608
            )
            return ["\n".join(row[0] for row in await owner.fetch(f"EXPLAIN {select}")) for select in asked]
    finally:
        await owner.close()


async def test_a_search_that_nobody_opens_anything_from_is_a_gap(acme: Any) -> None:
    billing = await topic(acme, en="Billing")
    await article(acme, billing, "Refunds")
    await article(acme, billing, "Invoices")
    there = "/en/faq/billing/invoices"
    for typed in ("refun", "refund", "refund", "Invoices"):
        assert "results-count" in (await acme.visitor.get("/en/search", params={"q": typed})).text
    await acme.olga.get("/en/search", params={"q": "billing"})  # a member looks at their own portal
    host = str(acme.visitor.client.base_url).rstrip("/")
    for page in ("https://elsewhere.example/en/search?q=refund", f"{host}/en/search?q=invoices&x=1"):
        await acme.visitor.get(there, headers={"referer": page})
    await tally.flush()
    async with acme.unit():
        assert [(gap.asked, gap.times) for gap in await gaps.gaps("en", "unopened")] == [("refund", 2)]
    page = (await acme.olga.get("/admin/faq/gaps?language=en")).text
    assert "Found, but not opened: English" in page
    await acme.olga.post("/admin/faq/gaps/crossed", {"asked": "refund", "language": "en", "sort": "unopened"})
    assert "Found, but not opened" not in (await acme.olga.get("/admin/faq/gaps?language=en")).text
    with clock.travel(clock.now() + timedelta(days=91)):
        async with unit.platform():
            await forget_searches()
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM search_shown") == 0
