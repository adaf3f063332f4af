"""Tables of tenants: every query that Piccolo builds on one is led by the tenant."""

from typing import Any
from uuid import UUID

from polydesk.kernel.tenancy import current_tenant, tenant_or_none

NOBODY = UUID(int=0)


def this_tenant() -> UUID:
    """The default of a `tenant_id` column. Piccolo calls it when the table is defined, outside of any tenant; a row
    that were written so would be refused by row security."""
    return tenant_or_none() or NOBODY


class TenantTable:
    """Mixed into a Piccolo table whose rows belong to one tenant: `class Ticket(TenantTable, Table, tablename="ticket")`.

    Row security is the wall; the condition that is added to each query here is for the planner and for the reader.
    (A mixin and no subclass of Table: Piccolo would give the subclass an `id` that every table inherits.)
    """

    @classmethod
    def select(cls, *columns: Any, exclude_secrets: bool = False) -> Any:
        return super().select(*columns, exclude_secrets=exclude_secrets).where(cls._mine())  # type: ignore[misc]

    @classmethod
    def objects(cls, *prefetch: Any) -> Any:
        return super().objects(*prefetch).where(cls._mine())  # type: ignore[misc]

    @classmethod
    def update(cls, *args: Any, **named: Any) -> Any:
        return super().update(*args, **named).where(cls._mine())  # type: ignore[misc]

    @classmethod
    def delete(cls, force: bool = False) -> Any:
        return super().delete(force=force).where(cls._mine())  # type: ignore[misc]

    @classmethod
    def count(cls, *args: Any, **named: Any) -> Any:
        return super().count(*args, **named).where(cls._mine())  # type: ignore[misc]

    @classmethod
    def exists(cls) -> Any:
        return super().exists().where(cls._mine())  # type: ignore[misc]

    @classmethod
    def _mine(cls) -> Any:
        return cls._meta.get_column_by_name("tenant_id") == current_tenant()  # type: ignore[attr-defined]
