"""Articles written before the search knew one spelling for all are indexed anew, by a job of each tenant."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import job_for_each_tenant, migration

ID = "0005"


async def forwards() -> MigrationManager:
    return migration(ID, "faq", "articles are indexed anew", job_for_each_tenant("faq.index_anew"))
