"""The words of the survey report, by their codes, and its scores as people read them."""

from i18n import LazyText, _, lazy
from i18n.formats import number, percent
from polydesk.reports.survey_wanted import ANONYMOUS, AnswerFigure, ScoreGrouping, ScoresWanted
from polydesk.reports.tickets_names import Names, name_of
from polydesk.reports.words import GROUPS
from surveys.scale import KINDS
from surveys.scores import Measure

MEASURE_NAMES: dict[Measure, LazyText] = {"csat": KINDS["csat"], "ces": KINDS["ces"], "nps": KINDS["nps"]}
GROUPING_NAMES: dict[ScoreGrouping, LazyText] = {
    "agent": GROUPS["agent"],
    "team": GROUPS["team"],
    "category": GROUPS["category"],
    "language": lazy("Language"),
    "organisation": GROUPS["organisation"],
    "channel": lazy("Channel"),
}
FIGURE_NAMES: dict[AnswerFigure, LazyText] = {
    "answers": lazy("Answers"),
    "good": lazy("Good answers"),
    "low": lazy("Low answers"),
}


def name_of_group(names: Names, wanted: ScoresWanted, key: str) -> str:
    return _("Anonymous answers") if key == ANONYMOUS else name_of(names, wanted.by, key)


def said(measure: Measure, score: float | None) -> str:
    """CSAT in percent, CES with one decimal, NPS whole."""
    if score is None:
        return "–"
    if measure == "csat":
        return percent(score)
    return number(round(score, 1)) if measure == "ces" else number(round(score))


def between(measure: Measure, interval: tuple[float, float] | None) -> str:
    if interval is None:
        return "–"
    return _("%(low)s to %(high)s") % {"low": said(measure, interval[0]), "high": said(measure, interval[1])}
