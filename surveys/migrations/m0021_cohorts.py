"""Whose ticket it was when its customer was asked: what scores are grouped by. A ticket that moves on later takes no
answer along.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls

ID = "0021"

COHORTS = """
ALTER TABLE survey_invitation ADD COLUMN team_id uuid, ADD COLUMN category_id uuid, ADD COLUMN organisation_id uuid,
  ADD COLUMN channel text NOT NULL DEFAULT '';
CREATE INDEX survey_invitation_created ON survey_invitation (tenant_id, created_at);
"""
SO_FAR = """
UPDATE survey_invitation i SET team_id = t.team_id, category_id = t.category_id, organisation_id = t.organisation_id,
       channel = t.channel
  FROM ticket t WHERE t.tenant_id = i.tenant_id AND t.id = i.ticket_id;
"""


async def forwards() -> MigrationManager:
    moved = over_the_walls("ticket survey_invitation", SO_FAR)
    return migration(ID, "surveys", "whose ticket it was", COHORTS, moved)
