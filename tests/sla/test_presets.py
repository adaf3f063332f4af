"""Presets are policies that can be published as they are; a new desk begins with the standard one."""

from typing import Any

import pytest

from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.events import announce
from polydesk.sla import policies
from polydesk.sla.facts import Facts
from polydesk.sla.matching import match_ticket
from polydesk.sla.presets import PRESETS, STANDARD, Preset
from polydesk.sla.tidying import tidied
from polydesk.tickets.ticket import PRIORITIES
from tenants.events import TenantMovedIn


@pytest.mark.parametrize("preset", PRESETS, ids=[preset.key for preset in PRESETS])
async def test_it_can_be_published_as_it_is(acme: Any, preset: Preset) -> None:
    async with acme.unit():
        made = await policies.found(preset.draft(["en", "it"]), by=SYSTEM)
        assert (await policies.policy(made)).name == str(preset.name)


def test_the_default_language_always_has_a_name() -> None:
    assert "de" in STANDARD.draft(["de", "en"]).names


async def test_a_new_desk_begins_with_the_standard_one(acme: Any) -> None:
    async with acme.unit():
        await announce(
            TenantMovedIn(
                tenant_id=acme.id,
                owner_id=acme.olga.id,
                name="Acme",
                slug=acme.slug,
                default_language="en",
                zone="Europe/Rome",
                country="IT",
            )
        )
        found = await match_ticket(Facts(), 1_800_000_000)
    assert found.version is not None
    assert found.version.draft == tidied(STANDARD.draft(["en", "it"]))
    assert {target.priority for target in found.version.draft.targets} == set(PRIORITIES)
