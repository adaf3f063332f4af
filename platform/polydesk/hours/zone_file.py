"""A zone's file as the pinned `tzdata` brings it: the changes it lists, and the rule for the years after them.

The format is TZif, RFC 9636. Files are read from the package and never from the system, whose data may be older.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from struct import Struct

_HEADER = Struct(">4sc15x6l")
_COUNTS = ("ut", "standard", "leaps", "changes", "kinds", "letters")


class UnknownZone(Exception):
    """No zone has this name in the pinned data."""


@dataclass(frozen=True, slots=True)
class ZoneFile:
    first: int  # the offset before any change
    changes: tuple[tuple[int, int], ...]  # (instant, offset from then on)
    rule: str


@cache
def names() -> frozenset[str]:
    """Every zone that the pinned data knows."""
    return frozenset(files("tzdata").joinpath("zones").read_text("ascii").split())


def read(name: str) -> ZoneFile:
    if name not in names():
        raise UnknownZone(name)
    return parse(files("tzdata.zoneinfo").joinpath(*name.split("/")).read_bytes())


def parse(data: bytes) -> ZoneFile:
    """The second block, with instants of 64 bits; the first, of 32, is for programs of the last century."""
    second = _size(data, 0, instant=4)
    counts = _counts(data, second)
    changes, kinds = counts["changes"], counts["kinds"]
    at = second + _HEADER.size
    instants = Struct(f">{changes}q").unpack_from(data, at)
    which = data[at + 8 * changes : at + 9 * changes]
    offsets = [
        offset for offset, _, _ in Struct(">lBB").iter_unpack(data[at + 9 * changes : at + 9 * changes + 6 * kinds])
    ]
    rule = data[second + _size(data, second, instant=8) :].strip(b"\n").decode("ascii")
    return ZoneFile(offsets[0], tuple(zip(instants, (offsets[kind] for kind in which), strict=True)), rule)


def _counts(data: bytes, at: int) -> dict[str, int]:
    magic, version, *counts = _HEADER.unpack_from(data, at)
    if magic != b"TZif" or version < b"2":
        raise ValueError("this is no TZif file of version 2 or later")
    return dict(zip(_COUNTS, counts, strict=True))


def _size(data: bytes, at: int, *, instant: int) -> int:
    """How long the block is that begins here, its header included."""
    found = _counts(data, at)
    return (
        _HEADER.size
        + found["changes"] * (instant + 1)
        + found["kinds"] * 6
        + found["letters"]
        + found["leaps"] * (instant + 4)
        + found["standard"]
        + found["ut"]
    )
