"""Misses: how often our text went out because a placeholder of the tenant's had no value, so that admins can mend it.

Counted for the version that missed: whoever changes the text begins anew.
"""

from dataclasses import dataclass
from datetime import datetime

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.wording import braced
from polydesk.mail_texts.events import TextMissed
from polydesk.mail_texts.versions import Version


@dataclass(frozen=True)
class Miss:
    """`name` is the placeholder that nobody could fill in."""

    occasion: str
    language: str
    name: str
    times: int
    last_at: datetime
    last_ticket: int | None

    @property
    def placeholder(self) -> str:
        return braced(self.name)


async def remember(of: Version, name: str, *, ticket: int | None) -> None:
    """Admins are told of the first time; the rest is counted."""
    is_first = await unit.fetchval(_COUNT, of.occasion, of.language, of.no, name, now(), ticket)
    if is_first:
        await announce(TextMissed(of.occasion, of.language, of.no, name))


async def misses(occasion: str | None = None, language: str | None = None) -> list[Miss]:
    """Those of the texts as they are now."""
    return [Miss(**dict(row)) for row in await unit.fetch(_MISSES, occasion, language)]


_COUNT = """
INSERT INTO mail_text_miss AS m (occasion, language, no, name, times, last_at, last_ticket)
VALUES ($1, $2, $3, $4, 1, $5, $6)
ON CONFLICT (tenant_id, occasion, language, no, name)
DO UPDATE SET times = m.times + 1, last_at = excluded.last_at, last_ticket = excluded.last_ticket
RETURNING times = 1
"""

_MISSES = """
SELECT occasion, language, name, times, last_at, last_ticket FROM mail_text_miss m
 WHERE tenant_id = app.tenant_id()
   AND ($1::text IS NULL OR occasion = $1) AND ($2::text IS NULL OR language = $2)
   AND no = (SELECT max(no) FROM mail_text_version v WHERE v.tenant_id = m.tenant_id AND v.occasion = m.occasion
                AND v.language = m.language)
 ORDER BY last_at DESC
"""
