"""Lists as Stripe gives them: newest first, `limit`, `starting_after`, `ending_before`, `has_more`, filters."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .refusals import missing

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def page(things: Iterable[Json], asked: Json, *, url: str, newest_first: bool = True) -> Json:
    rows = list(things)
    if newest_first:
        rows.reverse()
    limit = min(max(asked.get("limit") or 10, 1), 100)
    if (after := asked.get("starting_after")) is not None:
        rows = rows[_place(rows, after, "starting_after") + 1 :]
    if (before := asked.get("ending_before")) is not None:
        rows = rows[: _place(rows, before, "ending_before")][-limit:]
    return {"object": "list", "data": rows[:limit], "has_more": len(rows) > limit, "url": url}


def listing(world: "World", kind: str, asked: Json, *, url: str, filters: tuple[str, ...] = ()) -> Json:
    """All of a kind, held against those filters that were asked for; `created` may be an instant or a range."""
    owner = asked.get("customer") if "customer" in filters else None
    return page(filtered(world.all(kind, of=owner), asked, filters), asked, url=url)


def filtered(rows: Iterable[Json], asked: Json, filters: tuple[str, ...]) -> list[Json]:
    wanted = {name: asked.get(name) for name in filters}
    return [row for row in rows if all(_agrees(row, *one) for one in wanted.items())]


def whole(data: list[Json], url: str) -> Json:
    """A list inside of an object."""
    return {"object": "list", "data": data, "has_more": False, "url": url}


def _agrees(row: Json, name: str, wanted: Any) -> bool:
    if wanted is None:
        return True
    if isinstance(wanted, dict):
        return all(_MEASURES[how](row[name] or 0, limit) for how, limit in wanted.items())
    return bool(row[name] == wanted)


_MEASURES = {
    "gt": lambda value, limit: value > limit,
    "gte": lambda value, limit: value >= limit,
    "lt": lambda value, limit: value < limit,
    "lte": lambda value, limit: value <= limit,
}


def _place(rows: list[Json], name: str, param: str) -> int:
    for at, row in enumerate(rows):
        if row["id"] == name:
            return at
    raise missing("object", name, param=param)
