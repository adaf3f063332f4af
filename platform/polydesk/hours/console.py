"""`polydesk hours`: what the engine says, in a terminal. Instants, dates and durations are written as ISO 8601 does,
the same in every language.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from polydesk.hours.cases import BadCases, Case, judge, read_cases
from polydesk.hours.explanation import Cause, Explanation, Piece, explain
from polydesk.hours.form import BadHours
from polydesk.hours.instants import instant_text, parse_instant, wall_text
from polydesk.hours.offsets import BeyondTable, Offsets
from polydesk.hours.schedule import Schedule, schedule_of

MALFORMED = 2
_FIRST, _LAST = 40, 10
_BUDGET = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?", re.ASCII)


def check(file: Path, *, tzdata: str) -> int:
    """Prints every difference and the count; 1 when there is one, 2 when the file holds no cases."""
    passed = failed = skipped = 0
    try:
        for verdict in judge(read_cases(_content(file)), tzdata=tzdata):
            for difference in verdict.differences:
                print(f"{verdict.case.id}  {difference}")
            passed += not verdict.differences and not verdict.is_skipped
            failed += bool(verdict.differences)
            skipped += verdict.is_skipped
    except BadCases as error:
        return _malformed(file, error)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


def tell(file: Path, *, start: str | None, budget: str | None, case: str | None, in_full: bool, tzdata: str) -> int:
    """Prints how a deadline comes about; the file holds a schedule, or cases of which one is named."""
    try:
        schedule, told = _asked(file, start=start, budget=budget, case=case)
    except (BadCases, BadHours, BeyondTable, ValueError, OverflowError) as error:
        return _malformed(file, error)
    print(f"zone    {schedule.form.tz} (tzdata {tzdata})")
    print(f"start   {_instant(told.start, schedule.offsets)}")
    print(f"budget  {_length(told.budget)}\n")
    for line in _lines(told, schedule.offsets, in_full=in_full):
        print(line)
    print(f"\ndue     {'never: not within 3660 days' if told.due is None else _instant(told.due, schedule.offsets)}")
    return 0


def parse_budget(text: str) -> int:
    """`8h`, `1h30m`, `45m`, `90s`, or seconds; there is no "day", for nobody knows how long that is."""
    found = _BUDGET.fullmatch(text)
    if not text or found is None:
        raise ValueError(f"{text!r} is not a budget such as 8h, 1h30m, 45m or 5400")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def _asked(file: Path, *, start: str | None, budget: str | None, case: str | None) -> tuple[Schedule, Explanation]:
    content = _content(file)
    if case is not None:
        found = _case(read_cases(content), case)
        raw, start = found.schedule, start or found.start
        seconds = found.budget_s if budget is None else parse_budget(budget)
    elif start is None or budget is None:
        raise ValueError("a schedule needs --start and --budget; a file of cases needs --case")
    else:
        raw, seconds = _json(content), parse_budget(budget)
    schedule = schedule_of(raw)
    return schedule, explain(schedule, parse_instant(start), seconds)


def _case(cases: list[Case], wanted: str) -> Case:
    for case in cases:
        if case.id == wanted:
            return case
    raise BadCases(f"no case is called {wanted}")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadCases(error.strerror or str(error)) from None


def _json(content: bytes) -> object:
    try:
        return msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadCases(f"no JSON: {error}") from None


def _lines(told: Explanation, offsets: Offsets, *, in_full: bool) -> Iterator[str]:
    left_out = 0 if in_full else len(told.pieces) - _FIRST - _LAST
    for number, piece in enumerate(told.pieces):
        if left_out > 1 and number == _FIRST:
            yield f"… {left_out} more pieces; --all shows them"
        if left_out <= 1 or not _FIRST <= number < _FIRST + left_out:
            yield from _piece(piece, offsets)


def _piece(piece: Piece, offsets: Offsets) -> Iterator[str]:
    if piece.jump:
        yield _dim(f"{'':30}  {_jump(piece, offsets)}")
    state = "open" if piece.is_open else "closed"
    rule = piece.cause if piece.day is None else f"{piece.cause} {piece.day}"
    line = f"{wall_text(piece.start, offsets.at(piece.start)):30}  {state:6}  {rule:18}  {_length(piece.seconds):>12}"
    yield f"{line}  = {_length(piece.passed)}" if piece.is_open else _dim(line)


def _jump(piece: Piece, offsets: Offsets) -> str:
    """Which wall times do not exist, or come again."""
    old, new = (wall_text(piece.start, o)[15:23] for o in (offsets.at(piece.start - 1), offsets.at(piece.start)))
    if piece.jump is Cause.GAP:
        return f"gap: the clock goes forward from {old} to {new}"
    return f"fold: the clock goes back from {old} to {new}"


def _instant(instant: int, offsets: Offsets) -> str:
    return f"{instant_text(instant)}  ({wall_text(instant, offsets.at(instant))})"


def _length(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _dim(text: str) -> str:
    return f"\x1b[2m{text}\x1b[0m" if sys.stdout.isatty() else text


def _malformed(file: Path, error: Exception) -> int:
    line = " ".join(str(error).split())
    print(f"polydesk: {file}: {line}", file=sys.stderr)
    return MALFORMED
