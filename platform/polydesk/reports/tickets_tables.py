"""The ticket report to take away: groups, days and tickets as tables for a spreadsheet, all of it as JSON for a program."""

from collections.abc import Iterable
from typing import Any

from i18n.texts import pick
from polydesk.reports.tables import table
from polydesk.reports.tickets_behind import TicketLine
from polydesk.reports.tickets_figures import Figures, Flow, Group, Lengths
from polydesk.reports.tickets_wanted import TicketsWanted

FLOW = ("open_before", "created", "solved", "reopened", "open")
GROUPS_HEAD = (
    "group",
    *FLOW,
    *("first_response_support_s", "first_response_wall_s", "resolution_support_s", "resolution_wall_s"),
)
DAYS_HEAD = ("since", "until", *FLOW)
LINES_HEAD = (
    *("ticket", "subject", "status", "at", "support_s", "wall_s", "replies"),
    *("priority", "channel", "message_language", "organisation", "team", "agent", "category"),
)


def of_groups(groups: Iterable[tuple[str, Group]]) -> str:
    """Each line under the name that the page shows; lengths are medians."""
    return table(GROUPS_HEAD, (row[1:] for row in _rows(groups)))


def of_days(figures: Figures) -> str:
    return table(DAYS_HEAD, ((one.since, one.until, *_flow(flow).values()) for one, flow in figures.slices))


def of_tickets(lines: Iterable[TicketLine], language: str) -> str:
    return table(LINES_HEAD, (tuple(_line(line, language).values()) for line in lines))


def report(
    wanted: TicketsWanted, figures: Figures, groups: Iterable[tuple[str, Group]], *, waiting: int
) -> dict[str, Any]:
    """Seconds and shares as numbers; `changes_not_counted_yet` is 0 when the figures know everything."""
    return {
        "since": wanted.period.since,
        "until": wanted.period.until,
        "zone": wanted.period.zone.key,
        "only": dict(wanted.only),
        "changes_not_counted_yet": waiting,
        **_flow(figures.flow),
        "lengths": {name: _lengths(found) for name, found in figures.lengths.items()},
        "lengths_within_one_percent": figures.is_rounded,
        "replies": figures.replies,
        "replies_per_solved": figures.replies_each,
        "reopen_rate": figures.flow.reopen_rate,
        "solved_at_first_contact": figures.at_first_contact,
        "first_contact_rate": figures.first_contact_rate,
        "unfinished": figures.unfinished,
        "unfinished_rate": figures.unfinished_rate,
        "complaints": figures.complaints,
        "days": [{"since": one.since, "until": one.until} | _flow(flow) for one, flow in figures.slices],
        "grouped_by": wanted.by,
        "groups": [dict(zip(("key", *GROUPS_HEAD), row, strict=True)) for row in _rows(groups)],
    }


def tickets(lines: Iterable[TicketLine], language: str, older: str) -> dict[str, Any]:
    """`after` asks for the next page; empty at the end."""
    return {"tickets": [_line(line, language) for line in lines], "after": older}


def _rows(groups: Iterable[tuple[str, Group]]) -> Iterable[tuple[Any, ...]]:
    for name, group in groups:
        yield group.key, name, *_flow(group.flow).values(), *group.first_response, *group.resolution


def _flow(flow: Flow) -> dict[str, int]:
    return dict(zip(FLOW, (flow.before, flow.created, flow.solved, flow.reopened, flow.open), strict=True))


def _lengths(found: Lengths) -> dict[str, Any]:
    return {
        clock: {"count": one.count, "median_s": one.median, "p90_s": one.p90, "mean_s": one.mean}
        for clock, one in (("support", found.support), ("wall", found.wall))
    }


def _line(line: TicketLine, language: str) -> dict[str, Any]:
    values = (
        *(line.number, line.subject, line.status, line.at, line.support_s, line.wall_s, line.replies),
        *(line.priority, line.channel, line.message_language, line.organisation, line.team, line.agent),
        pick(line.category or {}, language, language).text,
    )
    return dict(zip(LINES_HEAD, values, strict=True))
