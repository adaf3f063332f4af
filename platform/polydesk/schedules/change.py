"""A change of support hours as a value: what a page is about to do, so that it can be looked at before it is done.

Each can be kept as JSON and carried out later; what it refuses is what its verb refuses. `there` is where a page leads
afterwards, `form` where the change is made.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from polydesk.kernel.actor import Actor

HOURS = "/admin/hours"
HOLIDAYS = "/admin/hours/holidays"

Pairs = tuple[tuple[str, str], ...]


class Change(msgspec.Struct, frozen=True, tag_field="what"):
    """`corrects`: it says something else of the past, so what has been counted is counted again."""

    kind: ClassVar[str]
    corrects: ClassVar[bool] = False

    @property
    def subject_id(self) -> UUID | None:
        raise NotImplementedError

    @property
    def form(self) -> str:
        raise NotImplementedError

    @property
    def there(self) -> str:
        return self.form

    async def apply(self, *, by: Actor) -> None:
        raise NotImplementedError

    async def title(self) -> str:
        """What it is about, in the reader's words. Raises NotFound when that is gone."""
        raise NotImplementedError

    async def details(self) -> list[str]:
        """What becomes another, line by line; empty where the title says it."""
        return []

    def on_top_of(self, numbers: Mapping[UUID, int]) -> "Change":
        """The same change, made after versions of these numbers were seen."""
        return self


def written_week(weekly: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, list[tuple[str, str]]]:
    return {day: [(pair[0], pair[1]) for pair in of_day] for day, of_day in weekly.items()}


def pairs(hours: Any) -> Pairs:
    return tuple((begins, ends) for begins, ends in hours)
