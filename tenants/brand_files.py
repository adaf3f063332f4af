"""What every page of a tenant fetches once: its style sheet at `/brand.css`, its pictures at `/brand/{id}`,
and the mark that is drawn for it at `/brand/mark.svg`."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath, FromQuery

from polydesk.kernel.colour import brand_css
from polydesk.kernel.storage.pages import serve_public
from polydesk.kernel.web.moment import moment
from tenants import brands
from tenants.first_look import drawn_mark
from tenants.here import SiteView, site

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MINUTE = "public, max-age=60"


class BrandFilePages(Controller):
    @get("/brand.css")
    async def style(self, of: FromQuery[UUID | None] = None) -> Response[str]:
        """For ever under the address of this version; an older or newer address gets the present one for a minute."""
        await brands.wear(of)
        css = brand_css(site().look.colour)
        return Response(css, media_type="text/css", headers=_kept(SiteView(site()).brand_css_url))

    @get("/brand/mark.svg")
    async def mark(self, of: FromQuery[UUID | None] = None) -> Response[str]:
        await brands.wear(of)
        mark = drawn_mark(site().name, site().look.colour)
        return Response(mark, media_type="image/svg+xml", headers=_kept(SiteView(site()).brand.mark_url))

    @get("/brand/{file_id:uuid}")
    async def picture(self, file_id: FromPath[UUID]) -> Any:
        return await serve_public(file_id)


def _kept(present: str) -> dict[str, str]:
    """For ever under the address of what it is now."""
    return {"Cache-Control": FOR_EVER if moment().full_path == present else FOR_A_MINUTE}
