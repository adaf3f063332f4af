"""Routing: Litestar's, without what it does at each start that nobody needs.

It adds a handler to every path to answer OPTIONS. Nobody asks by that method where no other origin may read anything;
five hundred handlers that are never called took 6 MB and a sixth of the time until a web process answers. It is refused
like any method that a path does not have. And it registers a deep copy of each router, since one could belong to several
applications; ours belong to one. Of a handler it copies each value to the bottom, most of which stand for nothing, and for
each path it lists all handlers of all paths to find those of this one. With each request it copies the handler for each guard,
lest one changes it; ours only read.
"""

from collections.abc import Iterator, Mapping
from copy import copy, deepcopy
from dataclasses import fields
from itertools import chain
from types import SimpleNamespace
from typing import Any, Self

import litestar.router
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.handlers.base import BaseRouteHandler
from litestar.params import KwargDefinition
from litestar.routes import HTTPRoute
from litestar.routes.base import BaseRoute

__all__ = ["ByPath", "Router"]


class ByPath:
    """A router that looks for the handlers of one path where Litestar asks for those of one path."""

    routes: list[BaseRoute]

    @property
    def route_handler_method_map(self) -> Mapping[str, Any]:
        return _Found(self.routes)


class _Found(Mapping[str, Any]):
    """Litestar's map from paths to methods to handlers, each path made when it is asked for."""

    def __init__(self, routes: list[BaseRoute]) -> None:
        self._routes = routes

    def __getitem__(self, path: str) -> Any:
        return _handlers_of([route for route in self._routes if route.path == path])[path]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(route.path for route in self._routes))

    def __len__(self) -> int:
        return len(dict.fromkeys(self))


def _handlers_of(routes: list[BaseRoute]) -> Mapping[str, Any]:
    found: dict[str, Any] = litestar.router.Router.route_handler_method_map.fget(SimpleNamespace(routes=routes))  # type: ignore[attr-defined]
    if not routes:
        raise KeyError
    return found


class Router(ByPath, litestar.router.Router):  # type: ignore[misc]
    """One that an application takes as it is."""

    def __deepcopy__(self, _known: dict[int, Any]) -> Self:
        if self.owner is not None:
            raise RuntimeError("another application has these pages: make new routers for this one")
        return self


class _Route(HTTPRoute):
    """What handlers say that they answer, and nothing else."""

    def __init__(self, *, path: str, route_handlers: list[HTTPRouteHandler]) -> None:
        self.route_handlers = route_handlers
        self.route_handler_map = {}
        BaseRoute.__init__(
            self,
            path=path,
            methods=list(chain.from_iterable(handler.http_methods for handler in route_handlers)),
            scope_type=ScopeType.HTTP,
            handler_names=[handler.handler_name for handler in route_handlers],
        )


litestar.router.HTTPRoute = _Route  # type: ignore[attr-defined]


def _copied(handler: BaseRouteHandler, known: dict[int, Any]) -> BaseRouteHandler:
    """One for a controller: to whom it belongs and what may be added to is its own, the rest never changes."""
    made = known[id(handler)] = copy(handler)
    made.owner, made._fn = deepcopy(handler.owner, known), deepcopy(handler._fn, known)
    for name in chain.from_iterable(getattr(kind, "__slots__", ()) for kind in type(handler).__mro__):
        if isinstance(value := getattr(made, name, None), list | dict | set):
            setattr(made, name, value.copy())
    return made


async def _authorize(handler: BaseRouteHandler, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    for guard in handler.resolve_guards():
        await guard(connection, handler)  # type: ignore[misc]


def _hash_of(definition: KwargDefinition) -> int:
    """What Litestar adds up, the names of its fields, without a deep copy of their values."""
    return sum(hash(field.name) for field in fields(definition))


BaseRouteHandler.__deepcopy__ = _copied  # type: ignore[attr-defined]
BaseRouteHandler.authorize_connection = _authorize  # type: ignore[assignment, method-assign]
KwargDefinition.__hash__ = _hash_of  # type: ignore[assignment, method-assign]
