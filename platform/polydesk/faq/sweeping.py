"""Sweeping: pictures that were put into an editor and never used, or that no version of any text uses any more.

An author may leave a text half written for a while, and a draft waits in the browser: a picture has a month to be used.
"""

from datetime import timedelta

from polydesk.faq.pictures import GUARD
from polydesk.kernel import storage, unit
from polydesk.kernel.clock import now

KEPT = timedelta(days=30)
MOST = 500


async def sweep_pictures() -> int:
    """Answers how many went. What an older version shows stays, since somebody may go back to it."""
    rows = await unit.fetch(_UNUSED, GUARD, now() - KEPT, MOST)
    for row in rows:
        await storage.remove(row["id"])
    return len(rows)


_UNUSED = """
SELECT f.id FROM file f
 WHERE f.tenant_id = app.tenant_id() AND f.guard = $1 AND f.created_at < $2
   AND NOT EXISTS (SELECT FROM article_picture p WHERE p.tenant_id = f.tenant_id AND p.file_id = f.id)
   AND NOT EXISTS (SELECT FROM article_version v WHERE v.tenant_id = f.tenant_id AND strpos(v.body, f.id::text) > 0)
 ORDER BY f.created_at LIMIT $3
"""
