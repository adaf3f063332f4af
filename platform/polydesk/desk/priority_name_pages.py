"""`/admin/settings/tickets/priorities/<key>`: what the company calls a priority, in its languages, and the way back to ours."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from i18n import speaking
from i18n.texts import Texts
from polydesk.desk.settings_pages import PAGE as SETTINGS
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.kernel.wording import give_way, marks, read_texts, texts_as_fields
from polydesk.tickets import priorities
from tenants.here import site


class PriorityNameForm(Struct):
    """The names come beside it, one for each language: `name_en`, `name_it`; `seen_en` names what was there."""


class PriorityNamePages(Controller):
    path = SETTINGS + "/priorities/{priority:str}"

    @get()
    async def show(self, priority: FromPath[str]) -> Response[Any]:
        names = await priorities.names_of(priority)
        return _page(priority, names, empty(PriorityNameForm, **texts_as_fields("name", names)))

    @post()
    async def update(self, request: Request[Any, Any, Any], priority: FromPath[str]) -> Response[Any]:
        before, languages = await priorities.names_of(priority), site().languages
        form = await read_form(request, PriorityNameForm)
        names = read_texts(form, "name", languages, limit=priorities.LONGEST_NAME, before=before)
        names = give_way(form, "name", names, before, languages)
        if not form.ok:
            return _page(priority, before, form, status=422)
        await priorities.rename(priority, names=names)
        return redirect(f"{SETTINGS}?saved=1#priorities")

    @post("/removal")
    async def take_ours(self, priority: FromPath[str]) -> Response[Any]:
        await priorities.rename(priority, names={})
        return redirect(f"{SETTINGS}?saved=1#priorities")


def _page(priority: str, names: Texts, form: Form[Any], status: int = 200) -> Response[Any]:
    return Page(
        "desk/priority_name.html",
        status=status,
        priority=priority,
        is_renamed=bool(names),
        form=form,
        marks=marks(names, site().languages),
        ours=[(language, _ours(priority, language)) for language in site().languages],
    )


def _ours(priority: str, language: str) -> str:
    with speaking(language):
        return str(priorities.OURS[priority])
