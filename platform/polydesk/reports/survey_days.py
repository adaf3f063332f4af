"""The days on which the answers behind a figure came: told by their sums, so that of a group with three answers in a
million three days are looked through, and no more.
"""

from datetime import date, datetime

from polydesk.kernel import unit
from polydesk.reports.survey_wanted import AnswerFigure, ScoresWanted

COUNTED: dict[AnswerFigure, str] = {"answers": "answered", "good": "good", "low": "low"}
# $1 the dimension, $2 the group or null, $3 and $4 the first and the last day, $5 the measure or null, $6 the form or null
DAYS = """
SELECT day, sum({counted})::int AS many FROM report_score
 WHERE tenant_id = app.tenant_id() AND dimension = $1 AND ($2::text IS NULL OR key = $2) AND day BETWEEN $3 AND $4
   AND ($5::text IS NULL OR measure = $5) AND ($6::uuid IS NULL OR form_id = $6)
 GROUP BY day HAVING sum({counted}) > 0 ORDER BY day DESC
"""
# What is not added up yet may lie on any of these.
DUE = "SELECT DISTINCT at FROM report_score_due WHERE tenant_id = app.tenant_id() AND at >= $1 AND at < $2 LIMIT 20000"


async def days_behind(wanted: ScoresWanted, *, before: datetime | None, most: int) -> list[date]:
    """The newest first, and no more of them than hold so many answers; `before` is where the page before ended."""
    period = wanted.period
    begun = min(before.astimezone(period.zone).date(), period.until) if before else period.until
    due = {row["at"].astimezone(period.zone).date() for row in await unit.fetch(DUE, period.begins, period.ends)}
    counted = await unit.fetch(
        DAYS.format(counted=COUNTED[wanted.figure]),
        *("all" if wanted.group is None else wanted.by, wanted.group),
        *(period.since, begun, wanted.measure, wanted.form_id),
    )
    found, many = set[date](), 0
    for row in counted:
        found.add(row["day"])
        # Of the day on which the page before ended nobody knows how much is left.
        many += row["many"] if before is None or row["day"] < begun else 0
        if many >= most:
            break
    return sorted(found | due, reverse=True)
