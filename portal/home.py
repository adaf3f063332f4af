"""The portal's front door: the visitor's language, and in it the first page: search, topics, what others read."""

from typing import Any

from litestar import Controller, Response, get
from litestar.params import FromPath

from polydesk.announcements.showing import on_portal
from polydesk.faq import reading
from polydesk.kernel.web import Page, page_cache
from polydesk.reports.public_score import public_score
from portal.languages import enter, wanted_language
from surveys import praise
from tenants.here import site

Html = Response[Any]


class HomePages(Controller):
    @get("/")
    async def choose(self) -> Html:
        headers = {"Location": f"/{wanted_language()}/", "Vary": "Accept-Language, Cookie", "Cache-Control": "private"}
        return Response(b"", status_code=302, headers=headers)

    @get("/{language:str}")
    async def show(self, language: FromPath[str]) -> Html:
        here, spoken = site(), enter(language)
        categories = await reading.topics(spoken, here.default_language)
        page_cache.keep(here.id)
        top = [category for category in categories if category.parent_id is None]
        below = {category.id: [sub for sub in categories if sub.parent_id == category.id] for category in top}
        is_shown = await praise.is_shown()
        homes = {code: f"{here.base_url}/{code}/" for code in here.languages}
        return Page(
            "portal/home.html",
            notices=await on_portal(),
            praise=await praise.on_portal() if is_shown else [],
            score=await public_score() if is_shown else None,
            categories=top,
            below=below,
            popular=await reading.popular(spoken, here.default_language),
            alternates=homes,
            canonical=homes[spoken],
        )
