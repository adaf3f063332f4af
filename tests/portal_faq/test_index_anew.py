"""After an upgrade: articles that were indexed by an older release are found by what is typed today."""

from typing import Any

import pytest
from tests_faq import article, speak, topic

from polydesk.faq import indexing, searching
from polydesk.kernel import outbox, unit

AS_BEFORE = """
UPDATE article_text SET words = to_tsvector('english', title || ' ' || plain), title_key = lower(title)
 WHERE tenant_id = app.tenant_id()
"""
INDEXED = "SELECT article_id, language, config, words, title_key, updated_at FROM article_text ORDER BY 1, 2"


async def _found(house: Any, asked: str, language: str) -> int:
    async with house.unit():
        return (await searching.search(asked, language, "en")).total


async def test_it_finds_old_articles_by_todays_spelling_in_batches(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    await speak(acme, "en", "ja")
    help_pages = await topic(acme, en="Help")
    for version in range(4):
        await article(acme, help_pages, f"Manual {version}", "For the PX-4000.")
    await article(acme, help_pages, "パスワードを忘れた場合", "請求書はメールで届きます。", language="ja")
    async with acme.unit():
        fresh = await unit.fetch(INDEXED)
        await unit.execute(AS_BEFORE)
        await unit.execute("DELETE FROM article_word WHERE tenant_id = app.tenant_id()")
    assert await _found(acme, "4000", "en") == await _found(acme, "請求書", "ja") == 0
    async with acme.unit():
        await outbox.enqueue("faq.index_anew")
    await outbox.drain(acme.id)
    assert await _found(acme, "4000", "en") == 4
    assert await _found(acme, "請求書", "ja") == await _found(acme, "パスワード", "ja") == 1
    assert await _found(acme, "manaul", "en") == 4
    async with acme.unit():
        assert await unit.fetch(INDEXED) == fresh
