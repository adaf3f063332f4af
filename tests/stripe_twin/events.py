"""Events, as they can be asked for."""

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from .lists import filtered, page

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("event", name)


def every(world: "World", asked: Json) -> Json:
    """Newest first. `type` may end in a star."""
    patterns = asked.get("types") or [asked.get("type") or "*"]
    rows = [one for one in world.events if any(fnmatchcase(one["type"], pattern) for pattern in patterns)]
    return page(filtered(rows, asked, ("created",)), asked, url="/v1/events")
