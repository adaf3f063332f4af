"""The worked examples T1 to T23 on the state machine alone, to the second."""

import pytest
from tests_watch import HOUR, ROME, Watch, hours, terms, through

from polydesk.hours.history import CALENDAR
from polydesk.sla.policy import Reminder, Step


def test_t1_two_promises_over_a_weekend() -> None:
    assert Watch.starts(metric="first_response").due == "2026-03-09T11:30:00Z"
    assert Watch.starts().due == "2026-03-10T15:30:00Z"


@pytest.mark.parametrize(("answered", "outcome", "breached"), [
    ("03-09T11:30:00", "met", None), ("03-09T11:30:01", "missed", "2026-03-09T11:30:00Z"),
])  # fmt: skip
def test_t2_the_very_second_is_still_met(answered: str, outcome: str, breached: str | None) -> None:
    watch = Watch.starts(metric="first_response").does("complete", answered, by="reply")
    assert (watch.timer.outcome, watch.breached) == (outcome, breached)


def test_t4_an_answer_and_the_next_question() -> None:
    watch = Watch.starts(metric="first_response").does("complete", "03-09T10:00", by="reply")
    assert watch.timer.consumed_s == 9000
    assert Watch.starts("03-09T15:30", metric="next_response").due == "2026-03-10T11:30:00Z"


def test_t5_it_waits_for_the_customer() -> None:
    watch = Watch.starts().does("pause", "03-09T10:00", reason="waiting_customer")
    assert (watch.timer.consumed_s, watch.due, watch.timer.next_event_at) == (9000, None, None)
    assert watch.does("resume", "03-11T13:00").due == "2026-03-13T10:30:00Z"


def test_t6_a_pause_while_closed_costs_nothing() -> None:
    watch = Watch.starts().does("pause", "03-06T17:00", reason="waiting_customer").does("resume", "03-08T10:00")
    assert watch.due == "2026-03-10T15:30:00Z"


def test_t7_raised_when_it_was_used_up() -> None:
    resolution = Watch.starts().retargets("03-09T09:00", terms("resolution", "urgent"))
    assert (resolution.timer.consumed_s, resolution.due, resolution.breached) == (5400, "2026-03-09T11:30:00Z", None)
    first = Watch.starts(metric="first_response").retargets("03-09T09:00", terms("first_response", "urgent"))
    assert (first.due, first.breached) == ("2026-03-09T09:00:00Z", "2026-03-09T09:00:00Z")
    assert first.timer.breach_cause == "retarget"


def test_t8_raised_early_it_is_due_as_if_urgent_from_the_start() -> None:
    watch = Watch.starts(metric="first_response").retargets("03-09T08:10", terms("first_response", "urgent"))
    assert (watch.due, watch.breached) == ("2026-03-09T08:30:00Z", None)


def test_t9_there_and_back_is_the_old_due_time_and_the_breach_stays() -> None:
    resolution = Watch.starts().retargets("03-09T09:00", terms("resolution", "urgent"))
    assert resolution.retargets("03-09T10:00", terms()).due == "2026-03-10T15:30:00Z"
    first = Watch.starts(metric="first_response").retargets("03-09T09:00", terms("first_response", "urgent"))
    first.retargets("03-09T10:00", terms("first_response"))
    assert (first.breached, first.timer.breach_cause) == ("2026-03-09T09:00:00Z", "retarget")
    assert first.does("complete", "03-09T10:30", by="reply").timer.outcome == "missed"


def test_t10_one_breach_caused_by_the_raise() -> None:
    watch = Watch.starts().retargets("03-10T09:00", terms("resolution", "urgent"))
    assert (watch.timer.consumed_s, watch.due, watch.timer.breach_cause) == (34200, "2026-03-10T09:00:00Z", "retarget")
    watch.does("sweep", "03-10T12:00").does("complete", "03-11T12:00", by="resolved")
    assert watch.kinds.count("breached") == 1


def test_t11_reopened_it_goes_on_where_it_was() -> None:
    first = Watch.starts().does("complete", "03-10T08:30", by="resolved")
    assert (first.timer.outcome, first.timer.consumed_s) == ("met", 32400)
    assert first.reopened("03-12T14:00").due == "2026-03-13T13:00:00Z"
    assert Watch.starts("03-12T14:00", metric="next_response").due == "2026-03-13T10:00:00Z"


