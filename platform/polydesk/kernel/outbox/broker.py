"""The Dramatiq broker by BROKER_URL: Valkey or Redis (over TCP or a Unix socket), or RabbitMQ.

Dramatiq carries ids and spreads them over workers; its retries and delays stay off, because due times and attempts live
in the outbox. Every wait is short: a broker that is away costs at most half a second of a thread that nobody waits for.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import dramatiq
import pika.exceptions
import redis
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import BrokerConnectionError
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisGone
from redis.retry import Retry

from polydesk.kernel.outbox.entry import Entry
from polydesk.kernel.settings import settings

TIMEOUT_S = 0.5
ACTOR = "run"

AWAY = (BrokerConnectionError, redis.RedisError, pika.exceptions.AMQPError, OSError)
"""What a broker raises that is away, hangs, is full or restarts."""

T = TypeVar("T")

_thread = ThreadPoolExecutor(1, thread_name_prefix="broker")


@cache
def broker() -> dramatiq.Broker:
    """The broker of this process."""
    url = settings().broker_url
    return _rabbit(url) if url.startswith("amqp") else _valkey(url)


def is_configured() -> bool:
    return bool(settings().broker_url)


def publish(rows: Iterable[Entry]) -> None:
    """Hands ids to the broker; blocks for a short while at worst, raises one of AWAY when it cannot."""
    for row in rows:
        broker().enqueue(_message(row))


def ping() -> bool:
    """Whether the broker answers now."""
    try:
        _ping(broker())
    except AWAY:
        return False
    return True


async def in_thread(call: Callable[..., T], *args: Any) -> T:
    """A blocking call on the one thread kept for it: RabbitMQ's connections belong to the thread that opened them."""
    return await asyncio.get_running_loop().run_in_executor(_thread, call, *args)


def parse(tenant_id: str, row_id: str, queue: str) -> Entry:
    return Entry(UUID(tenant_id), UUID(row_id), queue)


def actor_name(queue: str) -> str:
    return f"{ACTOR}_{queue}"


def _message(row: Entry) -> dramatiq.Message[None]:
    args = (str(row.tenant_id), str(row.id))
    return dramatiq.Message(queue_name=row.queue, actor_name=actor_name(row.queue), args=args, kwargs={}, options={})


def _valkey(url: str) -> RedisBroker:
    pool = redis.ConnectionPool.from_url(
        url.replace("valkey://", "redis://", 1),
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
        # One more try at once, for a connection that died while it lay in the pool.
        retry=Retry(NoBackoff(), 1, supported_errors=(RedisGone,)),
    )
    return RedisBroker(  # type: ignore[no-untyped-call]
        client=redis.Redis(connection_pool=pool),
        middleware=[],
        namespace="polydesk",
        heartbeat_timeout=15_000,
        maintenance_chance=200_000,
        dead_message_ttl=60_000,
    )


def _rabbit(url: str) -> RabbitmqBroker:
    # No confirmation of each message: one that is lost is found by the sweeper.
    found = RabbitmqBroker(url=url, middleware=[])
    parameters: Any = found.parameters
    parameters.socket_timeout = TIMEOUT_S
    parameters.stack_timeout = 2 * TIMEOUT_S
    parameters.blocked_connection_timeout = TIMEOUT_S
    parameters.connection_attempts = 1
    parameters.heartbeat = 15
    return found


def _ping(found: Any) -> None:
    if isinstance(found, RedisBroker):
        found.client.ping()
        return
    try:
        found.connection.process_data_events(0)
    except pika.exceptions.AMQPError:
        # A connection that the server closed while it lay idle says nothing about the server.
        del found.connection
        found.connection.process_data_events(0)
