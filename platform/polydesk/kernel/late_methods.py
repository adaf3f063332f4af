"""Late methods: what a dataclass can do is compiled when it is first done, not when its class is made.

Before 3.13 Python writes and compiles up to six methods of every dataclass, one after the other, at each start: with six
hundred classes a seventh of it. Most of them are never printed, compared or hashed, and nobody ever tries to change a
frozen one; only `__init__` is made at once.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

LATE = frozenset(
    {"__repr__", "__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__setattr__", "__delattr__"}
)

Method = Callable[..., Any]


def arrange() -> None:
    """For all classes that are made from here on in this process."""
    make: Method | None = getattr(dataclasses, "_create_fn", None)
    if make and make.__module__ == dataclasses.__name__:
        dataclasses._create_fn = _late(make)  # type: ignore[attr-defined]


def _late(make: Method) -> Method:
    def create(name: str, args: list[str], body: list[str], **more: Any) -> Method:
        made: Method | None = None if name in LATE else make(name, args, body, **more)
        if made is not None:
            return made

        def method(self: object, *others: Any) -> Any:
            nonlocal made
            if made is None:
                made = make(name, args, body, **more)
                made.__qualname__ = method.__qualname__
                for kind in type(self).__mro__:
                    if vars(kind).get(name) is method:
                        setattr(kind, name, made)
            return made(self, *others)

        method.__name__ = name
        return method

    return create
