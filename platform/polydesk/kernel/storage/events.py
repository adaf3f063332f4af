"""What happens to the room for files, told to the floors above in the same transaction."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RoomRunsOut:
    """A file was taken in that leaves less than a tenth of the room; each further one says so again."""

    used: int
    quota: int
    by_plan: bool = False
