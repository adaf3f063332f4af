"""A choice: of one event, by which channels somebody hears, and of whose tickets. Their own, the company's, or ours."""

from collections.abc import Mapping
from typing import Any, NamedTuple

CHANNELS = ("bell", "mail", "push")
ALL_CHANNELS = frozenset(CHANNELS)
BELL = frozenset({"bell"})
BELL_AND_MAIL = frozenset({"bell", "mail"})

# NAMED: only whoever the event is about. MINE: assigned to or followed by the reader. TEAMS: and those of their teams.
NAMED, MINE, TEAMS, EVERYTHING = "named", "mine", "teams", "all"
FIXED = (NAMED,)
WIDER = (MINE, TEAMS, EVERYTHING)
BEYOND_NAMED = (NAMED, TEAMS, EVERYTHING)


class Choice(NamedTuple):
    channels: frozenset[str]
    scope: str

    def as_json(self) -> dict[str, Any]:
        return {"by": [name for name in CHANNELS if name in self.channels], "of": self.scope}


Choices = Mapping[str, Any]


def nearest(event: str, *layers: Choices | None) -> Choice | None:
    """What counts of several layers of choices, the nearest to the person first; None where no layer says anything."""
    for layer in layers:
        said = (layer or {}).get(event)
        if said is not None:
            return Choice(frozenset(said["by"]) & ALL_CHANNELS, said["of"])
    return None
