"""Samples: a first handful of articles in each language, so that a new portal is not empty; one click removes them.

They are Markdown files beside this module. An article that somebody has changed is theirs and no sample any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from polydesk.faq.categories import Naming, open_category
from polydesk.faq.changes import changed
from polydesk.faq.preparing import Prepared, Text, prepared
from polydesk.faq.writing import begin_published
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, acting_as

FOLDER = Path(__file__).parent / "sample_articles"
ARTICLES = ("ask-us", "what-happens-next", "sign-in", "rate-us")
ICONS = {"first-steps": "rocket", "your-tickets": "mail"}


UNTOUCHED = """
SELECT count(*) FILTER (WHERE kind = 'article') = $1 AND count(*) FILTER (WHERE kind = 'faq_category') = $2
   AND (SELECT count(*) FROM article WHERE tenant_id = app.tenant_id()) = $1
   AND (SELECT count(*) FROM faq_category WHERE tenant_id = app.tenant_id()) = $2
  FROM sample WHERE tenant_id = app.tenant_id()
"""


@dataclass(frozen=True)
class Sample:
    topic: str
    text: Prepared


async def write(languages: Iterable[str]) -> None:
    """In each of these languages that we can write; in English under the first of them when we can write none."""
    wanted = list(languages)
    written = {language: language for language in wanted if (FOLDER / language).is_dir()} or {wanted[0]: "en"}
    with acting_as(SYSTEM):
        topics = {key: await _open_topic(key, written) for key in ICONS}
        for name in ARTICLES:
            await _write_article(name, written, topics)


async def write_anew(languages: Iterable[str]) -> None:
    """In the languages that are spoken now, as long as there is nothing but samples, each as it was."""
    if await unit.fetchval(UNTOUCHED, len(ARTICLES), len(ICONS)):
        await remove()
        await write(languages)


async def remove() -> None:
    """Takes away every sample that is still as it was, and the topics that are empty then."""
    await unit.execute("DELETE FROM article a USING sample s WHERE s.kind = 'article' AND s.id = a.id")
    await unit.execute(
        """DELETE FROM faq_category c USING sample s
            WHERE s.kind = 'faq_category' AND s.id = c.id
              AND NOT EXISTS (SELECT FROM article a WHERE a.category_id = c.id)
              AND NOT EXISTS (SELECT FROM faq_category b WHERE b.parent_id = c.id)"""
    )
    await unit.execute("DELETE FROM sample WHERE kind IN ('article', 'faq_category')")
    await changed()


async def _open_topic(key: str, written: dict[str, str]) -> UUID:
    names = {language: _topics(folder)[key] for language, folder in written.items()}
    topic = await open_category(names, icon=ICONS[key])
    await _remember("faq_category", topic)
    return topic


async def _write_article(name: str, written: dict[str, str], topics: dict[str, UUID]) -> None:
    samples = {language: _read(folder, name, language) for language, folder in written.items()}
    topic = next(iter(samples.values())).topic
    texts = {language: sample.text for language, sample in samples.items()}
    await _remember("article", await begin_published(texts, category=topics[topic]))


async def _remember(kind: str, subject: UUID) -> None:
    await unit.execute("INSERT INTO sample (kind, id) VALUES ($1, $2) ON CONFLICT DO NOTHING", kind, subject)


@cache
def _topics(folder: str) -> dict[str, Naming]:
    lines = (FOLDER / folder / "topics.txt").read_text(encoding="utf-8").splitlines()
    parts = [[part.strip() for part in line.split("|")] for line in lines if line.strip()]
    return {key: Naming(name, description) for key, name, description in parts}


@cache
def _read(folder: str, name: str, language: str) -> Sample:
    """Two lines of facts, a heading, the text. The same for every company, so it is made ready once."""
    head, _hash, rest = (FOLDER / folder / f"{name}.md").read_text(encoding="utf-8").partition("\n# ")
    facts = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    title, _newline, body = rest.partition("\n")
    text = Text(title.strip(), body.strip() + "\n", facts.get("keywords", ""))
    return Sample(facts["topic"], prepared(text, language))
