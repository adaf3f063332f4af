"""Translating: whether a translation still says what its source says, told by revisions or by somebody's word.

A translation remembers the revision of the source that it was made from; none of them (0) is what somebody calls
outdated, whatever the source says.
"""

from uuid import UUID

from polydesk.faq.changes import changed
from polydesk.faq.writing import source_revision
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.refusals import NotFound

OUTDATED = 0


async def still_right(article_id: UUID, language: str) -> None:
    """The translation says what the source says now, without a change."""
    await _set(article_id, language, await source_revision(article_id), "faq.still_right")


async def mark_outdated(article_id: UUID, language: str) -> None:
    """Somebody has to look at it again."""
    await _set(article_id, language, OUTDATED, "faq.marked_outdated")


async def remember_source(article_id: UUID, language: str, revision: int) -> None:
    """The text that was saved just now was made from this revision of the source."""
    await unit.execute(
        "UPDATE article_text SET source_revision = $3 WHERE article_id = $1 AND language = $2",
        *(article_id, language, revision),
    )
    await changed()


async def keep_right(article_id: UUID, *, before: int, after: int) -> None:
    """A correction of the source that says nothing new: translations that were up to date still are."""
    await unit.execute(
        """UPDATE article_text t SET source_revision = $3 FROM article a
            WHERE a.id = $1 AND t.article_id = a.id AND t.language <> a.source_language AND t.source_revision = $2""",
        *(article_id, before, after),
    )
    await changed()


async def _set(article_id: UUID, language: str, revision: int, what: str) -> None:
    done = await unit.fetchval(
        """UPDATE article_text t SET source_revision = $3 FROM article a
            WHERE a.id = $1 AND t.article_id = a.id AND t.language = $2 AND t.language <> a.source_language RETURNING true""",
        *(article_id, language, revision),
    )
    if not done:
        raise NotFound
    await record(what, subject=("article", article_id), changes={"language": ["", language]})
    await changed()