def test_t12_a_closure_is_added() -> None:
    with_closure = through((0, hours()), (1773050400, hours(closures=["2026-03-10"])))
    assert Watch.starts().redues("03-09T10:00", with_closure).due == "2026-03-11T15:30:00Z"


def test_t13_shorter_hours_from_now_on() -> None:
    shorter = {day: [["09:00", "13:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    watch = Watch.starts().redues("03-09T10:00", through((0, hours()), (1773050400, hours(weekly=shorter))))
    assert watch.due == "2026-03-12T11:30:00Z"


def test_t14_measured_again_by_the_calendar() -> None:
    watch = Watch.starts().retargets("03-09T09:00", terms(budget_s=96 * HOUR, clock="calendar"))
    assert (watch.timer.consumed_s, watch.due) == (int(65.5 * HOUR), "2026-03-10T15:30:00Z")


def test_t16_an_unanswered_mail_is_merged_in() -> None:
    from tests_watch import at

    from polydesk.sla import timer as machine

    watch = Watch.starts("03-09T09:30", metric="next_response")
    late = machine.start_late(watch.timer, at("03-09T11:00"), ROME, past=[(at("03-09T09:30"), at("03-09T11:00"), "")],
                              cause="merged", about={})  # fmt: skip
    assert (late.timer.due_at, late.timer.started_at) == (at("03-09T13:30"), at("03-09T09:30"))


def test_t17_the_workers_were_down() -> None:
    watch = Watch.starts(metric="first_response").does("sweep", "03-09T14:00")
    assert (watch.breached, watch.kinds) == ("2026-03-09T11:30:00Z", ["started", "breached"])
    assert watch.does("sweep", "03-09T14:00").does("sweep", "03-09T15:00").kinds.count("breached") == 1


def test_t18_a_reminder_before_the_weekend() -> None:
    reminder = Reminder("next_response", before_s=2 * HOUR)
    watch = Watch.starts("03-06T14:00", metric="next_response", reminders=(reminder,))
    assert (watch.due, watch.fires()) == ("2026-03-09T10:00:00Z", ("2026-03-06T16:00:00Z", "reminded"))


def test_t19_an_hour_before_and_at_four_fifths() -> None:
    both = (Reminder("resolution", before_s=HOUR), Reminder("resolution", percent=80))
    watch = Watch.starts(reminders=both)
    assert watch.fires() == ("2026-03-10T12:18:00Z", "reminded")
    assert watch.fires() == ("2026-03-10T14:30:00Z", "reminded")
    assert watch.fires() == ("2026-03-10T15:30:01Z", "breached")


def test_t20_a_step_two_hours_after() -> None:
    watch = Watch.starts(
        "03-06T14:30", metric="first_response", budget_s=HOUR, steps=(Step("first_response", 2 * HOUR),)
    )
    assert watch.due == "2026-03-06T15:30:00Z"
    assert watch.fires() == ("2026-03-06T15:30:01Z", "breached")
    assert watch.fires() == ("2026-03-09T09:30:00Z", "stepped")
    assert watch.timer.next_event_at is None


def test_t21_a_pause_from_half_past_one_to_half_past_one() -> None:
    always = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    clock = through((0, hours("America/New_York", always)))
    watch = Watch.starts("2026-11-01T04:00", clock=clock)
    before = watch.timer.due_at
    watch.does("pause", "2026-11-01T05:30", reason="waiting_customer").does("resume", "2026-11-01T06:30")
    assert before is not None
    assert watch.timer.due_at == before + 3600
    assert watch.timer.paused_s == 3600


def test_t23_a_late_pause_hides_no_breach() -> None:
    watch = Watch.starts().retargets("03-09T09:00", terms("resolution", "urgent"))
    watch.does("pause", "03-09T12:00", reason="waiting_customer")
    assert (watch.breached, watch.timer.state) == ("2026-03-09T11:30:00Z", "paused")
    assert watch.kinds == ["started", "retargeted", "breached", "paused"]


def test_the_calendar_counts_closed_days_too() -> None:
    watch = Watch.starts(terms=terms(clock="calendar"), clock=CALENDAR)
    assert watch.due == "2026-03-07T07:30:00Z"
