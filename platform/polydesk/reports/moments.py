"""Moments: what of a ticket's story counts in reports, and how long each took. Pure; the one definition of each figure.

A ticket is created once, then solved and opened again in turn, so that what was open at the beginning, and came in, and
was opened again, and was not solved, is what is open at the end. Solved is resolved or closed. Somebody waits from
their first word that has no answer until an agent's next reply; what machines write neither asks nor answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from polydesk.hours.instants import instant_of

Kind = Literal["created", "solved", "reopened", "first_response", "next_response", "complaint"]
OVER = frozenset({"resolved", "closed"})
IN_HANDS = frozenset({"new", "open"})


@dataclass(frozen=True)
class Word:
    """A message that a person wrote to another: of the customer, or the reply of an agent."""

    at: datetime
    is_reply: bool


@dataclass(frozen=True)
class Move:
    """From one status to another."""

    at: datetime
    old: str
    new: str
    by_customer: bool = False


@dataclass(frozen=True)
class Story:
    """`status` is where the ticket stands, `stands_since` when it came there if no move tells."""

    created_at: datetime
    status: str
    stands_since: datetime
    is_outbound: bool
    words: tuple[Word, ...]
    moves: tuple[Move, ...]
    complaint_at: datetime | None = None


@dataclass
class Moment:
    kind: Kind
    at: datetime
    wall_s: int | None = None
    support_s: int | None = None
    hands_wall_s: int | None = None
    hands_support_s: int | None = None
    replies: int | None = None
    at_first_contact: bool = False
    is_unfinished: bool = False


Clock = Callable[[int, int], int]


def moments_of(story: Story, support: Clock | None) -> list[Moment]:
    """In the order in which they happened, a complaint at the end. `support` counts the seconds of support time between two instants."""
    telling = _Telling(story, support)
    steps: list[Word | Move] = [*story.words, *_moves(story)]
    for step in sorted(steps, key=lambda step: (step.at, isinstance(step, Move))):
        if isinstance(step, Move):
            telling.moves(step)
        else:
            telling.speaks(step)
    complaint = [Moment("complaint", story.complaint_at)] if story.complaint_at else []
    return [*telling.ends(), *complaint]


def _moves(story: Story) -> tuple[Move, ...]:
    """With one more for a ticket whose row says otherwise than its timeline: rows may come from elsewhere."""
    last = story.moves[-1].new if story.moves else _first_status(story)
    if (last in OVER) == (story.status in OVER):
        return story.moves
    since = max(story.stands_since, story.moves[-1].at if story.moves else story.created_at)
    return (*story.moves, Move(since, last, story.status))


def _first_status(story: Story) -> str:
    if story.moves:
        return story.moves[0].old
    return "waiting_customer" if story.is_outbound else "new"


class _Telling:
    """A story so far: who waits since when, how often was answered, and how long it was in our hands."""

    def __init__(self, story: Story, support: Clock | None) -> None:
        self._created = story.created_at
        self._support = support
        self._status = _first_status(story)
        self._since = story.created_at
        self._waiting = None if story.is_outbound else story.created_at
        self._was_answered = story.is_outbound
        self._replies = 0
        self._hands_wall, self._hands_support = 0, 0
        self._told = [Moment("created", story.created_at)]

    def speaks(self, word: Word) -> None:
        """What came in by a merge may be older than the ticket: then it is counted, not measured."""
        self._replies += word.is_reply
        if word.at < self._created:
            return
        if not word.is_reply:
            self._waiting = self._waiting or word.at
            return
        if self._waiting is not None:
            kind: Kind = "next_response" if self._was_answered else "first_response"
            self._told.append(Moment(kind, word.at, *self._between(self._waiting, word.at)))
        self._was_answered, self._waiting = True, None

    def moves(self, move: Move) -> None:
        self._count_hands(move.at)
        was_over, self._status = self._status in OVER, move.new
        if move.new in OVER and not was_over:
            self._waiting = None
            self._told.append(self._solved(move.at))
        elif was_over and move.new not in OVER:
            self._waiting = self._waiting or (move.at if move.by_customer else None)
            self._told.append(Moment("reopened", move.at))

    def ends(self) -> list[Moment]:
        self._told[0].is_unfinished = self._status not in OVER
        solved = [moment for moment in self._told if moment.kind == "solved"]
        if len(solved) == 1 and not self._told[0].is_unfinished and (solved[0].replies or 0) <= 1:
            solved[0].at_first_contact = True
        return self._told

    def _solved(self, at: datetime) -> Moment:
        wall, support = self._between(self._created, at)
        hands_support = None if self._support is None else self._hands_support
        return Moment("solved", at, wall, support, self._hands_wall, hands_support, self._replies)

    def _count_hands(self, until: datetime) -> None:
        if self._status in IN_HANDS:
            wall, support = self._between(self._since, until)
            self._hands_wall += wall
            self._hands_support += support or 0
        self._since = until

    def _between(self, begun: datetime, ended: datetime) -> tuple[int, int | None]:
        start = instant_of(begun)
        end = max(start, instant_of(ended))
        return end - start, None if self._support is None else self._support(start, end)
