"""RabbitMQ as the broker, with patience that ends within a second."""

from typing import Any

import pika.exceptions
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.errors import BrokerConnectionError

TIMEOUT_S = 0.5
AWAY = (BrokerConnectionError, pika.exceptions.AMQPError, OSError)


def connect(url: str) -> RabbitmqBroker:
    # No confirmation of each message: one that is lost is found by the sweeper.
    found = RabbitmqBroker(url=url, middleware=[])
    parameters: Any = found.parameters
    parameters.socket_timeout = TIMEOUT_S
    parameters.stack_timeout = 2 * TIMEOUT_S
    parameters.blocked_connection_timeout = TIMEOUT_S
    parameters.connection_attempts = 1
    parameters.heartbeat = 15
    return found


def ping(found: Any) -> None:
    try:
        found.connection.process_data_events(0)
    except pika.exceptions.AMQPError:
        # A connection that the server closed while it lay idle says nothing about the server.
        del found.connection
        found.connection.process_data_events(0)
