"""The screenplay: conversations as a person writes them down, read into scenes and steps.

    == -13 09:12 emma (high): My kettle clicks off too early
    What the customer wrote.

    -- +25m jonas replies and resolves
    What the agent answered.
    -- +26h emma rates 5: Quick and kind.

A scene begins days ago at an hour of the company's zone (`-13 09:12`) or some time ago (`-3h`); each step comes some
time after the one before (`+1d2h`, `+25m`).
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from polydesk.demo.companies import FOLDER
from polydesk.kernel.clock import now

_SCENE = re.compile(r"== (-\d+ \d\d:\d\d|-\S+) (\w+)(?: \(([^)]*)\))?: (.+)")
_STEP = re.compile(r"-- \+(\S+) (\w+) (\w+)(?: (.*))?")
_PART = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class Step(NamedTuple):
    """`who` does `verb` with `rest`, `after` the step before; `body` is what they write."""

    after: timedelta
    who: str
    verb: str
    rest: str
    body: str


@dataclass
class Scene:
    """One ticket from its first word. `remarks` are what stands in brackets: a priority, `phone jonas`, `about delivery`."""

    begins: str
    who: str
    remarks: list[str]
    subject: str
    body: str
    steps: list[Step] = field(default_factory=list)

    def begins_at(self, zone: str) -> datetime:
        if " " not in self.begins:
            return now() - duration(self.begins[1:])
        days, clock = self.begins.split()
        local = now().astimezone(ZoneInfo(zone)).date() + timedelta(days=int(days))
        return datetime.combine(local, time.fromisoformat(clock), ZoneInfo(zone))


def scenes_of(folder: str) -> list[Scene]:
    return parse((FOLDER / folder / "tickets.txt").read_text(encoding="utf-8"))


def parse(text: str) -> list[Scene]:
    """Raises ValueError for a line that begins a scene or step and is none."""
    scenes: list[Scene] = []
    for part in re.split(r"^(?=== |-- )", text, flags=re.MULTILINE):
        head, _, body = part.strip().partition("\n")
        if not head or head.startswith("#"):
            continue
        if scene := _SCENE.fullmatch(head):
            begins, who, remarks, subject = scene.groups()
            scenes.append(Scene(begins, who, (remarks or "").split(", "), subject, body.strip()))
        elif step := _STEP.fullmatch(head):
            after, who, verb, rest = step.groups()
            scenes[-1].steps.append(Step(duration(after), who, verb, rest or "", body.strip()))
        else:
            raise ValueError(f"neither a scene nor a step: {head!r}")
    return scenes


def duration(text: str) -> timedelta:
    """`1d2h` and `25m`."""
    parts = _PART.findall(text)
    if "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is no duration")
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
