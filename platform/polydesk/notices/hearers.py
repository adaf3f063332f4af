"""Who hears of an event: those it names, and whoever has chosen to hear of such tickets; never who did it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.notices import words
from polydesk.notices.choice import EVERYTHING, MINE, TEAMS, Choice
from polydesk.notices.preferences import RHYTHM, rhythm_of
from polydesk.notices.quiet import Rhythm
from tenants import here

# $1 the ticket or null, $2 who is named, $3 who is not told
FOUND = f"""
SELECT m.id, m.zone, s.choices, {RHYTHM},
       (SELECT d.choices FROM notice_default d WHERE d.tenant_id = m.tenant_id) AS company,
       m.id = ANY($2::uuid[]) AS is_named,
       coalesce(t.assignee_id = m.id, false) OR EXISTS (SELECT FROM follower f WHERE f.tenant_id = m.tenant_id
         AND f.ticket_id = t.id AND f.member_id = m.id) AS is_theirs,
       EXISTS (SELECT FROM team_member x WHERE x.tenant_id = m.tenant_id AND x.team_id = t.team_id
         AND x.member_id = m.id) AS is_their_teams,
       EXISTS (SELECT FROM notice_mute q WHERE q.tenant_id = m.tenant_id AND q.ticket_id = t.id
         AND q.member_id = m.id) AS is_muted,
       EXISTS (SELECT FROM notice_browser b WHERE b.tenant_id = m.tenant_id AND b.member_id = m.id) AS has_browser
  FROM member m LEFT JOIN ticket t ON t.tenant_id = m.tenant_id AND t.id = $1
       LEFT JOIN notice_setting s ON s.tenant_id = m.tenant_id AND s.member_id = m.id
 WHERE m.tenant_id = app.tenant_id() AND m.state = 'active' AND m.role <> 'billing' AND m.id <> ALL($3::uuid[])
 ORDER BY m.id
"""  # noqa: S608 - only constants of this module


@dataclass(frozen=True)
class Hearer:
    member_id: UUID
    channels: frozenset[str]
    rhythm: Rhythm
    is_urgent: bool

    def due(self, channel: str, at: datetime) -> datetime:
        """When it reaches them there: what is urgent at once, a word in a browser when it is not quiet."""
        if self.is_urgent:
            return at
        return self.rhythm.mail_leaves(at) if channel == "mail" else self.rhythm.not_quiet(at)


async def hearers(
    kind: str, *, ticket_id: UUID | None, named: Iterable[UUID], besides: Iterable[UUID], is_urgent: bool
) -> list[Hearer]:
    rows = await unit.fetch(FOUND, ticket_id, list(named), list(besides))
    zone = (await here.visit()).zone
    found = (_hearer(row, kind, zone, is_urgent=is_urgent) for row in rows)
    return [one for one in found if one is not None and one.channels]


def _hearer(row: unit.Record, kind: str, zone: str, *, is_urgent: bool) -> Hearer | None:
    choice = words.choice_of(kind, row["choices"], row["company"])
    if not _is_meant(row, choice) or (row["is_muted"] and kind not in words.THROUGH_MUTE):
        return None
    rhythm = rhythm_of(row, zone)
    channels = set(choice.channels)
    if rhythm.pace == "never":
        channels.discard("mail")
    if not row["has_browser"]:
        channels.discard("push")
    return Hearer(row["id"], frozenset(channels), rhythm, _is_urgent(kind, rhythm, is_urgent=is_urgent))


def _is_meant(row: unit.Record, choice: Choice) -> bool:
    if row["is_named"] or choice.scope == EVERYTHING:
        return True
    reach = {MINE: row["is_theirs"], TEAMS: row["is_theirs"] or row["is_their_teams"]}
    return bool(reach.get(choice.scope))


def _is_urgent(kind: str, rhythm: Rhythm, *, is_urgent: bool) -> bool:
    """What this person has called urgent, of what is."""
    return (is_urgent and "urgent" in rhythm.urgent) or words.chosen_as(kind) in rhythm.urgent
