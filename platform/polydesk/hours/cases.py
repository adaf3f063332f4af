"""A file of cases: schedules with the deadline, the elapsed seconds and the state that somebody else computed.

Whoever doubts the engine, or changes it, holds it against such a file. The format is that of `hours_cases.json`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from polydesk.hours.form import BadHours
from polydesk.hours.instants import instant_text, parse_instant
from polydesk.hours.offsets import BeyondTable
from polydesk.hours.schedule import Schedule, schedule_of

_RELEASE = re.compile(r"\d{4}[a-z]+", re.ASCII)


class BadCases(Exception):
    """A file that holds no cases; the message says in one line what is wrong with it."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    schedule: Any
    start: str
    budget_s: Annotated[int, msgspec.Meta(ge=0)]
    expected_deadline: str | None
    end: str
    expected_elapsed_s: int
    expected_open_at_start: bool
    min_tzdata: str | None = None


class _File(msgspec.Struct, frozen=True):
    cases: list[Case]


@dataclass(frozen=True, slots=True)
class Verdict:
    case: Case
    differences: tuple[str, ...]
    is_skipped: bool = False


def read_cases(content: bytes) -> list[Case]:
    try:
        return msgspec.json.decode(content, type=_File).cases
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadCases(f"no file of cases: {error}") from None


def judge(cases: list[Case], *, tzdata: str) -> Iterator[Verdict]:
    """Each case with what differs; one that needs newer zone data than `tzdata` is skipped."""
    for case in cases:
        try:
            if _needs_newer(case, tzdata):
                yield Verdict(case, (), is_skipped=True)
            else:
                yield Verdict(case, tuple(_differences(case)))
        except (BadHours, BeyondTable, ValueError, OverflowError) as error:
            raise BadCases(f"case {case.id}: {error}") from None


def compiled_case(case: Case) -> tuple[Schedule, int]:
    """The schedule of a case and its start."""
    try:
        return schedule_of(case.schedule), parse_instant(case.start)
    except ValueError as error:
        raise BadCases(f"case {case.id}: {error}") from None


def _differences(case: Case) -> Iterator[str]:
    schedule, start = schedule_of(case.schedule), parse_instant(case.start)
    due = None if case.expected_deadline is None else parse_instant(case.expected_deadline)
    if (found := schedule.deadline(start, case.budget_s)) != due:
        yield f"deadline: expected {_or_never(due)}, got {_or_never(found)}"
    if (elapsed := schedule.elapsed(start, parse_instant(case.end))) != case.expected_elapsed_s:
        yield f"elapsed: expected {case.expected_elapsed_s} s, got {elapsed} s"
    if (is_open := schedule.is_open(start)) != case.expected_open_at_start:
        yield f"at start: expected {_state(case.expected_open_at_start)}, got {_state(is_open)}"


def _needs_newer(case: Case, tzdata: str) -> bool:
    if case.min_tzdata is None:
        return False
    if not _RELEASE.fullmatch(case.min_tzdata):
        raise ValueError(f"{case.min_tzdata!r} is not a release of the time zone database such as 2026b")
    return case.min_tzdata > tzdata


def _or_never(instant: int | None) -> str:
    return "never" if instant is None else instant_text(instant)


def _state(is_open: bool) -> str:
    return "open" if is_open else "closed"
