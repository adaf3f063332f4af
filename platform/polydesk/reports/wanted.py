"""What a reader of the service level report asks for: the period, the promise, the grouping and one figure of it."""

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from polydesk.reports.period import Period

Grouping = Literal["policy", "priority", "organisation", "team", "agent", "category", "message_language", "month"]
Figure = Literal["all", "met", "missed", "excused", "open"]

GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
FIGURES: tuple[Figure, ...] = get_args(Figure)


@dataclass(frozen=True)
class Wanted:
    """`metric` empty is every promise; `group` and `figure` narrow it to the tickets behind one figure."""

    period: Period
    metric: str = ""
    by: Grouping = "policy"
    group: str | None = None
    figure: Figure = "all"

    def query(self, **changed: Any) -> str:
        """The address of this, so that a figure can be sent to a colleague."""
        that = replace(self, **changed)
        parts: dict[str, str] = {"span": that.period.span}
        if that.period.span == "days":
            parts |= {"since": that.period.since.isoformat(), "until": that.period.until.isoformat()}
        parts |= {"metric": that.metric, "by": that.by, "figure": that.figure if that.figure != "all" else ""}
        found = {name: value for name, value in parts.items() if value}
        return urlencode(found if that.group is None else found | {"group": that.group})
