"""Which policies can never match, since the ones before them take everything that they could (b6). Pure and exact.

What a policy takes is a union of boxes: for each field the values that a ticket may have. A policy is out of reach
when its boxes, less what each earlier policy takes, leave nothing. Tags are many at once: each tag is a field of its own.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from polydesk.sla.facts import Facts, holds
from polydesk.sla.policy import Condition, Version
from polydesk.tickets.ticket import CHANNELS, PRIORITIES

OTHER = "\N{BULLET} any other"  # stands for every value that no policy names
OPEN_ENDED = ("organisation", "plan", "language", "category", "message_language")
MOST_BOXES = 20_000  # beyond, a policy counts as reachable: better no mark than a page that does not come

Box = dict[str, frozenset[str]]


def unreachable(policies: Sequence[Version]) -> dict[UUID, tuple[Version, ...]]:
    """`policies` are the enabled ones in order; each that never matches with those that together are in its way."""
    world = _world(policies)
    found: dict[UUID, tuple[Version, ...]] = {}
    for place, version in enumerate(policies):
        boxes = list(_boxes(version, world))
        if blockers := _blockers(boxes, policies[:place], world):
            found[version.policy_id] = blockers
    return found


def _blockers(boxes: list[Box], earlier: Sequence[Version], world: Box) -> tuple[Version, ...]:
    """The first that takes it all alone; else all that share in taking it; nothing when it can be reached."""
    if not boxes:
        return ()
    alone = next((one for one in earlier if _taken(boxes, [one], world)), None)
    if alone is not None:
        return (alone,)
    if not _taken(boxes, earlier, world):
        return ()
    return tuple(one for one in earlier if any(not _misses(one, box, world) for box in boxes))


def _taken(boxes: list[Box], earlier: Sequence[Version], world: Box) -> bool:
    steps = 0
    left = [(box, 0) for box in boxes]
    while left:
        steps += 1
        box, place = left.pop()
        while place < len(earlier) and _misses(earlier[place], box, world):
            place += 1
        if place == len(earlier) or steps > MOST_BOXES:
            return False
        for condition in earlier[place].draft.conditions:
            if rest := _less(box, condition, world):
                left.append((rest, place + 1))
    return True


def _misses(version: Version, box: Box, world: Box) -> bool:
    return any(_less(box, condition, world) == box for condition in version.draft.conditions)


def _less(box: Box, condition: Condition, world: Box) -> Box | None:
    """The part of the box for which the condition does not hold; None when it holds for all of it."""
    if condition.field == "tag":
        without = {**box, **{_tag(value): box[_tag(value)] - {"yes"} for value in condition.values}}
        return without if all(without.values()) else None
    rest = box[condition.field] - _held(condition, world)
    return {**box, condition.field: rest} if rest else None


def _boxes(version: Version, world: Box) -> Iterator[Box]:
    """What a policy could take, were it alone; a condition of several tags is one box for each tag."""
    box = dict(world)
    tags: list[tuple[str, ...]] = [()]
    for condition in version.draft.conditions:
        if condition.field == "tag":
            tags = [(_tag(value),) for value in condition.values]
        else:
            box[condition.field] = box[condition.field] & _held(condition, world)
    if all(box.values()):
        for chosen in tags:
            yield {**box, **{tag: frozenset({"yes"}) for tag in chosen}}


def _held(condition: Condition, world: Box) -> frozenset[str]:
    return frozenset(value for value in world[condition.field] if holds(condition, _facts(condition, value)))


def _facts(condition: Condition, value: str) -> Facts:
    """A ticket of which nothing is known but this one answer."""
    match condition.field:
        case "organisation":
            return Facts(organisation_id=None if value == OTHER else UUID(value))
        case "plan":
            return Facts(plan=value)
        case "channel":
            return Facts(channel=value)
        case "language":
            return Facts(language=value)
        case "message_language":
            return Facts(message_language=value)
        case "category":
            return Facts(category_id=None if value == OTHER else UUID(value))
        case _:
            return Facts(priority=value)


def _world(policies: Sequence[Version]) -> Box:
    """Every value that some policy names, and one for all others where there are others."""
    named: dict[str, set[str]] = {field: {OTHER} for field in OPEN_ENDED}
    named |= {"channel": set(CHANNELS), "priority": set(PRIORITIES)}
    for condition in (one for version in policies for one in version.draft.conditions):
        for value in condition.values:
            if condition.field == "tag":
                named[_tag(value)] = {"yes", "no"}
            elif condition.field in ("language", "message_language"):
                named[condition.field] |= {value.casefold(), value.casefold().partition("-")[0]}
            elif condition.field in OPEN_ENDED:
                named[condition.field].add(value.casefold())
    return {field: frozenset(values) for field, values in named.items()}


def _tag(value: str) -> str:
    return f"tag:{value.casefold()}"
