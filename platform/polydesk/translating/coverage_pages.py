"""`/admin/languages`: how far each language is, what is missing or wrong in it, and the next of it."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from i18n import UI_LANGUAGES, _
from i18n.formats import language_name
from polydesk.kernel.web import Page, html, moment, read_form, redirect, render
from polydesk.kernel.wording import find
from polydesk.translating import drafting, languages, machine_account
from polydesk.translating.faults import NAMES
from polydesk.translating.surveying import Gap, Survey, survey
from tenants.here import site

PAGE = "/admin/languages"
LINES = 25
# A filter beside those by fault: what waits for somebody to approve it.
DRAFTED = "drafted"

AnyRequest = Request[Any, Any, Any]


class LanguageForm(Struct):
    language: str


class CoveragePages(Controller):
    path = PAGE

    @get()
    async def show(
        self,
        language: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        what: FromQuery[str] = "",
        page: FromQuery[str] = "",
        told: FromQuery[str] = "",
    ) -> Response[Any]:
        found = await survey(site().languages, site().default_language)
        chosen = [gap for gap in found.gaps if _is_wanted(gap, language, kind, what)]
        number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
        off = [code for code in told.split(",") if code in found.written or code in UI_LANGUAGES]
        return Page(
            "translating/coverage.html",
            partial="translating/_gaps.html",
            found=found,
            gaps=chosen[(number - 1) * LINES : number * LINES],
            gap_count=len(chosen),
            asked={"language": language, "kind": kind, "what": what},
            newer=_address(language, kind, what, number - 1) if number > 1 else None,
            older=_address(language, kind, what, number + 1) if number * LINES < len(chosen) else None,
            fault_names=[(name, str(title)) for name, title in NAMES.items()],
            choices=[*((name, str(title)) for name, title in NAMES.items()), (DRAFTED, _("Machine drafts"))],
            may_draft=await machine_account.account() is not None,
            drafting=await drafting.progress(),
            fault_title=NAMES,
            languages_of_site=[(code, language_name(code)) for code in site().languages],
            kind_names=[(one.name, str(one.title)) for one, _shares in found.by_kind],
            silent=languages.silent(found.written, site().languages),
            off=[(code, found.written[code]) for code in off if code not in site().languages],
        )

    @get("/drafting/{language:str}")
    async def drafted(self, language: FromPath[str]) -> Response[Any]:
        """How far the machine is, for a page that shows it."""
        if not moment().is_htmx:
            return redirect(f"{PAGE}#languages")
        return html(render("translating/_drafting.html", code=language, drafting=await drafting.progress()))

    @get("/next")
    async def go_on(self, after: FromQuery[str] = "", language: FromQuery[str] = "") -> Response[Any]:
        """To the gap that comes next in the order of the list; after the last one, to the list."""
        found = await survey(site().languages, site().default_language)
        return redirect(
            _next(found, after, language) or f"{PAGE}?language={language if language in site().languages else ''}"
        )

    @post("/spoken")
    async def switch_on(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, LanguageForm)
        await languages.switch_on(form.value("language"))
        return redirect(f"{PAGE}#languages")

    @post("/spoken/{language:str}/removal")
    async def switch_off(self, language: FromPath[str]) -> Response[Any]:
        await languages.switch_off(language)
        return redirect(f"{PAGE}?told={language}#languages")


def _is_wanted(gap: Gap, language: str, kind: str, what: str) -> bool:
    return (
        (not language or gap.language == language)
        and (not kind or gap.kind.name == kind)
        and (not what or (gap.is_drafted if what == DRAFTED else any(fault.what == what for fault in gap.faults)))
    )


def _next(found: Survey, after: str, language: str) -> str | None:
    """The gap behind the phrase that somebody comes from, or the first one of another phrase."""
    waiting = [gap for gap in found.gaps if not language or gap.language == language]
    left = next((place for place, gap in enumerate(waiting) if gap.place == after), 0)
    behind = [gap for gap in (*waiting[left:], *waiting[:left]) if gap.place != after]
    return behind[0].url if behind else None


def _address(language: str, kind: str, what: str, number: int) -> str:
    known = kind if find(kind) else ""
    wanted = what if what in (*NAMES, DRAFTED) else ""
    spoken = language if language in site().languages else ""
    return f"{PAGE}?language={spoken}&kind={known}&what={wanted}&page={number}#gaps"
