"""Jobs of the FAQ: scheduled publishing, reminders to review."""

from datetime import time
from uuid import UUID

from polydesk.faq import publishing, reviewing
from polydesk.kernel.outbox import daily, job


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
