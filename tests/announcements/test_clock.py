"""When an announcement stands on the portal: by the company's wall, to the minute, also when the clocks are turned."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from polydesk.announcements.announcement import Announcement
from polydesk.announcements.wall_clock import BadMoment, moment_typed, wall_text
from polydesk.kernel.ids import new_id

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def an_announcement(**named: Any) -> Announcement:
    usual: dict[str, Any] = {
        "id": new_id(),
        "severity": "outage",
        "titles": {"en": "Down"},
        "bodies": {},
        "pages": {},
        "starts_at": NOON,
        "ends_at": None,
        "resolved_at": None,
        "stopped_at": None,
        "version": 1,
        "archived_at": None,
    }
    return Announcement(**{**usual, **named})


@pytest.mark.parametrize(
    ("typed", "starts", "ends"),
    [
        ("2026-06-01T14:00", "2026-06-01T12:00", "2026-06-01T12:00"),
        ("2026-03-29T02:30", "2026-03-29T01:30", "2026-03-29T01:30"),  # there is no such time: half past three
        ("2026-10-25T02:30", "2026-10-25T00:30", "2026-10-25T01:30"),  # there are two
        ("2026-10-25T03:00", "2026-10-25T02:00", "2026-10-25T02:00"),
    ],
)
def test_it_takes_the_wall_at_its_word(typed: str, starts: str, ends: str) -> None:
    for text, is_end in ((starts, False), (ends, True)):
        meant = moment_typed(typed, BERLIN, ends=is_end)
        assert meant == datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_what_nobody_touched_stays_to_the_second() -> None:
    second_half_past_two = datetime(2026, 10, 25, 1, 30, 17, tzinfo=UTC)
    shown = wall_text(second_half_past_two, BERLIN)
    assert shown == "2026-10-25T02:30"
    assert moment_typed(shown, BERLIN, held=second_half_past_two) == second_half_past_two


@pytest.mark.parametrize(
    "typed", ["soon", "2026-02-30T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "2026-06-01T10:00Z"]
)
def test_it_refuses_what_is_no_moment(typed: str) -> None:
    with pytest.raises(BadMoment):
        moment_typed(typed, BERLIN)


def test_it_stands_from_its_first_second_until_before_its_last() -> None:
    end = NOON + timedelta(hours=1)
    one = an_announcement(ends_at=end)
    second = timedelta(seconds=1)
    assert [one.state(at) for at in (NOON - second, NOON, end - second, end)] == [
        *("planned", "showing", "showing", "over")
    ]
    assert [one.changes_at(at) for at in (NOON - second, NOON, end)] == [NOON, end, None]


def test_a_resolved_one_is_shown_for_a_day_or_until_its_end() -> None:
    resolved = an_announcement(resolved_at=NOON)
    assert resolved.over_at == NOON + timedelta(days=1)
    assert an_announcement(resolved_at=NOON, ends_at=NOON + timedelta(hours=2)).over_at == NOON + timedelta(hours=2)
    assert an_announcement().over_at is None
