"""Steps: how lengths are put together that are too many to be put in order. Exact below 200 seconds, then steps of 1.5 %,
each told as its middle, so that no figure is off by more than 1 %.
"""

from math import log

EXACT_BELOW = 200
RATIO = 1.015
# The step of `{s}` seconds, for SQL; the same as `step_of`.
STEP = (
    f"CASE WHEN {{s}} < {EXACT_BELOW} THEN {{s}}"
    f" ELSE {EXACT_BELOW} + floor(ln({{s}}::float8 / {EXACT_BELOW}) / {log(RATIO)!r})::int END"
)


def step_of(seconds: int) -> int:
    if seconds < EXACT_BELOW:
        return seconds
    return EXACT_BELOW + int(log(seconds / EXACT_BELOW) / log(RATIO))


def seconds_of(step: int) -> int:
    """The middle of the step."""
    if step < EXACT_BELOW:
        return step
    return int(EXACT_BELOW * RATIO ** (step - EXACT_BELOW + 0.5) + 0.5)
