"""`/admin/faq/gaps`: what customers searched in vain or found without opening it, with what can be done about it."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import Parameter

from polydesk.faq import gaps
from polydesk.faq.gaps import Sort
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
    sort: Sort = "vain"


class GapPages(Controller):
    path = PAGE

    @get()
    async def show(self, language: Typed = "", crossed: Typed = "", sort: Typed = "") -> Html:
        return await _page(spoken_or_own(language), crossed=crossed[:200], sort=sort)

    @post("/crossed")
    async def cross_off(self, request: AnyRequest) -> Html:
        form = await read_form(request, GapForm)
        if not form.ok:
            return await _page(spoken_or_own(form.value("language")), status=422)
        data = form.data
        await gaps.cross_off(data.asked, data.sort, language=data.language)
        query = {"language": data.language, "crossed": data.asked, "sort": data.sort}
        return redirect(f"{PAGE}?{urlencode(query)}")

    @post("/returned")
    async def put_back(self, request: AnyRequest) -> Html:
        form = await read_form(request, GapForm)
        if not form.ok:
            return await _page(spoken_or_own(form.value("language")), status=422)
        await gaps.put_back(form.data.asked, form.data.sort, language=form.data.language)
        return redirect(f"{PAGE}?{urlencode({'language': form.data.language})}")


async def _page(language: str, *, crossed: str = "", sort: str = "", status: int = 200) -> Html:
    return Page(
        "faq/gaps.html",
        status=status,
        language=language,
        crossed=crossed,
        sort=sort if sort in gaps.OPEN else "vain",
        gaps=await gaps.gaps(language, most=MOST),
        unopened=await gaps.gaps(language, "unopened", most=MOST),
        language_tabs=language_tabs(PAGE, language, await gaps.counts()),
    )
