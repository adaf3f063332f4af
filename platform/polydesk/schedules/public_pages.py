"""Pages that customers share tell of the hours: those kept in memory go when the hours change, or their being shown."""

from polydesk.kernel import unit
from polydesk.kernel.live import tell
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.web import page_cache


async def forget_pages() -> None:
    """Call it in the unit that changes something: here at once after the commit, elsewhere by a word."""
    tenant = current_tenant()
    unit.after_commit(lambda: page_cache.drop(tenant))
    await tell("site")
