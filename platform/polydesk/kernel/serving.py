"""Serving: how a process of its own lives, from its start until somebody asks it to stop."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

from polydesk.kernel import database


async def until_told(serve: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Serves until SIGTERM or Ctrl-C sets the event that `serve` was given, and lets go of the database."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    try:
        await serve(stop)
    finally:
        await database.close_pools()
