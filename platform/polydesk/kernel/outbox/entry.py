"""What a message on the broker says: whose row, which row, on which queue. Nothing more; the row is the truth."""

from typing import NamedTuple
from uuid import UUID

PLATFORM = UUID(int=0)
"""The tenant of rows that belong to the platform itself."""


class Entry(NamedTuple):
    tenant_id: UUID
    id: UUID
    queue: str
