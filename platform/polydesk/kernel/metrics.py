"""Figures for Prometheus: requests, statements, units; the outbox and the mails add their own collectors."""

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


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(route).observe(seconds)


def observe_statements(count: int) -> None:
    _units.inc()
    _statements.inc(count)


def text() -> bytes:
    return generate_latest(REGISTRY)
