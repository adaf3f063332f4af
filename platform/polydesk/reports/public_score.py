"""The company's score as everybody may know it: the share of good answers of a year, once there are enough of them."""

from dataclasses import dataclass
from datetime import timedelta

from polydesk.kernel.clock import now
from polydesk.reports.period import Period
from polydesk.reports.reading import reporting_zone
from polydesk.reports.survey_counting import scores
from polydesk.reports.survey_wanted import ScoresWanted

A_YEAR = timedelta(days=364)
FEWEST = 5


@dataclass(frozen=True)
class PublicScore:
    good: int
    answered: int

    @property
    def share(self) -> float:
        return self.good / self.answered


async def public_score() -> PublicScore | None:
    """Of what is asked most. None while there are too few answers to say anything."""
    zone = await reporting_zone()
    today = now().astimezone(zone).date()
    tally = (await scores(ScoresWanted(Period(today - A_YEAR, today, zone, "days"), by="channel"))).tally
    return PublicScore(tally.good, tally.answered) if tally.answered >= FEWEST else None
