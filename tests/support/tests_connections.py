"""Connections of the pools, for scenes that count them: what an earlier one cancelled gives its own back by itself."""

import asyncio

from polydesk.kernel import database


async def all_are_back() -> None:
    """Until nobody holds one any more."""
    async with asyncio.timeout(60):
        while database.connections_in_use():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.01)
