"""Rows of sla_timer as timers, and back; instants are seconds inside and timestamps in tables."""

from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.sla.policy import Version
from polydesk.sla.promise import Terms, Timer

COLUMNS = (
    *("id", "ticket_id", "metric", "cycle", "policy_id", "policy_version_id", "priority", "schedule_id", "contract_id"),
    *("clock", "budget_s", "pause_on", "hours_no", "pinned_no", "started_at", "carries_id", "carry_s", "state"),
    *("since", "reason", "consumed_s", "paused_s", "extra_s", "spans", "fired", "due_at", "next_event_at"),
    *(
        "breached_at",
        "breach_cause",
        "breach_consumed_s",
        "breach_budget_s",
        "retracted",
        "completed_at",
        "completed_by",
        "outcome",
    ),
    "excused_at",
)
INSTANTS = frozenset(name for name in COLUMNS if name.endswith("_at")) | {"since"}
SELECTED = ", ".join(f"s.{name}" for name in COLUMNS)


def timer_of(row: unit.Record, version: Version) -> Timer:
    return Timer(
        id=row["id"],
        ticket_id=row["ticket_id"],
        metric=row["metric"],
        cycle=row["cycle"],
        terms=Terms(
            policy_id=row["policy_id"],
            version_id=row["policy_version_id"],
            priority=row["priority"],
            budget_s=row["budget_s"],
            clock=row["clock"],
            schedule_id=row["schedule_id"],
            contract_id=row["contract_id"],
            pause_on=tuple(row["pause_on"]),
            reminders=version.draft.reminders,
            steps=version.draft.steps,
            options=version.draft.options,
        ),
        started_at=instant_of(row["started_at"]),
        state=row["state"],
        since=instant_of(row["since"]),
        reason=row["reason"],
        hours_no=row["hours_no"],
        is_pinned=row["pinned_no"] is not None,
        carries_id=row["carries_id"],
        carry_s=row["carry_s"],
        consumed_s=row["consumed_s"],
        paused_s=row["paused_s"],
        extra_s=row["extra_s"],
        due_at=_instant(row["due_at"]),
        next_event_at=_instant(row["next_event_at"]),
        breached_at=_instant(row["breached_at"]),
        breach_cause=row["breach_cause"],
        breach_consumed_s=row["breach_consumed_s"],
        breach_budget_s=row["breach_budget_s"],
        retracted=row["retracted"],
        fired=frozenset(row["fired"]),
        spans=row["spans"],
        completed_at=_instant(row["completed_at"]),
        completed_by=row["completed_by"],
        outcome=row["outcome"],
        excused_at=_instant(row["excused_at"]),
    )


def row_of(timer: Timer) -> dict[str, Any]:
    """As JSON, by the names of the columns; instants are seconds."""
    terms = timer.terms
    of_terms = {
        "policy_id": terms.policy_id,
        "policy_version_id": terms.version_id,
        "priority": terms.priority,
        "schedule_id": terms.schedule_id,
        "contract_id": terms.contract_id,
        "clock": terms.clock,
        "budget_s": terms.budget_s,
        "pause_on": terms.pause_on,
        "pinned_no": timer.hours_no if timer.is_pinned else None,
        "fired": sorted(timer.fired),
    }
    return {name: of_terms[name] if name in of_terms else getattr(timer, name) for name in COLUMNS}


def _instant(moment: datetime | None) -> int | None:
    return None if moment is None else instant_of(moment)


def ids(rows: list[unit.Record], name: str) -> set[UUID]:
    return {row[name] for row in rows if row[name] is not None}
