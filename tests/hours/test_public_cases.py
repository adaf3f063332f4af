"""The sixty cases of the specification, each exactly: deadline, elapsed seconds, open at the start."""

from pathlib import Path

import pytest

from polydesk.hours.cases import Case, judge, read_cases
from polydesk.kernel import zones

CASES = read_cases((Path(__file__).parent / "hours_cases.json").read_bytes())


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_it_agrees_exactly(case: Case) -> None:
    [verdict] = judge([case], tzdata=zones.release())
    assert verdict.differences == ()
    assert not verdict.is_skipped


def test_there_are_sixty() -> None:
    assert len(CASES) == 60
