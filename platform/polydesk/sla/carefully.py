"""Carefully: work on a batch of tickets, in which one that fails holds up none of the others."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.logs import logger

log = logger()


async def carefully(tickets: Sequence[UUID], work: Callable[[Sequence[UUID]], Awaitable[None]]) -> list[UUID]:
    """Those with which it went well: all at once, or else one by one. A ticket at which it fails is left as it was."""
    if not tickets:
        return []
    try:
        async with unit.savepoint():
            await work(tickets)
    except Exception:
        if len(tickets) > 1:
            return [done for ticket in tickets for done in await carefully([ticket], work)]
        log.exception("a promise could not be looked at", ticket=str(tickets[0]))
        return []
    return list(tickets)
