"""Machines: services that translate, behind one small protocol. Today DeepL.

They speak to the world, so they are called from jobs alone, in a thread, outside of every transaction.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

# Of one request, as DeepL takes them; a request of more than 128 KiB is refused.
MOST_TEXTS = 50
MOST_CHARACTERS = 20_000

T = TypeVar("T")


class MachineFault(Exception):
    """`problem` names it, as rows keep it."""

    problem = "down"


class KeyRefused(MachineFault):
    problem = "key"


class UsedUp(MachineFault):
    problem = "used_up"


class Down(MachineFault):
    """Nobody answered, or too many asked: worth another try."""


class Refused(MachineFault):
    """The service does not do this, for instance because it does not speak the language."""

    problem = "refused"


class Machine(Protocol):
    """Both methods wait for an answer and raise MachineFault."""

    def translate(self, texts: Sequence[str], *, source: str, target: str, about: str) -> list[str]:
        """XML in, XML out, in the same order; `about` helps to understand short texts."""

    def check(self) -> None:
        """Whether the key opens."""


def _deepl(key: str) -> Machine:
    from polydesk.translating.by_deepl import DeepL

    return DeepL(key)


MACHINES: dict[str, Callable[[str], Machine]] = {"deepl": _deepl}


async def asked_beside(ask: Callable[[], T]) -> T:
    """In a thread: the libraries take their time to load, and wait for answers."""
    return await asyncio.to_thread(ask)
