"""`/admin/reports/tickets`: what came in, was solved and is open, how long people waited, and the tickets behind each figure.

The same address answers a program with JSON, by `Accept` or with `.json` at its end.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from litestar import Controller, Request, Response, get

from i18n import current_locale
from i18n.places import city_of_zone
from polydesk.kernel.web import Page
from polydesk.reports import tickets_tables
from polydesk.reports.behind import EXPORTED
from polydesk.reports.period import Period
from polydesk.reports.reading import ALL, TICKETS, tickets_wanted_from
from polydesk.reports.recounting import recount, still_waiting
from polydesk.reports.taking_away import as_json, as_table, is_program, told
from polydesk.reports.tickets_behind import tickets_behind
from polydesk.reports.tickets_counting import ticket_figures
from polydesk.reports.tickets_figures import Figures
from polydesk.reports.tickets_names import Names, choices, name_of, names_of_groups
from polydesk.reports.tickets_rolling import roll_up
from polydesk.reports.tickets_wanted import DIMENSIONS, TicketsWanted
from polydesk.reports.tickets_words import DIMENSION_NAMES, FIGURE_NAMES, LENGTH_NAMES, length
from polydesk.reports.words import SPANS

AnyRequest = Request[Any, Any, Any]
# What changed since the last sweep is counted before it is shown, as far as nobody has to wait for it.
AT_ONCE = 100


class TicketReportPages(Controller):
    path = TICKETS

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        if is_program(request):
            return await report_for_program(request)
        wanted, figures, waiting = await _counted(request)
        names = await names_of_groups(wanted.only.get("language", ""))
        return Page(
            "reports/tickets.html",
            partial="reports/_tickets.html",
            figures=figures,
            waiting=waiting,
            groups=_named(figures, wanted, names),
            day_before=_day_before(wanted.period),
            lengths=LENGTH_NAMES,
            length=length,
            filters=[(name, DIMENSION_NAMES[name], choices(names, name)) for name in DIMENSIONS],
            **_words(wanted),
        )

    @get("/groups.csv")
    async def groups(self, request: AnyRequest) -> Response[str]:
        wanted, figures, _waiting = await _counted(request)
        named = _named(figures, wanted, await names_of_groups())
        return await as_table(tickets_tables.of_groups(named), f"tickets-by-{wanted.by}", address=_address(wanted))

    @get("/days.csv")
    async def days(self, request: AnyRequest) -> Response[str]:
        wanted, figures, _waiting = await _counted(request)
        return await as_table(tickets_tables.of_days(figures), "tickets-by-day", address=_address(wanted))


class TicketsBehindPages(Controller):
    """The tickets of one figure, which the address names."""

    path = f"{TICKETS}/behind"

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        if is_program(request):
            return await tickets_for_program(request)
        wanted = await tickets_wanted_from(request.query_params)
        found = await tickets_behind(wanted, after=_after(request))
        names = await names_of_groups()
        return Page(
            "reports/tickets_behind.html",
            found=found,
            narrowed=[name_of(names, name, key) for name, key in wanted.only.items()],
            length=length,
            older=f"{TICKETS}/behind?{_address(wanted)}&after={found.older}" if found.older else None,
            **_words(wanted),
        )

    @get("/table.csv")
    async def table(self, request: AnyRequest) -> Response[str]:
        wanted = await tickets_wanted_from(request.query_params)
        found = await tickets_behind(wanted, most=EXPORTED)
        # Fifty thousand lines take a second, in which others want their answers.
        text = await asyncio.to_thread(tickets_tables.of_tickets, found.lines, current_locale())
        return await as_table(text, f"tickets-{wanted.figure}", address=_address(wanted))


class TicketProgramPages(Controller):
    """The same figures and tickets for a program."""

    path = ALL

    @get("/tickets.json")
    async def report(self, request: AnyRequest) -> Response[Any]:
        return await report_for_program(request)

    @get("/tickets/behind.json")
    async def behind(self, request: AnyRequest) -> Response[Any]:
        return await tickets_for_program(request)


async def report_for_program(request: AnyRequest) -> Response[Any]:
    wanted, figures, waiting = await _counted(request)
    named = _named(figures, wanted, await names_of_groups())
    return as_json(tickets_tables.report(wanted, figures, named, waiting=waiting))


async def tickets_for_program(request: AnyRequest) -> Response[Any]:
    wanted = await tickets_wanted_from(request.query_params)
    found = await tickets_behind(wanted, after=_after(request))
    await told(_address(wanted))
    return as_json(tickets_tables.tickets(found.lines, current_locale(), found.older))


async def _counted(request: AnyRequest) -> tuple[TicketsWanted, Figures, int]:
    wanted = await tickets_wanted_from(request.query_params)
    await recount(AT_ONCE)
    await roll_up(wanted.period.zone, AT_ONCE)
    return wanted, await ticket_figures(wanted), await still_waiting()


def _named(figures: Figures, wanted: TicketsWanted, names: Names) -> list[tuple[str, Any]]:
    return [(name_of(names, wanted.by, group.key), group) for group in figures.groups]


def _words(wanted: TicketsWanted) -> dict[str, Any]:
    return {
        "wanted": wanted,
        "address": _address(wanted),
        "place": city_of_zone(wanted.period.zone.key),
        "here": TICKETS,
        "spans": SPANS,
        "figure_names": FIGURE_NAMES,
        "dimension_names": DIMENSION_NAMES,
    }


def _address(wanted: TicketsWanted) -> str:
    return wanted.query(figure=wanted.figure)


def _day_before(period: Period) -> Period:
    """What was open at the beginning is what was open at the end of the day before."""
    day = period.since - timedelta(days=1)
    return replace(period, since=day, until=day, span="days")


def _after(request: AnyRequest) -> str:
    return str(request.query_params.get("after", ""))
