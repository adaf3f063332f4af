"""What this process knows of senders: each is looked up again after ten seconds, and at once where it was changed here."""

import time
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.mail import Sender
from polydesk.kernel.tenancy import current_tenant

REMEMBER_S = 10.0
REMEMBER_MOST = 10_000

_known: dict[UUID, tuple[float, Sender | None]] = {}


def recall() -> tuple[Sender | None] | None:
    """None where nothing is known; else what is known, which may be that there is no sender."""
    kept = _known.get(current_tenant())
    return (kept[1],) if kept and kept[0] > time.monotonic() else None


def keep(sender: Sender | None) -> Sender | None:
    if len(_known) >= REMEMBER_MOST:
        _known.clear()
    _known[current_tenant()] = (time.monotonic() + REMEMBER_S, sender)
    return sender


def forget() -> None:
    """Once the change is kept."""
    tenant = current_tenant()
    unit.after_commit(lambda: _drop(tenant))


def _drop(tenant: UUID) -> None:
    _known.pop(tenant, None)
