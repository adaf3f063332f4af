"""`/admin/languages/texts/<kind>/<key>`: one text in all its languages, side by side, with what is wrong in each."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from i18n import _
from i18n.placeholders import placeholders
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.kernel.wording import marks, texts_as_fields
from polydesk.translating import drafting, editing, machine_account
from polydesk.translating.drafting import Draft
from polydesk.translating.editing import Opened
from polydesk.translating.faults import NAMES
from tenants.here import site

AnyRequest = Request[Any, Any, Any]


class TextForm(Struct):
    """The texts come beside it, one for each language: `text_en`; `seen_en` names what was there, `right_en` is ticked
    where the translation is still right, `draft` says what becomes of a machine's draft: `take:it`, `approve:it`."""


class TextPages(Controller):
    path = "/admin/languages/texts/{kind:str}/{key:str}"

    @get()
    async def show(self, kind: FromPath[str], key: FromPath[str]) -> Response[Any]:
        return await text_page(await opened_text(kind, key))

    @post()
    async def update(self, request: AnyRequest, kind: FromPath[str], key: FromPath[str]) -> Response[Any]:
        opened = await opened_text(kind, key)
        form = await read_form(request, TextForm)
        verb, _colon, language = form.value("draft").partition(":")
        if verb and not await _filled_in(form, opened, language):
            return await text_page(opened, form, status=409)
        if verb == "take":
            return await text_page(opened, form)
        await editing.save(opened, form, site().languages)
        if not form.ok:
            return await text_page(opened, form, status=422)
        if verb:
            await drafting.discard(kind, key, language)
        await _sweep(kind, key)
        if form.value("then") == "next":
            return redirect(f"/admin/languages/next?after={kind}/{key}")
        return redirect(f"/admin/languages/texts/{kind}/{key}?saved=1")


async def opened_text(kind: str, key: str) -> Opened:
    return await editing.open_phrase(kind, key, site().languages, site().default_language)


async def _filled_in(form: Form[Any], opened: Opened, language: str) -> bool:
    """The draft in its field, as if it had been typed. One that fits no more says so instead."""
    draft = (await _drafts(opened)).get(language)
    if draft is None or draft.state != "ready":
        form.fail("", _("This draft is there no more: the text has changed meanwhile."))
        return False
    form.values[f"text_{language}"] = [draft.text]
    form.values[f"right_{language}"] = ["yes"]
    return True


async def _sweep(kind: str, key: str) -> None:
    """Drafts that fit no more after what was saved just now."""
    if known := await drafting.drafts(kind, key):
        fitting = await _drafts(await opened_text(kind, key))
        for draft in known.values():
            if draft.language not in fitting:
                await drafting.discard(kind, key, draft.language)


async def _drafts(opened: Opened) -> dict[str, Draft]:
    """By language, those that still fit."""
    found = await drafting.drafts(opened.kind.name, opened.phrase.key)
    return {draft.language: draft for draft in found.values() if draft.fits(opened.phrase, opened.source)}


async def text_page(
    opened: Opened, form: Form[Any] | None = None, *, status: int = 200, partial: str | None = None, only: str = ""
) -> Response[Any]:
    """`partial` answers what concerns the language `only`."""
    texts = opened.phrase.texts
    return Page(
        "translating/text.html",
        partial=partial,
        status=status,
        code=only,
        drafts=await _drafts(opened),
        may_draft=await machine_account.account() is not None,
        is_countable=any(place.is_plural for place in placeholders(texts.get(opened.source, ""))),
        here=f"/admin/languages/texts/{opened.kind.name}/{opened.phrase.key}",
        opened=opened,
        phrase=opened.phrase,
        form=form or empty(TextForm, **texts_as_fields("text", texts)),
        order=[opened.source, *(code for code in site().languages if code != opened.source)],
        kept=[(code, text) for code, text in texts.items() if code not in site().languages],
        marks=marks(texts, site().languages),
        fault_title=NAMES,
        variables=[f"{{{{{name}}}}}" for name in sorted(opened.phrase.variables)],
        saved=moment().query == "saved=1",
    )
