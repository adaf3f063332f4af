"""What a member has chosen: which events by which channel, and in which rhythm. Where nothing is chosen, the company's
choices count, then ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from polydesk.hours import zone_file
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.notices import words
from polydesk.notices.choice import Choice
from polydesk.notices.quiet import Rhythm
from tenants import here

RHYTHM = "s.pace, s.digest_at, s.quiet, s.urgent"
READ = f"""
SELECT m.zone, s.choices, {RHYTHM}, (SELECT d.choices FROM notice_default d WHERE d.tenant_id = m.tenant_id) AS company
  FROM member m LEFT JOIN notice_setting s ON s.tenant_id = m.tenant_id AND s.member_id = m.id
 WHERE m.tenant_id = app.tenant_id() AND m.id = $1
"""  # noqa: S608 - only constants of this module
CHOOSE = """
INSERT INTO notice_setting (member_id, choices, pace, digest_at, quiet, urgent) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, member_id) DO UPDATE SET choices = EXCLUDED.choices, pace = EXCLUDED.pace,
  digest_at = EXCLUDED.digest_at, quiet = EXCLUDED.quiet, urgent = EXCLUDED.urgent
"""
FOR_ALL = """
INSERT INTO notice_default (choices) VALUES ($1) ON CONFLICT (tenant_id) DO UPDATE SET choices = EXCLUDED.choices
"""


@dataclass(frozen=True)
class Preferences:
    own: Mapping[str, Any]
    company: Mapping[str, Any]
    rhythm: Rhythm

    def choice(self, event: str) -> Choice:
        return words.choice_of(event, self.own, self.company)


async def preferences(member_id: UUID) -> Preferences:
    """Raises NotFound."""
    row = await unit.fetchrow(READ, member_id)
    if row is None:
        raise NotFound
    return Preferences(row["choices"] or {}, row["company"] or {}, rhythm_of(row, (await here.visit()).zone))


def rhythm_of(row: unit.Record, house_zone: str) -> Rhythm:
    """Of a row with RHYTHM and the member's zone; whoever has chosen nothing has the usual one."""
    zone = next((name for name in (row["zone"], house_zone) if name in zone_file.names()), "UTC")
    if row["pace"] is None:
        return Rhythm(zone)
    return Rhythm(zone, row["pace"], row["digest_at"], row["quiet"], tuple(row["urgent"]))


async def choose(member_id: UUID, choices: Mapping[str, Choice], rhythm: Rhythm) -> None:
    """Keeps only what differs, so that a later choice of the company reaches whoever has chosen nothing there."""
    company = (await preferences(member_id)).company
    own = _differing(choices, company)
    await unit.execute(CHOOSE, member_id, own, rhythm.pace, rhythm.digest_at, dict(rhythm.quiet), list(rhythm.urgent))


async def forget(member_id: UUID) -> None:
    """Back to what the company has chosen, and to our rhythm."""
    await unit.execute("DELETE FROM notice_setting WHERE tenant_id = app.tenant_id() AND member_id = $1", member_id)


async def of_company() -> Mapping[str, Any]:
    found = await unit.fetchval("SELECT choices FROM notice_default WHERE tenant_id = app.tenant_id()")
    return found or {}


async def held_of_company() -> Mapping[str, Any]:
    """The same for whoever changes it: until the end of the unit nobody else does."""
    await unit.execute("SELECT pg_advisory_xact_lock(hashtextextended('notice default ' || app.tenant_id(), 0))")
    return await of_company()


async def choose_for_all(choices: Mapping[str, Choice]) -> dict[str, Any]:
    """For whoever has chosen nothing of their own. Answers what is kept now."""
    kept = _differing(choices, {})
    await unit.execute(FOR_ALL, kept)
    return kept


def _differing(choices: Mapping[str, Choice], below: Mapping[str, Any]) -> dict[str, Any]:
    return {event: choice.as_json() for event, choice in choices.items() if choice != words.choice_of(event, below)}
