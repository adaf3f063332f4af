"""The ticket: its row as a value, and the one way to take hold of it for a change."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from i18n import _
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.tickets.refusals import MergedAway

Status = Literal["new", "open", "waiting_customer", "waiting_third_party", "resolved", "closed"]
Priority = Literal["low", "normal", "high", "urgent"]
Channel = Literal["portal", "mail", "phone", "api"]
Level = Literal["low", "medium", "high"]

STATUSES: tuple[Status, ...] = get_args(Status)
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
LEVELS: tuple[Level, ...] = get_args(Level)

SUBJECT_LIMIT = 300


@dataclass(frozen=True)
class Ticket:
    """`status` is the category that the life cycle knows; `status_id` names the tenant's own status within it.

    `organisation_id` is the one it is for, which need not be the person's; `merged_into_id` where it goes on.
    `language` is the one its customer is spoken to in, `message_language` the one they were found to write in, if any.
    `brand_id` is None where the company answers under its own name.
    """

    id: UUID
    number: int
    subject: str
    status: Status
    status_id: UUID | None
    priority: Priority
    channel: Channel
    language: str
    person_id: UUID | None
    assignee_id: UUID | None
    team_id: UUID | None
    created_at: datetime
    updated_at: datetime
    waiting_since: datetime | None
    first_response_at: datetime | None
    resolved_at: datetime | None
    resolved_by: str | None
    closed_at: datetime | None
    cycle: int
    spam_at: datetime | None
    follows_id: UUID | None
    message_count: int
    version: int
    organisation_id: UUID | None
    tags: list[str]
    impact: Level | None
    urgency: Level | None
    priority_reason: str
    merged_into_id: UUID | None
    category_id: UUID | None
    message_language: str | None
    brand_id: UUID | None

    @property
    def is_open(self) -> bool:
        return self.status not in ("resolved", "closed")

    @property
    def is_resolved(self) -> bool:
        return self.status == "resolved"

    @property
    def is_closed(self) -> bool:
        return self.status == "closed"

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    @property
    def is_spam(self) -> bool:
        return self.spam_at is not None

    @property
    def shown_status(self) -> str:
        """What a badge shows: spam is no status of the life cycle, but it is what agents see."""
        return "spam" if self.is_spam else self.status


COLUMNS = ", ".join(field.name for field in fields(Ticket))
_NUMBER = "SELECT number FROM ticket WHERE tenant_id = app.tenant_id() AND id = $1"
_LOCK = f"SELECT {COLUMNS} FROM ticket WHERE tenant_id = app.tenant_id() AND id = $1 FOR UPDATE"  # noqa: S608


def from_row(row: unit.Record) -> Ticket:
    return Ticket(*row)


async def lock(ticket: Ticket) -> Ticket:
    """The ticket as it is now, held until the unit ends: what a verb checks and changes.

    Raises NotFound; MergedAway, since nothing is done any more to a ticket that goes on in another.
    """
    row = await unit.fetchrow(_LOCK, ticket.id)
    if row is None:
        raise NotFound
    held = from_row(row)
    if held.is_merged:
        raise MergedAway(await _where_it_goes_on(held))
    return held


async def _where_it_goes_on(held: Ticket) -> str:
    number = await unit.fetchval(_NUMBER, held.merged_into_id)
    return _("This ticket was merged into ticket #%(number)s. Go on there.") % {"number": number}
