"""The state machine in single scenes: what the worked examples leave open."""

from tests_watch import HOUR, ROME, Watch, at, hours, terms, through

from polydesk.sla import timer as machine
from polydesk.sla.policy import Options, Reminder, Step


def test_it_is_met_when_it_is_answered_while_it_waits() -> None:
    watch = Watch.starts().does("pause", "03-09T10:00", reason="waiting_customer")
    watch.does("complete", "03-20T10:00", by="resolved")
    assert (watch.timer.outcome, watch.timer.consumed_s, watch.kinds[-1]) == ("met", 9000, "completed")
    assert [(span.kind, span.reason) for span in watch.spans] == [("running", ""), ("paused", "waiting_customer")]


def test_another_reason_to_wait_is_another_span() -> None:
    watch = Watch.starts().does("pause", "03-09T10:00", reason="waiting_customer")
    watch.does("pause", "03-09T12:00", reason="waiting_third_party").does(
        "pause", "03-09T13:00", reason="waiting_third_party"
    )
    assert [(span.kind, span.reason) for span in watch.spans] == [("running", ""), ("paused", "waiting_customer")]
    assert watch.timer.reason == "waiting_third_party"


def test_after_hours_it_was_missed_although_nothing_more_was_used() -> None:
    """Due at closing time, answered three hours later: every second of support time was used, and it was too late."""
    watch = Watch.starts("03-09T08:00", budget_s=8 * HOUR).does("complete", "03-09T19:00", by="resolved")
    assert (watch.timer.outcome, watch.breached) == ("missed", "2026-03-09T16:00:00Z")
    assert watch.timer.consumed_s == watch.timer.terms.budget_s


def test_used_up_in_this_very_second_is_no_breach_yet() -> None:
    watch = Watch.starts(metric="first_response").retargets("03-09T08:30", terms("first_response", "urgent"))
    assert (watch.due, watch.breached) == ("2026-03-09T08:30:00Z", None)
    assert watch.does("complete", "03-09T08:30", by="reply").timer.outcome == "met"


def test_used_up_exactly_at_closing_time_is_broken_when_it_is_raised_in_the_night() -> None:
    watch = Watch.starts("03-06T15:00", metric="first_response").retargets(
        "03-07T10:00", terms("first_response", "urgent")
    )
    assert (watch.due, watch.breached) == ("2026-03-07T10:00:00Z", "2026-03-07T10:00:00Z")


def test_a_raise_may_give_a_last_grace() -> None:
    urgent = terms("first_response", "urgent", options=Options(raise_grace_s=1800))
    watch = Watch.starts(metric="first_response").retargets("03-09T09:00", urgent)
    assert (watch.due, watch.breached) == ("2026-03-09T09:30:00Z", None)
    assert watch.does("pause", "03-09T09:10", reason="x").does("resume", "03-09T10:00").due == "2026-03-09T10:20:00Z"
    watch.retargets("03-09T10:10", terms("first_response"))
    assert (watch.timer.extra_s, watch.due) == (0, "2026-03-09T12:20:00Z")


def test_what_waits_is_not_broken_by_a_raise() -> None:
    watch = Watch.starts().does("pause", "03-10T09:00", reason="waiting_customer")
    watch.retargets("03-10T10:00", terms("resolution", "urgent"))
    assert (watch.due, watch.breached) == (None, None)
    assert watch.does("resume", "03-11T10:00").due == "2026-03-11T10:00:00Z"
    assert watch.does("complete", "03-11T10:00:01", by="resolved").breached == "2026-03-11T10:00:00Z"


def test_without_support_hours_nothing_is_ever_due() -> None:
    watch = Watch.starts(clock=through((0, hours(weekly={}))))
    assert (watch.due, watch.timer.next_event_at, watch.timer.is_never_due) == (None, None, True)
    watch.does("sweep", "2040-01-01T00:00").does("complete", "2040-01-01T00:00", by="resolved")
    assert (watch.timer.outcome, watch.kinds) == ("met", ["started", "completed"])


def test_a_cancelled_promise_keeps_the_breach_that_came_first() -> None:
    watch = Watch.starts(metric="first_response").does("cancel", "03-09T15:00", reason="merged")
    assert (watch.timer.state, watch.breached, watch.due) == ("cancelled", "2026-03-09T11:30:00Z", None)


def test_spam_that_was_none_costs_no_time() -> None:
    watch = Watch.starts().does("cancel", "03-09T10:00", reason="spam").does("restore", "03-11T13:00")
    assert (watch.due, watch.timer.state) == ("2026-03-13T10:30:00Z", "running")
    assert [(span.kind, span.reason) for span in watch.spans] == [("running", ""), ("paused", "spam")]


def test_a_target_that_comes_back_finds_its_time_used() -> None:
    watch = Watch.starts().does("cancel", "03-09T10:00", reason="no_target")
    past = [(at("03-09T10:00"), at("03-09T12:00"), ""), (at("03-09T12:00"), at("03-09T14:00"), "waiting_customer")]
    watch.does("revive", "03-09T14:00", past=past)
    assert (watch.timer.consumed_s, watch.due) == (9000 + 2 * HOUR, "2026-03-11T09:30:00Z")


