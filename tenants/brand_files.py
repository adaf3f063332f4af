"""What every page of a tenant fetches once: its style sheet at `/brand.css`, its pictures at `/brand/{id}`."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath

from polydesk.kernel.colour import brand_css
from polydesk.kernel.storage.pages import serve_public
from polydesk.kernel.web.moment import moment
from tenants.here import SiteView, site

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MINUTE = "public, max-age=60"


class BrandFilePages(Controller):
    @get("/brand.css")
    async def style(self) -> Response[str]:
        """For ever under the address of this version; an older or newer address gets the present one for a minute."""
        is_present = moment().full_path == SiteView(site()).brand_css_url
        headers = {"Cache-Control": FOR_EVER if is_present else FOR_A_MINUTE}
        return Response(brand_css(site().look.colour), media_type="text/css", headers=headers)

    @get("/brand/{file_id:uuid}")
    async def picture(self, file_id: FromPath[UUID]) -> Any:
        return await serve_public(file_id)
