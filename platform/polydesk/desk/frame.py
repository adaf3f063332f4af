"""The frame of every page of the desk: the views of the side bar with their counts, and the pulse behind them."""

from collections.abc import Mapping
from dataclasses import dataclass

from i18n import current_locale
from polydesk.desk.pulse import Pulse, capped, pulse
from polydesk.kernel.actor import actor
from polydesk.tickets.listing import counts
from polydesk.tickets.views import BUILT_IN, View

# The others are a tab away in every list.
BESIDE = ("mine", "unassigned", "open", "followed", "follow_ups", "spam")
COUNTED = 12

Line = tuple[str, str, str, str | None, bool]


@dataclass(frozen=True)
class Frame:
    """`views` are ready rows: address, name, drawing, count, whether it is the present one."""

    pulse: Pulse
    at: str
    views: tuple[Line, ...]


async def frame(at: str = "") -> Frame:
    """`at` is the key of the view that is shown. The counts of saved views come after the page, by `counted`."""
    found = await pulse()
    key = (current_locale(), at)
    if key not in found.lines:
        found.lines[key] = _lines(found, at, {"mine": found.mine, "unassigned": found.unassigned, "open": found.open})
    return Frame(found, at, found.lines[key])


async def counted(at: str) -> Frame:
    """The same with the counts of saved views, which cost a statement more."""
    found = await pulse()
    known = {"mine": found.mine, "unassigned": found.unassigned, "open": found.open}
    wanted = {view.key: view.conditions for view in found.views[:COUNTED]}
    return Frame(found, at, _lines(found, at, known | await counts(wanted, by=actor())))


def _lines(found: Pulse, at: str, known: Mapping[str, int]) -> tuple[Line, ...]:
    shown = [view for view in BUILT_IN if view.key in BESIDE]
    return tuple(_line(view, at, known.get(view.key)) for view in (*shown, *found.views))


def _line(view: View, at: str, count: int | None) -> Line:
    text = capped(count) if count else None
    return f"/desk/tickets?view={view.key}", str(view.name), view.icon, text, view.key == at
