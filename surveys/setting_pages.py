"""`/admin/surveys`: who is asked, when and how often, with what it means in sentences."""

from typing import Any

from litestar import Controller, Request, Response, get, post

from i18n import LazyText, lazy
from i18n.formats import full_hour
from polydesk.kernel.archived import still_offered
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from polydesk.tickets.categories import categories
from polydesk.tickets.tags import tags_in_use
from polydesk.tickets.telling import CHANNELS
from surveys import setting, setting_change, setting_form
from surveys.explanation import sentences
from surveys.forms import AskingForm
from surveys.setting import Setting
from surveys.setting_names import names_in

PAGE = "/admin/surveys"
MODES: dict[str, tuple[LazyText, LazyText]] = {
    "always": (lazy("After every resolution"), lazy("Each customer whose ticket was answered and resolved.")),
    "matching": (lazy("Only for some tickets"), lazy("By channel, category or tag, as you choose below.")),
    "by_hand": (lazy("Only by hand"), lazy("Nobody is asked automatically. Agents ask with a button on the ticket.")),
    "api": (
        lazy("Only by your own programs"),
        lazy("Nobody is asked automatically or by agents. A program with an access token asks about a ticket."),
    ),
    "never": (lazy("Never"), lazy("What customers have answered so far stays.")),
}


class AskingPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        present = await setting.setting()
        return await _page(await setting_form.filled(present), present)

    @post()
    async def update(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form, present = await read_form(request, AskingForm), await setting.held()
        wanted = await setting_form.read(form, present)
        if wanted is None:
            return await _page(form, present, status=422)
        await setting_change.change(wanted)
        return redirect(f"{PAGE}?saved=1")


async def _page(form: Form[AskingForm], present: Setting, *, status: int = 200) -> Response[Any]:
    """Beside what is typed stands what holds now."""
    hours = [(str(hour), full_hour(hour)) for hour in range(25)]
    return Page(
        "surveys/asking.html",
        status=status,
        form=form,
        modes=[(key, str(name), str(hint)) for key, (name, hint) in MODES.items()],
        sentences=sentences(present, await names_in(present)),
        begins=hours[:24],
        ends=hours[1:],
        channels=list(CHANNELS.items()),
        categories=[(str(one.id), one.name) for one in await _categories(present)],
        tags=await tags_in_use(),
        saved=moment().query == "saved=1",
    )


async def _categories(present: Setting) -> list[Any]:
    """The present ones, and archived ones that are chosen still."""
    return still_offered(await categories(archived_too=True), present.only_categories)
