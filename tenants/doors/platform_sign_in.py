"""`/signin` on the platform's host: by password or by a link in a mail; then the list of desks, or the only one."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import current_locale, lazy
from polydesk.kernel.actor import actor
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import Gone, TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import allow
from polydesk.kernel.web import Page, empty, read_form, safe_next
from tenants import confirmation, desks, identities, identity_tokens, platform_sessions, suspicion
from tenants.attempts import QUARTER, ShutForNow, remembering
from tenants.doors import walking_over
from tenants.doors.answers import again, go, wrong_password
from tenants.forms import AskLink, SignIn
from tenants.identities import Identity
from tenants.new_device import tell_if_new
from tenants.signing_in import by_password

PAGE = "tenants/platform_sign_in.html"
LINK_PAGE = "tenants/sign_in_link.html"
ASK = (lazy("Send me a sign-in link"), "/signin/link")


class PlatformSignInPages(Controller):
    path = "/signin"

    @get()
    async def show(self, request: Request[Any, Any, Any]) -> Response[Any]:
        wanted = safe_next(request.query_params.get("next"), "")
        if actor().kind in ("identity", "operator"):
            return go(wanted or "/desks")
        return Page(PAGE, form=empty(SignIn, next=wanted))

    @post()
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, SignIn)
        if not form.ok:
            return Page(PAGE, status=422, form=form)
        try:
            found = await by_password(form.data.email, form.data.password)
        except ShutForNow as refusal:
            return again(PAGE, form, refusal)
        if found is None:
            form.fail("password", wrong_password())
            return Page(PAGE, status=422, form=form)
        await tell_if_new(found)
        return await let_in(found, then=form.data.next)


class SignInLinkPages(Controller):
    """The link: asked for, shown by a GET, used by a POST, since mail scanners follow links."""

    path = "/signin/link"

    @get()
    async def show(self, request: Request[Any, Any, Any]) -> Response[str]:
        wanted = safe_next(request.query_params.get("next"), "")
        return Page(LINK_PAGE, form=empty(AskLink, next=wanted))

    @post()
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, AskLink)
        if not form.ok:
            return Page(LINK_PAGE, status=422, form=form)
        try:
            await limit_mails(form.data.email)
        except TooMany as refusal:
            return again(LINK_PAGE, form, refusal)
        wanted = safe_next(form.data.next, "") or None
        await enqueue("tenants.mail_sign_in_link", email=form.data.email, language=current_locale(), then=wanted)
        return Page("tenants/look_in_your_mail.html", email=form.data.email)

    @get("/{secret:str}")
    async def look(self, secret: FromPath[str]) -> Response[str]:
        token = await identity_tokens.look_at("sign_in", secret)
        found = await identities.by_id(token.identity_id) if token else None
        if found is None:
            raise Gone(ask=ASK)
        return Page("tenants/use_link.html", email=found.email, action=f"/signin/link/{secret}")

    @post("/{secret:str}")
    async def use(self, secret: FromPath[str]) -> Response[Any]:
        token = await identity_tokens.use("sign_in", secret)
        found = await identities.by_id(token.identity_id) if token else None
        if token is None or found is None:
            raise Gone(ask=ASK)
        # Whoever has the mail has the address; a password that somebody else chose for it must not stay valid.
        return await let_in(await confirmation.prove(found), then=token.next or "")


class PlatformSignOutPages(Controller):
    path = "/signout"

    @post()
    async def create(self) -> Response[Any]:
        await platform_sessions.end_current()
        return go("/", platform_sessions.GONE)


class WalkingOverPages(Controller):
    """The way back from a tenant's host: a token for one use within a minute."""

    path = "/enter/{secret:str}"

    @get()
    async def show(self, secret: FromPath[str]) -> Response[Any]:
        walker = await walking_over.look_at(secret, tenant_id=None)
        if walker is None:
            return go("/signin?next=/desks")
        found, token = walker
        if walking_over.came_straight(token):
            return await _enter(secret)
        return Page(
            "tenants/walk_in.html", layout="tenants/platform_door.html", email=found.email, action=f"/enter/{secret}"
        )

    @post()
    async def create(self, secret: FromPath[str]) -> Response[Any]:
        return await _enter(secret)


class DeskPages(Controller):
    """The switcher: every desk of this identity."""

    path = "/desks"

    @get()
    async def index(self) -> Response[str]:
        me = actor().id
        assert me is not None
        return Page("tenants/desks.html", desks=await desks.desks_of(me))

    @post("/{tenant_id:uuid}")
    async def enter(self, tenant_id: FromPath[UUID]) -> Response[Any]:
        me = actor().id
        assert me is not None
        door = await desks.door_to(tenant_id, identity_id=me)
        return walking_over.lead(door or "/desks")


async def _enter(secret: str) -> Response[Any]:
    walker = await walking_over.use(secret, tenant_id=None)
    if walker is None:
        return go("/signin?next=/desks")
    found, token = walker
    session = await platform_sessions.start(found.id, generation=found.generation)
    return go(safe_next(token.next, "/desks"), session.cookie)


async def let_in(found: Identity, *, then: str = "") -> Response[Any]:
    """A new session on the platform, then where one wanted to go: a page, the only desk, or the list of desks."""
    session = await platform_sessions.start(found.id, generation=found.generation)
    wanted = safe_next(then, "")
    there = wanted or await _first_room(found)
    return walking_over.lead(there, session.cookie, remembering(found.id, found.generation))


async def limit_mails(email: str) -> None:
    """So that nobody fills a stranger's mailbox: counted whether the address is known or not. Raises TooMany."""
    key = identities.key_or_nothing(email) or email.casefold()
    per_address = await allow("door_mail.to", key, limit=5, per=QUARTER)
    per_sender = await allow("door_mail.from", client_address(), limit=60, per=suspicion.HOUR)
    if not (per_address and per_sender):
        raise TooMany()


async def _first_room(found: Identity) -> str:
    mine = [desk for desk in await desks.desks_of(found.id) if desk.is_open]
    if len(mine) == 1 and not found.is_operator:
        return await desks.door_to(mine[0].tenant_id, identity_id=found.id) or "/desks"
    return "/desks"
