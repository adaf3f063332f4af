"""Counting tickets: what came in, was solved, was opened again and is open, and how long people waited.

All figures of a report are read from the same moments, so that days, groups and the whole agree; what is open is
counted backwards from now, which needs no moment older than the period. Where there are too many of them, their sums by
day stand for them, which say the same of how many, and of how long within 1 % (decision 0037).
"""

from polydesk.reports import tickets_one_by_one, tickets_sums
from polydesk.reports.period import Period
from polydesk.reports.tickets_figures import Figures, Flow
from polydesk.reports.tickets_wanted import TicketsWanted


async def ticket_figures(wanted: TicketsWanted) -> Figures:
    is_rounded = await tickets_sums.are_better(wanted)
    read = tickets_sums if is_rounded else tickets_one_by_one
    groups, slices = await read.groups(wanted), wanted.period.slices()
    parts = ("before", "created", "solved", "reopened")
    whole = Flow(*(sum(getattr(group.flow, part) for group in groups) for part in parts))
    counted = await read.by_slice(wanted, slices)
    replies, at_first_contact, unfinished, complaints = (
        sum(row[place] for row in counted.values()) for place in range(3, 7)
    )
    return Figures(
        flow=whole,
        lengths=await read.lengths(wanted),
        replies=replies,
        at_first_contact=at_first_contact,
        unfinished=unfinished,
        complaints=complaints,
        is_rounded=is_rounded,
        groups=groups,
        slices=_told(slices, counted, whole.before),
    )


def _told(slices: list[Period], counted: dict[int, tuple[int, ...]], before: int) -> list[tuple[Period, Flow]]:
    """Each begins with what was open at the end of the one before."""
    told = []
    for place, one in enumerate(slices):
        flow = Flow(before, *counted.get(place, ())[:3])
        before = flow.open
        told.append((one, flow))
    return told
