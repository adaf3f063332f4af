"""`/admin/mail-in/mailboxes`: mailboxes elsewhere that we look into by IMAP, and how each of them stands."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from i18n import _
from polydesk.intake import accounts, inboxes
from polydesk.intake.accounts import Account, Draft, Security
from polydesk.intake.pages import PAGE
from polydesk.intake.refusals import TooManyAccounts
from polydesk.intake.words import SECURITIES, problem_said
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.settings import settings
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Form, Page, empty, read_form, redirect

MAILBOXES = f"{PAGE}/mailboxes"
LOOKS_AN_HOUR = 60
PORTS: dict[str, int] = {"tls": 993, "starttls": 143, "none": 143}
AnyRequest = Request[Any, Any, Any]


class AccountForm(Struct):
    host: Annotated[str, Meta(min_length=1, max_length=253)]
    username: Annotated[str, Meta(min_length=1, max_length=320)]
    password: Annotated[str, Meta(max_length=1_000)] = ""
    security: Security = "tls"
    port: str = ""
    folder: Annotated[str, Meta(max_length=200)] = "INBOX"
    inbox: str = inboxes.DEFAULT


class MailAccountPages(Controller):
    path = MAILBOXES

    @get("/new")
    async def begin(self) -> Response[Any]:
        return await _page(None, empty(AccountForm, security="tls", folder="INBOX", inbox=inboxes.DEFAULT))

    @post("/new")
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, AccountForm)
        if form.ok and not form.data.password:
            form.fail("password", _("Please fill this in."))
        draft = await _draft(form)
        if draft is not None:
            try:
                made = await accounts.add(draft)
                return redirect(f"{MAILBOXES}/{made.id}")
            except TooManyAccounts as refusal:
                form.fail("", str(refusal.message))
        return await _page(None, form, status=422)

    @get("/{account_id:uuid}")
    async def show(self, account_id: FromPath[UUID]) -> Response[Any]:
        held = await accounts.account(account_id)
        return await _page(held, _filled(held), partial="intake/_standing.html")

    @post("/{account_id:uuid}")
    async def update(self, request: AnyRequest, account_id: FromPath[UUID]) -> Response[Any]:
        held, form = await accounts.account(account_id), await read_form(request, AccountForm)
        draft = await _draft(form)
        if draft is not None and draft.asks_for_password(held):
            form.fail("password", _("Please fill this in."))
        elif draft is not None:
            await accounts.change(held, draft)
            return redirect(f"{MAILBOXES}/{account_id}")
        return await _page(held, form, status=422)

    @post("/{account_id:uuid}/look")
    async def look(self, account_id: FromPath[UUID]) -> Response[Any]:
        held = await accounts.account(account_id)
        if not await allow("mailbox looks", str(account_id), limit=LOOKS_AN_HOUR, per=timedelta(hours=1)):
            raise TooMany
        await accounts.look_now(held.id)
        return redirect(f"{MAILBOXES}/{account_id}")

    @post("/{account_id:uuid}/switch")
    async def switch(self, request: AnyRequest, account_id: FromPath[UUID]) -> Response[Any]:
        is_on = (await read_form(request, Switch)).value("on") == "yes"
        await accounts.switch(await accounts.account(account_id), on=is_on)
        return redirect(f"{MAILBOXES}/{account_id}")

    @post("/{account_id:uuid}/end")
    async def end(self, account_id: FromPath[UUID]) -> Response[Any]:
        await accounts.remove(await accounts.account(account_id))
        return redirect(f"{PAGE}?said=removed")


class Switch(Struct):
    on: str = ""


async def _draft(form: Form[AccountForm]) -> Draft | None:
    if not form.ok:
        return None
    said = form.data
    port = said.port.strip() or str(PORTS[said.security])
    if not port.isdecimal() or not 1 <= int(port) <= 65_535:
        form.fail("port", _("This is not a port; ports go from 1 to 65535."))
    if said.security == "none" and settings().is_production:
        form.fail("security", _("A password is only sent in secret. Choose TLS or STARTTLS."))
    if not form.ok:
        return None
    known = {one.local for one in await inboxes.inboxes()}
    return Draft(
        said.host.strip().lower(),
        int(port),
        said.security,
        said.username.strip(),
        said.password,
        said.folder.strip() or "INBOX",
        said.inbox if said.inbox in known else inboxes.DEFAULT,
    )


def _filled(held: Account) -> Form[AccountForm]:
    return empty(
        AccountForm,
        host=held.host,
        username=held.username,
        security=held.security,
        port=str(held.port),
        folder=held.folder,
        inbox=held.inbox,
    )


async def _page(
    held: Account | None, form: Form[AccountForm], *, status: int = 200, partial: str | None = None
) -> Response[Any]:
    domain = await inboxes.domain()
    return Page(
        "intake/account.html",
        partial=partial,
        status=status,
        held=held,
        problem=problem_said(held.problem) if held else "",
        form=form,
        securities=[
            (name, str(text)) for name, text in SECURITIES.items() if name != "none" or not settings().is_production
        ],
        inboxes=[(one.local, f"{one.local}@{domain}") for one in await inboxes.inboxes()],
    )
