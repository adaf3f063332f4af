"""What pages and metrics ask about mails."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from polydesk.kernel import unit

State = Literal["queued", "sending", "sent", "refused", "unknown", "bounced", "suppressed"]


@dataclass(frozen=True)
class Delivery:
    """How far one mail has come; `reason` says why where it has not arrived."""

    mail_id: UUID
    kind: str
    to_address: str
    state: State
    reason: str | None
    created_at: datetime
    sent_at: datetime | None


async def states_about(kind: str, ids: Iterable[UUID]) -> dict[UUID, list[Delivery]]:
    """The deliveries about these things, oldest first: `await states_about("message", [message.id, ...])`."""
    rows = await unit.fetch(
        """SELECT id, about_id, kind, to_address, state, reason, created_at, sent_at FROM mail
           WHERE tenant_id = app.tenant_id() AND about_kind = $1 AND about_id = ANY($2::uuid[]) ORDER BY id""",
        kind,
        list(ids),
    )
    found: dict[UUID, list[Delivery]] = defaultdict(list)
    for row in rows:
        known = {name: row[name] for name in ("kind", "to_address", "state", "reason", "created_at", "sent_at")}
        found[row["about_id"]].append(Delivery(mail_id=row["id"], **known))
    return dict(found)


async def counts_by_state() -> dict[str, int]:
    """How many mails of the tenant are in which state."""
    rows = await unit.fetch("SELECT state, count(*) AS n FROM mail WHERE tenant_id = app.tenant_id() GROUP BY state")
    return {row["state"]: row["n"] for row in rows}
