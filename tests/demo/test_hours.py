"""The companies of the story are there at different hours, with the holidays of their countries."""

from typing import Any

from polydesk.kernel import unit
from polydesk.schedules import exceptions, holidays, queries


async def test_they_keep_hours_of_their_own(story: list[Any]) -> None:
    weeks = []
    for told in story:
        async with unit.tenant(told.id):
            held = await queries.default_schedule()
            assert held is not None
            weeks.append(held.weekly)
            [calendar] = await holidays.calendars()
            assert calendar.days > 15
            assert calendar.schedule_ids == (held.id,)
    assert weeks[0]["mon"] == [["09:00", "12:30"], ["13:15", "17:30"]]
    assert sorted(weeks[1]) == ["fri", "sat", "thu", "tue", "wed"]


async def test_one_of_them_has_a_special_saturday_ahead(story: list[Any]) -> None:
    async with unit.tenant(story[1].id):
        held = await queries.default_schedule()
        assert held is not None
        [saturday] = await exceptions.exceptions_of(held.id)
        assert saturday.date.weekday() == 5
        assert saturday.date.isoformat() in held.compiled["special"]
