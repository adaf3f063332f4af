"""The tally: how often articles are read, what is searched in vain, and from which searches nobody opened a result,
counted without writing. A click needs no mark of its own: the browser says which page of this host it comes from."""

from urllib.parse import parse_qs
from uuid import UUID

from polydesk.faq.searching import tidy
from polydesk.kernel.actor import CUSTOMERS, actor
from polydesk.kernel.tally import Tally
from polydesk.kernel.web.reader import came_from

SHORTEST = 3

_views = Tally("UPDATE article_text SET views = views + $3 WHERE article_id = $1 AND language = $2")
_gaps = Tally(
    """INSERT INTO search_gap (language, asked, times, last_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, language, asked)
       DO UPDATE SET times = search_gap.times + excluded.times, last_at = excluded.last_at""",
    stamped=True,
)

_shown = Tally(
    """INSERT INTO search_shown (language, asked, times, last_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id, language, asked)
       DO UPDATE SET times = search_shown.times + excluded.times, last_at = excluded.last_at""",
    stamped=True,
)
_opened = Tally("UPDATE search_shown SET opened = opened + $3 WHERE language = $1 AND asked = $2")


def count_view(tenant: UUID, article: UUID, language: str) -> None:
    _views.count(tenant, article, language)


def count_gap(tenant: UUID, language: str, asked: str) -> None:
    """Somebody searched and found nothing."""
    if words := _words(asked):
        _gaps.count(tenant, language, words)


def count_shown(tenant: UUID, language: str, asked: str) -> None:
    """A customer searched and got results."""
    if actor().kind in CUSTOMERS and len(words := _words(asked)) >= SHORTEST:
        _shown.count(tenant, language, words)


def count_opened(tenant: UUID) -> None:
    """A customer reads an article, perhaps coming from a search."""
    path, _mark, query = came_from().partition("/search?")
    if query and actor().kind in CUSTOMERS:
        asked = parse_qs(query).get("q", [""])[0]
        if words := _words(tidy(asked)):
            _opened.count(tenant, path.strip("/"), words)


def _words(asked: str) -> str:
    return " ".join(asked.lower().split())[:200]
