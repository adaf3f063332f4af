"""`/signin` on a tenant's host, for its people; the way over from the platform, and the way back for switching."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.settings import settings
from polydesk.kernel.web import Page, empty, read_form, safe_next
from tenants import desks, sessions
from tenants.attempts import ShutForNow, remembering
from tenants.choosing_language import offer_languages
from tenants.doors import walking_over
from tenants.doors.answers import again, go, wrong_password
from tenants.forms import SignIn
from tenants.here import site
from tenants.identities import Identity
from tenants.new_device import tell_if_new
from tenants.signing_in import by_password

PAGE = "tenants/sign_in.html"
HOME = "/desk"


class SignInPages(Controller):
    path = "/signin"

    @get()
    async def show(self, request: Request[Any, Any, Any]) -> Response[Any]:
        wanted = safe_next(request.query_params.get("next"), "")
        if await sessions.member_now():
            return go(wanted or HOME)
        return _page(empty(SignIn, next=wanted))

    @post()
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, SignIn)
        if not form.ok:
            return _page(form, status=422)
        try:
            found = await by_password(form.data.email, form.data.password, member_of=site().id)
        except ShutForNow as refusal:
            offer_languages()
            return again(PAGE, form, refusal, platform_url=settings().base_url.rstrip("/"))
        started = await begin(found) if found else None
        if found is None or started is None:
            form.fail("password", wrong_password())
            return _page(form, status=422)
        await tell_if_new(found)
        return go(safe_next(form.data.next, HOME), started.cookie, remembering(found.id, found.generation))


class EnterPages(Controller):
    """The token of the platform's host becomes a session of this one."""

    path = "/enter/{secret:str}"

    @get()
    async def show(self, secret: FromPath[str]) -> Response[Any]:
        walker = await walking_over.look_at(secret, tenant_id=site().id)
        if walker is None:
            return go("/signin")
        found, token = walker
        if walking_over.came_straight(token):
            return await _enter(secret)
        return Page(
            "tenants/walk_in.html", layout="tenants/tenant_door.html", email=found.email, action=f"/enter/{secret}"
        )

    @post()
    async def create(self, secret: FromPath[str]) -> Response[Any]:
        return await _enter(secret)


class SignOutPages(Controller):
    path = "/signout"

    @post()
    async def create(self) -> Response[Any]:
        await sessions.end_current("member")
        return go("/signin", sessions.gone("member"))


class SwitchPages(Controller):
    """From the desk to the list of desks, without another sign-in."""

    path = "/desks"

    @get()
    async def show(self) -> Response[Any]:
        identity_id = await unit.fetchval("SELECT identity_id FROM member WHERE id = $1", actor().id)
        async with unit.platform():
            return walking_over.lead(await desks.door_to_platform(identity_id))


async def _enter(secret: str) -> Response[Any]:
    walker = await walking_over.use(secret, tenant_id=site().id)
    started = await begin(walker[0]) if walker else None
    if walker is None or started is None:
        return go("/signin")
    found, token = walker
    return go(safe_next(token.next, HOME), started.cookie, remembering(found.id, found.generation))


async def begin(found: Identity) -> sessions.Started | None:
    """A session of this tenant for the identity, if it is a member here."""
    row = await unit.fetchrow("SELECT id, generation FROM member WHERE identity_id = $1 AND state = 'active'", found.id)
    return await sessions.start("member", row["id"], generation=row["generation"]) if row else None


def _page(form: Any, *, status: int = 200) -> Response[str]:
    offer_languages()
    return Page(PAGE, status=status, form=form, platform_url=settings().base_url.rstrip("/"))
