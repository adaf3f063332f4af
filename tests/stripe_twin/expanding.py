"""`expand[]`: an id becomes the object it names, and what Stripe shows only on request is shown."""

import copy
from typing import TYPE_CHECKING, Any

from . import on_request
from .customers import GONE
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def expanded(world: "World", made: Json, wanted: list[str]) -> Json:
    """Always a copy: nobody outside changes the world by changing an answer."""
    shown = copy.deepcopy(made)
    for path in sorted(wanted):
        steps = path.split(".")
        if len(steps) - (steps[0] == "data") > 4:
            raise Refused(f"You cannot expand more than 4 levels of a property (you passed '{path}').")
        _into(world, shown, steps, path)
    return shown


def _into(world: "World", shown: Any, steps: list[str], path: str, *, inside: bool = False) -> None:
    """Of somebody who is gone nothing more is shown `inside` of another object."""
    if isinstance(shown, list):
        for one in shown:
            _into(world, one, steps, path, inside=inside)
        return
    if not steps or not isinstance(shown, dict) or (inside and shown.get("deleted")):
        return
    step, *rest = steps
    if step not in shown and not shown.get("deleted") and (shown.get("object"), step) in on_request.SHOWN:
        shown[step] = copy.deepcopy(on_request.SHOWN[shown["object"], step](world, shown))
    if step not in shown:
        raise Refused(f"This property cannot be expanded ({path}).", param="expand")
    shown[step] = _named(world, shown[step])
    _into(world, shown[step], rest, path, inside=True)


def _named(world: "World", value: Any) -> Any:
    if isinstance(value, list):
        return [_named(world, one) for one in value]
    if isinstance(value, str) and value in world.objects:
        return copy.deepcopy(world.objects[value])
    if isinstance(value, str) and value in world.kinds.get(GONE, {}):
        return {"id": value, "object": "customer", "deleted": True}
    return value
