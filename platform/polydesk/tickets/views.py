"""Views: lists of tickets under a name. Some everybody has; members save their own and may share them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import msgspec

from i18n import LazyText, lazy, lazy_in
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id, to_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import NotFound
from polydesk.tickets.conditions import OPEN, Conditions, Sort
from polydesk.tickets.refusals import NoSuchChoice, NotYours

Scope = Literal["private", "team", "all"]

COLUMNS = (
    "number",
    "subject",
    "person",
    "status",
    "priority",
    "assignee",
    "due",
    "waiting",
    "category",
    "tags",
    "updated",
    "created",
    "channel",
)
USUAL_COLUMNS = ("number", "subject", "person", "status", "priority", "assignee", "due", "waiting")
NAME_LIMIT = 80


@dataclass(frozen=True)
class View:
    """`key` stands in addresses: a word for what everybody has, an id for what somebody saved."""

    key: str
    name: LazyText | str
    conditions: Conditions
    sort: Sort = "due"
    icon: str = "list"
    scope: Scope = "all"
    owner_id: UUID | None = None
    team_id: UUID | None = None
    columns: tuple[str, ...] = USUAL_COLUMNS

    @property
    def is_built_in(self) -> bool:
        return self.owner_id is None


BUILT_IN = (
    View("mine", lazy("My tickets"), Conditions(statuses=OPEN, assignee="me"), icon="user-check"),
    View("unassigned", lazy("Unassigned"), Conditions(statuses=OPEN, assignee="nobody"), icon="inbox"),
    View("open", lazy("All open"), Conditions(statuses=OPEN), icon="list"),
    View(
        "waiting",
        lazy_in("view", "Waiting"),
        Conditions(statuses=["waiting_customer", "waiting_third_party"]),
        icon="hourglass",
    ),
    View("followed", lazy("Followed"), Conditions(statuses=OPEN, followed=True), icon="eye"),
    View("follow_ups", lazy("Open follow-ups"), Conditions(follow_up=True), sort="newest", icon="phone-call"),
    View(
        "resolved", lazy_in("view", "Resolved"), Conditions(statuses=["resolved"]), sort="newest", icon="circle-check"
    ),
    View("closed", lazy_in("view", "Closed"), Conditions(statuses=["closed"]), sort="newest", icon="lock"),
    View("all", lazy("All tickets"), Conditions(), sort="newest", icon="archive"),
    View("spam", lazy("Spam"), Conditions(spam=True), sort="newest", icon="ban"),
)

SELECT = """
SELECT id, name, conditions, sort, scope, owner_id, team_id, columns FROM saved_view v
 WHERE v.tenant_id = app.tenant_id()
   AND (v.owner_id = $1 OR v.scope = 'all' OR (v.scope = 'team' AND EXISTS (
        SELECT FROM team_member m WHERE m.tenant_id = v.tenant_id AND m.team_id = v.team_id AND m.member_id = $1)))
"""
INSERT = """
INSERT INTO saved_view (id, owner_id, name, conditions, sort, scope, team_id, columns, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
UPDATE = """
UPDATE saved_view SET name = $2, conditions = $3, sort = $4, scope = $5, team_id = $6, columns = $7
 WHERE tenant_id = app.tenant_id() AND id = $1
"""


async def views_for(by: Actor) -> list[View]:
    """What this member finds in the side bar: what everybody has, then what was saved."""
    rows = await unit.fetch(SELECT + " ORDER BY position, name, id", by.id)
    return [*BUILT_IN, *map(from_row, rows)]


async def view(key: str, *, by: Actor) -> View:
    """Raises NotFound, also for somebody else's private one."""
    for found in BUILT_IN:
        if found.key == key:
            return found
    view_id = to_id(key)
    row = await unit.fetchrow(SELECT + " AND id = $2", by.id, view_id) if view_id else None
    if row is None:
        raise NotFound
    return from_row(row)


async def save(
    name: str,
    conditions: Conditions,
    *,
    by: Actor,
    sort: Sort = "due",
    scope: Scope = "private",
    team_id: UUID | None = None,
    columns: tuple[str, ...] = USUAL_COLUMNS,
) -> View:
    """Raises NoSuchChoice; NotYours when it is to be shared by somebody who may not."""
    made = View(str(new_id()), _named(name), conditions, sort, "list", scope, by.id, team_id, _known(columns))
    _demand_sharing(made, by)
    await unit.execute(INSERT, to_id(made.key), by.id, made.name, _kept(conditions), sort, scope, team_id, *_rest(made))
    return made


async def change(
    key: str,
    *,
    by: Actor,
    name: str,
    conditions: Conditions,
    sort: Sort,
    scope: Scope,
    team_id: UUID | None = None,
    columns: tuple[str, ...] = USUAL_COLUMNS,
) -> None:
    """Raises NotFound, NotYours, NoSuchChoice."""
    old = await view(key, by=by)
    _demand_owner(old, by)
    new = View(key, _named(name), conditions, sort, "list", scope, old.owner_id, team_id, _known(columns))
    _demand_sharing(new, by)
    await unit.execute(UPDATE, to_id(key), new.name, _kept(conditions), sort, scope, team_id, list(new.columns))


async def remove(key: str, *, by: Actor) -> None:
    """Raises NotFound, NotYours."""
    _demand_owner(await view(key, by=by), by)
    await unit.execute("DELETE FROM saved_view WHERE tenant_id = app.tenant_id() AND id = $1", to_id(key))


def from_row(row: Sequence[Any]) -> View:
    """A row of SELECT, wherever it was read."""
    view_id, name, conditions, sort, scope, owner_id, team_id, columns = row
    wanted = msgspec.convert(conditions, Conditions)
    return View(str(view_id), name, wanted, sort, "list", scope, owner_id, team_id, tuple(columns) or USUAL_COLUMNS)


def _kept(conditions: Conditions) -> dict[str, Any]:
    return msgspec.to_builtins(conditions)  # type: ignore[no-any-return]


def _rest(made: View) -> tuple[Any, ...]:
    return list(made.columns), now()


def _named(name: str) -> str:
    tidy = one_line(name)[:NAME_LIMIT]
    if not tidy:
        raise NoSuchChoice
    return tidy


def _known(columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(column for column in columns if column in COLUMNS) or USUAL_COLUMNS


def _demand_sharing(wanted: View, by: Actor) -> None:
    if wanted.scope != "private" and not by.may("views.share"):
        raise NotYours
    if wanted.scope == "team" and wanted.team_id is None:
        raise NoSuchChoice


def _demand_owner(found: View, by: Actor) -> None:
    if found.is_built_in or (found.owner_id != by.id and not by.may("settings.manage")):
        raise NotYours
