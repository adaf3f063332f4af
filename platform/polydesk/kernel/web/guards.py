"""Who may enter: every route declares it, and one that does not stops the program at its start (threat 8).

A guard is a function that raises a Refusal; `declares` marks it as a statement about who may enter. The guards that
know sessions and roles live in `tenants.guards`.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

G = TypeVar("G", bound=Callable[..., Any])


class Unguarded(RuntimeError):
    """Routes that do not say who may enter."""


def declares(who: str) -> Callable[[G], G]:
    def mark(guard: G) -> G:
        guard.declares = who  # type: ignore[attr-defined]
        return guard

    return mark


@declares("anyone")
def anyone(_connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Open to everybody, on purpose."""


def who_may_enter(handler: BaseRouteHandler) -> str | None:
    """What the innermost guard of the handler declares, or None."""
    for layer in reversed(handler.ownership_layers):
        for guard in reversed(list(layer.guards or [])):
            if found := getattr(guard, "declares", None):
                return str(found)
    return None


def check_all_guarded(app: Litestar) -> None:
    """Raises Unguarded with the names of all routes that forgot to say who may enter."""
    forgotten = sorted({str(handler) for handler in _handlers(app) if who_may_enter(handler) is None})
    if forgotten:
        raise Unguarded("these routes do not say who may enter: " + ", ".join(forgotten))


def _handlers(app: Litestar) -> Iterable[BaseRouteHandler]:
    for route in app.routes:
        handlers = getattr(route, "route_handlers", None) or [getattr(route, "route_handler", None)]
        yield from (handler for handler in handlers if handler is not None and handler.fn.__module__[:8] != "litestar")
