"""Conditions: which tickets a view or a search wants, as data; the only place that turns them into SQL.

Every field that a client may name is a field of `Conditions`; what they hold only ever becomes a parameter.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec

from i18n import current_zone
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import to_id
from polydesk.tickets.ticket import Channel, Priority, Status

OPEN: list[Status] = ["new", "open", "waiting_customer", "waiting_third_party"]
Sort = Literal["due", "waiting", "newest", "oldest"]
NO_CATEGORY = "none"
# The next promise; what has none, or is paused, comes last.
DUE = "COALESCE(t.due_at, 'infinity'::timestamptz)"


class Conditions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An empty list asks for nothing in particular. `assignee` is `me`, `nobody`, a member's id, or empty.

    A ticket fits that has one of the `tags`. `categories` are ids, or `none` for tickets without one. `languages` are
    those that customers are spoken to in, `message_languages` those that they write in. `due` is `overdue`, `today`
    (still to come, in the reader's zone), or empty. `answers` are options by the field that they were chosen in.
    `follow_up`: somebody has still to call back about its rating.
    """

    statuses: list[Status] = []
    own_statuses: list[UUID] = []
    priorities: list[Priority] = []
    channels: list[Channel] = []
    languages: list[str] = []
    assignee: str = ""
    team: UUID | None = None
    person: UUID | None = None
    organisation: UUID | None = None
    tags: list[str] = []
    categories: list[str] = []
    message_languages: list[str] = []
    request_types: list[UUID] = []
    answers: dict[UUID, list[UUID]] = {}
    due: Literal["", "overdue", "today"] = ""
    followed: bool = False
    follow_up: bool = False
    spam: bool = False
    created_within_days: int | None = None
    waiting_over_hours: int | None = None


class Where:
    """The condition in SQL over `ticket t`, its values beside it; several can share one statement."""

    def __init__(self, args: list[Any] | None = None) -> None:
        self.args: list[Any] = [] if args is None else args
        self._parts = ["t.tenant_id = app.tenant_id()"]

    def place(self, value: Any) -> str:
        """Where the statement reads this value: `$7`."""
        self.args.append(value)
        return f"${len(self.args)}"

    def add(self, part: str) -> None:
        """A condition out of our own code; whatever a person wrote goes through `place`."""
        self._parts.append(part)

    def __str__(self) -> str:
        return " AND ".join(self._parts)


Asking = Callable[[Where, Conditions], None]
_above: list[Asking] = []


def asks(part: Asking) -> Asking:
    """What a floor above knows of tickets, in tables of its own: it adds its part to every condition."""
    _above.append(part)
    return part


def where(wanted: Conditions, *, by: Actor, args: list[Any] | None = None) -> Where:
    """What `wanted` says, for the reader `by`."""
    made = Where(args)
    made.add("t.spam_at IS NOT NULL" if wanted.spam else "t.spam_at IS NULL")
    _statuses(made, wanted)
    _assignee(made, wanted, by)
    for column, values in (
        *(("t.priority", wanted.priorities), ("t.channel", wanted.channels), ("t.language", wanted.languages)),
        ("t.message_language", wanted.message_languages),
    ):
        if values:
            made.add(f"{column} = ANY({made.place(list(values))}::text[])")
    for column, value in (
        *(("t.team_id", wanted.team), ("t.person_id", wanted.person), ("t.organisation_id", wanted.organisation)),
    ):
        if value:
            made.add(f"{column} = {made.place(value)}::uuid")
    if wanted.tags:
        # Said literally, so that the index of tagged tickets is one to choose.
        made.add("t.tags <> '{}'")
        made.add(f"t.tags && {made.place(list(wanted.tags))}::text[]")
    _categories(made, wanted)
    _times(made, wanted)
    _due(made, wanted)
    for part in _above:
        part(made, wanted)
    return made


def _statuses(made: Where, wanted: Conditions) -> None:
    if wanted.statuses and set(wanted.statuses) <= set(OPEN):
        # Said literally, so that the planner sees that the queue's partial indexes hold all of it.
        made.add("t.status NOT IN ('resolved', 'closed')")
    else:
        # What was merged is closed, and found where it goes on.
        made.add("t.merged_into_id IS NULL")
    if len(wanted.statuses) == 1:
        made.add(f"t.status = {made.place(wanted.statuses[0])}")
    elif wanted.statuses and set(wanted.statuses) != set(OPEN):
        made.add(f"t.status = ANY({made.place(list(wanted.statuses))}::text[])")
    if wanted.own_statuses:
        made.add(f"t.status_id = ANY({made.place(list(wanted.own_statuses))}::uuid[])")


def _categories(made: Where, wanted: Conditions) -> None:
    if not wanted.categories:
        return
    ids = [found for found in map(to_id, wanted.categories) if found]
    one_of = f"t.category_id = ANY({made.place(ids)}::uuid[])"
    made.add(f"({one_of} OR t.category_id IS NULL)" if NO_CATEGORY in wanted.categories else one_of)


def _assignee(made: Where, wanted: Conditions, by: Actor) -> None:
    member_id = by.id if wanted.assignee == "me" else to_id(wanted.assignee)
    if wanted.assignee == "nobody":
        made.add("t.assignee_id IS NULL")
    elif wanted.assignee:
        made.add(f"t.assignee_id = {made.place(member_id)}::uuid")
    if wanted.followed:
        me = made.place(by.id)
        made.add(
            "EXISTS (SELECT FROM follower f WHERE f.tenant_id = t.tenant_id AND f.ticket_id = t.id"
            f" AND f.member_id = {me}::uuid)"
        )


def _times(made: Where, wanted: Conditions) -> None:
    if wanted.created_within_days is not None:
        made.add(f"t.created_at > {made.place(now() - timedelta(days=_bounded(wanted.created_within_days)))}")
    if wanted.waiting_over_hours is not None:
        made.add(f"t.waiting_since < {made.place(now() - timedelta(hours=_bounded(wanted.waiting_over_hours)))}")


def _due(made: Where, wanted: Conditions) -> None:
    """At the very second of the promise it is still kept."""
    at = now().replace(microsecond=0)
    if wanted.due == "overdue":
        made.add(f"{DUE} < {made.place(at)}::timestamptz")
    elif wanted.due == "today":
        made.add(f"{DUE} >= {made.place(at)}::timestamptz AND {DUE} < {made.place(_end_of_day(at))}::timestamptz")


def _end_of_day(at: datetime) -> datetime:
    """When the reader's clock next shows midnight."""
    here = at.astimezone(current_zone())
    return datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo).astimezone(UTC)


def _bounded(amount: int) -> int:
    return max(0, min(amount, 100_000))
