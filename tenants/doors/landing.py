"""`/` on the platform's host: what Polydesk is."""

from litestar import Controller, Response, get

from polydesk.kernel.web import Page


class LandingPages(Controller):
    path = "/"

    @get()
    async def show(self) -> Response[str]:
        return Page("web/landing.html")
