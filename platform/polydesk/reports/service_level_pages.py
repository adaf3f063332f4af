"""`/admin/reports/service-levels`: attainment by anything, the tickets behind each figure, both as a table to take away."""

import asyncio
from typing import Any

from litestar import Controller, Request, Response, get, post

from i18n import current_locale
from i18n.places import city_of_zone
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.web import Page, read_form, redirect
from polydesk.reports import naming, tables
from polydesk.reports.behind import EXPORTED, behind
from polydesk.reports.counting import Attainment, attainment, by_metric, whole
from polydesk.reports.forms import Excuse
from polydesk.reports.reading import ALL, HERE, TICKETS, figure_from, wanted_from
from polydesk.reports.taking_away import as_table
from polydesk.reports.wanted import GROUPINGS, Wanted
from polydesk.reports.words import FIGURES, GROUPS, SPANS
from polydesk.sla.excusing import excuse, withdraw
from polydesk.sla.policy import METRICS
from polydesk.sla.words import BREACH_CAUSES, METRIC_NAMES
from polydesk.tickets import priorities
from tenants.here import site

AnyRequest = Request[Any, Any, Any]


class AllReports(Controller):
    """The tickets first: what most come for."""

    path = ALL

    @get()
    async def index(self) -> Response[Any]:
        return redirect(TICKETS)


class AttainmentPages(Controller):
    path = HERE

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        wanted = await wanted_from(request.query_params)
        rows = await attainment(wanted)
        return Page(
            "reports/attainment.html",
            partial="reports/_attainment.html",
            rows=_named(rows, wanted),
            whole=whole(rows),
            metrics=await by_metric(wanted),
            **_choices(wanted),
        )

    @get("/table.csv")
    async def table(self, request: AnyRequest) -> Response[str]:
        wanted = await wanted_from(request.query_params)
        rows = _named(await attainment(wanted), wanted)
        text = tables.of_attainment((name, row) for name, _key, row in rows)
        return await as_table(text, "service-levels", address=wanted.query())


class BehindPages(Controller):
    """The tickets of one figure: `group` and `figure` name it."""

    path = f"{HERE}/tickets"

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        wanted = await figure_from(request.query_params)
        return await _behind_page(wanted, after=str(request.query_params.get("after", "")))

    @get("/table.csv")
    async def table(self, request: AnyRequest) -> Response[str]:
        wanted = await figure_from(request.query_params)
        found = await behind(wanted, most=EXPORTED)
        # Fifty thousand lines take a second, in which others want their answers.
        text = await asyncio.to_thread(tables.of_lines, found.lines, current_locale())
        return await as_table(text, "service-levels", address=wanted.query())


class ExcusePages(Controller):
    """A miss that was nobody's fault is excused with a reason, and counted apart; who excused it stands beside it."""

    path = f"{HERE}/excuses"

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, Excuse)
        if not form.ok:
            return await _behind_page(await figure_from({}), status=422, form=form)
        await excuse(form.data.timer_id, reason=form.data.reason, by=actor())
        return redirect(_back(form.data.back))

    @post("/withdrawal")
    async def withdraw(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, Excuse)
        if "timer_id" not in form.errors:
            await withdraw(form.data.timer_id, by=actor())
        return redirect(_back(form.value("back")))


async def _behind_page(wanted: Wanted, *, after: str = "", status: int = 200, form: Any = None) -> Response[Any]:
    found = await behind(wanted, after=after)
    return Page(
        "reports/behind.html",
        status=status,
        found=found,
        form=form,
        at=now(),
        title=_title(wanted, found.lines),
        policy_name=lambda names: naming.policy_name(names, site().default_language),
        older=f"{HERE}/tickets?{wanted.query()}&after={found.older}" if found.older else None,
        **_choices(wanted),
    )


def _named(rows: list[Attainment], wanted: Wanted) -> list[tuple[str, str, Attainment]]:
    """Each with its name and with the key that opens the tickets behind it."""
    return [(naming.name_of(row, wanted, site().default_language), row.key, row) for row in rows]


def _title(wanted: Wanted, lines: list[Any]) -> str:
    """The group's name as its newest line tells it; nothing for the whole."""
    if wanted.group is None:
        return ""
    if wanted.by == "month" and wanted.group.isdecimal():
        return naming.month_name(int(wanted.group), wanted)
    if wanted.by == "priority":
        return priorities.name_of(wanted.group)
    if not wanted.group or not lines:
        return naming.nobody(wanted.by)
    name = getattr(lines[0], wanted.by)
    return naming.said(wanted.by, name, site().default_language) or naming.nobody(wanted.by)


def _choices(wanted: Wanted) -> dict[str, Any]:
    return {
        "wanted": wanted,
        "place": city_of_zone(wanted.period.zone.key),
        "here": HERE,
        "spans": SPANS,
        "groups": [(group, GROUPS[group]) for group in GROUPINGS],
        "figures": FIGURES,
        "metric_names": [(metric, METRIC_NAMES[metric]) for metric in METRICS],
        "metric_name": METRIC_NAMES,
        "causes": BREACH_CAUSES,
    }


def _back(address: str) -> str:
    """Only to where the reader came from in this report."""
    return address if address.startswith(f"{HERE}/tickets?") else f"{HERE}/tickets"
