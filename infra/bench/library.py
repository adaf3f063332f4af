"""Search over ten thousand help pages in ten languages: every page in each of them, asked as customers ask.

In this process, by the verb that the portal's pages call, one search after the other; milliseconds on the wall.
"""

import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from statistics import median, quantiles
from uuid import UUID

import asyncpg
from library_words import WORDS

from polydesk import demo, wiring
from polydesk.faq import indexing, searching
from polydesk.kernel import database, unit
from polydesk.kernel.clock import now
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import acting_for

TENANT = "bench-library"
ARTICLES = 10_000
PARAGRAPHS = 500
WORDS_OF_ONE = 40
TOPICS = 20
ROUNDS = 4
GOAL_MS = 50


@dataclass(frozen=True)
class Figures:
    texts: int
    median_ms: float
    p95_ms: float
    slowest: str
    searches: int


async def measure() -> Figures:
    wiring.load()
    try:
        await demo.main(tickets=10, tenant=TENANT)
        async with unit.platform():
            tenant_id: UUID = await unit.fetchval(
                "UPDATE tenant SET languages = $2 WHERE slug = $1 RETURNING id", TENANT, list(WORDS)
            )
        async with _without_indexes_of_words():
            await _fill(tenant_id)
        await database.vacuum("article", "article_text", "article_word")
        with acting_for(tenant_id):
            return await _ask(tenant_id)
    finally:
        await database.close_pools()


async def _fill(tenant_id: UUID) -> None:
    """Paragraphs are written and indexed by the product; a page is a title and three of them."""
    async with unit.tenant(tenant_id):
        await unit.execute(STAGE)
        for language in WORDS:
            await unit.executemany(PARAGRAPH, list(_paragraphs(language)))
            await indexing.learn({language: indexing.words_of(language, " ".join(_vocabulary(language)))})
        await unit.execute(FILL_TOPICS, TOPICS, now())
        await unit.execute(FILL_ARTICLES, ARTICLES, TOPICS, now())
        for language in WORDS:
            await unit.execute(FILL_TEXTS, language, PARAGRAPHS, ARTICLES, now())


@asynccontextmanager
async def _without_indexes_of_words() -> AsyncIterator[None]:
    """They are made in seconds once the texts are there, and kept up with them in minutes."""
    owner = await asyncpg.connect(settings().database_url)
    try:
        made = await owner.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'article_text' AND indexdef LIKE '%USING gin%'"
        )
        for row in made:
            await owner.execute(f"DROP INDEX {row['indexname']}")
        yield
        for row in made:
            await owner.execute(row["indexdef"])
    finally:
        await owner.close()


def _paragraphs(language: str) -> list[tuple[object, ...]]:
    chance = random.Random(language)
    found: list[tuple[object, ...]] = []
    for number in range(PARAGRAPHS):
        text = " ".join(_some_words(language, chance, WORDS_OF_ONE))
        heading = " ".join(_some_words(language, chance, 4))
        found.append((language, number, heading, text, *indexing.columns(heading, "", text, language)))
    return found


def _some_words(language: str, chance: random.Random, count: int) -> list[str]:
    """A few words are everywhere, most are rare, as in any language."""
    words = _vocabulary(language)
    return [words[int(len(words) * chance.random() ** 1.5)] for _ in range(count)]


@cache
def _vocabulary(language: str) -> list[str]:
    """Some four thousand: roots, two roots in one, and the ends they take; the frequent ones first."""
    roots, ends = (text.split() for text in WORDS[language])
    compounds = [one + other for one in roots for other in roots if one != other]
    words = [root + end for root in [*roots, *compounds] for end in ends]
    random.Random(language).shuffle(words)
    return words


async def _ask(tenant_id: UUID) -> Figures:
    chance = random.Random(7)
    asked = [(language, words) for language in WORDS for words in _questions(language, chance)]
    taken: list[tuple[float, str]] = []
    for turn in range(ROUNDS + 1):
        for language, words in asked:
            began = time.perf_counter()
            async with unit.tenant(tenant_id):
                await searching.search(words, language, "en")
            if turn:
                taken.append(((time.perf_counter() - began) * 1_000, f"{language}: {words}"))
    times = [ms for ms, _words in taken]
    return Figures(ARTICLES * len(WORDS), median(times), quantiles(times, n=20)[-1], max(taken)[1], len(times))


def _questions(language: str, chance: random.Random) -> list[str]:
    """A frequent word, rare ones, several, a sentence, a misspelled one, one without accents, one that nobody wrote."""
    words = _vocabulary(language)
    often, seldom = words[0], words[-1]
    several = " ".join(_some_words(language, chance, 3))
    sentence = " ".join(_some_words(language, chance, 9))
    typo = often[:2] + often[3:] if len(often) > 4 else often
    return [
        *(often, seldom, several, sentence, typo, f"{typo} {seldom}", searching.tidy(often.upper())),
        *("xylophone", f"{often} xylophone", words[len(words) // 2][:4]),
    ]


STAGE = """
CREATE TEMP TABLE paragraph (
  language text, n integer, heading text, plain text, words tsvector, key text, PRIMARY KEY (language, n)
) ON COMMIT DROP
"""
PARAGRAPH = """
INSERT INTO paragraph (language, n, heading, plain, words, key)
VALUES ($1, $2, $3, $4, setweight(to_tsvector($5::text::regconfig, $6), 'A') || setweight(to_tsvector($5::text::regconfig, $7), 'A')
  || setweight(to_tsvector($5::text::regconfig, $8), 'C') || setweight(to_tsvector($5::text::regconfig, $9), 'C'), $10)
"""
FILL_TOPICS = """
WITH made AS (
  INSERT INTO faq_category (id, position, created_at) SELECT uuidv7(), place, $2 FROM generate_series(1, $1::int) AS place
  RETURNING id, position
)
INSERT INTO faq_category_text (category_id, language, name, slug)
SELECT id, 'en', 'Topic ' || position, 'bench-topic-' || position FROM made
"""
FILL_ARTICLES = """
WITH topic AS (
  SELECT category_id, row_number() OVER () - 1 AS n FROM faq_category_text WHERE slug LIKE 'bench-topic-%'
)
INSERT INTO article (id, category_id, position, source_language, created_at, updated_at)
SELECT uuidv7(), topic.category_id, place, 'en', $3, $3
  FROM generate_series(1, $1::int) AS place JOIN topic ON topic.n = place % $2::int
"""
FILL_TEXTS = """
INSERT INTO article_text (article_id, language, state, title, slug, body, html, plain, words, title_key, updated_at)
SELECT a.id, $1, 'published', p.heading || ' ' || a.position, 'bench-' || a.id, '', '',
       p.plain || ' ' || q.plain || ' ' || r.plain, p.words || ts_filter(q.words, '{c}') || ts_filter(r.words, '{c}'),
       p.key, $4
  FROM article a
  JOIN paragraph p ON p.language = $1 AND p.n = a.position % $2::int
  JOIN paragraph q ON q.language = $1 AND q.n = (a.position * 7 + a.position / $2::int) % $2::int
  JOIN paragraph r ON r.language = $1 AND r.n = (a.position * 13 + 5) % $2::int
 WHERE a.position <= $3::int AND NOT EXISTS (
   SELECT FROM article_text t WHERE t.tenant_id = a.tenant_id AND t.article_id = a.id AND t.language = $1)
"""
