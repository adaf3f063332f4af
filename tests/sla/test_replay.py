"""Replay: what other hours or another target would have made of the past; and what must hold whatever they are."""

from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from tests_depth import examples
from tests_watch import HOUR, at, weekdays

from polydesk.hours.history import CALENDAR
from polydesk.hours.schedule import Schedule, schedule_of
from polydesk.sla import timer
from polydesk.sla.promise import Span, Stretch, Terms, Timer
from polydesk.sla.replay import Promise, Rule, Tally, is_missed, running_pieces, would_be_missed

NOBODY = UUID(int=0)
MONDAY = at("03-02T00:00")
WEEK = 7 * 24 * HOUR


def hours(begins: str = "09:00", ends: str = "17:00") -> Schedule:
    return schedule_of({"tz": "Europe/Rome", "weekly": weekdays(begins, ends), "closures": [], "special": {}})


NINE_TO_FIVE, LONG, SHORT = hours(), hours("07:00", "22:00"), hours("10:00", "12:00")


def promise(*spans: Stretch, was_missed: bool = False) -> Promise:
    return Promise(NOBODY, 1, "resolution", spans[0][0], spans, was_missed)


@st.composite
def stories(draw: Any) -> list[Stretch]:
    """Running, waiting, running… from some second of a week on; whole minutes and odd seconds."""
    start = MONDAY + draw(st.integers(0, WEEK))
    found: list[Stretch] = []
    for number in range(draw(st.integers(1, 5))):
        end = start + draw(st.integers(1, 3 * 24 * HOUR))
        reason = draw(st.sampled_from(("waiting_customer", "waiting_third_party", "spam"))) if number % 2 else ""
        found.append((start, end, reason))
        start = end
    return found


def lived(story: list[Stretch], clock: Any, budget_s: int) -> tuple[Timer, list[Span]]:
    """The same story through the state machine, completed at its end."""
    terms = Terms(NOBODY, NOBODY, "normal", budget_s, schedule_id=NOBODY)
    began = Timer(NOBODY, NOBODY, "resolution", 1, terms, story[0][0], "running", story[0][0])
    outcome, spans = timer.start(began, clock), []
    for start, _end, reason in story[1:]:
        now = outcome.timer
        outcome = timer.pause(now, start, clock, reason) if reason else timer.resume(now, start, clock)
        spans += outcome.spans
    outcome = timer.complete(outcome.timer, story[-1][1], clock, by="resolved")
    return outcome.timer, [*spans, *outcome.spans]


budgets = st.integers(60, 40 * HOUR)
clocks = st.sampled_from((NINE_TO_FIVE, LONG, SHORT, CALENDAR))


@settings(max_examples=examples(150), deadline=None)
@given(stories(), budgets, clocks)
def test_the_same_rule_finds_what_the_timer_found(story: list[Stretch], budget_s: int, clock: Any) -> None:
    """Recorded spans, measured again by what they ran by, give the recorded outcome to the second."""
    done, spans = lived(story, clock, budget_s)
    recorded = [(span.from_at, span.to_at, span.reason if span.kind == "paused" else "") for span in spans]
    pauses = ("waiting_customer", "waiting_third_party")
    assert is_missed(running_pieces(recorded, pauses), Rule(budget_s, clock, pauses)) == (done.outcome == "missed")


@settings(max_examples=examples(100), deadline=None)
@given(stories(), budgets, clocks, st.booleans())
def test_an_unchanged_rule_leaves_what_was_recorded(
    story: list[Stretch], budget_s: int, clock: Any, was_missed: bool
) -> None:
    rule = Rule(budget_s, clock, ("waiting_customer",))
    assert would_be_missed(promise(*story, was_missed=was_missed), rule, rule) is was_missed


@settings(max_examples=examples(100), deadline=None)
@given(stories(), budgets)
def test_longer_hours_never_miss_less(story: list[Stretch], budget_s: int) -> None:
    """More open time uses the budget up earlier: shorter hours are kinder to whoever answers."""
    pieces = running_pieces(story, ())
    if is_missed(pieces, Rule(budget_s, SHORT)):
        assert is_missed(pieces, Rule(budget_s, NINE_TO_FIVE))
    if is_missed(pieces, Rule(budget_s, NINE_TO_FIVE)):
        assert is_missed(pieces, Rule(budget_s, LONG))
    if is_missed(pieces, Rule(budget_s, LONG)):
        assert is_missed(pieces, Rule(budget_s, CALENDAR))


@settings(max_examples=examples(100), deadline=None)
@given(stories(), budgets, st.integers(0, 40 * HOUR), clocks)
def test_a_larger_budget_never_misses_more(story: list[Stretch], budget_s: int, more: int, clock: Any) -> None:
    pieces = running_pieces(story, ())
    if is_missed(pieces, Rule(budget_s + more, clock)):
        assert is_missed(pieces, Rule(budget_s, clock))


@settings(max_examples=examples(100), deadline=None)
@given(stories(), budgets, clocks)
def test_another_pause_never_misses_more(story: list[Stretch], budget_s: int, clock: Any) -> None:
    rule = Rule(budget_s, clock)
    if is_missed(running_pieces(story, ("waiting_customer", "waiting_third_party")), rule):
        assert is_missed(running_pieces(story, ("waiting_customer",)), rule)


def test_at_the_very_second_it_is_kept() -> None:
    start = at("03-02T08:00")
    rule = Rule(4 * HOUR, NINE_TO_FIVE)
    assert not is_missed([(start, start + 4 * HOUR)], rule)
    assert is_missed([(start, start + 4 * HOUR + 1)], rule)


def test_used_up_when_it_paused_is_missed_when_it_goes_on() -> None:
    start = at("03-02T08:00")
    rule = Rule(4 * HOUR, NINE_TO_FIVE)
    later = start + 24 * HOUR
    assert is_missed([(start, start + 4 * HOUR), (later, later + 1)], rule)


def test_what_waited_for_nobody_we_know_never_runs() -> None:
    spans = ((0, 10, ""), (10, 20, "spam"), (20, 30, "waiting_customer"))
    assert running_pieces(spans, ()) == [(0, 10), (20, 30)]
    assert running_pieces(spans, ("waiting_customer",)) == [(0, 10)]


def test_a_tally_counts_by_the_hour_of_the_zone() -> None:
    tally = Tally("Europe/Rome")
    late = promise((at("03-06T22:30"), at("03-09T09:00"), ""))
    tally.count(late, True)
    tally.count(late, None)
    tally.count_new(late, False)
    assert (tally.arrived[4][23], tally.before[4][23], tally.after[4][23]) == (3, 0, 1)
    held = tally.sums["resolution"]
    assert (held.promises, held.missed_before, held.missed_after, held.gone, held.new) == (2, 0, 1, 1, 1)
    assert (tally.newly_missed, [line.number for line in tally.missed_listed]) == (1, [1])
