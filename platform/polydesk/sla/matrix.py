"""Priority from impact and urgency (SL-20): how much is hit, how soon it hurts. Off until somebody switches it on.

Whoever sets a priority by hand that the matrix does not give says why; the next change of impact or urgency lets the
matrix speak again.
"""

from typing import Any, Literal, get_args

import msgspec

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, Actor
from polydesk.kernel.audit import record
from polydesk.kernel.refusals import BadRequest
from polydesk.tickets.changing import set_priority
from polydesk.tickets.ticket import Priority, Ticket

Level = Literal["low", "medium", "high"]
Matrix = dict[Level, dict[Level, Priority]]  # impact, then urgency

LEVELS: tuple[Level, ...] = get_args(Level)
USUAL: Matrix = {
    "high": {"high": "urgent", "medium": "high", "low": "normal"},
    "medium": {"high": "high", "medium": "normal", "low": "low"},
    "low": {"high": "normal", "medium": "low", "low": "low"},
}


class ReasonNeeded(BadRequest):
    """A priority by hand against what impact and urgency say."""

    title = lazy("Please say why")
    message = lazy("Impact and urgency give another priority. Say in a few words why this ticket is different.")


async def matrix() -> Matrix | None:
    """None while it is switched off."""
    said = await unit.fetchval("SELECT matrix FROM sla_setting WHERE tenant_id = app.tenant_id()")
    return msgspec.convert(said, Matrix) if said else None


async def set_matrix(wanted: Matrix | None, *, by: Actor) -> None:
    """None switches it off; priorities that tickets have stay."""
    before = await matrix()
    if wanted == before:
        return
    await unit.execute(_SET, wanted)
    action = "sla.matrix_switched_off" if wanted is None else "sla.matrix_changed"
    changes: dict[str, list[Any]] = {"matrix": [before, wanted]}
    await record(action, changes=changes)


def derived(said: Matrix | None, impact: str | None, urgency: str | None) -> Priority | None:
    """None when it is switched off, and until both are known."""
    if said is None or impact not in LEVELS or urgency not in LEVELS:
        return None
    return said[impact][urgency]


async def derive(ticket: Ticket) -> None:
    """The ticket gets the priority that its impact and urgency give; what was said against it is forgotten."""
    priority = derived(await matrix(), ticket.impact, ticket.urgency)
    if priority is not None:
        await set_priority(ticket, to=priority, by=SYSTEM)


async def demand_reason(ticket: Ticket, *, to: str, reason: str, by: Actor) -> None:
    """Raises ReasonNeeded when a member sets a priority that the matrix does not give, and does not say why."""
    if not by.is_member or reason.strip() or to == ticket.priority:
        return
    given = derived(await matrix(), ticket.impact, ticket.urgency)
    if given is not None and given != to:
        raise ReasonNeeded


_SET = """
INSERT INTO sla_setting (matrix) VALUES ($1) ON CONFLICT (tenant_id) DO UPDATE SET matrix = excluded.matrix
"""
