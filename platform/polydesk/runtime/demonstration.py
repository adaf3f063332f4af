"""The demo, as the command line sees it: the story itself is told by `polydesk.demo`."""

import asyncio
import inspect
from collections.abc import Awaitable
from importlib import import_module
from typing import cast

from polydesk.kernel.settings import settings
from polydesk.runtime.trouble import Trouble


def fill(*, tickets: int | None = None, tenant: str | None = None, sure: bool = False) -> str:
    """Writes the demo, or a big tenant with `tickets` tickets; answers what to tell the person."""
    if settings().is_production and not sure:
        raise Trouble("This is production, and the demo's people share a password that everybody knows. If sure: --yes")
    named = {"tenant": tenant} if tenant else {}
    return _text(import_module("polydesk.demo").main(tickets=tickets, **named))


def pay() -> None:
    """Lets the demo's companies have paid for some months, where no real money moves."""
    if not settings().stripe_secret_key.startswith("sk_test_"):
        raise Trouble("The demo pays at a Stripe to practise with only: STRIPE_SECRET_KEY is none of its test mode.")
    _text(import_module("polydesk.demo.paying").main())


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
