"""What a reader of the survey report asks for: the period, the score, the form, the grouping and one figure of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args
from urllib.parse import urlencode
from uuid import UUID

from polydesk.kernel.ids import to_id
from polydesk.reports.period import Period
from surveys.scores import MEASURES, Measure

ScoreGrouping = Literal["agent", "team", "category", "language", "organisation", "channel"]
AnswerFigure = Literal["answers", "good", "low"]
SCORE_GROUPINGS: tuple[ScoreGrouping, ...] = get_args(ScoreGrouping)
ANSWER_FIGURES: tuple[AnswerFigure, ...] = get_args(AnswerFigure)
# The key of what has no team, no category …
NONE = "none"
# The key of answers that belong to nobody on purpose.
ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class ScoresWanted:
    """`measure` None is the one with the most answers; `group` and `figure` narrow it to the answers behind one figure."""

    period: Period
    measure: Measure | None = None
    form_id: UUID | None = None
    by: ScoreGrouping = "agent"
    group: str | None = None
    figure: AnswerFigure = "answers"

    def query(self, **changed: Any) -> str:
        """The address of this, so that a figure can be sent to a colleague."""
        that = replace(self, **changed)
        parts: dict[str, str] = {"span": that.period.span}
        if that.period.span == "days":
            parts |= {"since": that.period.since.isoformat(), "until": that.period.until.isoformat()}
        parts |= {"score": that.measure or "", "form": str(that.form_id or ""), "by": that.by}
        parts |= {"group": that.group or "", "figure": that.figure if that.figure != "answers" else ""}
        return urlencode({name: value for name, value in parts.items() if value})


def scores_wanted(query: Mapping[str, str], period: Period) -> ScoresWanted:
    """What cannot be read takes the usual."""
    group = str(query.get("group", "")).replace("\x00", "")[:100]
    return ScoresWanted(
        period,
        measure=next((one for one in MEASURES if one == query.get("score")), None),
        form_id=to_id(str(query.get("form", ""))),
        by=next((one for one in SCORE_GROUPINGS if one == query.get("by")), "agent"),
        group=group or None,
        figure=next((one for one in ANSWER_FIGURES if one == query.get("figure")), "answers"),
    )
