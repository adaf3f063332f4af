"""What may be chosen on pages of service levels: organisations, categories, schedules, people, teams, webhooks, by id and name."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from polydesk.kernel import unit
from polydesk.schedules.queries import ScheduleRow, schedules
from polydesk.sla.budgets import working_day_of
from polydesk.tickets.categories import categories
from tenants.members import members
from tenants.teams import teams

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    organisations: Pairs
    archived_organisations: Pairs
    members: Pairs
    teams: Pairs
    categories: Pairs
    archived_categories: Pairs
    webhooks: Pairs
    held: list[ScheduleRow]

    @property
    def schedules(self) -> Pairs:
        return [(str(row.id), row.title) for row in self.held if row.archived_at is None]

    @cached_property
    def names(self) -> dict[str, str]:
        """Of whatever an id may mean; ids of different tables never meet."""
        hours = [(str(row.id), row.title) for row in self.held]
        organisations = (*self.organisations, *self.archived_organisations)
        categories = (*self.categories, *self.archived_categories)
        return dict((*organisations, *categories, *self.members, *self.teams, *self.webhooks, *hours))

    def usual_hours(self) -> ScheduleRow | None:
        return next((row for row in self.held if row.is_default), None)

    def working_day(self, schedule_id: UUID | None) -> int:
        """The usual day of these hours in seconds; of the company's usual ones for None."""
        row = next((row for row in self.held if row.id == schedule_id), None) or self.usual_hours()
        return working_day_of(row.weekly) if row else 0


async def choices() -> Choices:
    known, kinds = await unit.fetch(_ORGANISATIONS), await categories(archived_too=True)
    return Choices(
        organisations=[(str(row["id"]), row["name"]) for row in known if row["archived_at"] is None],
        archived_organisations=[(str(row["id"]), row["name"]) for row in known if row["archived_at"] is not None],
        members=[(str(member.id), member.name) for member in await members()],
        teams=[(str(team.id), team.name) for team in await teams()],
        categories=[(str(one.id), one.name) for one in kinds if not one.is_archived],
        archived_categories=[(str(one.id), one.name) for one in kinds if one.is_archived],
        webhooks=[(str(row["id"]), row["name"]) for row in await unit.fetch(_WEBHOOKS)],
        held=await schedules(archived_too=True),
    )


_ORGANISATIONS = """
SELECT id, name, archived_at FROM organisation WHERE tenant_id = app.tenant_id() ORDER BY lower(name), id
"""
_WEBHOOKS = """
SELECT id, name FROM webhook WHERE tenant_id = app.tenant_id() AND archived_at IS NULL ORDER BY lower(name), id
"""
