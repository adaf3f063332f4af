"""Teams: members who share a queue. A team that is not wanted any more is archived, since tickets remember it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import Conflict, NotFound


class NameTaken(Conflict):
    message = lazy("There is already a team with this name.")


@dataclass(frozen=True)
class Team:
    id: UUID
    name: str
    member_ids: tuple[UUID, ...]
    members: tuple[str, ...]


async def teams() -> list[Team]:
    return [_team(row) for row in await unit.fetch(_SELECT + " ORDER BY lower(t.name)")]


async def team(team_id: UUID) -> Team:
    """Raises NotFound."""
    row = await unit.fetchrow(_SELECT + " AND t.id = $1", team_id)
    if row is None:
        raise NotFound()
    return _team(row)


async def found_team(name: str) -> UUID:
    """A new team, or an archived one of that name again. Raises NameTaken."""
    team_id: UUID | None = await unit.fetchval(
        """INSERT INTO team (id, name, created_at) VALUES ($1, $2, $3)
           ON CONFLICT (tenant_id, name) DO UPDATE SET archived_at = NULL WHERE team.archived_at IS NOT NULL RETURNING id""",
        *(new_id(), one_line(name), now()),
    )
    if team_id is None:
        raise NameTaken()
    await record("team.founded", subject=("team", team_id), changes={"name": [None, name]})
    return team_id


async def change_team(found: Team, *, name: str, members: Iterable[UUID]) -> None:
    """Raises NameTaken. Ids that are nobody's here are passed over."""
    name = one_line(name)
    if name != found.name:
        await _rename(found, name)
    await unit.execute("DELETE FROM team_member WHERE team_id = $1", found.id)
    await unit.execute(
        """INSERT INTO team_member (team_id, member_id)
           SELECT $1, id FROM member WHERE id = ANY($2::uuid[]) AND state = 'active'""",
        *(found.id, list(members)),
    )
    after = await team(found.id)
    if set(after.member_ids) != set(found.member_ids):
        changes = {"members": [list(found.members), list(after.members)]}
        await record("team.members_changed", subject=("team", found.id), changes=changes)


async def archive(found: Team) -> None:
    await unit.execute("UPDATE team SET archived_at = $2 WHERE id = $1", found.id, now())
    await unit.execute("DELETE FROM team_member WHERE team_id = $1", found.id)
    await record("team.archived", subject=("team", found.id), changes={"name": [found.name, None]})


async def _rename(found: Team, name: str) -> None:
    if await unit.fetchval("SELECT EXISTS (SELECT FROM team WHERE name = $1 AND id <> $2)", name, found.id):
        raise NameTaken()
    await unit.execute("UPDATE team SET name = $2 WHERE id = $1", found.id, name)
    await record("team.renamed", subject=("team", found.id), changes={"name": [found.name, name]})


_SELECT = """
SELECT t.id, t.name,
       ARRAY(SELECT m.id FROM team_member x JOIN member m ON m.tenant_id = x.tenant_id AND m.id = x.member_id
              WHERE x.tenant_id = t.tenant_id AND x.team_id = t.id ORDER BY lower(m.name), m.id) AS member_ids,
       ARRAY(SELECT m.name FROM team_member x JOIN member m ON m.tenant_id = x.tenant_id AND m.id = x.member_id
              WHERE x.tenant_id = t.tenant_id AND x.team_id = t.id ORDER BY lower(m.name), m.id) AS members
  FROM team t WHERE t.archived_at IS NULL
"""


def _team(row: unit.Record) -> Team:
    return Team(row["id"], row["name"], tuple(row["member_ids"]), tuple(row["members"]))
