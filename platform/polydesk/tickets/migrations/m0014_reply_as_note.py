"""Whoever answers the news of a note by mail writes a note, too: such words were never meant for the customer."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0014"


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "tickets", "answers to notes are notes"),
        "ALTER TABLE reply_address ADD COLUMN as_note boolean NOT NULL DEFAULT false;",
    )
