"""Steps of lengths: exact where they are short, and never off by more than 1 %."""

from hypothesis import given
from hypothesis import strategies as some

from polydesk.kernel import unit
from polydesk.reports.steps import EXACT_BELOW, STEP, seconds_of, step_of


@given(some.integers(0, 10**9))
def test_no_length_is_told_off_by_more_than_one_percent(seconds: int) -> None:
    told = seconds_of(step_of(seconds))
    assert told == seconds if seconds < EXACT_BELOW else abs(told - seconds) <= seconds / 100


async def test_the_database_takes_the_same_steps(database: None) -> None:
    lengths = [0, 1, 199, 200, 201, 203, 3_599, 3_600, 86_400, 31_536_000, 10**9]
    async with unit.platform():
        rows = await unit.fetch(f"SELECT {STEP.format(s='s')} FROM unnest($1::bigint[]) s", lengths)  # noqa: S608
    assert [row[0] for row in rows] == [step_of(one) for one in lengths]
