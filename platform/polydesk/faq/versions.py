"""Versions: what a text said before, and the way back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.faq.preparing import Text
from polydesk.faq.writing import save_text
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound


@dataclass(frozen=True)
class Version:
    revision: int
    title: str
    body: str
    by_name: str
    at: datetime


async def versions_of(article_id: UUID, language: str) -> list[Version]:
    """The newest first."""
    rows = await unit.fetch(
        """SELECT revision, title, body, by_name, at FROM article_version
            WHERE article_id = $1 AND language = $2 ORDER BY revision DESC""",
        *(article_id, language),
    )
    return [Version(**row) for row in rows]


async def version(article_id: UUID, language: str, revision: int) -> Version:
    row = await unit.fetchrow(
        """SELECT revision, title, body, by_name, at FROM article_version
            WHERE article_id = $1 AND language = $2 AND revision = $3""",
        *(article_id, language, revision),
    )
    if row is None:
        raise NotFound
    return Version(**row)


async def restore(article_id: UUID, language: str, revision: int) -> int:
    """What it said then is what it says now, as a new revision: nothing is lost. Answers the new revision."""
    old = await version(article_id, language, revision)
    row = await unit.fetchrow(
        "SELECT keywords, noindex, slug FROM article_text WHERE article_id = $1 AND language = $2", article_id, language
    )
    if row is None:
        raise NotFound
    text = Text(old.title, old.body, row["keywords"], row["slug"], row["noindex"])
    return await save_text(article_id, language, text)
