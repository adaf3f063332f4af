"""What was written before the search knew one spelling for all is indexed anew, by a job of each tenant."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import job_for_each_tenant, migration

ID = "0006"


async def forwards() -> MigrationManager:
    return migration(ID, "tickets", "tickets are indexed anew", job_for_each_tenant("tickets.index_anew"))
