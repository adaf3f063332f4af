"""Reading what the address asks for; whatever cannot be read takes the usual, since an address may come from anywhere."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.reports.period import Period, period_of
from polydesk.reports.survey_wanted import ScoresWanted, scores_wanted
from polydesk.reports.tickets_wanted import DIMENSIONS, TICKET_FIGURES, TicketsWanted, narrowed_by
from polydesk.reports.wanted import FIGURES, GROUPINGS, Wanted
from polydesk.sla.policy import METRICS
from tenants.here import visit

ALL = "/admin/reports"
HERE = f"{ALL}/service-levels"
TICKETS = f"{ALL}/tickets"
SURVEYS = f"{ALL}/surveys"


async def wanted_from(query: Mapping[str, str]) -> Wanted:
    """The whole report."""
    asked = _texts(query)
    return Wanted(
        period=await _period(asked),
        metric=asked["metric"] if asked["metric"] in METRICS else "",
        by=next((one for one in GROUPINGS if one == asked["by"]), "policy"),
    )


async def figure_from(query: Mapping[str, str]) -> Wanted:
    """One figure of it: what was missed, unless the address names another one."""
    group, figure = query.get("group"), query.get("figure", "missed")
    return replace(
        await wanted_from(query),
        group=group.replace("\x00", "")[:100] if group is not None else None,
        figure=next((one for one in FIGURES if one == figure), "all"),
    )


async def tickets_wanted_from(query: Mapping[str, str]) -> TicketsWanted:
    """The report about tickets, or one figure of it."""
    asked = _texts(query)
    return TicketsWanted(
        period=await _period(asked),
        by=next((one for one in DIMENSIONS if one == asked["by"]), "team"),
        only=narrowed_by(query),
        figure=next((one for one in TICKET_FIGURES if one == asked["figure"]), "created"),
    )


async def scores_wanted_from(query: Mapping[str, str]) -> ScoresWanted:
    """The report about surveys, or one figure of it."""
    return scores_wanted(query, await _period(_texts(query)))


async def _period(asked: Mapping[str, str]) -> Period:
    zone = await reporting_zone()
    today = now().astimezone(zone).date()
    return period_of(asked["span"], today=today, zone=zone, since=asked["since"], until=asked["until"])


def _texts(query: Mapping[str, str]) -> defaultdict[str, str]:
    return defaultdict(str, {name: str(value) for name, value in query.items()})


async def reporting_zone() -> ZoneInfo:
    """Where the company's months begin: a choice of its own, else the company's zone."""
    chosen = await unit.fetchval("SELECT report_zone FROM sla_setting")
    return ZoneInfo(chosen or (await visit()).zone)
