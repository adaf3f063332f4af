"""Finding canned replies: a member finds their own, those of their teams, and everybody's."""

from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.refusals import NotFound
from polydesk.replies.canned import CannedReply

# Admins find those of every team, since they look after them; what is private stays so.
_SELECT = r"""
SELECT r.id, r.name, r.folder, r.texts, r.scope, r.owner_id, m.name AS owner_name, r.team_id, r.uses, r.used_at, r.version,
       r.archived_at IS NOT NULL AS is_archived
  FROM canned_reply r JOIN member m ON m.tenant_id = r.tenant_id AND m.id = r.owner_id
 WHERE r.tenant_id = app.tenant_id()
   AND (r.scope = 'all' OR r.owner_id = $1 OR (r.scope = 'team' AND ($2 OR EXISTS (
        SELECT FROM team_member t WHERE t.tenant_id = r.tenant_id AND t.team_id = r.team_id AND t.member_id = $1))))
"""
_BY_ID = _SELECT + " AND r.id = $3"
_MATCHING = (
    _SELECT
    + r"""
   AND (r.archived_at IS NOT NULL) = $3
   AND ($4 = '' OR r.name || ' ' || r.folder || ' ' || r.texts::text
        ILIKE '%' || replace(replace(replace($4, '\', '\\'), '%', '\%'), '_', '\_') || '%')
"""
)
_IN_ORDER = _MATCHING + " ORDER BY r.folder = '', lower(r.folder), lower(r.name), r.id LIMIT $5"
_MOST_USED = _MATCHING + " ORDER BY r.name ILIKE $4 || '%' DESC, r.uses DESC, lower(r.name), r.id LIMIT $5"
_SHARED = _SELECT + " AND r.scope <> 'private' AND r.archived_at IS NULL ORDER BY lower(r.folder), lower(r.name), r.id"
_FOLDERS = f"SELECT DISTINCT folder FROM ({_SELECT}) found WHERE folder <> ''"  # noqa: S608

MOST_SHOWN = 500
MOST_CHOICES = 12
LONGEST_SEARCH = 100


async def canned_reply(reply_id: UUID, *, by: Actor) -> CannedReply:
    """Raises NotFound, also for somebody else's private one."""
    row = await unit.fetchrow(_BY_ID, by.id, by.may("settings.manage"), reply_id)
    if row is None:
        raise NotFound
    return CannedReply(**dict(row))


async def in_order(*, by: Actor, words: str = "", archived: bool = False) -> list[CannedReply]:
    """By folder and name; what lies in no folder comes last."""
    return await _found(_IN_ORDER, by, words, MOST_SHOWN, archived=archived)


async def choices(*, by: Actor, words: str = "") -> list[CannedReply]:
    """Those used most come first, and before them those whose name begins with the words."""
    return await _found(_MOST_USED, by, words, MOST_CHOICES)


async def shared() -> list[CannedReply]:
    """Everything that is not private, whoever asks: for translating."""
    rows = await unit.fetch(_SHARED, None, True)
    return [CannedReply(**dict(row)) for row in rows]


async def folders(*, by: Actor) -> list[str]:
    """Of what a member finds: what another team calls its folders is that team's."""
    return sorted(row["folder"] for row in await unit.fetch(_FOLDERS, by.id, by.may("settings.manage")))


async def _found(sql: str, by: Actor, words: str, most: int, *, archived: bool = False) -> list[CannedReply]:
    asked: tuple[Any, ...] = (
        by.id,
        by.may("settings.manage"),
        archived,
        " ".join(words.split())[:LONGEST_SEARCH],
        most,
    )
    return [CannedReply(**dict(row)) for row in await unit.fetch(sql, *asked)]
