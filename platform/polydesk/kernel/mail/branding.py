"""Where the brand of a mail comes from: the tenants slice registers its answer, the floor does not know tenants."""

from collections.abc import Awaitable, Callable

from polydesk.kernel.mail.letters import Brand
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import tenant_or_none

BrandSource = Callable[[], Awaitable[Brand]]

_source: BrandSource | None = None


def set_brand_source(source: BrandSource) -> None:
    """`source` runs inside the tenant's unit and answers with that tenant's brand."""
    global _source
    _source = source


async def brand_of_sender() -> Brand:
    """The tenant's brand; Polydesk's own where a mail belongs to no tenant."""
    if _source is None or tenant_or_none() is None:
        return Brand(name="Polydesk", base_url=settings().base_url)
    return await _source()
