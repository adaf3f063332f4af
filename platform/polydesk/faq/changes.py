"""Changes: after anything readers may see has changed, pages kept in memory go: here at once, elsewhere by a word."""

from polydesk.kernel import unit
from polydesk.kernel.live import tell
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.web.page_cache import drop


async def changed() -> None:
    """Call it in the unit that changes articles, categories or their order."""
    tenant = current_tenant()
    unit.after_commit(lambda: drop(tenant))
    await tell("faq")
