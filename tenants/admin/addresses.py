"""`GET /admin/slug?slug=`: whether a name can be had as an address, asked while somebody types (SG-04)."""

from datetime import timedelta
from typing import Any

from litestar import Controller, Response, get
from litestar.params import FromQuery

from polydesk.kernel import unit
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Page
from tenants import slugs


class SlugPages(Controller):
    path = "/admin/slug"

    @get()
    async def show(self, slug: FromQuery[str] = "") -> Response[Any]:
        mine = current_tenant()
        if not await allow("slug", str(mine), limit=600, per=timedelta(hours=1)):
            raise TooMany()
        wanted = slug.strip().lower()[:60]
        async with unit.platform():
            state = await slugs.state_of(wanted, mine=mine)
        return Page(
            "tenants/admin/_slug.html",
            state=state,
            said=slugs.SAYS.get(state, ""),
            address=f"{wanted}.{settings().base_host}",
        )
