"""The figures of the ticket report: how many came and went, and how long people waited, for the whole, groups and days."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from polydesk.reports.period import Period


@dataclass(frozen=True)
class Length:
    """Of `count` tickets, in seconds; nothing where nothing was measured."""

    count: int = 0
    median: int | None = None
    p90: int | None = None
    mean: int | None = None


@dataclass(frozen=True)
class Lengths:
    """The same by the support hours and by every clock on the wall."""

    support: Length = Length()
    wall: Length = Length()


@dataclass(frozen=True)
class Flow:
    """What was open before, came in, was solved and was opened again."""

    before: int
    created: int = 0
    solved: int = 0
    reopened: int = 0

    @property
    def open(self) -> int:
        return self.before + self.created + self.reopened - self.solved

    @property
    def reopen_rate(self) -> float | None:
        return self.reopened / self.solved if self.solved else None


@dataclass(frozen=True)
class Group:
    """`key` narrows the report to this group."""

    key: str
    flow: Flow
    first_response: tuple[int | None, int | None] = (None, None)
    resolution: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True)
class Figures:
    """Lengths by what was waited for; `groups` the largest first; `slices` are days, or what stands for them.
    `is_rounded`: medians and the like are within 1 % of the exact ones.
    """

    flow: Flow
    lengths: dict[str, Lengths]
    replies: int
    at_first_contact: int
    unfinished: int
    complaints: int
    is_rounded: bool = False
    groups: list[Group] = field(default_factory=list)
    slices: list[tuple[Period, Flow]] = field(default_factory=list)

    @property
    def replies_each(self) -> float | None:
        return self.replies / self.flow.solved if self.flow.solved else None

    @property
    def first_contact_rate(self) -> float | None:
        return self.at_first_contact / self.flow.solved if self.flow.solved else None

    @property
    def unfinished_rate(self) -> float | None:
        return self.unfinished / self.flow.created if self.flow.created else None


def group_of(
    key: str,
    still_open: int,
    created: int,
    solved: int,
    reopened: int,
    first_wall: int | None,
    first_support: int | None,
    solved_wall: int | None,
    solved_support: int | None,
) -> Group:
    """`still_open` is what is open at the end; lengths are medians."""
    flow = Flow(still_open - created - reopened + solved, created, solved, reopened)
    return Group(key, flow, (first_support, first_wall), (solved_support, solved_wall))


def in_order(groups: Iterable[Group]) -> list[Group]:
    """The largest first, without those of which there is nothing to say."""
    found = (group for group in groups if group.flow != Flow(0))
    return sorted(found, key=lambda group: (-group.flow.created, -group.flow.open, group.key))
