"""The crowd: many tickets at once, and that they look like tickets."""

from typing import Any

from polydesk import demo
from polydesk.kernel import unit


async def _crowd(sql: str) -> list[Any]:
    async with unit.platform():
        tenant_id = await unit.fetchval("SELECT id FROM tenant WHERE slug = 'crowd-test'")
    async with unit.tenant(tenant_id):
        return [tuple(row) for row in await unit.fetch(sql)]


async def test_it_gathers_tickets_with_all_that_belongs_to_them(database: None) -> None:
    assert "300 tickets" in await demo.main(tickets=300, tenant="crowd-test")
    assert await _crowd("SELECT count(*), min(number), max(number) FROM ticket") == [(300, 1, 300)]
    assert (
        await _crowd(
            "SELECT 1 FROM ticket t WHERE message_count <> (SELECT count(*) FROM message m WHERE m.ticket_id = t.id)"
        )
        == []
    )
    assert await _crowd("SELECT count(*) FROM ticket_search") == [(300,)]
    assert await _crowd("SELECT count(*) FROM article_text WHERE state = 'published'") == [(200,)]
    assert len(await _crowd("SELECT DISTINCT status FROM ticket")) == 6
    found = await _crowd("SELECT count(*) FROM app.search_tickets(to_tsquery('simple', '0000123'), 50)")
    assert found == [(1,)]

    await demo.main(tickets=50, tenant="crowd-test")
    assert await _crowd("SELECT count(*), max(number) FROM ticket") == [(350, 350)]
    async with unit.platform():
        await unit.execute("UPDATE tenant SET is_demo = false WHERE slug = 'crowd-test'")
