"""`/admin/languages/exchange`: texts to a file for translators, and a file back in, all of it or nothing of it."""

import asyncio
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromQuery
from msgspec import Struct

from i18n import _
from i18n.exchange import Entry, Unreadable, po, sheet, xliff
from i18n.formats import language_name
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.translating import exchanging
from polydesk.translating.exchanging import Held, Refused, RefusedLater, Taken
from tenants.here import site

PAGE = "/admin/languages/exchange"
MOST_BYTES = 30_000_000
MOST_SHOWN = 200
FORMATS = {"po": "text/x-gettext-translation", "xlf": "application/xliff+xml", "csv": "text/csv"}

AnyRequest = Request[Any, Any, Any]


class FileForm(Struct):
    """The file comes beside it."""


class ExportForm(Struct):
    language: str
    source: str = ""
    form: str = "po"


class ExchangePages(Controller):
    path = PAGE

    @get()
    async def show(self, taken: FromQuery[str] = "", unsure: FromQuery[str] = "") -> Response[Any]:
        told = (_number(taken), _number(unsure)) if taken else None
        return await _page(empty(FileForm), told=told)

    @get("/file")
    async def export(
        self, form: FromQuery[str] = "po", language: FromQuery[str] = "", source: FromQuery[str] = ""
    ) -> Response[Any]:
        """A table has all languages; a file for translators leads from one language into another."""
        here = site()
        source = source or here.default_language
        if form not in FORMATS or (form != "csv" and not {language, source} <= {*here.languages}):
            raise NotFound
        if form != "csv" and language == source:
            asked = empty(ExportForm, language=language, source=source, form=form)
            asked.fail("language", _("Please choose another language than the one it is translated from."))
            return await _page(empty(FileForm), asked=asked, status=422)
        held = await _all_held()
        content = await asyncio.to_thread(_written, held, form, language, source)
        pair = [source, language] if source != here.default_language else [language]
        name = "-".join([here.slug, *(pair if form != "csv" else []), now().date().isoformat()])
        headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
        return Response(content, media_type=FORMATS[form], headers=headers)

    @post(request_max_body_size=MOST_BYTES)
    async def take_in(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, FileForm)
        here = site()
        try:
            entries = await _entries(form)
        except Unreadable as fault:
            form.fail("file", _at(fault))
        if not form.ok:
            return await _page(form, status=422)
        held = await _all_held()
        taken = await asyncio.to_thread(exchanging.check, entries, held, here.languages)
        refused = taken.refused or await _carry_out(taken, held)
        if refused:
            form.fail("file", _("Nothing was imported. Please mend these lines and send the file again."))
            return await _page(form, refused=refused, status=422)
        return redirect(f"{PAGE}?taken={taken.changes}&unsure={taken.unsure}")


async def _all_held() -> list[Held]:
    return await exchanging.all_held(site().languages, site().default_language)


async def _carry_out(taken: Taken, held: list[Held]) -> list[Refused]:
    """Everything, or nothing and the line because of which."""
    try:
        async with unit.savepoint():
            await exchanging.carry_out(taken, held)
    except RefusedLater as later:
        return [later.refused]
    return []


def _written(held: list[Held], form: str, language: str, source: str) -> bytes:
    here = site()
    if form == "csv":
        lines = [sheet.Line(one.place, one.note, one.phrase.limit, one.source, one.phrase.texts) for one in held]
        return sheet.write(lines, here.languages)
    entries = exchanging.entries_for(held, language, source)
    if form == "po":
        return po.write(entries, language)
    return xliff.write(entries, language, source_language=source)


async def _entries(form: Form[Any]) -> list[Entry]:
    """What the file says. A large one takes seconds, in which others are served."""
    files = form.files("file")
    content = await files[0].read() if files else b""
    if not content.strip():
        raise Unreadable(_("Please choose a file."))
    return await asyncio.to_thread(_read, content)


def _read(content: bytes) -> list[Entry]:
    """Which kind it is shows in how it begins."""
    beginning = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith(b"<"):
        return xliff.read(content)
    return po.read(content) if b"\nmsgid " in b"\n" + beginning else sheet.read(content)


def _at(fault: Unreadable) -> str:
    if not fault.line:
        return fault.reason
    return _("Line %(line)s: %(reason)s") % {"line": fault.line, "reason": fault.reason}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


async def _page(
    form: Form[Any],
    *,
    asked: Form[Any] | None = None,
    refused: list[Refused] | None = None,
    told: tuple[int, int] | None = None,
    status: int = 200,
) -> Response[Any]:
    here = site()
    sources = {here.default_language, *(one.source for one in await _all_held())}
    targets = here.languages if len(sources) > 1 else [code for code in here.languages if code not in sources]
    return Page(
        "translating/exchange.html",
        status=status,
        form=form,
        refused=(refused or [])[:MOST_SHOWN],
        refused_count=len(refused or []),
        told=told,
        asked=asked,
        targets=[(code, language_name(code)) for code in targets],
        first_target=next((code for code in here.languages if code != here.default_language), ""),
        sources=[(code, language_name(code)) for code in here.languages if code in sources],
    )
