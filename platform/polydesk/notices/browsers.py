"""Browsers in which somebody wants to be told: what each said of itself, and the session in which that was.

A browser is told while that session lives: whoever signs out is not told there any more, and is again after signing in.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import egress, unit
from polydesk.kernel.clock import now
from polydesk.kernel.egress import BadAddress, Target
from polydesk.kernel.ids import new_id
from polydesk.kernel.settings import settings
from polydesk.notices import web_push
from polydesk.notices.refusals import BadBrowser
from polydesk.notices.web_push import SECRET_BYTES, bytes_of, is_point
from tenants.devices import label_of

MOST = 20
LONGEST = 1_000

COLUMNS = "b.id, b.member_id, b.endpoint, b.p256dh, b.auth, b.user_agent, b.created_at, b.told_at, b.failed_at"
KEEP = """
INSERT INTO notice_browser (id, member_id, endpoint, p256dh, auth, user_agent, session_hash, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (tenant_id, endpoint) DO UPDATE SET member_id = EXCLUDED.member_id, p256dh = EXCLUDED.p256dh,
  auth = EXCLUDED.auth, user_agent = EXCLUDED.user_agent, session_hash = EXCLUDED.session_hash, failed_at = NULL
"""
FORGET_OLDEST = """
DELETE FROM notice_browser WHERE tenant_id = app.tenant_id() AND id IN (
  SELECT id FROM notice_browser WHERE tenant_id = app.tenant_id() AND member_id = $1
   ORDER BY coalesce(told_at, created_at) DESC OFFSET $2)
"""
HERE = (
    "UPDATE notice_browser SET session_hash = $3 WHERE tenant_id = app.tenant_id() AND member_id = $1 AND endpoint = $2"
)
TOLD = """
UPDATE notice_browser SET told_at = $2, failed_at = NULL WHERE tenant_id = app.tenant_id() AND id = $1
"""
FAILED = "UPDATE notice_browser SET failed_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
# Whoever is signed in there still, and belongs to the house.
REACHABLE = f"""
SELECT {COLUMNS} FROM notice_browser b
  JOIN member m ON m.tenant_id = b.tenant_id AND m.id = b.member_id AND m.state = 'active'
  JOIN session s ON s.tenant_id = b.tenant_id AND s.hash = b.session_hash AND s.actor_kind = 'member'
   AND s.actor_id = m.id AND s.generation = m.generation AND s.expires_at > now()
 WHERE b.tenant_id = app.tenant_id()
"""  # noqa: S608 - only constants of this module


@dataclass(frozen=True)
class Browser:
    id: UUID
    member_id: UUID
    endpoint: str
    p256dh: bytes
    auth: bytes
    user_agent: str
    created_at: datetime
    told_at: datetime | None
    failed_at: datetime | None

    @property
    def name(self) -> str:
        return label_of(self.user_agent)

    @property
    def mark(self) -> str:
        """By which a page finds out whether it is this very browser."""
        return web_push.topic_of(self.endpoint)


async def keep(member_id: UUID, session: bytes, *, endpoint: str, p256dh: str, auth: str, user_agent: str) -> None:
    """Raises BadBrowser. The same browser again is the same row; of very many the one that was told longest ago goes."""
    target_of(endpoint)
    point, secret = bytes_of(p256dh), bytes_of(auth)
    if not is_point(point) or len(secret) != SECRET_BYTES:
        raise BadBrowser
    await unit.execute(KEEP, new_id(), member_id, endpoint, point, secret, user_agent[:300], session, now())
    await unit.execute(FORGET_OLDEST, member_id, MOST)


async def come_back(member_id: UUID, session: bytes, *, endpoint: str) -> None:
    """Signed in again in a browser that was told before."""
    await unit.execute(HERE, member_id, endpoint, session)


async def browsers_of(member_id: UUID) -> list[Browser]:
    rows = await unit.fetch(
        f"SELECT {COLUMNS} FROM notice_browser b WHERE tenant_id = app.tenant_id() AND member_id = $1 ORDER BY created_at, id",  # noqa: S608
        member_id,
    )
    return [Browser(*row) for row in rows]


async def reachable(member_id: UUID) -> list[UUID]:
    return [row["id"] for row in await unit.fetch(f"{REACHABLE} AND b.member_id = $1", member_id)]


async def reachable_one(browser_id: UUID) -> Browser | None:
    row = await unit.fetchrow(f"{REACHABLE} AND b.id = $1", browser_id)
    return Browser(*row) if row else None


async def forget(browser_id: UUID, *, of: UUID) -> None:
    sql = "DELETE FROM notice_browser WHERE tenant_id = app.tenant_id() AND id = $1 AND member_id = $2"
    await unit.execute(sql, browser_id, of)


async def was_told(browser_id: UUID, *, well: bool) -> None:
    await unit.execute(TOLD if well else FAILED, browser_id, now())


def target_of(endpoint: str) -> Target:
    """Where a browser's push service listens: with a name, and in production behind https. Raises BadBrowser."""
    try:
        target = egress.target_of(endpoint) if len(endpoint) <= LONGEST else None
    except BadAddress:
        target = None
    if target is None or egress.is_number(target.host) or not (target.is_secret or not settings().is_production):
        raise BadBrowser
    return target
