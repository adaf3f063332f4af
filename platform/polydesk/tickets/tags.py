"""Tags: short words that a tenant sorts its tickets by, written one way so that each is found again."""

from collections.abc import Iterable

from polydesk.kernel import unit
from polydesk.kernel.lines import one_line

LENGTH = 40
MOST = 20
SUGGESTED = 200
# The tags of the newest tickets are those that people reach for; nobody waits for a walk over all of them.
IN_USE = """
SELECT tag, count(*) AS uses FROM (
  SELECT tags FROM ticket WHERE tenant_id = app.tenant_id() AND spam_at IS NULL ORDER BY number DESC LIMIT 2000
) recent, unnest(tags) AS tag GROUP BY tag ORDER BY uses DESC, tag LIMIT $1
"""


def tidy_tag(text: str) -> str:
    """`" #Roof  Tiles "` is `"roof tiles"`; a comma parts tags, so that none holds one."""
    return one_line(text.replace(",", " ")).lstrip("# ").lower()[:LENGTH].rstrip()


def tidy_tags(texts: Iterable[str]) -> list[str]:
    """Each once, in the order given, twenty at most."""
    return list(dict.fromkeys(filter(None, map(tidy_tag, texts))))[:MOST]


def tags_in(text: str) -> list[str]:
    """Tags as they are typed into one line, parted by commas."""
    return tidy_tags(text.split(","))


async def tags_in_use() -> list[str]:
    """What may be proposed: the tags of recent tickets, those used most first."""
    return [row["tag"] for row in await unit.fetch(IN_USE, SUGGESTED)]
