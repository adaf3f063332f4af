"""The list of slices, floor by floor, and `load()`, which imports what they register: jobs, reactions, wordings.

Every program that writes or runs rows calls it first: the web, the worker, the clock, commands.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec

from polydesk.kernel import zones
from polydesk.kernel.live import Event, hub
from tenants import directory

SLICES = (
    "polydesk.kernel",
    "polydesk.kernel.mail",
    "polydesk.kernel.storage",
    "tenants",
    "tenants.closing",
    "polydesk.translating",
    "polydesk.mail_texts",
    "polydesk.senders",
    "polydesk.schedules",
    "polydesk.customers",
    "polydesk.tickets",
    "polydesk.faq",
    "polydesk.fields",
    "polydesk.sla",
    "polydesk.webhooks",
    "polydesk.announcements",
    "surveys",
    "billing",
    "polydesk.mailroom",
    "polydesk.notices",
    "polydesk.replies",
    "polydesk.intake",
    "polydesk.reports",
    "polydesk.desk",
    "portal",
    "polydesk.api",
)

REGISTERING = ("jobs", "reactions", "wordings", "letterhead", "metrics")


def load() -> None:
    """Imports what each slice registers: jobs, reactions, texts that tenants write, the letterhead of mails, figures."""
    zones.check()
    for slice_name in SLICES:
        for part in REGISTERING:
            if _exists(slice_name) and _exists(f"{slice_name}.{part}"):
                import_module(f"{slice_name}.{part}")


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """What a web process keeps open while it serves: the line on which it hears what changed."""
    hub().on("site", _look_afresh)
    hub().start()
    try:
        yield
    finally:
        await hub().stop()


def _look_afresh(event: Event) -> None:
    """Another process has changed a tenant's name, looks or status."""
    directory.forget(event.tenant_id)


def _exists(module: str) -> bool:
    return find_spec(module) is not None
