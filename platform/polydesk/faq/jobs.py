"""Jobs of the FAQ: scheduled publishing, reminders to review, pictures that nobody uses, indexing after an upgrade."""

from datetime import time
from uuid import UUID

from polydesk.faq import gaps, indexing, publishing, reviewing, sweeping
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import daily, enqueue, job


@job("faq.publish")
async def publish(article_id: str, language: str) -> None:
    await publishing.publish_when_due(UUID(article_id), language)


@daily(at=time(5))
@job("faq.find_reviews", platform=True)
async def find_reviews() -> None:
    await reviewing.find_tenants()


@job("faq.remind_reviews")
async def remind_reviews() -> None:
    await reviewing.remind()


@daily(at=time(4, 10))
@job("faq.forget_searches", platform=True)
async def forget_searches() -> None:
    await unit.execute("DELETE FROM search_shown WHERE last_at < $1", now() - gaps.REMEMBERED)


@daily(at=time(4))
@job("faq.sweep_all_pictures", platform=True)
async def sweep_all_pictures() -> None:
    for row in await unit.fetch("SELECT id FROM tenant WHERE status <> 'erased'"):
        await enqueue("faq.sweep_pictures", tenant=row["id"])


@job("faq.sweep_pictures")
async def sweep_pictures() -> None:
    await sweeping.sweep_pictures()


@job("faq.index_anew")
async def index_anew(behind: str = "") -> None:
    if (last := await indexing.index_anew(UUID(behind) if behind else UUID(int=0))) is not None:
        await enqueue("faq.index_anew", behind=str(last))
