"""`/admin/settings/tickets`: when a resolved ticket closes, whether customers must sign in, and the statuses of one's own."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from i18n import _
from polydesk.desk.choices import SETTABLE, STATUS_NAMES
from polydesk.kernel.audit import record
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.kernel.wording import give_way, marks, read_texts, texts_as_fields
from polydesk.tickets import priorities, statuses
from polydesk.tickets.statuses import LONGEST_NAME, OwnStatus
from tenants.here import site

PAGE = "/admin/settings/tickets"
MOST = 30

AnyRequest = Request[Any, Any, Any]


class TicketSettingForm(Struct):
    close_after_days: Annotated[int, Meta(ge=1, le=90)]
    sign_in_demanded: Annotated[str, Meta(max_length=10)] = ""


class StatusForm(Struct):
    """The names come beside it, one for each language: `name_en`, `name_it`."""

    category: Annotated[str, Meta(max_length=40)]


class NamesForm(Struct):
    """Names alone."""


class TicketSettingPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        return await _page(await _present(), empty(StatusForm))

    @post()
    async def update(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, TicketSettingForm)
        if not form.ok:
            return await _page(form, empty(StatusForm), status=422)
        before = await statuses.settings_of()
        days, demanded = form.data.close_after_days, bool(form.data.sign_in_demanded)
        await statuses.change_settings(close_after_days=days, sign_in_demanded=demanded)
        pairs: dict[str, list[Any]] = {
            "close_after_days": [before.close_after_days, days],
            "sign_in_demanded": [before.sign_in_demanded, demanded],
        }
        if changes := {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}:
            await record("tickets.settings_changed", changes=changes)
        return redirect(f"{PAGE}?saved=1")


class OwnStatusPages(Controller):
    path = PAGE + "/statuses"

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, StatusForm)
        names = _names(form)
        if form.value("category") and form.value("category") not in SETTABLE:
            form.fail("category", _("Please choose one of the options."))
        if len(await statuses.own_statuses()) >= MOST:
            form.fail("", _("There can be at most %(most)s statuses of your own.") % {"most": MOST})
        if not form.ok:
            return await _page(await _present(), form, status=422)
        if not await _is_known(form.data.category, names):
            made = await statuses.add_own_status(category=form.data.category, names=names)
            await record("tickets.status_added", subject=("ticket_status", made.id), changes={"names": [None, names]})
        return redirect(f"{PAGE}?saved=1#statuses")

    @get("/{status_id:uuid}")
    async def show(self, status_id: FromPath[UUID]) -> Response[Any]:
        found = await _status(status_id)
        return _status_page(found, empty(NamesForm, **texts_as_fields("name", found.names)))

    @post("/{status_id:uuid}")
    async def update(self, request: AnyRequest, status_id: FromPath[UUID]) -> Response[Any]:
        found = await _status(status_id, lock=True)
        form = await read_form(request, NamesForm)
        names = give_way(form, "name", _names(form, before=found.names), found.names, site().languages)
        if not form.ok:
            return _status_page(found, form, status=422)
        await statuses.rename_own_status(found, names=names)
        return redirect(f"{PAGE}?saved=1#statuses")

    @post("/{status_id:uuid}/archival")
    async def archive(self, status_id: FromPath[UUID]) -> Response[Any]:
        found = await _status(status_id)
        await statuses.archive_own_status(status_id)
        await record(
            "tickets.status_archived", subject=("ticket_status", status_id), changes={"names": [found.names, None]}
        )
        return redirect(f"{PAGE}?saved=1#statuses")


async def _present() -> Form[TicketSettingForm]:
    now = await statuses.settings_of()
    demanded = "yes" if now.sign_in_demanded else ""
    return empty(TicketSettingForm, close_after_days=str(now.close_after_days), sign_in_demanded=demanded)


async def _status(status_id: UUID, *, lock: bool = False) -> OwnStatus:
    found = await statuses.own_status(status_id, lock=lock)
    if found is None:
        raise NotFound()
    return found


def _names(form: Form[Any], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """What was typed for each language; one name at least, in whatever language."""
    names = read_texts(form, "name", site().languages, limit=LONGEST_NAME, before=before)
    if not names:
        form.fail(f"name_{site().default_language}", _("Please fill this in."))
    return names


async def _is_known(category: str, names: dict[str, str]) -> bool:
    """A form that was sent twice makes one status."""
    return any(one.category == category and one.names == names for one in await statuses.own_statuses())


async def _page(form: Form[Any], new: Form[Any], status: int = 200) -> Response[Any]:
    return Page(
        "desk/ticket_settings.html",
        status=status,
        form=form,
        new=new,
        own=await statuses.own_statuses(),
        categories=[(category, str(STATUS_NAMES[category])) for category in SETTABLE],
        priorities=list(priorities.OURS),
        saved=moment().query == "saved=1",
    )


def _status_page(found: OwnStatus, form: Form[Any], status: int = 200) -> Response[Any]:
    return Page(
        "desk/own_status.html",
        status=status,
        own=found,
        name=found.name,
        form=form,
        marks=marks(found.names, site().languages),
    )
