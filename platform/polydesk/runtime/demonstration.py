"""The demo, as the command line sees it: the story itself is told by `polydesk.demo`."""

import asyncio
import inspect
from collections.abc import Awaitable
from importlib import import_module
from typing import cast


def fill(*, tickets: int | None = None) -> str:
    """Writes the demo, or a big tenant with `tickets` tickets; answers what to tell the person."""
    return _text(import_module("polydesk.demo").main(tickets=tickets))


def summary() -> str:
    """Where the demo is, and who may sign in."""
    return _text(import_module("polydesk.demo").summary())


def _text(answer: object) -> str:
    if inspect.isawaitable(answer):
        answer = asyncio.run(_finish(cast("Awaitable[object]", answer)))
    return "" if answer is None else str(answer)


async def _finish(answer: Awaitable[object]) -> object:
    from polydesk.kernel import database

    try:
        return await answer
    finally:
        await database.close_pools()
