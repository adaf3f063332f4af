"""The Dramatiq broker by BROKER_URL: Valkey or Redis (over TCP or a Unix socket), or RabbitMQ.

Dramatiq carries ids and spreads them over workers; its retries and delays stay off, because due times and attempts live
in the outbox. Every wait is short: a broker that is away costs at most half a second of a thread that nobody waits for.
The libraries are heavy, and a process needs one of them at most: they are imported by the thread that first asks.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from polydesk.kernel.outbox.entry import Entry
from polydesk.kernel.settings import settings

if TYPE_CHECKING:
    import dramatiq

ACTOR = "run"

T = TypeVar("T")

_thread = ThreadPoolExecutor(1, thread_name_prefix="broker")


class BrokerAway(Exception):
    """It is away, hangs, is full or restarts."""


@cache
def broker() -> "dramatiq.Broker":
    """The broker of this process."""
    found: dramatiq.Broker = _kind().connect(settings().broker_url)
    return found


def is_configured() -> bool:
    return bool(settings().broker_url)


def load() -> None:
    """Imports the library of its kind at once, and connects to nothing."""
    if is_configured():
        _kind()


def publish(rows: Iterable[Entry]) -> None:
    """Hands ids to the broker; blocks for a short while at worst, raises BrokerAway when it cannot."""
    try:
        for row in rows:
            broker().enqueue(_message(row))
    except _kind().AWAY as error:
        raise BrokerAway(str(error)) from error


def ping() -> bool:
    """Whether the broker answers now."""
    try:
        _kind().ping(broker())
    except _kind().AWAY:
        return False
    return True


async def in_thread(call: Callable[..., T], *args: Any) -> T:
    """A blocking call on the one thread kept for it: RabbitMQ's connections belong to the thread that opened them."""
    return await asyncio.get_running_loop().run_in_executor(_thread, call, *args)


def parse(tenant_id: str, row_id: str, queue: str) -> Entry:
    return Entry(UUID(tenant_id), UUID(row_id), queue)


def actor_name(queue: str) -> str:
    return f"{ACTOR}_{queue}"


def _kind() -> ModuleType:
    if settings().broker_url.startswith("amqp"):
        from polydesk.kernel.outbox import rabbit_broker

        return rabbit_broker
    from polydesk.kernel.outbox import valkey_broker

    return valkey_broker


def _message(row: Entry) -> "dramatiq.Message[None]":
    from dramatiq import Message

    args = (str(row.tenant_id), str(row.id))
    return Message(queue_name=row.queue, actor_name=actor_name(row.queue), args=args, kwargs={}, options={})
