"""The engine against an oracle that looks at the wall clock again and again."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests_depth import examples

from polydesk.hours import offsets
from polydesk.hours.schedule import Schedule, schedule_of
from tests_hours import MOVING, counted, scenes, schedules

Scene = tuple[dict[str, Any], int]


def assert_agrees(hours: Schedule, found: list[tuple[int, bool]], start: int, step: int) -> None:
    """Open or not at each step; elapsed and every deadline from the start on."""
    passed = 0
    for instant, is_open in found:
        assert hours.is_open(instant) is is_open, instant
        assert hours.elapsed(start, instant) == passed
        if is_open:
            assert hours.deadline(start, passed + 1) == instant + 1
            passed += step


@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_it_agrees_at_every_second_around_a_change_of_the_clocks(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(MOVING))
    change = data.draw(
        st.sampled_from([at for at in offsets.of_zone(zone).changes if 473_385_600 < at < 2_145_916_800])
    )
    raw = data.draw(schedules(near=change, zone=zone))
    start = change + data.draw(st.integers(-4000, 2800))
    found = list(counted(raw, start, start + 1200, step=1))
    assert_agrees(schedule_of(raw), found, start, 1)


@settings(max_examples=examples(60), deadline=None)
@given(scenes())
def test_it_agrees_at_every_minute_of_days(scene: Scene) -> None:
    """Since 1985 offsets are whole minutes, and so are hours: the state of a minute is that of its seconds."""
    raw, near = scene
    start = near // 60 * 60 - 86_400
    found = list(counted(raw, start, start + 2 * 86_400, step=60))
    assert_agrees(schedule_of(raw), found, start, 60)
