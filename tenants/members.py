"""Members: the people of a tenant, the role of each, and how somebody leaves (SC-01).

A role counts from the next click on, since each request reads it. Whoever is removed is signed out everywhere: their
generation number moves on. There is always an owner left.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.events import announce
from polydesk.kernel.refusals import Conflict, Forbidden, NotFound
from polydesk.kernel.turns import take_turn
from tenants import sessions, waiting
from tenants.entitlements import FULL, demand_seat, demand_writable
from tenants.events import MemberLeft
from tenants.roles import PERMISSIONS
from tenants.sso import providers


class LastOwner(Conflict):
    title = lazy("There must be an owner")
    message = lazy("This is the only owner. Make somebody else an owner first.")


class OwnersOnly(Forbidden):
    message = lazy("Only an owner can make, change or remove an owner.")


class NotYourOwnRole(Forbidden):
    message = lazy("You cannot change your own role. Ask another admin or owner.")


@dataclass(frozen=True)
class Member:
    """`teams` are the names of the teams, `team_ids` the same as ids."""

    id: UUID
    name: str
    email: str
    role: str
    seen_at: datetime | None
    created_at: datetime
    away_until: datetime | None
    team_ids: tuple[UUID, ...]
    teams: tuple[str, ...]


async def members() -> list[Member]:
    """Everybody who has not left, the owners first."""
    return [_member(row) for row in await unit.fetch(_SELECT + _ORDER)]


async def member(member_id: UUID) -> Member:
    """Raises NotFound."""
    row = await unit.fetchrow(_SELECT + " AND m.id = $1", member_id)
    if row is None:
        raise NotFound()
    return _member(row)


async def change_role(found: Member, *, to: str, by: Actor) -> None:
    """Raises OwnersOnly, NotYourOwnRole, LastOwner, SeatsFull; NotFound for a role that does not exist."""
    if to not in PERMISSIONS:
        raise NotFound()
    _demand_rank(found.role, by, also=to)
    if found.id == by.id and to != found.role:
        raise NotYourOwnRole()
    # Whoever needs the turn of the seats takes it before any row, so that two never wait for each other.
    await take_turn("seats")
    # Somebody may have been made an owner in the meantime.
    before = await _lock(found)
    _demand_rank(before, by, also=to)
    if before == to:
        return
    if to in FULL:
        await demand_writable()
        if before not in FULL:
            await demand_seat()
    await unit.execute("UPDATE member SET role = $2 WHERE id = $1", found.id, to)
    await record("member.role_changed", subject=("member", found.id), changes={"role": [before, to]})
    if before == "owner":
        await providers.demand_it_of(found.id)
    if before in FULL and to not in FULL:
        await waiting.seat_left()


async def remove(found: Member, *, by: Actor) -> None:
    """They leave, or are made to. Their words and name stay on the tickets; whom they invited needs a new invitation.

    Raises OwnersOnly, LastOwner.
    """
    _demand_rank(found.role, by)
    _demand_rank(await _lock(found), by)
    await unit.execute("UPDATE member SET state = 'removed', generation = generation + 1 WHERE id = $1", found.id)
    await unit.execute("DELETE FROM team_member WHERE member_id = $1", found.id)
    await unit.execute(
        "UPDATE invitation SET revoked_at = now() WHERE invited_by = $1 AND accepted_at IS NULL AND revoked_at IS NULL",
        found.id,
    )
    await sessions.end_all("member", found.id)
    changes: dict[str, list[Any]] = {"state": ["active", "removed"], "email": [found.email, None]}
    await record("member.removed", subject=("member", found.id), changes=changes)
    await announce(MemberLeft(found.id))
    await waiting.seat_left()


def may_change(found: Member, by: Actor) -> bool:
    """Whether this actor may give the member another role at all."""
    return by.may("members.manage") and found.id != by.id and (found.role != "owner" or by.may("owners.manage"))


def roles_to_give(by: Actor) -> list[str]:
    return [role for role in PERMISSIONS if role != "owner" or by.may("owners.manage")]


def _demand_rank(role: str, by: Actor, *, also: str = "") -> None:
    if "owner" in (role, also) and not by.may("owners.manage"):
        raise OwnersOnly()


async def _lock(found: Member) -> str:
    """The member's present role. Of two owners who go at the same moment the second sees that the first is gone."""
    owners = await unit.fetch("SELECT id FROM member WHERE role = 'owner' AND state = 'active' ORDER BY id FOR UPDATE")
    if [row["id"] for row in owners] == [found.id]:
        raise LastOwner()
    role = await unit.fetchval("SELECT role FROM member WHERE id = $1 AND state = 'active' FOR UPDATE", found.id)
    if role is None:
        raise NotFound()
    return str(role)


_SELECT = """
SELECT m.id, m.name, m.email, m.role, m.seen_at, m.created_at, m.away_until,
       ARRAY(SELECT t.id FROM team_member x JOIN team t ON t.tenant_id = x.tenant_id AND t.id = x.team_id
              WHERE x.tenant_id = m.tenant_id AND x.member_id = m.id AND t.archived_at IS NULL ORDER BY t.name) AS team_ids,
       ARRAY(SELECT t.name FROM team_member x JOIN team t ON t.tenant_id = x.tenant_id AND t.id = x.team_id
              WHERE x.tenant_id = m.tenant_id AND x.member_id = m.id AND t.archived_at IS NULL ORDER BY t.name) AS teams
  FROM member m WHERE m.state = 'active'
"""

_ORDER = " ORDER BY array_position('{owner,admin,agent,light_agent,billing}'::text[], m.role), lower(m.name), m.id"


def _member(row: unit.Record) -> Member:
    known: dict[str, Any] = dict(row)
    return Member(**known | {"team_ids": tuple(known["team_ids"]), "teams": tuple(known["teams"])})
