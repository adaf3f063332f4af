"""Reading what the address asks for; whatever cannot be read takes the usual, since an address may come from anywhere."""

from zoneinfo import ZoneInfo

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.reports.period import period_of
from polydesk.reports.wanted import FIGURES, GROUPINGS, Wanted
from polydesk.sla.policy import METRICS
from tenants.here import site

HERE = "/admin/reports/service-levels"


async def wanted_from(
    *,
    span: str = "",
    metric: str = "",
    by: str = "",
    since: str = "",
    until: str = "",
    group: str | None = None,
    figure: str = "all",
) -> Wanted:
    zone = await reporting_zone()
    return Wanted(
        period=period_of(span, today=now().astimezone(zone).date(), zone=zone, since=since, until=until),
        metric=metric if metric in METRICS else "",
        by=next((one for one in GROUPINGS if one == by), "policy"),
        group=group.replace("\x00", "")[:100] if group is not None else None,
        figure=next((one for one in FIGURES if one == figure), "all"),
    )


async def reporting_zone() -> ZoneInfo:
    """Where the company's months begin: a choice of its own, else the company's zone."""
    chosen = await unit.fetchval("SELECT report_zone FROM sla_setting")
    return ZoneInfo(chosen or site().zone)
