"""`polydesk hours check` and `polydesk hours explain`, run as a person runs them: without database or settings."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from polydesk.hours.console import parse_budget

CASES = Path(__file__).parent / "hours_cases.json"
PRODUCT = Path(__file__).parents[2]
ROME = {"tz": "Europe/Rome", "weekly": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}
CASE = {
    "id": "one",
    "schedule": ROME,
    "start": "2026-03-06T15:00:00Z",
    "budget_s": 7200,
    "expected_deadline": "2026-03-09T09:00:00Z",
    "end": "2026-03-09T08:30:00Z",
    "expected_elapsed_s": 5400,
    "expected_open_at_start": True,
}


def polydesk(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    bare = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{PRODUCT / 'platform'}:{PRODUCT}", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "polydesk", "hours", *map(str, words)]
    return subprocess.run(command, env=bare, capture_output=True, text=True, check=False)


def cases(folder: Path, *given: Any) -> Path:
    file = folder / "cases.json"
    file.write_text(json.dumps({"cases": given}))
    return file


def test_the_public_cases_pass() -> None:
    done = polydesk("check", CASES)
    assert (done.returncode, done.stdout, done.stderr) == (0, "60 passed, 0 failed, 0 skipped\n", "")


def test_it_prints_each_difference_and_fails(tmp_path: Path) -> None:
    wrong = {**CASE, "id": "two", "expected_deadline": None, "expected_elapsed_s": 1, "expected_open_at_start": False}
    done = polydesk("check", cases(tmp_path, CASE, wrong, {**CASE, "id": "three", "min_tzdata": "2999a"}))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "two  deadline: expected never, got 2026-03-09T09:00:00Z",
        "two  elapsed: expected 1 s, got 5400 s",
        "two  at start: expected closed, got open",
        "1 passed, 1 failed, 1 skipped",
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "no file of cases: Input data was truncated"),
        ("[]", "no file of cases: Expected `object`, got `array`"),
        ('{"cases": [{"id": "one"}]}', "no file of cases: Object missing required field `schedule` - at `$.cases[0]`"),
        (json.dumps({"cases": [{**CASE, "start": "yesterday"}]}), "case one: 'yesterday' is not an instant"),
        (
            json.dumps({"cases": [{**CASE, "start": "2026-03-06T15:00:00"}]}),
            "case one: '2026-03-06T15:00:00' is not an",
        ),
        (json.dumps({"cases": [{**CASE, "start": "9026-03-06T15:00:00Z"}]}), "case one: Offsets are known to the end"),
        (json.dumps({"cases": [{**CASE, "budget_s": -1}]}), "no file of cases: Expected `int` >= 0"),
        (json.dumps({"cases": [{**CASE, "min_tzdata": "soon"}]}), "case one: 'soon' is not a release"),
        (json.dumps({"cases": [{**CASE, "schedule": {**ROME, "tz": "Mars"}}]}), "case one: tz: The time zone database"),
    ],
)
def test_a_malformed_file_is_told_in_one_line(tmp_path: Path, content: str, complaint: str) -> None:
    file = tmp_path / "cases.json"
    file.write_text(content)
    done = polydesk("check", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"polydesk: {file}: {complaint}")
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    done = polydesk("check", tmp_path / "none.json")
    assert (done.returncode, done.stderr) == (2, f"polydesk: {tmp_path / 'none.json'}: No such file or directory\n")


def test_it_explains_a_deadline(tmp_path: Path) -> None:
    file = tmp_path / "rome.json"
    file.write_text(json.dumps({**ROME, "closures": ["2026-03-30"]}))
    done = polydesk("explain", file, "--start", "2026-03-27T15:00:00Z", "--budget", "1h30m")
    assert done.returncode == 0, done.stderr
    zone, *lines = done.stdout.splitlines()
    assert zone.startswith("zone    Europe/Rome (tzdata ")
    assert lines == [
        "start   2026-03-27T15:00:00Z  (fri 2026-03-27 16:00:00 +01:00)",
        "budget  1:30:00",
        "",
        "fri 2026-03-27 16:00:00 +01:00  open    weekly                   1:00:00  = 1:00:00",
        "fri 2026-03-27 17:00:00 +01:00  closed  weekly                  33:00:00",
        "                                gap: the clock goes forward from 02:00:00 to 03:00:00",
        "sun 2026-03-29 03:00:00 +02:00  closed  weekly                  21:00:00",
        "mon 2026-03-30 00:00:00 +02:00  closed  closure 2026-03-30      24:00:00",
        "tue 2026-03-31 00:00:00 +02:00  closed  weekly                   9:00:00",
        "tue 2026-03-31 09:00:00 +02:00  open    weekly                   0:30:00  = 1:30:00",
        "",
        "due     2026-03-31T07:30:00Z  (tue 2026-03-31 09:30:00 +02:00)",
    ]


def test_it_explains_a_case_and_leaves_out_the_middle_of_a_long_one() -> None:
    done = polydesk("explain", CASES, "--case", "p0021")
    assert "… 235 more pieces; --all shows them" in done.stdout
    assert "more pieces" not in polydesk("explain", CASES, "--case", "p0021", "--all").stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--start", "2026-03-06T15:00:00Z"], "a schedule needs --start and --budget"),
        (["--start", "2026-03-06T15:00:00Z", "--budget", "1d"], "'1d' is not a budget such as 8h"),
        (["--case", "none"], "no file of cases"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_line(tmp_path: Path, words: list[str], complaint: str) -> None:
    file = tmp_path / "rome.json"
    file.write_text(json.dumps(ROME))
    done = polydesk("explain", file, *words)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert complaint in done.stderr


@pytest.mark.parametrize(("text", "seconds"), [("8h", 28_800), ("1h30m", 5400), ("45m", 2700), ("90s", 90), ("0", 0)])
def test_budgets_are_written_in_hours_minutes_and_seconds(text: str, seconds: int) -> None:
    assert parse_budget(text) == seconds
