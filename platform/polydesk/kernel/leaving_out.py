"""Leaving out: a library that another one takes along wherever it is installed, and that we have no use for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast


@contextmanager
def leaving_out(name: str) -> Iterator[None]:
    """Whoever is imported within it takes this library for one that is not installed, unless it is loaded already."""
    if name in sys.modules:
        yield
        return
    # As Python's own documentation of `sys.modules` has it: None stands for a module that cannot be imported.
    sys.modules[name] = cast(ModuleType, None)
    try:
        yield
    finally:
        del sys.modules[name]
