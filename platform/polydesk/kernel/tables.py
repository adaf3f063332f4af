"""The two kinds of tables: a tenant's, where every query is led by the tenant, and the platform's."""

from typing import Any

from piccolo.table import Table

from polydesk.kernel.tenancy import current_tenant


class PlatformTable(Table):
    """Rows of the platform itself, or of all tenants seen by the role platform."""


class TenantTable(Table):
    """Rows that belong to one tenant.

    Row security is the wall; the condition that is added to each query here is for the planner and for the reader.
    """

    @classmethod
    def select(cls, *columns: Any, exclude_secrets: bool = False) -> Any:
        return super().select(*columns, exclude_secrets=exclude_secrets).where(cls._mine())

    @classmethod
    def objects(cls, *prefetch: Any) -> Any:
        return super().objects(*prefetch).where(cls._mine())

    @classmethod
    def update(cls, *args: Any, **named: Any) -> Any:
        return super().update(*args, **named).where(cls._mine())

    @classmethod
    def delete(cls, force: bool = False) -> Any:
        return super().delete(force=force).where(cls._mine())

    @classmethod
    def count(cls, *args: Any, **named: Any) -> Any:
        return super().count(*args, **named).where(cls._mine())

    @classmethod
    def exists(cls) -> Any:
        return super().exists().where(cls._mine())

    @classmethod
    def _mine(cls) -> Any:
        return cls._meta.get_column_by_name("tenant_id") == current_tenant()
