"""What a reader of the ticket report asks for: the period, which tickets, the grouping and one figure of it.

A figure is opened by narrowing: a group is a filter, a day is a period, so that every number has an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from polydesk.kernel.ids import to_id
from polydesk.reports.period import Period
from polydesk.tickets.ticket import CHANNELS, PRIORITIES

Dimension = Literal["team", "agent", "category", "organisation", "language", "channel", "priority"]
TicketFigure = Literal[
    "created",
    "solved",
    "reopened",
    "open",
    "first_response",
    "next_response",
    "at_first_contact",
    "unfinished",
    "complaint",
]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
COLUMNS: dict[Dimension, str] = {
    "team": "m.team_id",
    "agent": "m.agent_id",
    "category": "m.category_id",
    "organisation": "m.organisation_id",
    "language": "m.message_language",
    "channel": "m.channel",
    "priority": "m.priority",
}
TICKET_FIGURES: tuple[TicketFigure, ...] = get_args(TicketFigure)
NONE = "none"
CLOSED: dict[Dimension, tuple[str, ...]] = {"channel": CHANNELS, "priority": PRIORITIES}


@dataclass(frozen=True)
class TicketsWanted:
    """`only` narrows by dimension: a key, or `none` for tickets without any."""

    period: Period
    by: Dimension = "team"
    only: Mapping[Dimension, str] = field(default_factory=dict)
    figure: TicketFigure = "created"

    def query(self, **changed: Any) -> str:
        """The address of this; a dimension by its name narrows further."""
        narrowed = {name: changed.pop(name) for name in DIMENSIONS if name in changed}
        that = replace(self, **changed)
        parts: dict[str, str] = {"span": that.period.span}
        if that.period.span == "days":
            parts |= {"since": that.period.since.isoformat(), "until": that.period.until.isoformat()}
        parts |= {**that.only, **narrowed} | {"by": that.by, "figure": that.figure if "figure" in changed else ""}
        return urlencode({name: value for name, value in parts.items() if value})


def narrowed_by(query: Mapping[str, str]) -> dict[Dimension, str]:
    """What the address narrows to; what cannot be read narrows nothing."""
    found = {name: str(query.get(name, ""))[:60] for name in DIMENSIONS}
    return {name: value for name, value in found.items() if value and _is_key(name, value)}


def _is_key(name: Dimension, value: str) -> bool:
    if name in CLOSED:
        return value in CLOSED[name]
    if name == "language":
        return value.replace("-", "").isalnum() and value.isascii()
    return value == NONE or to_id(value) is not None
