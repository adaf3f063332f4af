"""Laws of the state machine, over stories that hypothesis invents: any hours, any zone, any order of things."""

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests_depth import examples
from tests_watch import Watch, terms, through

from polydesk.hours.history import CALENDAR, Clock
from polydesk.sla import measuring
from polydesk.sla import timer as machine
from tests_hours import places, schedules

DAY = 86_400
MANY = settings(max_examples=examples(60))


@dataclass(frozen=True)
class Story:
    """Hours, when it began, how much was promised, and what happened so many seconds after the start."""

    clock: Clock
    began: int
    budget_s: int
    deeds: tuple[tuple[int, str], ...]

    def begins(self, **named: Any) -> Watch:
        return Watch.starts(self.began, terms=terms(budget_s=self.budget_s, **named), clock=self.clock)

    def told(self, *, looks: tuple[int, ...] = ()) -> Watch:
        """The story, with somebody looking at the clock at these moments."""
        watch = self.begins()
        for after, deed in sorted([*self.deeds, *((look, "sweep") for look in looks)], key=lambda deed: deed[0]):
            _does(watch, self.began + after, deed)
        return watch


def _does(watch: Watch, when: int, deed: str) -> None:
    if deed == "pause":
        watch.does("pause", when, reason="waiting_customer")
    elif deed == "urgent":
        watch.retargets(when, replace(terms("resolution", "urgent"), budget_s=watch.timer.terms.budget_s // 3))
    elif deed == "calendar":
        watch.retargets(when, terms(budget_s=watch.timer.terms.budget_s, clock="calendar"))
    else:
        watch.does(deed, when)


KINDS = st.sampled_from(("pause", "resume", "urgent", "calendar", "sweep"))
DEEDS = st.lists(st.tuples(st.integers(0, 6 * DAY), KINDS), max_size=7)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    zone, near = draw(places())
    clock = through((0, draw(schedules(near=near, zone=zone))))
    deeds = draw(DEEDS)
    return Story(clock, near + draw(st.integers(-DAY, DAY)), draw(st.integers(60, 3 * DAY)), tuple(sorted(deeds)))


LOOKS = st.lists(st.integers(0, 7 * DAY), max_size=6).map(tuple)


@MANY
@given(stories(), LOOKS)
def test_it_does_not_matter_when_somebody_looks(story: Story, looks: tuple[int, ...]) -> None:
    end = story.began + 8 * DAY
    alone, watched = story.told(), story.told(looks=looks)
    for watch in (alone, watched):
        watch.does("complete", end, by="resolved")
    assert replace(alone.timer, id=watched.timer.id, ticket_id=watched.timer.ticket_id) == watched.timer
    assert [(s.from_at, s.to_at, s.kind, s.counted_s) for s in alone.spans] == [
        (s.from_at, s.to_at, s.kind, s.counted_s) for s in watched.spans
    ]


@MANY
@given(stories(), st.integers(0, 9 * DAY))
def test_settling_twice_is_settling_once(story: Story, after: int) -> None:
    watch = story.told()
    once = machine.settle(watch.timer, story.began + after, watch.clock)
    twice = machine.settle(once.timer, story.began + after, watch.clock)
    assert (twice.timer, twice.happenings) == (once.timer, ())


@MANY
@given(stories())
def test_the_caches_are_what_measuring_again_gives(story: Story) -> None:
    watch = story.told()
    timer = watch.timer
    assert timer.consumed_s == measuring.counted(watch.pieces, watch.clock)
    if timer.is_running:
        assert timer.due_at == watch.clock.deadline(timer.since, max(0, timer.terms.budget_s - timer.consumed_s))
    else:
        assert timer.due_at is None
    assert timer.paused_s == sum(span.to_at - span.from_at for span in watch.spans if span.kind == "paused")


@MANY
@given(stories())
def test_spans_follow_each_other_without_a_hole(story: Story) -> None:
    watch = story.told()
    edges = [story.began, *(span.to_at for span in watch.spans)]
    assert [span.from_at for span in watch.spans] == edges[:-1]
    assert (edges[-1], watch.timer.spans) == (watch.timer.since, len(watch.spans))
    assert [span.seq for span in watch.spans] == list(range(1, len(watch.spans) + 1))


@MANY
@given(stories(), st.integers(0, 3 * DAY), st.integers(0, 3 * DAY))
def test_raised_and_lowered_again_it_is_due_as_before(story: Story, first: int, then: int) -> None:
    watch = story.begins()
    due = watch.timer.due_at
    watch.retargets(story.began + first, terms("resolution", "urgent", budget_s=story.budget_s // 3))
    watch.retargets(story.began + first + then, terms(budget_s=story.budget_s))
    now = story.began + first + then
    if due is None or due >= now:
        assert watch.timer.due_at == due
    else:
        assert watch.timer.breached_at is not None
        assert watch.timer.breached_at <= due


@MANY
@given(stories(), st.integers(0, 3 * DAY))
def test_raised_at_once_or_later_it_is_due_at_the_same_time(story: Story, later: int) -> None:
    urgent = replace(terms("resolution", "urgent"), budget_s=max(60, story.budget_s // 2))
    at_once = Watch.starts(story.began, terms=urgent, clock=story.clock)
    raised = story.begins().retargets(story.began + later, urgent)
    due, now = at_once.timer.due_at, story.began + later
    if due is None or due >= now:
        assert (raised.timer.due_at, raised.timer.breached_at) == (due, None)
    else:
        assert (raised.timer.due_at, raised.timer.breached_at) == (now, now) or raised.timer.breached_at is not None
        assert raised.timer.breached_at >= due  # type: ignore[operator]


@MANY
@given(stories(), st.integers(1, 5 * DAY))
def test_no_pause_hides_a_breach(story: Story, late: int) -> None:
    watch = story.begins()
    due = watch.timer.due_at
    if due is not None:
        watch.does("pause", due + late, reason="waiting_customer")
        assert (watch.timer.breached_at, watch.timer.state) == (due, "paused")


@MANY
@given(stories(), st.integers(0, 2 * DAY), st.integers(0, 2 * DAY), st.integers(0, 2 * DAY))
def test_a_pause_moves_the_due_time_by_no_open_second(story: Story, first: int, wait: int, look: int) -> None:
    """What is left before a pause is left after it: it never counts twice, and never less than nothing."""
    watch = story.begins()
    left = watch.timer.allowance_s - story.clock.elapsed(story.began, story.began + first)
    watch.does("pause", story.began + first, reason="waiting_customer").does("resume", story.began + first + wait)
    begins = story.began + first + wait
    assert watch.timer.due_at == story.clock.deadline(begins, max(0, left))
    assert watch.consumed(begins + look) - watch.consumed(begins) == story.clock.elapsed(begins, begins + look)


@MANY
@given(stories(), schedules(near=1_790_000_000, zone="Europe/Rome"), st.integers(0, 3 * DAY))
def test_what_was_used_before_an_edit_stays_used(story: Story, form: dict[str, Any], after: int) -> None:
    watch, edited = story.begins(), story.began + after
    due = watch.timer.due_at
    new = through((edited, form))
    history = replace(new, begins=(0, edited), schedules=(story.clock.at(0), *new.schedules))  # type: ignore[attr-defined]
    watch.redues(edited, history)
    if due is not None and due < edited:
        assert watch.timer.breached_at == due
    else:
        left = story.budget_s - story.clock.elapsed(story.began, edited)
        assert watch.timer.breached_at is None
        assert watch.timer.due_at == (due if left == 0 else history.deadline(edited, left))
    assert watch.consumed(edited) == story.clock.elapsed(story.began, edited)


@MANY
@given(stories(), st.integers(0, 4 * DAY))
def test_by_the_calendar_every_second_counts(story: Story, after: int) -> None:
    watch = story.begins().retargets(story.began + after, terms(budget_s=story.budget_s, clock="calendar"))
    assert watch.timer.consumed_s == after
    assert watch.clock is CALENDAR
