"""Organising: the organisations that customers of a company of the demo belong to, and what was agreed with them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from polydesk.customers import organisations
from polydesk.customers.organisation_queries import organisation
from polydesk.demo.house import House
from polydesk.kernel.actor import acting_as
from polydesk.kernel.clock import now
from polydesk.sla import contracts
from polydesk.sla.contract import Terms


async def meet_organisations(house: House) -> None:
    owner = house.people[house.company.owner.key]
    with acting_as(owner):
        for told in house.company.organisations:
            made = await organisations.found(told["name"], notes=told.get("notes", ""))
            await organisations.set_domains(await organisation(made), told.get("domains", []))
            for key in told["people"]:
                person_id = house.people[key].id
                assert person_id is not None
                await organisations.assign(person_id, to=made)
            if "contract" in told:
                await _agree(made, told["contract"], house)


async def _agree(organisation_id: UUID, agreed: dict[str, Any], house: House) -> None:
    """`begins` and `ends` are days from the day on which the demo is told."""
    today = now().date()
    begins = today + timedelta(days=agreed["begins"])
    ends = today + timedelta(days=agreed["ends"]) if "ends" in agreed else None
    terms = Terms(name=agreed["name"], starts_on=begins, ends_on=ends, plan=agreed.get("plan", ""))
    await contracts.found(organisation_id, terms, by=house.people[house.company.owner.key])
