"""What a company calls things that have a name of ours: in its own row, since every page knows that anyway."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0003"

# `{"ticket_priority.urgent": {"en": "P1", "it": "P1"}}`
OWN_WORDS = """
ALTER TABLE tenant ADD COLUMN own_words jsonb NOT NULL DEFAULT '{}';
GRANT UPDATE (own_words) ON tenant TO polydesk_app;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "tenants", "words of a company's own for things that have ours", OWN_WORDS)
