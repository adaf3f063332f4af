"""Plans: what a change of several tickets wants, and what it would make of one of them. Looked at before, and asked again
when the ticket's row is held: one rule for the preview and for the deed."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.ids import to_id
from polydesk.tickets.lifecycle import WAYS
from polydesk.tickets.priorities import PRIORITIES
from polydesk.tickets.refusals import NoSuchChoice, NotAMember, NotYours
from polydesk.tickets.statuses import own_status
from polydesk.tickets.tags import MOST as MOST_TAGS
from polydesk.tickets.tags import tidy_tags
from polydesk.tickets.ticket import STATUSES, Status, Ticket

NOBODY = "nobody"
# Why a ticket stays as it is.
REASONS = ("same", "spam", "merged", "way", "tags", "gone", "refused")
MEMBER = "SELECT id FROM member WHERE tenant_id = app.tenant_id() AND id = $1 AND state = 'active'"
TEAM = "SELECT id FROM team WHERE tenant_id = app.tenant_id() AND id = $1 AND archived_at IS NULL"


class Wanted(msgspec.Struct, frozen=True, omit_defaults=True):
    """Empty is as it was. `assignee` and `team` are ids or `nobody`, `status` one of the six or an own status' id."""

    assignee: str = ""
    team: str = ""
    status: str = ""
    priority: str = ""
    add_tags: list[str] = []
    remove_tags: list[str] = []
    spam: bool = False

    @property
    def is_empty(self) -> bool:
        return self == Wanted()


@dataclass(frozen=True)
class Aim:
    """What is wanted, with what it names found."""

    wanted: Wanted
    assignee_id: UUID | None = None
    team_id: UUID | None = None
    status: Status | None = None
    status_id: UUID | None = None


@dataclass(frozen=True)
class Plan:
    """The values of each field that would change, before and after; or why none would."""

    ticket: Ticket
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    why: str = ""


async def aim(wanted: Wanted, *, by: Actor) -> Aim:
    """Raises NotAMember, NoSuchChoice; NotYours for what this role may do to no ticket."""
    needed = {"tickets.change"}
    needed |= {"tickets.assign"} if wanted.assignee or wanted.team else set()
    needed |= {"tickets.spam"} if wanted.spam else set()
    if not all(by.may(right) for right in needed):
        raise NotYours
    member_id, team_id, status_id = to_id(wanted.assignee), to_id(wanted.team), to_id(wanted.status)
    own = await own_status(status_id) if status_id else None
    if wanted.assignee not in ("", NOBODY) and not (member_id and await unit.fetchval(MEMBER, member_id)):
        raise NotAMember
    if wanted.team not in ("", NOBODY) and not (team_id and await unit.fetchval(TEAM, team_id)):
        raise NoSuchChoice
    if (wanted.status and own is None and wanted.status not in STATUSES) or wanted.priority not in ("", *PRIORITIES):
        raise NoSuchChoice
    status: Any = own.category if own else wanted.status or None
    return Aim(wanted, member_id, team_id, status, own.id if own else None)


def plan(ticket: Ticket, aimed: Aim) -> Plan:
    wanted = aimed.wanted
    if ticket.is_merged or ticket.is_spam:
        return Plan(ticket, why="merged" if ticket.is_merged else "spam")
    tags = [tag for tag in ticket.tags if tag not in wanted.remove_tags]
    tags += [tag for tag in wanted.add_tags if tag not in tags]
    if len(tags) > MOST_TAGS:
        return Plan(ticket, why="tags")
    if aimed.status and aimed.status != ticket.status and aimed.status not in WAYS[ticket.status]:
        return Plan(ticket, why="way")
    both = {
        "assignee": (ticket.assignee_id, aimed.assignee_id if wanted.assignee else ticket.assignee_id),
        "team": (ticket.team_id, aimed.team_id if wanted.team else ticket.team_id),
        "priority": (ticket.priority, wanted.priority or ticket.priority),
        "status": ((ticket.status, ticket.status_id), _status(ticket, aimed)),
        "tags": (list(ticket.tags), tidy_tags(tags)),
        "spam": (False, wanted.spam),
    }
    changes = {name: values for name, values in both.items() if values[0] != values[1]}
    return Plan(ticket, changes, "" if changes else "same")


def _status(ticket: Ticket, aimed: Aim) -> tuple[Status, UUID | None]:
    """Whoever is given a new ticket has it open."""
    if aimed.status:
        return aimed.status, aimed.status_id
    if aimed.assignee_id and aimed.assignee_id != ticket.assignee_id and ticket.status == "new":
        return "open", ticket.status_id
    return ticket.status, ticket.status_id
