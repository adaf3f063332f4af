"""Every door of the product, read from the application itself, so that a new one is tried without anybody thinking of it."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from polydesk.kernel.web.guards import who_may_enter


@dataclass(frozen=True)
class Door:
    host: str
    method: str
    path: str
    who: str

    def address(self, **values: Any) -> str:
        """The path with each parameter filled: by its name, else by its type."""
        parts = []
        for part in self.path.split("/"):
            if not part.startswith("{"):
                parts.append(part)
                continue
            name, _, kind = part[1:-1].partition(":")
            parts.append(str(values.get(name, values.get(kind, "x"))))
        return "/".join(parts)

    def __str__(self) -> str:
        return f"{self.host} {self.method} {self.path}"


@cache
def all_doors() -> tuple[Door, ...]:
    from polydesk import routes, wiring
    from polydesk.app import application

    wiring.load()
    found = []
    for host, handlers in (("platform", routes.platform()), ("tenant", routes.tenant())):
        for route in application(handlers).routes:
            for handler in getattr(route, "route_handlers", []):
                if handler.fn.__module__.startswith("litestar"):
                    continue
                who = who_may_enter(handler) or ""
                found.extend(
                    Door(host, method, route.path, who) for method in sorted(handler.http_methods - {"OPTIONS"})
                )
    return tuple(sorted(set(found), key=str))


NOWHERE = UUID("00000000-0000-7000-8000-000000000000")
