"""Reading what the address asks for; whatever cannot be read takes the usual, since an address may come from anywhere."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.reports.period import period_of
from polydesk.reports.wanted import FIGURES, GROUPINGS, Wanted
from polydesk.sla.policy import METRICS
from tenants.here import site

ALL = "/admin/reports"
HERE = f"{ALL}/service-levels"


async def wanted_from(query: Mapping[str, str]) -> Wanted:
    """The whole report."""
    zone, asked = await reporting_zone(), _texts(query)
    today, since, until = now().astimezone(zone).date(), asked["since"], asked["until"]
    return Wanted(
        period=period_of(asked["span"], today=today, zone=zone, since=since, until=until),
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


def _texts(query: Mapping[str, str]) -> defaultdict[str, str]:
    return defaultdict(str, {name: str(value) for name, value in query.items()})


async def reporting_zone() -> ZoneInfo:
    """Where the company's months begin: a choice of its own, else the company's zone."""
    chosen = await unit.fetchval("SELECT report_zone FROM sla_setting")
    return ZoneInfo(chosen or site().zone)
