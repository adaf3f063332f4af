"""After an upgrade: tickets that were indexed by an older release are found by what is typed today."""

from typing import Any

import pytest

from polydesk.kernel import outbox, unit
from polydesk.tickets import indexing
from polydesk.tickets.conversation import reply
from polydesk.tickets.searching import search

AS_BEFORE = """
UPDATE ticket_search s SET words = to_tsvector('english', (SELECT string_agg(t.subject || ' ' || m.body, ' ')
  FROM ticket t JOIN message m ON m.tenant_id = t.tenant_id AND m.ticket_id = t.id
 WHERE t.tenant_id = s.tenant_id AND t.id = s.ticket_id)) WHERE s.tenant_id = app.tenant_id()
"""


async def _found(words: str, agent: Any) -> list[int]:
    return sorted(row.number for row in await search(words, by=agent, languages=("en", "ja")))


async def test_it_finds_old_tickets_by_todays_spelling_in_batches(
    acme: Any, acting: Any, asks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    alice = acting(acme.alice)
    async with acme.unit():
        for person in range(4):
            await asks(f"n{person}@customers.example", body="About my PX-4000.")
        last = await asks("emil@example.org", language="ja", subject="配送について", body="東京都の店")
        await reply(last, body="請求書を送ります。", by=alice)
        await unit.execute(AS_BEFORE)
        assert [await _found(words, alice) for words in ("4000", "請求書", "都の店")] == [[], [], []]
        await outbox.enqueue("tickets.index_anew")
    await outbox.drain(acme.id)
    async with acme.unit():
        assert await _found("4000", alice) == [1, 2, 3, 4]
        assert await _found("請求書", alice) == await _found("都の店", alice) == await _found("5", alice) == [5]
        before = await unit.fetch("SELECT * FROM ticket_search ORDER BY ticket_id")
        await outbox.enqueue("tickets.index_anew")
    await outbox.drain(acme.id)
    async with acme.unit():
        assert await unit.fetch("SELECT * FROM ticket_search ORDER BY ticket_id") == before
