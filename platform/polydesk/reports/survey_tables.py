"""The survey report to take away: groups and answers as tables for a spreadsheet, all of it as JSON for a program."""

from collections.abc import Iterable
from typing import Any

from polydesk.reports.survey_behind import AnswerLine
from polydesk.reports.survey_counting import ScoreGroup, Scores
from polydesk.reports.survey_wanted import ScoresWanted
from polydesk.reports.tables import table
from surveys.scores import Measure, Tally

TALLY = (
    *("asked", "responded", "response_rate", "response_rate_from", "response_rate_to"),
    *("answered", "good", "low", "score", "score_from", "score_to"),
)
GROUPS_HEAD = ("group", *TALLY, "too_few_answers")
LINES_HEAD = (
    *("ticket", "subject", "at", "score", "of", "word", "comment", "agent", "team", "organisation"),
    *("language", "channel", "complaint", "follow_up_open"),
)

Named = Iterable[tuple[str, ScoreGroup]]


def of_groups(groups: Named, measure: Measure) -> str:
    """Each line under the name that the page shows."""
    return table(GROUPS_HEAD, (tuple(_group(name, group, measure).values()) for name, group in groups))


def of_answers(lines: Iterable[AnswerLine]) -> str:
    return table(LINES_HEAD, (tuple(_line(line).values()) for line in lines))


def report(wanted: ScoresWanted, found: Scores, groups: Named, *, waiting: int) -> dict[str, Any]:
    """Shares of one, CES from 1 to 7, NPS from -100 to 100; `changes_not_counted_yet` is 0 when the figures know everything."""
    measure = found.measure
    return {
        "since": wanted.period.since,
        "until": wanted.period.until,
        "zone": wanted.period.zone.key,
        "form": wanted.form_id,
        "changes_not_counted_yet": waiting,
        "scores": {one: _tally(tally, one) for one, tally in found.whole.items()},
        "score": measure,
        "weeks": [{"since": week} | _tally(tally, measure) for week, tally in found.weeks],
        "grouped_by": wanted.by,
        "groups": [{"key": group.key} | _group(name, group, measure) for name, group in groups],
    }


def answers(lines: Iterable[AnswerLine], older: str) -> dict[str, Any]:
    """`after` asks for the next page; empty at the end."""
    return {"answers": [_line(line) for line in lines], "after": older}


def _group(name: str, group: ScoreGroup, measure: Measure) -> dict[str, Any]:
    """What is not told on the page is not told here."""
    told = _tally(group.tally, measure)
    if not group.is_told:
        told |= dict.fromkeys(("good", "low", "score", "score_from", "score_to"))
    return {"group": name} | told | {"too_few_answers": not group.is_told}


def _tally(tally: Tally, measure: Measure) -> dict[str, Any]:
    values = (
        *(tally.asked, tally.responded, _short(tally.response_rate), *_ends(tally.response_interval)),
        *(tally.answered, tally.good, tally.low, _short(tally.score(measure)), *_ends(tally.interval(measure))),
    )
    return dict(zip(TALLY, values, strict=True))


def _ends(interval: tuple[float, float] | None) -> tuple[float | None, float | None]:
    return (_short(interval[0]), _short(interval[1])) if interval else (None, None)


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _line(line: AnswerLine) -> dict[str, Any]:
    values = (
        *(line.number, line.subject, line.day or line.at, line.step.score, line.of, line.step.word, line.comment),
        *(line.agent, line.team, line.organisation, line.language, line.channel),
        *("yes" if line.is_complaint else "", "yes" if line.waits else ""),
    )
    return dict(zip(LINES_HEAD, values, strict=True))
