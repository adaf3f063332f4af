"""`/admin/mail-in/addresses`: the addresses that customers write to, and what a ticket that comes by each begins with."""

from collections.abc import Iterable
from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from i18n import _
from i18n.formats import language_name
from polydesk.customers.addresses import address_key
from polydesk.intake import inboxes
from polydesk.intake.inboxes import LOCAL_PART, Draft, Inbox
from polydesk.intake.pages import PAGE
from polydesk.intake.refusals import InboxTaken, TooManyInboxes
from polydesk.kernel.archived import still_offered
from polydesk.kernel.ids import to_id
from polydesk.kernel.mail import BadAddress
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.tickets import categories
from polydesk.tickets.categories import Category
from tenants import brands, teams
from tenants.brands import FurtherBrand
from tenants.here import site
from tenants.teams import Team

ADDRESSES = f"{PAGE}/addresses"
AnyRequest = Request[Any, Any, Any]


class InboxForm(Struct):
    local: Annotated[str, Meta(max_length=80)] = ""
    own_address: Annotated[str, Meta(max_length=320)] = ""
    team: str = ""
    category: str = ""
    language: str = ""
    brand: str = ""


class InboxPages(Controller):
    path = ADDRESSES

    @get("/new")
    async def begin(self) -> Response[Any]:
        return await _page(None, empty(InboxForm))

    @post("/new")
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, InboxForm)
        draft = _draft(form, form.value("local").strip().lower(), await _offered(None))
        if form.ok and not LOCAL_PART.fullmatch(draft.local):
            form.fail("local", _("Use letters without accents, digits, dots, hyphens and underscores."))
        if form.ok:
            try:
                await inboxes.add(draft)
                return redirect(f"{PAGE}?said=saved")
            except (InboxTaken, TooManyInboxes) as refusal:
                form.fail("local", str(refusal.message))
        return await _page(None, form, status=422)

    @get("/{local:str}")
    async def show(self, local: FromPath[str]) -> Response[Any]:
        held = await inboxes.inbox(local)
        chosen = {"own_address": held.own_address, "language": held.language or ""}
        ids = {
            "team": str(held.team_id or ""),
            "category": str(held.category_id or ""),
            "brand": str(held.brand_id or ""),
        }
        return await _page(held, empty(InboxForm, **chosen, **ids))

    @post("/{local:str}")
    async def update(self, request: AnyRequest, local: FromPath[str]) -> Response[Any]:
        held, form = await inboxes.inbox(local), await read_form(request, InboxForm)
        draft = _draft(form, held.local, await _offered(held))
        if form.ok:
            try:
                await inboxes.change(held, draft)
                return redirect(f"{PAGE}?said=saved")
            except InboxTaken as refusal:
                form.fail("own_address", str(refusal.message))
        return await _page(held, form, status=422)

    @post("/{local:str}/end")
    async def end(self, local: FromPath[str]) -> Response[Any]:
        await inboxes.remove(await inboxes.inbox(local))
        return redirect(f"{PAGE}?said=removed")


Choices = dict[str, list[tuple[str, str]]]


async def _offered(held: Inbox | None) -> Choices:
    """For each field what can be chosen, and what this address has that nothing else would be given any more."""
    chosen = (held.category_id, held.brand_id) if held else ()
    return {
        "team": _named(await teams.teams()),
        "category": _named(still_offered(await categories.categories(archived_too=True), chosen)),
        "brand": _named(still_offered(await brands.brands(archived_too=True), chosen)),
    }


def _named(known: Iterable[Team | Category | FurtherBrand]) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in known]


def _draft(form: Form[InboxForm], local: str, offered: Choices) -> Draft:
    own, language = form.value("own_address").strip(), form.value("language")
    try:
        own = address_key(own) if own else ""
    except BadAddress:
        form.fail("own_address", _("Please enter a complete e-mail address, for example name@example.com."))
    for name, choices in offered.items():
        if form.value(name) not in ("", *dict(choices)):
            form.fail(name, _("Please choose one of the options."))
    return Draft(
        local,
        own,
        team_id=to_id(form.value("team")),
        category_id=to_id(form.value("category")),
        language=language if language in site().languages else None,
        brand_id=to_id(form.value("brand")),
    )


async def _page(held: Inbox | None, form: Form[InboxForm], *, status: int = 200) -> Response[Any]:
    return Page(
        "intake/inbox.html",
        status=status,
        held=held,
        form=form,
        domain=await inboxes.domain(),
        offered=await _offered(held),
        languages_offered=[(code, language_name(code)) for code in site().languages],
    )
