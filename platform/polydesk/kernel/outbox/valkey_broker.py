"""Valkey or Redis as the broker: lists of ids that die with it, which the sweeper finds again."""

import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import BrokerConnectionError
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisGone
from redis.retry import Retry

TIMEOUT_S = 0.5
AWAY = (BrokerConnectionError, redis.RedisError, OSError)


def connect(url: str) -> RedisBroker:
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


def ping(found: RedisBroker) -> None:
    found.client.ping()
