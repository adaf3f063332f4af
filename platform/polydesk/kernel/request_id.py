"""What a log line or audit row wants to know of the request: its id and the client's address."""

from contextvars import ContextVar

_request: ContextVar[str] = ContextVar("request_id", default="")
_client: ContextVar[str] = ContextVar("client_address", default="")


def request_id() -> str:
    return _request.get()


def client_address() -> str:
    """The address that the request came from, by the trusted proxies' word only; empty in jobs."""
    return _client.get()


def remember_request(identifier: str, address: str) -> None:
    _request.set(identifier)
    _client.set(address)
