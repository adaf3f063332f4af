"""What a company finds after sign-up, and what comes round by itself."""

from datetime import date
from typing import Any

import pytest
from tests_schedules import at, found, moment, week

from polydesk.kernel import unit, zones
from polydesk.kernel.actor import SYSTEM, acting_as
from polydesk.kernel.clock import travel
from polydesk.kernel.events import _reactions
from polydesk.kernel.outbox import drain
from polydesk.schedules import beginnings, holidays, queries, zone_rules
from polydesk.schedules.events import ZonesChanged
from tenants import moving_in


async def begin(house: Any, *, language: str = "en", zone: str = "Europe/Budapest", country: str | None = "HU") -> None:
    async with unit.tenant(house.id):
        with acting_as(SYSTEM):
            await beginnings.begin(language, zone, country)


async def test_it_has_hours_at_once_and_holidays_a_moment_later(acme: Any) -> None:
    with travel(moment("2026-11-22 08:00")):
        await begin(acme)
        async with acme.unit():
            held = await queries.default_schedule()
            assert held is not None
            assert (held.name, held.tz, held.weekly["fri"]) == (
                "Support hours",
                "Europe/Budapest",
                [["09:00", "17:00"]],
            )
        await drain(acme.id)
        async with acme.unit():
            [calendar] = await holidays.calendars()
            assert (calendar.name, calendar.through, calendar.id) == (
                "Holidays in Hungary",
                date(2028, 12, 31),
                held.calendar_ids[0],
            )
            hours = await queries.history_of(held.id)
    assert not hours.is_open(at("2026-12-25 10:00"))
    assert hours.is_open(at("2026-12-21 10:00"))
    assert not hours.is_open(at("2028-10-23 10:00"))


async def test_it_begins_in_the_companys_language(acme: Any) -> None:
    await begin(acme, language="it", zone="Europe/Rome", country="IT")
    await begin(acme, language="it", zone="Europe/Rome", country="IT")
    async with acme.unit():
        assert len(await queries.schedules()) == 1


@pytest.mark.parametrize("country", [None, "HM"])
async def test_it_begins_without_holidays_where_none_are_known(acme: Any, country: str | None) -> None:
    await begin(acme, zone="Mars/Olympus", country=country)
    await drain(acme.id)
    async with acme.unit():
        [calendar] = await holidays.calendars()
        assert (calendar.source, calendar.days) == ("manual", 0)
        held = await queries.default_schedule()
        assert held is not None
        assert held.calendar_ids == (calendar.id,)
        assert held.tz == "Etc/UTC"


async def test_it_follows_a_new_release_of_the_zones(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[ZonesChanged] = []

    async def hear(event: ZonesChanged) -> None:
        heard.append(event)

    monkeypatch.setitem(_reactions, ZonesChanged, [*_reactions[ZonesChanged], hear])
    before = zones.release()
    async with acme.unit():
        rome, vancouver = await found(week()), await found(week(tz="America/Vancouver"), "Vancouver")
        assert await zone_rules.follow() == []
    monkeypatch.setattr(zones, "release", lambda: "2199z")
    known = zone_rules._fingerprint
    monkeypatch.setattr(zone_rules, "_fingerprint", lambda tz: "others" if tz == "America/Vancouver" else known(tz))
    async with unit.platform():
        assert acme.id in await zone_rules.behind()
    async with acme.unit():
        assert await zone_rules.follow() == [vancouver]
        assert await zone_rules.follow() == []
    assert heard == [ZonesChanged(vancouver, before, "2199z")]
    assert rome != vancouver
    async with unit.platform():
        assert acme.id not in await zone_rules.behind()


async def test_it_begins_when_a_company_moves_in(acme: Any) -> None:
    async with acme.unit():
        await moving_in.settle_in()
        held = await queries.default_schedule()
        assert held is not None
        assert (held.tz, held.no) == ("Europe/Rome", 1)
        assert await queries.hours_are_public()
