"""Languages that a portal no longer offers: what is written in them is kept and hidden, and said where languages are set.

A floor above says `@tells` above a question: for the languages that are offered, what it keeps in others.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """`text` is a whole sentence, `url` where one looks at what is kept."""

    language: str
    text: str
    url: str


Look = Callable[[Sequence[str]], Awaitable[list[Kept]]]

_looks: list[Look] = []


def tells(look: Look) -> Look:
    if look not in _looks:
        _looks.append(look)
    return look


async def kept(offered: Sequence[str]) -> list[Kept]:
    return [found for look in _looks for found in await look(offered)]
