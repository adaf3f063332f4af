"""`/admin/languages/texts/<kind>/<key>/drafts/<language>`: a machine's draft of one text, asked for and thrown away."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import moment, read_form, redirect
from polydesk.translating import drafting
from polydesk.translating.text_pages import TextForm, opened_text, text_page
from tenants.here import site

AnyRequest = Request[Any, Any, Any]
PARTIAL = "translating/_draft.html"


class DraftPages(Controller):
    path = "/admin/languages/texts/{kind:str}/{key:str}/drafts/{language:str}"

    @get()
    async def show(self, kind: FromPath[str], key: FromPath[str], language: FromPath[str]) -> Response[Any]:
        if language not in site().languages:
            raise NotFound
        opened = await opened_text(kind, key)
        if not moment().is_htmx:
            return redirect(f"/admin/languages/texts/{opened.kind.name}/{opened.phrase.key}#in-{language}")
        return await text_page(opened, partial=PARTIAL, only=language)

    @post(status_code=200)
    async def ask(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], language: FromPath[str]
    ) -> Response[Any]:
        """What is typed in other languages stays: without JavaScript it comes with the button."""
        opened = await opened_text(kind, key)
        await drafting.want(kind, key, language, languages=site().languages, default=site().default_language)
        return await text_page(opened, await read_form(request, TextForm), partial=PARTIAL, only=language)

    @post("/removal", status_code=200)
    async def discard(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], language: FromPath[str]
    ) -> Response[Any]:
        if language not in site().languages:
            raise NotFound
        opened = await opened_text(kind, key)
        await drafting.discard(kind, key, language)
        return await text_page(opened, await read_form(request, TextForm), partial=PARTIAL, only=language)
