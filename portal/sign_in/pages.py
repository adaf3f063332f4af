"""`/{lang}/signin`: an address is enough; the mail holds a link and a code, and whoever has a password may use it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import _, lazy
from polydesk.kernel.actor import actor
from polydesk.kernel.mail import BadAddress
from polydesk.kernel.refusals import Gone, TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Form, Page, empty, read_form, safe_next
from portal.languages import enter
from portal.sign_in import asking, entering
from portal.sign_in.forms import Code, ComeIn
from tenants import sessions
from tenants.doors.answers import again, go, wrong_password

PAGE, SENT_PAGE, LINK_PAGE = "portal/sign_in.html", "portal/sign_in_sent.html", "portal/sign_in_link.html"

AnyRequest = Request[Any, Any, Any]


class CustomerSignInPages(Controller):
    path = "/{language:str}/signin"

    @get()
    async def show(self, language: FromPath[str], request: AnyRequest) -> Response[Any]:
        home, wanted = _home(enter(language)), safe_next(request.query_params.get("next"), "")
        if actor().is_requester:
            return go(wanted or home)
        return Page(PAGE, form=empty(ComeIn, next=wanted))

    @post()
    async def create(self, language: FromPath[str], request: AnyRequest) -> Response[Any]:
        home = _home(enter(language))
        form = await read_form(request, ComeIn)
        if not form.ok:
            return Page(PAGE, status=422, form=form)
        try:
            return await (_by_password(form, home) if form.data.password else _by_mail(form, language))
        except TooMany as refusal:
            return again(PAGE, form, refusal)

    @post("/code")
    async def enter_code(self, language: FromPath[str], request: AnyRequest) -> Response[Any]:
        home = _home(enter(language))
        form = await read_form(request, Code)
        if not await allow("way_in.code", client_address(), limit=60, per=asking.QUARTER):
            return again(SENT_PAGE, form, TooMany(), email=form.value("email"), request=form.value("request"))
        asked = _uuid(form.value("request"))
        try:
            entered = await entering.by_code(asked, form.value("code")) if asked else None
        except TooMany as refusal:
            return again(SENT_PAGE, form, refusal, email=form.value("email"), request=form.value("request"))
        if entered is None:
            form.fail("code", _("This code is wrong or has expired. After five wrong attempts, ask for a new e-mail."))
            return Page(SENT_PAGE, status=422, form=form, email=form.value("email"), request=form.value("request"))
        return _into(entered, home)

    @get("/link/{secret:str}")
    async def look(self, language: FromPath[str], secret: FromPath[str]) -> Response[Any]:
        enter(language)
        way = await entering.look_at(secret)
        if way is None:
            raise Gone(ask=(lazy("Sign in"), f"/{language}/signin"))
        return Page(LINK_PAGE, email=way.address)

    @post("/link/{secret:str}")
    async def use(self, language: FromPath[str], secret: FromPath[str]) -> Response[Any]:
        home = _home(enter(language))
        entered = await entering.by_link(secret)
        if entered is None:
            raise Gone(ask=(lazy("Sign in"), f"/{language}/signin"))
        return _into(entered, home)


class CustomerSignOutPages(Controller):
    path = "/{language:str}/signout"

    @post()
    async def create(self, language: FromPath[str]) -> Response[Any]:
        enter(language)
        await sessions.end_current("requester")
        return go(f"/{language}/", sessions.gone("requester"))


async def _by_mail(form: Form[ComeIn], language: str) -> Response[Any]:
    wanted = safe_next(form.data.next, "") or None
    try:
        request_id = await asking.ask(form.data.email, language=language, then=wanted)
    except BadAddress:
        form.fail("email", _("Please enter a complete e-mail address, for example name@example.com."))
        return Page(PAGE, status=422, form=form)
    return Page(SENT_PAGE, form=None, email=form.data.email, request=str(request_id))


async def _by_password(form: Form[ComeIn], home: str) -> Response[Any]:
    entered = await entering.by_password(form.data.email, form.data.password)
    if entered is None:
        form.fail("password", wrong_password())
        return Page(PAGE, status=422, form=form)
    return go(safe_next(form.data.next, home), entered.session, entered.device)


def _into(entered: entering.Entered, home: str) -> Response[Any]:
    return go(safe_next(entered.next, home), entered.session, entered.device)


def _home(language: str) -> str:
    return f"/{language}/tickets"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
