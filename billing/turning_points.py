"""Turning points: which moments of a company's story a change of its standing is. Pure."""

from collections.abc import Iterator
from typing import Any

from billing import plans
from billing.life import Standing
from billing.reading import Held

Told = tuple[str, dict[str, Any]]


def changes_told(held: Held, found: Standing) -> Iterator[Told]:
    """From what is in the rows to what was found."""
    if found.why == "trial" and not held.why:
        yield "trial_began", {"until": _text(held.facts.trial_ends_at)}
    yield from _of_status(held, found)
    yield from _of_plan(held, found)


def _of_status(held: Held, found: Standing) -> Iterator[Told]:
    if held.status == found.status:
        return
    if found.status == "closed":
        yield "closed", {}
    elif found.status == "past_due":
        yield "payment_due", {"until": _text(found.next_change_at)}
    elif found.status == "read_only":
        yield f"read_only_{found.why}", {}
    elif held.status == "closed":
        yield "reopened", {}
    elif held.why == "unpaid" and found.why not in ("free", "comped"):
        yield "recovered", {}
    elif held.status in ("read_only", "past_due"):
        yield "works_again", {}


def _of_plan(held: Held, found: Standing) -> Iterator[Told]:
    if "closed" in (found.status, held.status) or found.status == "read_only":
        return
    if held.plan != found.plan:
        if found.plan == plans.FREE.name:
            yield "plan_free", {}
        elif held.plan in (plans.TRIAL, plans.FREE.name):
            yield "plan_began", {"plan": found.plan}
        else:
            yield "plan_changed", {"before": held.plan, "plan": found.plan}
    elif "seats" in held.limits and held.limits["seats"] != found.limits.get("seats"):
        yield "seats_changed", {"seats_before": held.limits["seats"], "seats": found.limits.get("seats")}


def _text(at: Any) -> str:
    return at.isoformat() if at else ""
