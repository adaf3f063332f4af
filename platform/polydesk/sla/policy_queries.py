"""What is asked about policies: the list in its order, one of them, and all the versions that one had."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from i18n import current_locale
from i18n.texts import pick
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.sla.policy import Draft, Version, draft_of
from tenants.here import home_language


@dataclass(frozen=True)
class PolicyRow:
    """A policy with its latest version."""

    id: UUID
    position: int
    enabled: bool
    contract_only: bool
    archived_at: datetime | None
    version: Version
    made_at: datetime
    made_by_name: str

    @property
    def draft(self) -> Draft:
        return self.version.draft

    @property
    def name(self) -> str:
        return name_of(self.draft.names)

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


@dataclass(frozen=True)
class VersionRow:
    version: Version
    made_at: datetime
    made_by_name: str


def name_of(names: dict[str, str]) -> str:
    """In the reader's language, or else in the company's own."""
    return pick(names, current_locale(), home_language()).text


async def in_order(*, archived_too: bool = False) -> list[PolicyRow]:
    """Those that are tried by conditions first, then those that contracts bring, then the archived ones."""
    rows = [_policy(row) for row in await unit.fetch(_IN_ORDER)]
    return [row for row in rows if archived_too or not row.is_archived]


async def policy(policy_id: UUID) -> PolicyRow:
    """Raises NotFound."""
    row = await unit.fetchrow(VERSION + " AND p.id = $1", policy_id)
    if row is None:
        raise NotFound
    return _policy(row)


async def versions_of(policy_id: UUID) -> list[VersionRow]:
    """The newest first."""
    rows = await unit.fetch(_VERSIONS, policy_id)
    return [VersionRow(version_of_row(row), row["made_at"], row["made_by_name"]) for row in rows]


async def version(version_id: UUID) -> Version:
    """The very version that a timer was made by. Raises NotFound."""
    row = await unit.fetchrow(_ONE_VERSION, version_id)
    if row is None:
        raise NotFound
    return version_of_row(row)


def version_of_row(row: unit.Record) -> Version:
    return Version(row["version_id"], row["policy_id"], row["no"], draft_of(dict(row)))


def _policy(row: unit.Record) -> PolicyRow:
    return PolicyRow(
        id=row["policy_id"],
        position=row["position"],
        enabled=row["enabled"],
        contract_only=row["contract_only"],
        archived_at=row["archived_at"],
        version=version_of_row(row),
        made_at=row["made_at"],
        made_by_name=row["made_by_name"],
    )


VERSION = """
SELECT v.policy_id, v.id AS version_id, v.no, v.names, v.conditions, v.schedule_id, v.targets, v.reminders, v.steps,
       v.options, v.made_at, v.made_by_name, p.position, p.enabled, p.contract_only, p.archived_at
  FROM sla_policy p
  JOIN LATERAL (SELECT * FROM sla_policy_version v WHERE v.tenant_id = p.tenant_id AND v.policy_id = p.id
                 ORDER BY v.no DESC LIMIT 1) v ON true
 WHERE p.tenant_id = app.tenant_id()
"""
_IN_ORDER = VERSION + " ORDER BY p.archived_at IS NOT NULL, p.contract_only, p.position, p.id"
ANY_VERSION = """
SELECT v.policy_id, v.id AS version_id, v.no, v.names, v.conditions, v.schedule_id, v.targets, v.reminders, v.steps,
       v.options, v.made_at, v.made_by_name
  FROM sla_policy_version v WHERE v.tenant_id = app.tenant_id()
"""
_VERSIONS = ANY_VERSION + " AND v.policy_id = $1 ORDER BY v.no DESC"
_ONE_VERSION = ANY_VERSION + " AND v.id = $1"
