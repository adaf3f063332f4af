"""Routing: Litestar's, without what it does at each start that nobody needs.

It adds a handler to every path to answer OPTIONS. Nobody asks by that method where no other origin may read anything;
five hundred handlers that are never called took 6 MB and a sixth of the time until a web process answers. It is refused
like any method that a path does not have. And it registers a deep copy of each router, since one could belong to several
applications; ours belong to one.
"""

from itertools import chain
from typing import Any, Self

import litestar.router
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.routes.base import BaseRoute

__all__ = ["Router"]


class Router(litestar.router.Router):
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
