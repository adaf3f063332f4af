"""Comparing two texts piece by piece, in a time that nobody can drive up.

`difflib` takes minutes for texts that say the same word over and over, and nobody is answered meanwhile. So it sees
short stretches only, between the words that each text has exactly once; a long stretch without such words has changed.
"""

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

Kind = Literal["same", "gone", "new"]
Piece = tuple[Kind, str]

# Old pieces times new pieces that are still few enough for a thorough look.
FEW = 2_500
DEEPEST = 8
# Letters of an unchanged part that a quick look shows on each side of a change.
AROUND = 220


def difference(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order, by words: what stayed, what is gone, what is new."""
    return compared(_words(before), _words(after))


def shortened(pieces: list[Piece]) -> list[Piece]:
    """The same with long unchanged parts cut in the middle, for a quick look at what changed."""
    return [(kind, _middle_cut(text) if kind == "same" else text) for kind, text in pieces]


def compared(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    """What stayed, what is gone and what is new, in order."""
    runs = groupby((piece for piece in _compared(old, new, DEEPEST) if piece[1]), key=lambda piece: piece[0])
    return [(kind, "".join(text for _kind, text in run)) for kind, run in runs]


def _compared(old: Sequence[str], new: Sequence[str], depth: int) -> Iterator[Piece]:
    """The common beginning and end are the same whatever stands between them."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    end_old, end_new = len(old) - tail, len(new) - tail
    yield "same", "".join(old[:head])
    yield from _between(old[head:end_old], new[head:end_new], depth)
    yield "same", "".join(old[end_old:])


def _between(old: Sequence[str], new: Sequence[str], depth: int) -> Iterator[Piece]:
    if len(old) * len(new) <= FEW:
        yield from _thoroughly(old, new)
        return
    anchors = _anchors(old, new) if depth else []
    if not anchors:
        yield from _changed(old, new)
        return
    a = b = 0
    for i, j in anchors:
        yield from _compared(old[a:i], new[b:j], depth - 1)
        yield "same", old[i]
        a, b = i + 1, j + 1
    yield from _compared(old[a:], new[b:], depth - 1)


def _thoroughly(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", "".join(old[a:b])
        else:
            yield from _changed(old[a:b], new[c:d])


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    yield "gone", "".join(old)
    yield "new", "".join(new)


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pieces both begin with."""
    shorter = min(len(old), len(new))
    return next((place for place in range(shorter) if old[place] != new[place]), shorter)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places of the pieces that both have exactly once; the longest row of them that is in order in both."""
    there = {piece: place for place, piece in enumerate(new)}
    once = {piece for piece, count in Counter(new).items() if count == 1}
    once &= {piece for piece, count in Counter(old).items() if count == 1}
    pairs = [(place, there[piece]) for place, piece in enumerate(old) if piece in once]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, (_i, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [place]
    found, place = [], last[-1] if last else -1
    while place >= 0:
        found.append(pairs[place])
        place = before[place]
    return found[::-1]


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _middle_cut(text: str) -> str:
    if len(text) <= 2 * AROUND + 20:
        return text
    return f"{text[:AROUND].rpartition(' ')[0]} […] {text[-AROUND:].partition(' ')[2]}"
