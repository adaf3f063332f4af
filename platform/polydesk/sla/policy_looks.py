"""A policy as pages show it: for which tickets, what is promised by when, in words and as a small table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from i18n import _
from i18n.formats import list_of
from polydesk.sla import budgets
from polydesk.sla.choices import Choices
from polydesk.sla.policy import METRICS, Draft, Metric, Target, Version
from polydesk.sla.policy_queries import PolicyRow, name_of
from polydesk.sla.policy_words import PRIORITY_NAMES, conditions_said, reminder_said, step_said
from polydesk.sla.unreachable import unreachable
from polydesk.sla.words import METRIC_NAMES

PAGE = "/admin/service-levels"


@dataclass(frozen=True)
class Cell:
    """A promise: `4 h`, and that it is about half a working day, or that it counts around the clock."""

    time: str
    beside: str


@dataclass(frozen=True)
class Line:
    priority: str
    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class PolicyLook:
    """`blocked` says why it can never match, and is empty when it can."""

    id: UUID
    url: str
    name: str
    enabled: bool
    contract_only: bool
    archived_at: datetime | None
    no: int
    when: str
    hours: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    reminders: tuple[str, ...]
    steps: tuple[str, ...]
    blocked: str


def looks(rows: Sequence[PolicyRow], chosen: Choices) -> list[PolicyLook]:
    tried = [row.version for row in rows if row.enabled and not row.contract_only and not row.is_archived]
    blocked = unreachable(tried)
    return [_look(row, chosen, blocked.get(row.id, ())) for row in rows]


def table_of(draft: Draft, chosen: Choices) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """The metrics that are promised at all, and a line for each priority that has a promise."""
    metrics = [metric for metric in METRICS if any(target.metric == metric for target in draft.targets)]
    named = [priority for priority in PRIORITY_NAMES if any(target.priority == priority for target in draft.targets)]
    lines = tuple(_line(draft, priority, metrics, chosen) for priority in named)
    return tuple(str(METRIC_NAMES[metric]) for metric in metrics), lines


def _look(row: PolicyRow, chosen: Choices, blockers: tuple[Version, ...]) -> PolicyLook:
    draft, names = row.draft, chosen.names
    heads, lines = table_of(draft, chosen)
    return PolicyLook(
        id=row.id,
        url=f"{PAGE}/{row.id}",
        name=row.name,
        enabled=row.enabled,
        contract_only=row.contract_only,
        archived_at=row.archived_at,
        no=row.version.no,
        when=when_said(row.contract_only, draft, names),
        hours=names.get(str(draft.schedule_id), ""),
        heads=heads,
        lines=lines,
        reminders=tuple(reminder_said(reminder) for reminder in draft.reminders),
        steps=tuple(step_said(step, names) for step in draft.steps),
        blocked=_blocked(blockers),
    )


def when_said(contract_only: bool, draft: Draft, names: dict[str, str]) -> str:
    if contract_only:
        return _("Only where a contract names it")
    if not draft.conditions:
        return _("Every ticket")
    return _("When %(conditions)s") % {"conditions": conditions_said(draft.conditions, names)}


def _blocked(blockers: tuple[Version, ...]) -> str:
    if not blockers:
        return ""
    names = list_of([f"“{name_of(version.draft.names)}”" for version in blockers])
    if len(blockers) == 1:
        return _("Can never match, since %(policy)s takes everything first.") % {"policy": names}
    return _("Can never match, since %(policies)s together take everything first.") % {"policies": names}


def _line(draft: Draft, priority: str, metrics: list[Metric], chosen: Choices) -> Line:
    cells = tuple(_cell(draft.target(metric, priority), draft, chosen) for metric in metrics)
    return Line(priority, str(PRIORITY_NAMES[priority]), cells)


def _cell(target: Target | None, draft: Draft, chosen: Choices) -> Cell | None:
    if target is None:
        return None
    if target.clock == "calendar":
        return Cell(budgets.said_by(target.budget_s, "calendar"), _("around the clock"))
    day = chosen.working_day(target.schedule_id or draft.schedule_id)
    return Cell(budgets.said(target.budget_s), budgets.in_working_days(target.budget_s, day))
