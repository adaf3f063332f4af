"""Search from the newest on: the same tickets are found whichever way is quicker, and no way reads without end."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest

import tests_cast
from polydesk.kernel import unit
from polydesk.tickets.migrations.m0004_search_newest import FIRST
from polydesk.tickets.searching import search

MANY = 6_000
# What somebody wrote, by the number of the ticket.
WORDS = """
concat_ws(' ', CASE WHEN n = 17 THEN 'thirdly' END, 'always', CASE WHEN n % 3 = 0 THEN 'third' END,
          CASE WHEN n % 100 = 0 THEN 'hundredth' END,
          CASE WHEN n = 17 THEN 'once' END, CASE WHEN n > 5900 THEN 'lately' END, CASE WHEN n <= 700 THEN 'formerly' END,
          CASE WHEN n % 7 = 0 THEN 'odd%_' END)
"""
FILL = f"""
WITH made AS (
  INSERT INTO ticket (id, number, subject, created_at, updated_at)
  SELECT gen_random_uuid(), n * $1, {WORDS}, now(), now() FROM generate_series(1, {MANY}) n RETURNING id, number, subject
)
INSERT INTO ticket_search (ticket_id, number, words, names)
SELECT id, number, to_tsvector('simple', subject), subject FROM made
"""  # noqa: S608 - only constants of this file


# Numbers so far apart are fifteen chapters of the index; without gaps all tickets are in the first.
APART = 40


async def house_of_many(product: Any, apart: int) -> AsyncIterator[Any]:
    house = await tests_cast.acme(product)
    async with house.unit():
        await unit.execute(FILL, apart)
    yield house
    await house.leave()


@pytest.fixture(scope="module")
async def filled(product: Any) -> AsyncIterator[Any]:
    """One house for all scenes, since they only read."""
    async for house in house_of_many(product, 1):
        yield house


@pytest.fixture(scope="module")
async def far(product: Any) -> AsyncIterator[Any]:
    """One with a million tickets, most of which are gone."""
    async for house in house_of_many(product, APART):
        yield house


@pytest.fixture(params=["filled", "far"])
def many(request: Any, filled: Any, far: Any) -> Any:
    return {"filled": filled, "far": far}[request.param]


@pytest.mark.parametrize("most", [1, 50, 100, 1_000])
@pytest.mark.parametrize(
    "word", ["always", "third", "hundredth", "once", "lately", "formerly", "never", "third & !hundredth"]
)
async def test_it_finds_the_newest_with_a_word(many: Any, word: str, most: int) -> None:
    async with many.unit():
        found = await unit.fetch(
            "SELECT t.number FROM app.search_tickets(to_tsquery('simple', $1), $2) f JOIN ticket t ON t.id = f.ticket_id",
            *(word, most),
        )
        meant = await unit.fetch(
            "SELECT number FROM ticket_search WHERE words @@ to_tsquery('simple', $1) ORDER BY number DESC LIMIT $2",
            *(word, most),
        )
    assert sorted(row[0] for row in found) == sorted(row[0] for row in meant)


@pytest.mark.parametrize("piece", ["alwa", "thir", "dredth", "onc", "ately", "neve", "%", "_", "odd%_", "\\"])
async def test_it_finds_the_newest_with_a_piece(many: Any, piece: str) -> None:
    async with many.unit():
        found = await unit.fetch(
            "SELECT t.number FROM app.search_tickets_like($1, 60) f JOIN ticket t ON t.id = f.ticket_id", piece
        )
        meant = await unit.fetch(
            "SELECT number FROM ticket_search WHERE position($1 IN names) > 0 ORDER BY number DESC LIMIT 60", piece
        )
    assert sorted(row[0] for row in found) == sorted(row[0] for row in meant)


@pytest.mark.parametrize("piece", ["hundreth", "lateli", "formrly", "alwais", "xylophone"])
async def test_it_finds_the_newest_that_resemble(filled: Any, piece: str) -> None:
    async with filled.unit():
        found = await unit.fetch(
            "SELECT t.number FROM app.search_tickets_similar($1, 50) f JOIN ticket t ON t.id = f.ticket_id", piece
        )
        await unit.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.4")
        meant = await unit.fetch(
            "SELECT number FROM ticket_search WHERE names %> $1 ORDER BY number DESC LIMIT 50", piece
        )
    assert sorted(row[0] for row in found) == sorted(row[0] for row in meant)


@pytest.mark.parametrize("piece", ["hundreth", "lateli", "formrly", "alwais", "xylophone"])
async def test_in_the_newest_chapters_it_finds_what_resembles_unless_there_is_none(far: Any, piece: str) -> None:
    async with far.unit():
        found = await unit.fetch(
            "SELECT t.number FROM app.search_tickets_similar($1, 50) f JOIN ticket t ON t.id = f.ticket_id", piece
        )
        await unit.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.4")
        meant = await unit.fetch(
            "SELECT number FROM ticket_search WHERE names %> $1 ORDER BY number DESC LIMIT 50", piece
        )
    numbers = sorted((row[0] for row in found), reverse=True)
    assert numbers == [row[0] for row in meant][: len(numbers)]
    assert bool(numbers) == bool(meant)


@pytest.mark.parametrize(("typed", "places"), [("formerly thirdl", "filled far"), ("formerly third", "filled")])
async def test_among_very_many_a_last_word_that_is_whole_begins_no_other(
    filled: Any, far: Any, acting: Any, typed: str, places: str
) -> None:
    for place, house, apart in (("filled", filled, 1), ("far", far, APART)):
        async with house.unit():
            found = {row.number for row in await search(typed, by=acting(house.alice), most=1_000)}
        assert (17 * apart in found) == (place in places), place


async def test_it_finds_nothing_of_others(filled: Any, globex: Any) -> None:
    async with globex.unit():
        assert await unit.fetch("SELECT * FROM app.search_tickets(to_tsquery('simple', 'always'), 50)") == []


@asynccontextmanager
async def _as_search(url: str, tenant: UUID) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(f"SELECT set_config('app.tenant_id', '{tenant}', true)")
            await connection.execute("ANALYZE ticket_search")
            await connection.execute("SET LOCAL ROLE polydesk_search")
            yield connection
    finally:
        await connection.close()


async def test_a_piece_of_the_walk_reads_its_own_numbers_only(filled: Any, superuser_url: str) -> None:
    async with _as_search(superuser_url, filled.id) as connection:
        # Where there are as few as here, reading all of them may be cheaper, which hangs on what other scenes left behind.
        await connection.execute("SET LOCAL enable_seqscan = off")
        plan = await connection.fetch(
            f"""EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT w.ticket_id FROM (
                  SELECT * FROM ticket_search s WHERE s.tenant_id = app.tenant_id()
                     AND s.number > {MANY - FIRST} AND s.number <= {MANY} OFFSET 0) w
                 WHERE w.words @@ to_tsquery('simple', 'third')"""  # noqa: S608 - only constants of this file
        )
    text = "\n".join(row[0] for row in plan)
    assert "ticket_search_newest" in text
    assert "ticket_search_words" not in text
    assert f"number <= {MANY}" in text.partition("Index Cond")[2]


async def test_a_frequent_word_reads_a_part_of_what_its_index_would(filled: Any, superuser_url: str) -> None:
    async with _as_search(superuser_url, filled.id) as connection:
        walk = await _blocks(connection, "SELECT * FROM app.search_tickets('always', 100)")
        await connection.execute("SET LOCAL enable_indexscan = off")
        index = await _blocks(
            connection,
            """SELECT ticket_id FROM ticket_search WHERE tenant_id = app.tenant_id() AND words @@ 'always'::tsquery
                ORDER BY number DESC LIMIT 100""",
        )
    assert 0 < 2 * walk < index


async def _blocks(connection: asyncpg.Connection, sql: str) -> int:
    """How many blocks a statement reads once its plan is made, wherever they are."""
    await connection.fetch(sql)
    plan = json.loads(await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}"))[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
