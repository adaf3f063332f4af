"""The tally: how often articles are read and what is searched in vain, counted without writing."""

from uuid import UUID

from polydesk.kernel.tally import Tally

_views = Tally("UPDATE article_text SET views = views + $3 WHERE article_id = $1 AND language = $2")
_gaps = Tally(
    """INSERT INTO search_gap (language, asked, times, last_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, language, asked)
       DO UPDATE SET times = search_gap.times + excluded.times, last_at = excluded.last_at""",
    stamped=True,
)


def count_view(tenant: UUID, article: UUID, language: str) -> None:
    _views.count(tenant, article, language)


def count_gap(tenant: UUID, language: str, asked: str) -> None:
    """Somebody searched and found nothing."""
    if words := " ".join(asked.lower().split())[:200]:
        _gaps.count(tenant, language, words)
