"""Publishing: the life of a text: draft, review, scheduled, published, archived. Each language lives its own."""

from datetime import datetime
from uuid import UUID

from i18n import LazyText, lazy_in
from polydesk.faq.changes import changed
from polydesk.faq.refusals import MayNotPublish
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import NotFound

STATES: dict[str, LazyText] = {
    "draft": lazy_in("article", "Draft"),
    "review": lazy_in("article", "In review"),
    "scheduled": lazy_in("article", "Scheduled"),
    "published": lazy_in("article", "Published"),
    "archived": lazy_in("article", "Archived"),
}


# What customers see, or will see without anybody doing anything more.
SHOWN = ("published", "scheduled")


async def may_publish() -> bool:
    """Admins may; agents where the tenant lets them."""
    who = actor()
    if who.may("faq.publish") or who.kind == "system":
        return True
    return who.may("faq.write") and await agents_may_publish()


async def agents_may_publish() -> bool:
    return bool(await unit.fetchval("SELECT agents_publish FROM faq_setting"))


async def let_agents_publish(allowed: bool) -> None:
    await unit.execute(
        """INSERT INTO faq_setting (agents_publish) VALUES ($1)
           ON CONFLICT (tenant_id) DO UPDATE SET agents_publish = excluded.agents_publish""",
        allowed,
    )
    await record("faq.agents_publish", changes={"allowed": [not allowed, allowed]})


async def publish(article_id: UUID, language: str) -> None:
    """Now, for everybody whom its visibility admits."""
    await demand_publisher()
    await _become(article_id, language, "published")


async def publish_new(article_id: UUID) -> None:
    """All languages of an article that has just begun to be; whoever began it says so."""
    await unit.execute(_PUBLISH_NEW, article_id, now())
    await changed()


async def schedule(article_id: UUID, language: str, *, at: datetime) -> None:
    """Later, by itself; an instant that has passed already is now."""
    await demand_publisher()
    if at <= now():
        await _become(article_id, language, "published")
        return
    await _become(article_id, language, "scheduled", publish_at=at)
    await enqueue("faq.publish", at=at, article_id=str(article_id), language=language)


async def publish_when_due(article_id: UUID, language: str) -> None:
    """What the job does: publishes if it is still wanted, and wanted by now."""
    due = await unit.fetchval(
        """SELECT true FROM article_text WHERE article_id = $1 AND language = $2
              AND state = 'scheduled' AND publish_at <= $3 FOR UPDATE""",
        *(article_id, language, now()),
    )
    if due:
        await _become(article_id, language, "published")


async def hand_in(article_id: UUID, language: str) -> None:
    """For somebody who may publish to look at."""
    await _become(article_id, language, "review")


async def withdraw(article_id: UUID, language: str) -> None:
    """Back to a draft that no customer sees."""
    await _demand_publisher_of_shown(article_id, language)
    await _become(article_id, language, "draft")


async def archive(article_id: UUID, language: str) -> None:
    """Out of sight, kept with all its versions; `withdraw` brings it back as a draft."""
    await _demand_publisher_of_shown(article_id, language)
    await _become(article_id, language, "archived")


async def _become(article_id: UUID, language: str, state: str, *, publish_at: datetime | None = None) -> None:
    row = await unit.fetchrow(_STATE, article_id, language)
    if row is None:
        raise NotFound
    published_at = row["published_at"] or (now() if state == "published" else None)
    await unit.execute(_BECOME, article_id, language, state, publish_at, published_at)
    if row["state"] != state:
        changes = {"state": [row["state"], state], "language": ["", language]}
        await record("faq.state_changed", subject=("article", article_id), changes=changes)
    await changed()


async def demand_publisher() -> None:
    """Raises MayNotPublish."""
    if not await may_publish():
        raise MayNotPublish


async def _demand_publisher_of_shown(article_id: UUID, language: str) -> None:
    """Taking away what customers see is publishing, too."""
    row = await unit.fetchrow(_STATE, article_id, language)
    if row is not None and row["state"] in SHOWN:
        await demand_publisher()


_STATE = "SELECT state, published_at FROM article_text WHERE article_id = $1 AND language = $2 FOR UPDATE"
_BECOME = """
UPDATE article_text SET state = $3, publish_at = $4, published_at = $5 WHERE article_id = $1 AND language = $2
"""
_PUBLISH_NEW = """
UPDATE article_text SET state = 'published', published_at = $2
 WHERE tenant_id = app.tenant_id() AND article_id = $1 AND state = 'draft'
"""
