"""What surveys announce."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class RatingGiven:
    """A customer rated a resolution, or changed the rating."""

    ticket_id: UUID
    cycle: int
    score: int
