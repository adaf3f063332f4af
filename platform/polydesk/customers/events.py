"""What happens to people, told to the floors above in the same transaction."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class PersonMoved:
    """Somebody belongs to another organisation from now on, or to none."""

    person_id: UUID
    organisation_id: UUID | None
    previous_id: UUID | None
