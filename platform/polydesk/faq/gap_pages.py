"""`/admin/faq/gaps`: what customers searched in vain, language by language, with what can be done about it."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import Parameter

from polydesk.faq import gaps
from polydesk.faq.tree_pages import language_tabs, spoken_or_own
from polydesk.kernel.web import Page, read_form, redirect

PAGE = "/admin/faq/gaps"
MOST = 200

Html = Response[Any]
AnyRequest = Request[Any, Any, Any]
Typed = Annotated[str, Parameter(required=False)]


class GapForm(msgspec.Struct):
    asked: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    language: Annotated[str, msgspec.Meta(max_length=20)]


class GapPages(Controller):
    path = PAGE

    @get()
    async def show(self, language: Typed = "", crossed: Typed = "") -> Html:
        return await _page(spoken_or_own(language), crossed=crossed[:200])

    @post("/crossed")
    async def cross_off(self, request: AnyRequest) -> Html:
        form = await read_form(request, GapForm)
        if not form.ok:
            return await _page(spoken_or_own(form.value("language")), status=422)
        await gaps.cross_off(form.data.asked, language=form.data.language)
        return redirect(f"{PAGE}?{urlencode({'language': form.data.language, 'crossed': form.data.asked})}")

    @post("/returned")
    async def put_back(self, request: AnyRequest) -> Html:
        form = await read_form(request, GapForm)
        if not form.ok:
            return await _page(spoken_or_own(form.value("language")), status=422)
        await gaps.put_back(form.data.asked, language=form.data.language)
        return redirect(f"{PAGE}?{urlencode({'language': form.data.language})}")


async def _page(language: str, *, crossed: str = "", status: int = 200) -> Html:
    return Page(
        "faq/gaps.html",
        status=status,
        language=language,
        crossed=crossed,
        gaps=await gaps.gaps(language, most=MOST),
        language_tabs=language_tabs(PAGE, language, await gaps.counts()),
    )
