"""What stands beside a ticket whose customer is silent, as a column of somebody else's statement."""

from dataclasses import dataclass
from datetime import datetime

from polydesk.kernel.unit import Record

SILENCE = """
(SELECT ROW(w.next_at, w.resolve_at, w.kept_at) FROM silence w WHERE w.tenant_id = t.tenant_id AND w.ticket_id = t.id)
"""


@dataclass(frozen=True)
class Ahead:
    """`reminds_at`: the customer is reminded then. `kept_at`: it stays open whatever happens."""

    next_at: datetime | None
    resolve_at: datetime | None
    kept_at: datetime | None

    @property
    def reminds_at(self) -> datetime | None:
        return self.next_at if self.next_at != self.resolve_at else None


def ahead(column: Record | None) -> Ahead | None:
    return Ahead(*column) if column else None
