"""What came of an answer, beside its ticket: follow-ups and the mark of a complaint, as columns of somebody else's
statement about the ticket `t`; follow-ups of tickets that were merged into it, too, which are `whole.ids` with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel.unit import Record

FOLLOW_UPS = """
(SELECT array_agg(ROW(f.id, f.opened_at, f.assignee_id, COALESCE(a.name, ''), f.done_at, f.done_by_name)
                  ORDER BY f.done_at IS NOT NULL, f.opened_at DESC)
   FROM survey_follow_up f LEFT JOIN member a ON a.tenant_id = f.tenant_id AND a.id = f.assignee_id
  WHERE f.tenant_id = t.tenant_id AND f.ticket_id = ANY (whole.ids))
"""
COMPLAINT = """
(SELECT ROW(c.at, c.by_name) FROM ticket_complaint c WHERE c.tenant_id = t.tenant_id AND c.ticket_id = t.id)
"""


@dataclass(frozen=True)
class FollowUp:
    id: UUID
    opened_at: datetime
    assignee_id: UUID | None
    assignee: str
    done_at: datetime | None
    done_by: str


@dataclass(frozen=True)
class Complaint:
    at: datetime
    by: str


def follow_ups_in(rows: Iterable[Any] | None) -> list[FollowUp]:
    """The open ones first."""
    return [FollowUp(*row) for row in rows or ()]


def complaint_in(row: Record | None) -> Complaint | None:
    return Complaint(*row) if row else None
