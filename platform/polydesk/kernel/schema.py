"""Words for migrations: SQL in order, and the wall that every tenant table gets.

`migration(id, *sql)` gives the Piccolo manager that a migration's `forwards()` returns. `tenant_table(name)` is the
row security that no tenant table goes without; the guard test reads the catalogue and fails the build otherwise.
`over_the_walls(tables, sql)` is how rows of all tenants are moved, `job_for_each_tenant(name)` how that is left to a job.
"""

from collections.abc import Awaitable, Callable

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder


def migration(identifier: str, app: str, description: str, *sql: str) -> MigrationManager:
    manager = MigrationManager(migration_id=identifier, app_name=app, description=description)
    for text in sql:
        manager.add_raw(_runs(text))
    return manager


def tenant_table(name: str, *, app: str = "SELECT, INSERT, UPDATE, DELETE") -> str:
    """Forced row security: the role app sees the unit's tenant only, with the rights in `app`."""
    return f"""
        ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant ON {name} TO polydesk_app
          USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
        GRANT {app} ON {name} TO polydesk_app;
        {erasable(name)}
    """


def erasable(name: str) -> str:
    """What `app.erase_some` may empty of a tenant that is erased. INSERT and UPDATE are for the triggers that it sets off."""
    return f"""
        CREATE POLICY erasing ON {name} TO polydesk_eraser
          USING (tenant_id = (SELECT app.tenant_id())) WITH CHECK (tenant_id = (SELECT app.tenant_id()));
        GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO polydesk_eraser;
    """


def over_the_walls(tables: str, sql: str) -> str:
    """For moving rows of all tenants: forced row security hides them from the tables' owner, who would move none.

    `tables` by name, between spaces. The walls stand again in the same transaction.
    """
    names = tables.split()
    opened = "".join(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY;\n" for name in names)
    shut = "".join(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY;\n" for name in names)
    return f"{opened}{sql}\n{shut}"


def job_for_each_tenant(name: str) -> str:
    """A row of the outbox for each tenant: for what an upgrade does at leisure, once it is up again."""
    return over_the_walls(
        "outbox tenant",
        f"INSERT INTO outbox (tenant_id, id, job) SELECT id, gen_random_uuid(), '{name}' FROM tenant WHERE status <> 'erased';",  # noqa: S608 - said by a migration
    )


def platform_sees(name: str, *, rights: str) -> str:
    """What the role platform may do across tenants; `rights` may name columns: `SELECT (tenant_id, status)`."""
    return f"""
        CREATE POLICY platform ON {name} TO polydesk_platform USING (true) WITH CHECK (true);
        GRANT {rights} ON {name} TO polydesk_platform;
    """


def platform_table(name: str) -> str:
    """A table of the platform itself: row security on, only the role platform named."""
    return f"""
        ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
        {platform_sees(name, rights="SELECT, INSERT, UPDATE, DELETE")}
    """


def _runs(text: str) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await engine_finder().run_ddl(text)  # type: ignore[union-attr]

    return run
