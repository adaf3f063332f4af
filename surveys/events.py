"""What surveys announce."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class TicketRated:
    """A customer rated a resolution, or changed the rating."""

    ticket_id: UUID
    cycle: int
    rating_id: UUID
    score: int


@dataclass(frozen=True)
class AnonymousAnswers:
    """So many were mixed and count from now on; `low` of them are bad."""

    count: int
    low: int


@dataclass(frozen=True)
class RatingWithdrawn:
    """A rating counts no longer: an admin had counted it by mistake. Its row is gone."""

    ticket_id: UUID
    cycle: int
    rating_id: UUID
    score: int