def test_a_reminder_is_sent_once_whatever_happens_then() -> None:
    watch = Watch.starts(reminders=(Reminder("resolution", before_s=HOUR),))
    assert watch.fires() == ("2026-03-10T14:30:00Z", "reminded")
    watch.does("pause", "03-10T14:40", reason="waiting_customer").does("resume", "03-11T10:00")
    watch.retargets("03-11T10:10", terms(budget_s=20 * HOUR, reminders=(Reminder("resolution", before_s=HOUR),)))
    assert (watch.due, watch.fires()[1]) == ("2026-03-11T14:50:00Z", "breached")


def test_a_reminder_longer_than_the_budget_is_none() -> None:
    watch = Watch.starts(
        budget_s=HOUR, reminders=(Reminder("resolution", before_s=HOUR), Reminder("resolution", percent=0))
    )
    assert watch.fires() == ("2026-03-09T08:30:01Z", "breached")


def test_reminders_that_the_breach_overtook_are_skipped() -> None:
    watch = Watch.starts(reminders=(Reminder("resolution", before_s=HOUR), Reminder("resolution", percent=80)))
    watch.does("sweep", "03-12T08:00")
    assert watch.kinds == ["started", "breached"]
    assert watch.happenings[-1].data["skipped_late"] == ["reminder:3600s", "reminder:80%"]


def test_steps_that_came_due_while_nobody_looked_run_in_order() -> None:
    steps = tuple(Step("resolution", offset_s) for offset_s in (2 * HOUR, 0, HOUR, 100 * HOUR))
    watch = Watch.starts(steps=steps).does("sweep", "03-11T10:30")
    assert [one.once for one in watch.happenings[1:]] == ["breach", "step:0", "step:3600", "step:7200"]
    assert watch.does("sweep", "03-11T10:30").kinds.count("stepped") == 3


def test_a_step_waits_while_the_ticket_does() -> None:
    watch = Watch.starts("03-09T08:00", budget_s=HOUR, steps=(Step("resolution", 2 * HOUR),))
    watch.does("pause", "03-09T10:00", reason="waiting_customer")
    assert watch.timer.next_event_at is None
    watch.does("resume", "03-10T08:00")
    assert watch.fires() == ("2026-03-10T09:00:00Z", "stepped")


def test_a_breach_that_never_was_is_taken_back() -> None:
    """Monday had been a holiday that nobody had entered."""
    watch = Watch.starts(metric="first_response").does("sweep", "03-09T15:00")
    assert watch.breached == "2026-03-09T11:30:00Z"
    watch.corrects("03-09T15:30", through((0, hours(closures=["2026-03-09"]))))
    assert (watch.breached, watch.due, watch.timer.consumed_s) == (None, "2026-03-10T11:30:00Z", 0)
    assert watch.kinds == ["started", "breached", "retracted", "redue"]
    watch.does("sweep", "03-10T15:00")
    assert (watch.breached, watch.happenings[-1].once) == ("2026-03-10T11:30:00Z", "breach:1")


def test_a_breach_that_was_one_all_the_same_stays() -> None:
    watch = Watch.starts(metric="first_response").does("sweep", "03-09T15:00")
    watch.corrects("03-09T15:30", through((0, hours(closures=["2026-03-10"]))))
    assert (watch.breached, watch.kinds) == ("2026-03-09T11:30:00Z", ["started", "breached"])


def test_hours_that_were_longer_than_thought_break_a_promise_now() -> None:
    early = {day: [["06:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    watch = Watch.starts(metric="first_response").corrects("03-09T10:30", through((0, hours(weekly=early))))
    assert (watch.breached, watch.timer.breach_cause) == ("2026-03-09T10:30:00Z", "corrected")


def test_an_older_question_moves_the_start_and_back() -> None:
    watch = Watch.starts("03-09T10:00", metric="next_response")
    watch.take(
        machine.move_start(
            watch.timer, at("03-09T11:00"), ROME, to=at("03-09T09:30"), pieces=[], cause="merged", about={}
        )
    )
    assert (watch.due, watch.timer.consumed_s) == ("2026-03-09T13:30:00Z", int(1.5 * HOUR))
    watch.take(
        machine.move_start(
            watch.timer, at("03-09T11:30"), ROME, to=at("03-09T10:00"), pieces=watch.pieces, cause="merged", about={}
        )
    )
    assert (watch.due, watch.timer.consumed_s) == ("2026-03-09T14:00:00Z", int(1.5 * HOUR))


def test_a_question_that_waited_for_a_week_is_due_now() -> None:
    watch = Watch.starts("03-09T10:00", metric="next_response")
    watch.take(
        machine.move_start(
            watch.timer, at("03-09T11:00"), ROME, to=at("03-02T09:30"), pieces=[], cause="merged", about={}
        )
    )
    assert (watch.due, watch.breached, watch.timer.breach_cause) == ("2026-03-09T11:00:00Z",) * 2 + ("merged",)


def test_a_correction_forgives_nothing_that_was_broken_under_other_terms() -> None:
    """Raised and lowered again: the breach came from the raise, and the later, longer budget does not undo it."""
    watch = Watch.starts(metric="first_response").retargets("03-09T09:00", terms("first_response", "urgent"))
    watch.retargets("03-09T09:10", terms("first_response"))
    watch.corrects("03-09T09:20", through((0, hours(closures=["2026-12-25"]))))
    assert (watch.breached, watch.timer.retracted) == ("2026-03-09T09:00:00Z", 0)
