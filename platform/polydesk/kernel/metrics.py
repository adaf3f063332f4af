"""Figures for Prometheus: requests, statements, units. Whoever has figures in rows names a function that reads them."""

from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram, generate_latest

from polydesk.kernel import database

CONTENT_TYPE = CONTENT_TYPE_LATEST

_requests = Counter("polydesk_requests_total", "Requests answered", ("method", "route", "status"))
_seconds = Histogram(
    "polydesk_request_seconds",
    "Time to answer",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_units = Counter("polydesk_units_total", "Units of work that ended")
_statements = Counter("polydesk_statements_total", "Statements run by requests")
_connections = Gauge("polydesk_connections_in_use", "Database connections that units hold")
_connections.set_function(database.connections_in_use)


Collect = Callable[[], Awaitable[None]]

_collectors: list[Collect] = []


def collects(collect: Collect) -> Collect:
    """Above a function that brings gauges up to date; it is awaited before the figures are read."""
    _collectors.append(collect)
    return collect


async def collect_all() -> None:
    for collect in _collectors:
        await collect()


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def observe_statements(count: int) -> None:
    _units.inc()
    _statements.inc(count)


def text() -> bytes:
    return generate_latest(REGISTRY)
