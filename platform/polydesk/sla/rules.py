"""The rules for one ticket as they stand: policies in order, its organisation's contracts, hours and their latest
versions, read with the ticket in one statement. From them come the terms of what begins or changes now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from polydesk.hours import zone_file
from polydesk.hours.instants import moment_of
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.sla.cases import TicketRow
from polydesk.sla.contract import Contract, running
from polydesk.sla.facts import facts_with
from polydesk.sla.known_versions import versions
from polydesk.sla.loading import TICKET_COLUMNS, ticket_row
from polydesk.sla.matching import Ground, Matched
from polydesk.sla.policy import Metric, Version
from polydesk.sla.promise import Terms


@dataclass(frozen=True)
class Rules:
    """`latest` is the highest version of each schedule."""

    ground: Ground
    contracts: tuple[Contract, ...]
    zone: str
    latest: dict[UUID, int]

    def matched(self, ticket: TicketRow, at: int) -> Matched:
        """The policy that the ticket falls under at this instant."""
        contract = running(list(self.contracts), self._day(at)) if self.contracts else None
        return self.ground.match(facts_with(ticket, contract), contract)

    def _day(self, at: int) -> date:
        """The company's; a zone that the time zone database has dropped must not keep a ticket from coming in."""
        zone = self.zone if self.zone in zone_file.names() else "Etc/UTC"
        return moment_of(at).astimezone(ZoneInfo(zone)).date()

    def latest_of(self, policy_id: UUID) -> Version | None:
        """The latest version of a policy that is switched on."""
        return self.ground.by_id.get(policy_id)

    def hours_no(self, terms: Terms) -> int | None:
        return self.latest.get(terms.schedule_id) if terms.schedule_id else None


async def rules_for(ticket_id: UUID) -> tuple[TicketRow, Rules]:
    """The ticket and the rules. Raises NotFound."""
    row = await unit.fetchrow(_RULES, ticket_id)
    if row is None:
        raise NotFound
    return await rules_in(row)


async def rules_in(row: Mapping[str, Any]) -> tuple[TicketRow, Rules]:
    """The same from a row with `COLUMNS` that somebody has read."""
    policies = [(UUID(version_id), is_agreed) for version_id, is_agreed in row["policies"] or []]
    known = await versions(version_id for version_id, _is_agreed in policies)
    ground = Ground(
        listed=tuple(known[version_id] for version_id, is_agreed in policies if not is_agreed),
        by_id={known[version_id].policy_id: known[version_id] for version_id, _is_agreed in policies},
        default_schedule_id=row["default_schedule_id"],
    )
    contracts = tuple(msgspec.convert(one, Contract) for one in row["contracts"] or [])
    latest = {UUID(schedule_id): no for schedule_id, no in (row["latest"] or {}).items()}
    return ticket_row(row), Rules(ground, contracts, row["zone"], latest)


async def rules_as_of(ticket_id: UUID, at: int) -> Rules:
    """The rules with the hours that had been published by then."""
    _ticket, rules = await rules_for(ticket_id)
    rows = await unit.fetch(_LATEST, moment_of(at))
    return replace(rules, latest={row["schedule_id"]: row["no"] for row in rows})


def terms_of(matched: Matched, version: Version | None, metric: Metric, priority: str) -> Terms | None:
    """What this version promises, by whose hours; None when it promises nothing of the kind."""
    target = version.draft.target(metric, priority) if version else None
    if version is None or target is None:
        return None
    return Terms(
        policy_id=version.policy_id,
        version_id=version.id,
        priority=priority,
        budget_s=target.budget_s,
        clock=target.clock,
        schedule_id=replace(matched, version=version).schedule_id_for(target),
        contract_id=matched.contract.id if matched.contract else None,
        pause_on=tuple(target.pause_on),
        reminders=version.draft.reminders,
        steps=version.draft.steps,
        options=version.draft.options,
    )


_LATEST = """
SELECT schedule_id, coalesce(max(no) FILTER (WHERE made_at < $1::timestamptz + interval '1 s'), 1) AS no FROM schedule_version
 WHERE tenant_id = app.tenant_id() GROUP BY schedule_id
"""
COLUMNS = f"""{TICKET_COLUMNS},
  (SELECT jsonb_agg(jsonb_build_array(v.id, p.contract_only) ORDER BY p.position, p.id)
     FROM sla_policy p
     JOIN LATERAL (SELECT v.id FROM sla_policy_version v WHERE v.tenant_id = p.tenant_id AND v.policy_id = p.id
                    ORDER BY v.no DESC LIMIT 1) v ON true
    WHERE p.tenant_id = app.tenant_id() AND p.enabled AND p.archived_at IS NULL) AS policies,
  (SELECT jsonb_object_agg(l.schedule_id, l.no)
     FROM (SELECT h.id AS schedule_id,
                  (SELECT max(v.no) FROM schedule_version v WHERE v.tenant_id = h.tenant_id AND v.schedule_id = h.id) AS no
             FROM schedule h WHERE h.tenant_id = app.tenant_id()) l WHERE l.no IS NOT NULL) AS latest,
  (SELECT jsonb_agg(to_jsonb(c) || jsonb_build_object('organisation_name', o.name))
     FROM contract c JOIN organisation o ON o.tenant_id = c.tenant_id AND o.id = c.organisation_id
    WHERE c.tenant_id = app.tenant_id() AND c.organisation_id = t.organisation_id AND c.archived_at IS NULL) AS contracts,
  (SELECT default_schedule_id FROM schedule_setting WHERE tenant_id = app.tenant_id()) AS default_schedule_id,
  (SELECT zone FROM tenant WHERE id = app.tenant_id()) AS zone
"""  # noqa: S608
_RULES = f"SELECT {COLUMNS} FROM ticket t WHERE t.tenant_id = app.tenant_id() AND t.id = $1"  # noqa: S608
