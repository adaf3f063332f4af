"""Time: the world's own clock, and test clocks (test_helpers.test_clock) under which customers stand still until told."""

from typing import TYPE_CHECKING, Any

from . import timetable
from .agenda import REAL
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def time_of(world: "World", owner: str | None) -> int:
    clock = world.objects.get(str((world.objects.get(owner or "") or {}).get("test_clock")))
    if clock is not None:
        return int(clock["frozen_time"])
    return world.stopped.get(REAL) or int(world.clock() + world.offset)


def pass_time(world: "World") -> None:
    """What is due under the world's own clock, each at its instant."""
    if REAL in world.stopped:
        return
    until = time_of(world, None)
    try:
        while (upcoming := world.agenda.next(world, REAL, until=until)) is not None:
            at, thing = upcoming
            world.stopped[REAL] = at
            timetable.act(world, thing)
            world.agenda.note(world, thing)
    finally:
        world.stopped.pop(REAL, None)


def create(world: "World", asked: Json) -> Json:
    clock = world.add(
        "test_helpers.test_clock",
        "clock",
        livemode=False,
        frozen_time=asked["frozen_time"],
        name=asked.get("name"),
        status="ready",
        status_details={},
        deletes_after=world.now() + 30 * 86400,
    )
    world.tell("test_helpers.test_clock.created", clock)
    return clock


def retrieve(world: "World", asked: Json, name: str) -> Json:
    """A clock that was told to advance says `advancing` once; whoever asks again finds it ready, as at Stripe."""
    clock = world.find("test_helpers.test_clock", name)
    said = dict(clock)
    if clock["status"] == "advancing":
        clock |= {"status": "ready", "status_details": {}}
        world.tell("test_helpers.test_clock.ready", clock)
    return said


def advance(world: "World", asked: Json, name: str) -> Json:
    clock = world.find("test_helpers.test_clock", name)
    to = asked["frozen_time"]
    if to <= clock["frozen_time"]:
        raise Refused("The new frozen time must be after the current one.", param="frozen_time")
    while (upcoming := world.agenda.next(world, name, until=to)) is not None:
        at, thing = upcoming
        clock["frozen_time"] = max(at, clock["frozen_time"])
        timetable.act(world, thing)
        world.agenda.note(world, thing)
    clock |= {"frozen_time": to, "status": "advancing", "status_details": {"advancing": {"target_frozen_time": to}}}
    world.tell("test_helpers.test_clock.advancing", clock)
    return clock


def delete(world: "World", asked: Json, name: str) -> Json:
    clock = world.find("test_helpers.test_clock", name)
    for customer in [one for one in world.all("customer") if one["test_clock"] == name]:
        for thing in list(world.owned.get(customer["id"], {})):
            world.forget(world.objects[thing]["object"], thing)
        world.forget("customer", customer["id"])
    world.tell("test_helpers.test_clock.deleted", clock)
    world.forget("test_helpers.test_clock", name)
    return {"id": name, "object": "test_helpers.test_clock", "deleted": True}


def stop(dream: "World", customer: str, at: int) -> None:
    """In a dream it may be any time."""
    name = dream.objects[customer]["test_clock"]
    if name is None:
        dream.stopped[REAL] = at
    else:
        dream.objects[name]["frozen_time"] = at
