"""`/admin/languages/texts/<kind>/<key>`: one text in all its languages, side by side, with what is wrong in each."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.kernel.wording import marks, texts_as_fields
from polydesk.translating import editing
from polydesk.translating.editing import Opened
from polydesk.translating.faults import NAMES
from tenants.here import site

AnyRequest = Request[Any, Any, Any]


class TextForm(Struct):
    """The texts come beside it, one for each language: `text_en`; `seen_en` names what was there, `right_en` is ticked
    where the translation is still right."""


class TextPages(Controller):
    path = "/admin/languages/texts/{kind:str}/{key:str}"

    @get()
    async def show(self, kind: FromPath[str], key: FromPath[str]) -> Response[Any]:
        opened = await _opened(kind, key)
        return _page(opened, empty(TextForm, **texts_as_fields("text", opened.phrase.texts)))

    @post()
    async def update(self, request: AnyRequest, kind: FromPath[str], key: FromPath[str]) -> Response[Any]:
        opened = await _opened(kind, key)
        form = await read_form(request, TextForm)
        await editing.save(opened, form, site().languages)
        if not form.ok:
            return _page(opened, form, status=422)
        if form.value("then") == "next":
            return redirect(f"/admin/languages/next?after={kind}/{key}")
        return redirect(f"/admin/languages/texts/{kind}/{key}?saved=1")


async def _opened(kind: str, key: str) -> Opened:
    return await editing.open_phrase(kind, key, site().languages, site().default_language)


def _page(opened: Opened, form: Form[Any], status: int = 200) -> Response[Any]:
    texts = opened.phrase.texts
    return Page(
        "translating/text.html",
        status=status,
        opened=opened,
        phrase=opened.phrase,
        form=form,
        order=[opened.source, *(code for code in site().languages if code != opened.source)],
        kept=[(code, text) for code, text in texts.items() if code not in site().languages],
        marks=marks(texts, site().languages),
        fault_title=NAMES,
        variables=[f"{{{{{name}}}}}" for name in sorted(opened.phrase.variables)],
        saved=moment().query == "saved=1",
    )
