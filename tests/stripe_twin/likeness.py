"""How an object of the twin differs from Stripe's: in its keys from Stripe's published fixture of that kind, in what may
be null, and in hashes that the fixture leaves out, from the SDK's own classes.

A hash with a `type` shows one variant in the fixture; there the SDK says which other keys there are.
"""

import importlib
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from stripe._object_classes import OBJECT_CLASSES
from stripe._stripe_object import StripeObject

from . import shapes

ANYTHING = ("metadata", "payload", "object")


def differences(thing: dict[str, Any]) -> list[str]:
    """What a client that knows Stripe would stumble over: nothing, at best."""
    return list(_of_object(thing, thing["object"]))


def _of_object(thing: dict[str, Any], path: str) -> Iterator[str]:
    kind = ("deleted_" if thing.get("deleted") else "") + thing["object"]
    if kind == "list":
        for at, one in enumerate(thing["data"]):
            yield from _of_object(one, f"{path}[{at}]")
        return
    if kind not in shapes.KINDS:
        yield f"{path}: Stripe publishes no {kind}"
        return
    known, extra = shapes.shape(kind), shapes.ON_REQUEST.get(kind, set())
    if kind == "event":
        known, extra, told = {**known, "data": {}}, set(), thing["data"]["object"]
        yield from _of_object(told, f"{path} {thing['type']} {told['object']}")
    yield from _of_hash({k: v for k, v in thing.items() if k not in extra or k in known}, known, _sdk(kind), path)


def _of_hash(ours: dict[str, Any], known: dict[str, Any], sdk: Any, path: str) -> Iterator[str]:
    hints = getattr(sdk, "__annotations__", {})
    missing, strange = known.keys() - ours.keys(), ours.keys() - known.keys()
    if ours.get("type") in hints and ours["type"] not in ours:
        missing |= {ours["type"]}
    if ("type" in known and known.keys() != {"type"}) or "type" in ours:
        strange -= hints.keys()
    yield from (f"{path} lacks {name}" for name in sorted(missing))
    yield from (f"{path} has {name}, which Stripe has not" for name in sorted(strange))
    for name in ours.keys() - strange:
        yield from _of_value(ours[name], known.get(name), hints.get(name), f"{path}.{name}", name)


def _of_value(ours: Any, known: Any, hint: Any, path: str, name: str) -> Iterator[str]:
    if ours is None:
        if hint is not None and NoneType not in get_args(hint):
            yield f"{path} is null, which Stripe's never is"
    elif name in ANYTHING or known == {}:
        return
    elif isinstance(ours, list):
        shape = known[0] if isinstance(known, list) and known else None
        for at, one in enumerate(ours):
            yield from _of_value(one, shape, _inner(hint), f"{path}[{at}]", name)
    elif isinstance(ours, dict) and "object" in ours:
        yield from _of_object(ours, path)
    elif isinstance(ours, dict) and isinstance(known, dict):
        yield from _of_hash(ours, known, _inner(hint), path)
    elif isinstance(ours, dict):
        yield from _of_sdk(ours, _inner(hint), path)


def _of_sdk(ours: dict[str, Any], sdk: Any, path: str) -> Iterator[str]:
    """A hash that the fixture shows as null."""
    hints = getattr(sdk, "__annotations__", None)
    if hints is None:
        yield f"{path} is a hash, of which neither fixture nor SDK knows anything"
        return
    needed = {name for name, hint in hints.items() if NoneType not in get_args(hint)}
    yield from (f"{path} lacks {name}" for name in sorted(needed - ours.keys()))
    yield from (f"{path} has {name}, which Stripe has not" for name in sorted(ours.keys() - hints.keys()))


def _inner(hint: Any) -> Any:
    """The SDK's class within `Optional[List[…]]`."""
    if isinstance(hint, type) and issubclass(hint, StripeObject):
        return hint
    if get_origin(hint) in (Union, UnionType, list):
        return next(filter(None, map(_inner, get_args(hint))), None)
    return None


def _sdk(kind: str) -> Any:
    module, name = OBJECT_CLASSES.get(kind.removeprefix("deleted_"), ("stripe", "StripeObject"))
    return getattr(importlib.import_module(module), name)
