"""Scores: read from the sums of the days, by week and by whatever a reader groups them by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from polydesk.kernel import unit
from polydesk.reports.survey_wanted import ScoreGrouping, ScoresWanted
from surveys.scores import FEWEST_OF_AGENT, MEASURES, Measure, Tally

SUMS = "sum(asked)::int, sum(responded)::int, sum(answered)::int, sum(good)::int, sum(low)::int, sum(total)"
# $1 the dimension, $2 and $3 the first and the last day, $4 the form or null, $5 the measure or null
READ = f"""
SELECT {{key}}, {SUMS} FROM report_score
 WHERE tenant_id = app.tenant_id() AND dimension = $1 AND day BETWEEN $2 AND $3
   AND ($4::uuid IS NULL OR form_id = $4) AND ($5::text IS NULL OR measure = $5)
 GROUP BY 1
"""  # noqa: S608


@dataclass(frozen=True)
class ScoreGroup:
    """`key` opens the answers of this group."""

    key: str
    tally: Tally
    by: ScoreGrouping

    @property
    def is_told(self) -> bool:
        """An agent's score is told once there are enough answers, lest it tell of chance."""
        return self.by != "agent" or self.tally.answered >= FEWEST_OF_AGENT


@dataclass(frozen=True)
class Scores:
    """`measure` is the one that groups and weeks are of; `whole` holds those that were asked for or answered."""

    measure: Measure
    whole: dict[Measure, Tally]
    groups: list[ScoreGroup]
    weeks: list[tuple[date, Tally]]

    @property
    def tally(self) -> Tally:
        return self.whole.get(self.measure, Tally())


async def scores(wanted: ScoresWanted) -> Scores:
    """Groups with the most answers come first: nobody is ranked by the score itself."""
    found = dict(await tallies(wanted, "all", "measure"))
    whole: dict[Measure, Tally] = {one: found[one] for one in MEASURES if one in found}
    most: Measure = max(whole, key=lambda one: whole[one].answered, default=MEASURES[0])
    measure = wanted.measure or most
    groups = [ScoreGroup(key, tally, wanted.by) for key, tally in await tallies(wanted, wanted.by, "key", measure)]
    weeks = await tallies(wanted, "all", "date_trunc('week', day)::date", measure)
    return Scores(
        measure,
        whole,
        sorted(groups, key=lambda group: (-group.tally.answered, -group.tally.asked, group.key)),
        sorted(weeks, key=lambda week: week[0]),
    )


async def tallies(
    wanted: ScoresWanted, dimension: str, key: str, measure: Measure | None = None
) -> Iterable[tuple[Any, Tally]]:
    """What the days of one dimension add up to, by `key`: a column of the sums."""
    period = wanted.period
    rows = await unit.fetch(READ.format(key=key), dimension, period.since, period.until, wanted.form_id, measure)
    return [(row[0], Tally(*tuple(row)[1:])) for row in rows]
