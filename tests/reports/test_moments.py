"""What of a ticket's story counts, and how long each took."""

from datetime import UTC, datetime, timedelta
from typing import Any

from polydesk.reports.moments import Moment, Move, Story, Word, moments_of

BEGIN = datetime(2026, 3, 6, 12, tzinfo=UTC)
HOUR = 3_600


def after(hours: float) -> datetime:
    return BEGIN + timedelta(hours=hours)


def told(*, status: str = "closed", words: Any = (), moves: Any = (), is_outbound: bool = False) -> list[Moment]:
    """With a desk that is open every other hour: half of all time is support time."""
    story = Story(
        created_at=BEGIN,
        status=status,
        stands_since=after(99),
        is_outbound=is_outbound,
        words=tuple(Word(after(hours), is_reply) for hours, is_reply in words),
        moves=tuple(Move(after(hours), old, new) for hours, old, new in moves),
    )
    return moments_of(story, lambda start, end: (end - start) // 2)


def of(kind: str, moments: list[Moment]) -> list[Moment]:
    return [moment for moment in moments if moment.kind == kind]


def test_it_measures_first_and_next_responses_from_the_oldest_word_without_an_answer() -> None:
    found = told(status="open", words=[(0, False), (1, False), (2, True), (3, True), (5, False), (6, False), (9, True)])
    assert [(one.kind, one.wall_s, one.support_s) for one in found[1:]] == [
        ("first_response", 2 * HOUR, HOUR),
        ("next_response", 4 * HOUR, 2 * HOUR),
    ]


def test_each_time_it_is_solved_counts_from_its_creation_and_closing_counts_no_more() -> None:
    found = told(
        words=[(0, False), (1, True)],
        moves=[(1, "new", "resolved"), (5, "resolved", "open"), (6, "open", "resolved"), (9, "resolved", "closed")],
    )
    assert [(one.kind, one.at) for one in found] == [
        *(("created", BEGIN), ("first_response", after(1)), ("solved", after(1))),
        *(("reopened", after(5)), ("solved", after(6))),
    ]
    assert [one.wall_s for one in of("solved", found)] == [HOUR, 6 * HOUR]
    assert not any(one.at_first_contact for one in found)


def test_time_in_our_hands_leaves_out_what_waits_for_others() -> None:
    (solved,) = of(
        "solved", told(moves=[(2, "new", "waiting_customer"), (8, "waiting_customer", "open"), (9, "open", "closed")])
    )
    assert (solved.wall_s, solved.hands_wall_s, solved.hands_support_s) == (9 * HOUR, 3 * HOUR, 3 * HOUR // 2)


def test_first_contact_is_one_reply_at_most() -> None:
    solved_at_4 = [(4, "new", "resolved")]
    assert of("solved", told(words=[(0, False), (3, True)], moves=solved_at_4))[0].at_first_contact
    assert not of("solved", told(words=[(0, False), (2, True), (3, True)], moves=solved_at_4))[0].at_first_contact


def test_whom_we_wrote_first_waits_for_nothing() -> None:
    found = told(status="open", is_outbound=True, words=[(0, True), (2, False), (5, True)])
    assert [(one.kind, one.wall_s) for one in found[1:]] == [("next_response", 3 * HOUR)]


def test_a_row_that_knows_more_than_its_timeline_is_believed() -> None:
    assert [(one.kind, one.at) for one in told(status="closed")] == [("created", BEGIN), ("solved", after(99))]
    assert told(status="open", moves=[(1, "new", "closed")])[-1].kind == "reopened"
